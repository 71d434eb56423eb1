# החלון, רשימת השיחות, שיחה.
app-name = Onionskin
ok = אישור
cancel = ביטול
close = סגירה
back = חזרה
continue = המשך
copied = הועתק
retry = ניסיון נוסף
save = שמירה
quit = יציאה
opening = נפתח…

rail-profile = הפרופיל וההגדרות שלך
rail-path = נתיב הבצל
rail-theme-light = מעבר לערכת נושא בהירה
rail-theme-dark = מעבר לערכת נושא כהה
rail-shortcuts = קיצורי מקלדת

list-title = הודעות
list-new = הודעה חדשה
list-search = חיפוש
list-nothing-found = אין שיחה בשם הזה
list-empty-title = אין עדיין שיחות
list-empty-text = אפשר לכתוב למישהו לפי מזהה החשבון שלו, או למסור לו את המזהה שלך
list-label = שיחות
list-draft = טיוטה:
list-you = את/ה:
list-request = בקשה
list-blocked = חסום
list-no-messages = אין עדיין הודעות
list-unread =
    { $count ->
        [one] הודעה אחת שלא נקראה
        [two] שתי הודעות שלא נקראו
       *[other] { $count } הודעות שלא נקראו
    }
note-to-self = הערה לעצמי

menu-copy-id = העתקת מזהה החשבון
menu-mark-read = סימון כנקרא
menu-block = חסימה
menu-unblock = ביטול החסימה
menu-copy-text = העתקת הטקסט
menu-retry = שליחה חוזרת
menu-more = עוד על השיחה הזאת

demo-banner = זוהי הדגמה: הרשת והאנשים נמצאים בתוך החלון הזה, ויציאה מוחקת הכול
welcome-title = שלום, { $name }
welcome-text = בחירת שיחה מהרשימה, או פתיחת שיחה חדשה לפי מזהה חשבון
welcome-new = הודעה חדשה
welcome-empty-text = החשבון שלך מוכן. אפשר לכתוב למישהו לפי מזהה החשבון שלו, או למסור לו את המזהה שלך
welcome-share = העתקת מזהה החשבון שלך

state-connecting = מתחבר…
state-offline = אין חיבור: ההודעות יישלחו כשיהיה חיבור
state-connected = מחובר
state-waiting = השליחה תתבצע כשהחיבור יחזור

conversation-today = היום
conversation-yesterday = אתמול
conversation-unread =
    { $count ->
        [one] הודעה חדשה אחת
        [two] שתי הודעות חדשות
       *[other] { $count } הודעות חדשות
    }
conversation-note = הודעות לעצמך, בכל המכשירים שלך
conversation-blocked = חסום
conversation-request = רוצה לכתוב לך
conversation-awaiting = ממתין לתשובה הראשונה
conversation-empty = אין עדיין הודעות. אפשר לומר שלום
conversation-empty-note = הערות לעצמך מופיעות כאן ובמכשירים האחרים שלך
conversation-messages = הודעות
conversation-jump-unread =
    { $count ->
        [one] להודעות החדשות ביותר, אחת שלא נקראה
        [two] להודעות החדשות ביותר, שתיים שלא נקראו
       *[other] להודעות החדשות ביותר, { $count } שלא נקראו
    }
conversation-jump = מעבר להודעה החדשה ביותר
delivery-sending = בשליחה
delivery-sent = נשלחה
delivery-read = נקראה
delivery-failed = לא נשלחה
message-retry = ניסיון נוסף
message-delete = מחיקה
message-deleted = ההודעה הזאת נמחקה
message-incoming = { $name }, { $time }: { $text }
message-outgoing = את/ה, { $time }, { $state }: { $text }

composer-placeholder = כתיבת הודעה
composer-send = שליחה
composer-label = הודעה
composer-blocked = חסמת את האדם הזה, והודעות ממנו אינן מגיעות אליך
composer-unblock = ביטול החסימה
composer-left = נותרו { $count }
composer-over = { $count } יותר מדי
request-explain = { $name } רוצה לכתוב לך. אישור הבקשה, או תשובה, יגלו לו שאישרת ומה שמך. דחייה או חסימה לא יתגלו לו
request-block = חסימה
awaiting-explain = עדיין לא התקבלה תשובה. עד שהבקשה תאושר אפשר לשלוח טקסט בלבד

window-back = חזרה לרשימה
window-too-busy = התוכנה עסוקה. נא לנסות שוב

shortcuts-title = קיצורי מקלדת
shortcuts-new = הודעה חדשה
shortcuts-search = חיפוש בשיחות ובהודעות
shortcuts-settings = הגדרות
shortcuts-go = מעבר לשיחה 1 עד 9
shortcuts-close = סגירת השיחה
shortcuts-escape = סגירת מה שלמעלה, חזרה
shortcuts-zoom-in = הגדלה
shortcuts-zoom-out = הקטנה
shortcuts-zoom-reset = הגודל המקורי
shortcuts-list = הרשימה הזאת
shortcuts-send = שליחת ההודעה
shortcuts-newline = שורה חדשה בהודעה
shortcuts-next = השיחה הבאה

# Looking for messages.
search-results = תוצאות החיפוש
search-conversations = שיחות
search-messages = הודעות
search-nothing = לא נמצאו תוצאות עבור ”{ $query }“
search-nothing-filtered = אין הודעות שמתאימות למסננים האלה
search-running = מחפש…
search-indexing = הודעות ישנות עדיין מתווספות לחיפוש
search-hit = { $name }, { $time }: { $text }
search-from = מאת
search-from-anyone = כולם
search-from-me = ממני
search-from-name = מאת { $name }
search-date = תאריך
search-any-time = כל הזמנים
search-today = היום
search-week = 7 הימים האחרונים
search-month = 30 הימים האחרונים
search-year = השנה האחרונה
search-links = קישורים
find-field = חיפוש בשיחה
find-count = { $at } מתוך { $total }
find-count-more = { $at } מתוך { $total }+
find-none = אין תוצאות
find-older = ההתאמה הישנה יותר
find-newer = ההתאמה החדשה יותר
find-close = סגירת החיפוש
shortcuts-find = חיפוש בתוך השיחה
