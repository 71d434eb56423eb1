# הודעות: התפריט, הפרטים, בחירה, מחיקה, קישורים.
menu-copy-selection = העתקת הבחירה
menu-copy-link = העתקת הקישור
menu-select = בחירה
menu-message-details = פרטים…
menu-delete-message = מחיקה…
message-more = להמשך
message-less = הצגת פחות
message-details = הודעה
message-details-from = מאת
message-details-sent = נשלחה
message-details-received = התקבלה במכשיר הזה
message-details-state = מצב
message-details-read = נקראה
message-details-size = גודל
message-details-characters =
    { $count ->
        [one] תו אחד
        [two] שני תווים
       *[other] { $count } תווים
    }
choose-end = ביטול הבחירה בהודעות
choose-count =
    { $count ->
        [one] אחת נבחרה
        [two] שתיים נבחרו
       *[other] { $count } נבחרו
    }
choose-copy = העתקה
choose-delete = מחיקה…
delete-messages-title =
    { $count ->
        [one] למחוק את ההודעה הזאת?
        [two] למחוק שתי הודעות?
       *[other] למחוק { $count } הודעות?
    }
delete-messages-text = אי אפשר להחזיר את מה שנמחק
delete-here = במכשיר הזה
delete-here-text = היא נשארת במכשירים אחרים
delete-own = בכל המכשירים שלי
delete-own-text = היא נשארת אצל הצד השני
delete-all = אצל כולם
delete-all-text = שני הצדדים רואים שמשהו נמחק
delete-messages-yes = מחיקה
link-title = לפתוח את הקישור הזה?
link-text = הוא נפתח בדפדפן, שמגלה לצד השני את כתובת ה־IP שלך
link-open = פתיחה
link-copy = העתקה
link-no-more = לא לשאול שוב
link-look-alike = בכתובת הזאת יש אותיות שנראות כמו אחרות. ייתכן שהיא מתחזה לכתובת של מישהו אחר.
link-account = מה שלפני ה־@ אינו הכתובת. הקישור מוביל לחלק המודגש.
link-hidden = בקישור הזה יש סימנים שאי אפשר לראות. ייתכן שהוא אינו מה שהוא נראה.
sure-text = ההודעה הזאת מכילה את סיסמת השחזור שלך. מי שיקבל אותה יוכל לקרוא ולכתוב בשמך, לתמיד
sure-send = שליחה בכל זאת
sure-not = לא לשלוח
menu-reply = תגובה
quote-missing = ההודעה המקורית אינה כאן
quote-label = תגובה אל { $name }: { $text }
quote-close = לא להגיב להודעה הזאת
quote-answer = תגובה אל { $name }
react-with = תגובה עם { $emoji }
menu-timer = הודעות נעלמות…
quote-earlier = תשובה להודעה קודמת
message-details-timer = נעלמת
note-timer-send = ההודעות של { $name } נעלמות { $time } אחרי השליחה
note-timer-send-ours = ההודעות שלך נעלמות { $time } אחרי השליחה
note-timer-read = ההודעות של { $name } נעלמות { $time } אחרי הקריאה
note-timer-read-ours = ההודעות שלך נעלמות { $time } אחרי הקריאה
note-timer-off = ההודעות של { $name } כבר לא נעלמות
note-timer-off-ours = ההודעות שלך כבר לא נעלמות
note-saved = נשמרה מדיה על ידי { $name }
note-saved-ours = שמרת מדיה
note-screenshot = צולם המסך על ידי { $name }
note-screenshot-ours = צילמת את המסך
note-accepted = בקשת ההודעה שלך התקבלה על ידי { $name }
note-accepted-ours = קיבלת את בקשת ההודעה
span-seconds =
    { $count ->
        [one] שנייה אחת
       *[other] { $count } שניות
    }
span-minutes =
    { $count ->
        [one] דקה אחת
       *[other] { $count } דקות
    }
span-hours =
    { $count ->
        [one] שעה אחת
        [two] שעתיים
       *[other] { $count } שעות
    }
span-days =
    { $count ->
        [one] יום אחד
        [two] יומיים
       *[other] { $count } ימים
    }
span-weeks =
    { $count ->
        [one] שבוע אחד
        [two] שבועיים
       *[other] { $count } שבועות
    }
timer-title = הודעות נעלמות
timer-explain = מה שכתבת כאן נעלם מכל המכשירים, גם מאלה של הצד השני. הצד השני מחליט על ההודעות שלו
timer-explain-notes = מה שכתבת כאן נעלם מכל המכשירים שלך
timer-off = כבוי
timer-off-explain = ההודעות נשארות
timer-read = אחרי הקריאה
timer-read-explain = הזמן נמדד מרגע קריאת ההודעה
timer-send = אחרי השליחה
timer-send-explain = הזמן נמדד מרגע שליחת ההודעה
timer-after = נעלמות אחרי
timer-set = אישור
timer-follow = לעשות כך גם אצלי
timer-send-short = נעלמות { $time } אחרי השליחה
timer-read-short = נעלמות { $time } אחרי הקריאה
timer-left = תיעלם בעוד { $time }
timer-after-read = תיעלם { $time } אחרי הקריאה
timer-after-send = תיעלם { $time } אחרי השליחה
ask-follow-title = לעשות כך גם אצלך?
ask-follow-text = ההודעות שלך אל { $name } ינהגו כך: { $timer }
ask-follow-off = ההודעות שלך אל { $name } כבר לא ייעלמו
ask-follow-yes = אישור
typing = כותב/ת…
typing-who = הצד השני כותב: { $name }
preview-label = { $title }, { $host }
composer-emoji = אמוג׳י
react-more = עוד אמוג׳י
react-title = תגובה
reactions-title = תגובות
reactions-you = את/ה
reactions-remove = הסרה
emoji-search = חיפוש אמוג׳י
emoji-recent = בשימוש לאחרונה
emoji-smileys = סמיילים
emoji-people = אנשים
emoji-nature = חיות וטבע
emoji-food = אוכל ושתייה
emoji-travel = טיולים ומקומות
emoji-activities = פעילויות
emoji-objects = חפצים
emoji-symbols = סמלים
emoji-flags = דגלים
emoji-tone = גוון עור { $number }
menu-forward = העברה…
choose-forward = העברה…
forward-title =
    { $count ->
        [one] העברת הודעה
       *[other] העברת { $count } הודעות
    }
forward-search = חיפוש שיחות ואנשי קשר
forward-send = שליחה
forward-most = לכל היותר { $count } בבת אחת
forward-done =
    { $count ->
        [one] ההודעה הועברה
       *[other] הועבר אל { $count } שיחות
    }
