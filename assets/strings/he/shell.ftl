# הרשימה, המעבר, המקשים.
switcher-title = מעבר אל
switcher-hint = שם או פקודה
list-unfold = הצגת כל הרשימה
list-width = רוחב הרשימה
list-only-unread = רק מה שלא נקרא
list-read-all = סימון הכול כנקרא
list-no-unread = הכול נקרא
mute-until = מושתקת עד { $moment }
shortcuts-switcher = מעבר לשיחה או לפקודה
shortcuts-previous = השיחה הקודמת
shortcuts-next-unread = השיחה הבאה שלא נקראה
shortcuts-previous-unread = השיחה הקודמת שלא נקראה
shortcuts-details = הפרטים של השיחה
shortcuts-fold = קיפול הרשימה או פתיחתה
shortcuts-explain = יש ללחוץ על שורה, ואז על המקשים הרצויים
shortcuts-press = לחיצה על המקשים…
shortcuts-reset = חזרה למקשים הרגילים
shortcuts-reset-all = איפוס הכול
shortcuts-plain = אי אפשר להשתמש לבדם במקשים שכותבים. יש להוסיף Ctrl או Alt
shortcuts-reserved = המקשים האלה נחוצים לטקסט או לחלונות
shortcuts-taken = המקשים האלה משמשים: { $name }
shortcuts-lock = נעילת החלון
shortcuts-emoji = אמוג׳י
notice-open = פתיחה
notice-request = קיבלת בקשת הודעה חדשה
notice-several = { $count } הודעות חדשות, האחרונה מאת { $name }
notice-messages =
    { $count ->
        [one] הודעה חדשה אחת
       *[other] { $count } הודעות חדשות
    }

# כמה חשבונות.
accounts-title = חשבונות
accounts-explain = לכל חשבון מאגר משלו ודרך משלו ברשת. החלון, ההגדרות שלו והפרוקסי משותפים לכולם.
account-add = הוספת חשבון
account-add-failed = אי אפשר לקרוא את הפרוקסי של החשבון, ולכן לא נוסף חשבון
account-number = חשבון { $number }
account-present = מוצג עכשיו
account-go = מעבר
account-shown = { $name }, מוצג עכשיו
account-switch = מעבר אל { $name }
account-switch-unread = מעבר אל { $name }, { $unread }
shortcuts-next-account = החשבון הבא

# קישורים אל התוכנה.
program-link-chat = לכתוב לאדם הזה?
program-link-chat-text = הקישור מוביל אל מי שעדיין אינו מוכר לך. מי שנתן את הקישור יוכל לומר למי שייך מזהה החשבון הזה.
program-link-write = כתיבת הודעה
program-link-community = קהילה
program-link-room = { $room } ב־{ $host }
program-link-community-text = זו כתובת של קהילה. הגרסה הזאת של Onionskin עדיין אינה מצטרפת לקהילות; אפשר להעתיק את הכתובת לתוכנה אחרת.
