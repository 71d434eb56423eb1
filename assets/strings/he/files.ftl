# Files: pictures, sounds, and everything else that is sent with a message.
size-bytes = { $number } בתים
size-kilobytes = { $number } ק״ב
size-megabytes = { $number } מ״ב
file-voice = הודעה קולית
file-picture = תמונה
file-sound = צליל
file-video = סרטון
file-file = קובץ
file-count =
    { $count ->
        [one] קובץ אחד
       *[other] { $count } קבצים
    }
file-fetching = בטעינה
file-expired = כבר לא נמצא בשרת
file-broken = אי אפשר להציג
file-label-open = פתיחת { $name }, { $state }
file-label-save = שמירת { $name }, { $state }
file-label-fetch = טעינת { $name }, { $state }
file-label-stop = עצירת הטעינה של { $name }, { $state }
file-label-retry = ניסיון נוסף: { $name }, { $state }
file-label-expired = { $name }, { $state }
file-saved = נשמר אל { $path }
composer-attach = צירוף קבצים
attached-remove = הסרת { $name }
attached-unreadable = אי אפשר לקרוא את { $name }
attached-empty = { $name } ריק או שהוא תיקייה
attached-large = ב־{ $name } יש יותר מ־10 מ״ב ואי אפשר לשלוח אותו
drop-here = שחררו כאן קבצים כדי לשלוח אותם
menu-save-file = שמירת הקובץ
viewer-close = סגירה
viewer-save = שמירה
viewer-older = תמונה ישנה יותר
viewer-newer = תמונה חדשה יותר
viewer-turn = סיבוב
viewer-larger = הגדלה
viewer-smaller = הקטנה
settings-picture = בחירת תמונה…
settings-picture-none = הסרה
settings-picture-unfit = אי אפשר להשתמש בקובץ הזה כתמונה
settings-picture-done = התמונה שלך שונתה
settings-files = טעינת קבצים קטנים מייד
settings-files-explain = תמונות והודעות קוליות עד 4 מ״ב מאנשים שאישרת
search-files = קבצים
file-label-play = ניגון או השהיה של { $name }, { $state }
sound-unknown = אי אפשר לנגן כאן את הצליל הזה. אפשר לשמור אותו
sound-no-device = אין התקן לנגן בו
attached-pasted = תמונה שהודבקה
menu-copy-picture = העתקת התמונה
viewer-copy = העתקה
picture-copied = התמונה הועתקה
