# מה שהתוכנה צריכה לדעת על השפה עצמה.
language-name = עברית
language-direction = rtl
number-group = comma
date-weekdays = יום שני|יום שלישי|יום רביעי|יום חמישי|יום שישי|יום שבת|יום ראשון
date-weekdays-short = ב׳|ג׳|ד׳|ה׳|ו׳|שבת|א׳
date-months = ינואר|פברואר|מרץ|אפריל|מאי|יוני|יולי|אוגוסט|ספטמבר|אוקטובר|נובמבר|דצמבר
date-months-short = ינו׳|פבר׳|מרץ|אפר׳|מאי|יוני|יולי|אוג׳|ספט׳|אוק׳|נוב׳|דצמ׳
date-day-month = { $day } ב{ $month }
date-day-month-year = { $day } ב{ $month } { $year }
date-weekday-day-month = { $weekday }, { $day } ב{ $month }
date-weekday-day-month-year = { $weekday }, { $day } ב{ $month } { $year }
date-and-time = { $date }, { $time }
clock-before-noon = { $time } לפנה״צ
clock-after-noon = { $time } אחה״צ
