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
