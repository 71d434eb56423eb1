# נתיב הבצל.
path-title = נתיב הבצל
path-explain = ההודעות שלך עוברות דרך שלושה צמתים. אף אחד מהם אינו יודע גם מי את/ה וגם למי כתבת
path-you = את/ה
path-guard = צומת כניסה
path-node = צומת שירות
path-destination = יעד
path-none-connecting = נבנה נתיב
path-none-offline = אין נתיב כרגע. הניסיונות נמשכים במרווחים הולכים וגדלים
path-rebuild = בניית נתיבים חדשים
path-retry = ניסיון עכשיו
path-proxied = כל החיבורים עוברים דרך פרוקסי
path-known =
    { $count ->
        [one] צומת שירות אחד מוכר
        [two] שני צמתי שירות מוכרים
       *[other] { $count } צמתי שירות מוכרים
    }
