# אנשים: בקשות, אנשי קשר, חסומים, התפריט והפרטים של שיחה, מכשירים, ניקוי.
undo = ביטול הפעולה
shortcuts-menu = התפריט של שיחה
this-person = האדם הזה
time-moment = { $day }, { $time }

list-pinned = נעוצה
list-muted = מושתקת
list-marked-unread = מסומנת כלא נקראה

requests-title = בקשות הודעה
requests-count =
    { $count ->
        [one] בקשת הודעה אחת
        [two] שתי בקשות הודעה
       *[other] { $count } בקשות הודעה
    }
requests-back = חזרה לכל השיחות
requests-text = אנשים שכותבים לך בפעם הראשונה. הם לא יידעו אם קראת, עד שתאשר/י
requests-clear = ניקוי הכול
request-accept = אישור
request-decline = דחייה

menu-pin = נעיצה
menu-unpin = ביטול הנעיצה
menu-mark-unread = סימון כלא נקרא
menu-notifications = התראות…
menu-nickname = כינוי…
menu-details = פרטים…
menu-hide = הסתרה
menu-decline = דחייה…
menu-delete-conversation = מחיקת השיחה…
menu-delete-contact = מחיקת איש הקשר…

toast-hidden = { $name } לא ברשימה עד שתגיע הודעה חדשה
toast-blocked = { $name } נחסם

ask-delete-title = למחוק את השיחה הזאת?
ask-delete-text = כל ההודעות עם { $name } יימחקו במכשיר הזה. השיחה תצא מהרשימה בכל המכשירים שלך. העותק של { $name } נשאר אצלו, והוא נשאר באנשי הקשר שלך.
ask-delete-yes = מחיקת השיחה
ask-contact-title = למחוק את איש הקשר הזה?
ask-contact-text = { $name } יישכח בכל המכשירים שלך, עם השיחה, ההודעות והכינוי. אם יכתוב שוב, זה יגיע כבקשת הודעה.
ask-contact-yes = מחיקת איש הקשר
ask-block-title = לחסום את האדם הזה?
ask-block-text = הודעות של { $name } לא יגיעו אליך עוד, באף אחד מהמכשירים שלך. הוא לא יידע על כך. אפשר לבטל את החסימה בכל עת, אבל מה שייכתב עד אז יאבד.
ask-block-delete = למחוק גם את ההודעות
ask-block-yes = חסימה
ask-decline-title = לדחות את הבקשה הזאת?
ask-decline-text = הבקשה של { $name } תימחק בכל המכשירים שלך. הוא לא יידע על כך, ויוכל לשלוח בקשה נוספת. כדי למנוע זאת אפשר לחסום אותו.
ask-decline-yes = דחייה
ask-clear-title = לנקות את כל בקשות ההודעה?
ask-clear-text = כל הבקשות יימחקו בכל המכשירים שלך. מי ששלח אותן לא יידע על כך, ויוכל לשלוח בקשה נוספת.
ask-clear-yes = ניקוי הכול

nickname-title = כינוי
nickname-label = כינוי
nickname-text = השם שבחר לעצמו: { $name }. רק את/ה רואה את הכינוי, בכל המכשירים שלך
nickname-text-nameless = רק את/ה רואה את הכינוי, בכל המכשירים שלך
nickname-reset = הצגת השם שבחר לעצמו

mute-title = התראות
mute-all = כל ההודעות
mute-mentions = אזכורים בלבד
mute-off = כבוי
mute-for = השתקה לזמן מה
mute-hour = שעה
mute-hours = 8 שעות
mute-day = יום
mute-week = שבוע
mute-left =
    { $count ->
        [one] מושתקת לעוד שעה
        [two] מושתקת לעוד שעתיים
       *[other] מושתקת לעוד { $count } שעות
    }

details-title = שיחה
details-own-name = השם שבחר לעצמו: { $name }
details-pinned = נעוצה
details-pinned-text = נשארת בראש הרשימה
details-change = שינוי
details-nickname = עריכה
details-nickname-text = שם שרק את/ה רואה

contacts-title = אנשי קשר
contacts-search = חיפוש באנשי הקשר
contacts-none = אין איש קשר בשם הזה

settings-devices = מכשירים מקושרים
settings-blocked = אנשי קשר חסומים
settings-clear = ניקוי נתונים

blocked-text = ההודעות שלהם אינן מגיעות לאף אחד מהמכשירים שלך
blocked-choose = יש לבחור את מי לשחרר מחסימה
blocked-unblock =
    { $count ->
        [one] ביטול החסימה של אדם אחד
        [two] ביטול החסימה של שני אנשים
       *[other] ביטול החסימה של { $count } אנשים
    }
blocked-empty = לא חסמת איש

devices-link = כדי להשתמש בחשבון הזה במכשיר נוסף, יש לבחור שם ״יש לי חשבון״ ולהזין את סיסמת השחזור. איש אינו מנהל רשימה של המכשירים שלך: מי שהמילים אצלו הוא אחד מהם
devices-this = המכשיר הזה
devices-agree = המכשירים שלך מתואמים
devices-pending = שינויים בדרך
devices-now = סנכרון עכשיו
devices-fetched = התקבל לאחרונה מהרשת
devices-stored = נשלח לאחרונה לרשת
devices-never = עדיין לא
devices-done = מתואם עם המכשירים האחרים שלך
devices-kept = מה שהרשת שומרת
devices-messages = הודעות
devices-settings = שם, אנשי קשר והגדרות
devices-days = { $count } ימים
devices-days-renewed = { $count } ימים, שנספרים מחדש בכל פעם שאחד מהמכשירים שלך מחובר
devices-miss = במכשיר חדש יש מיד את אנשי הקשר וההגדרות שלך. הודעות ישנות מאלה נשארות במכשירים שבהם הן נמצאות

clear-explain = מסיר את החשבון מהמחשב הזה: הודעות, אנשי קשר, הגדרות ומפתחות. עם סיסמת השחזור החשבון יכול לחזור, אבל לא ההודעות של המכשיר הזה
clear-open = ניקוי נתונים…
clear-title = ניקוי נתונים
clear-text = יש לבחור מה יימחק
clear-device = המכשיר הזה
clear-device-text = הרשת והמכשירים האחרים שומרים על שלהם
clear-network = המכשיר הזה והרשת
clear-network-text = מכשירים חדשים לא ימצאו דבר
clear-next = המשך
clear-sure-device = כל ההודעות, אנשי הקשר וההגדרות של המכשיר הזה יימחקו. אי אפשר לבטל זאת.
clear-sure-network = כל ההודעות, אנשי הקשר וההגדרות יימחקו במכשיר הזה וברשת. אי אפשר לבטל זאת.
clear-recovery = בלי סיסמת השחזור איש אינו יכול להחזיר את החשבון הזה. יש לוודא שהיא אצלך
clear-yes = ניקוי הכול
clear-busy = הכול נמחק במכשיר הזה…
clear-busy-network = הרשת מתבקשת למחוק הכול…
clear-instead = שום דבר לא נמחק. אפשר לנסות שוב, או לנקות רק את המכשיר הזה
clear-rest = יש לוודא שאפשר לכתוב לדיסק ושיש בו מקום, ואז לנסות שוב: נותר למחוק רק את מה שבמכשיר הזה
clear-other = בחירה מחדש
clear-done = הכול נמחק
clear-refused = כל מה שבמכשיר הזה נמחק. הצמתים האלה ברשת לא מחקו את מה שאצלם; זה נעלם מאליו אחרי 14 עד 30 ימים:

# ארכיון, תיקיות, סדר הנעוצות.
archive-title = ארכיון
archive-text = הודעה חדשה מחזירה שיחה לרשימה, אלא אם היא מושתקת. מה שהועבר לארכיון כאן נמצא בו במכשיר הזה בלבד.
archive-count =
    { $count ->
        [one] שיחה אחת בארכיון
        [two] שתי שיחות בארכיון
       *[other] { $count } שיחות בארכיון
    }
list-archived = בארכיון
menu-archive = העברה לארכיון
menu-unarchive = החזרה לרשימה
menu-pin-up = העלאה בין הנעוצות
menu-pin-down = הורדה בין הנעוצות
menu-folders = תיקיות…
toast-archived = השיחה עם { $name } הועברה לארכיון
folders-title = תיקיות
folders-edit = עריכת התיקיות
folders-back = כל התיקיות
folders-none = אין עדיין תיקיות
folders-explain = תיקייה מציגה חלק מהרשימה. התיקיות נשמרות במכשיר הזה בלבד.
folders-of-title = התיקיות של השיחה
folder-title = תיקייה
folder-all = הכול
folder-new = תיקייה חדשה
folder-name = שם התיקייה
folder-name-hint = משפחה, עבודה…
folder-name-long = עד 40 תווים
folder-takes = מה בתיקייה
folder-takes-all = כל השיחות
folder-takes-chosen = שיחות שנבחרו
folder-conditions = ומהן רק כאלה
folder-only-unread = לא נקראו
folder-only-unanswered = לא נענו
folder-without-muted = לא מושתקות
folder-search = חיפוש שיחות
folder-empty = אין כרגע דבר בתיקייה הזאת
folder-edit = שינוי { $name }
folder-delete = מחיקת { $name }
folder-up = העלאת { $name }
folder-down = הורדת { $name }
folder-deleted = התיקייה { $name } נמחקה; השיחות שבה נשארו
folder-count =
    { $count ->
        [one] שיחה אחת
        [two] שתי שיחות
       *[other] { $count } שיחות
    }
settings-folders-explain = חלקים של הרשימה, זה לצד זה מעליה
settings-folders-edit = עריכה…
menu-export = ייצוא…
export-title = ייצוא השיחה
export-text = כל מה שיש כאן מ-{ $name }, בקובץ אחד. מה שנעלם או נמחק אינו בו
export-html = דף אינטרנט
export-html-explain = לקריאה ולהדפסה, בכל דפדפן
export-json = JSON
export-json-explain = לתוכנות אחרות
export-txt = טקסט פשוט
export-txt-explain = הקטן ביותר, לכל עורך
export-warning = הקובץ אינו מוצפן, וההודעות שבו כבר לא ייעלמו
export-go = ייצוא
export-busy = ההודעות נכתבות…
export-page-title = שיחה עם { $name }
export-page-made = יוצא מ-Onionskin ב{ $time }
export-page-not-sent = לא נשלחה

saving-file = קובץ
saving-relative = בתיקייה { $folder }
saving-password = הסיסמה שלך
saving-done = נשמר כאן
saving-copy = העתקה
