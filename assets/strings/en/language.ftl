# What the program must know of the language itself. Lists are separated by |, Monday and January come first.
language-name = English
# ltr or rtl.
language-direction = ltr
# Between thousands: comma, dot, space, apostrophe or none.
number-group = comma
date-weekdays = Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday
date-weekdays-short = Mon|Tue|Wed|Thu|Fri|Sat|Sun
date-months = January|February|March|April|May|June|July|August|September|October|November|December
date-months-short = Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec
date-day-month = { $day } { $month }
date-day-month-year = { $day } { $month } { $year }
date-weekday-day-month = { $weekday }, { $day } { $month }
date-weekday-day-month-year = { $weekday }, { $day } { $month } { $year }
date-and-time = { $date }, { $time }
clock-before-noon = { $time } AM
clock-after-noon = { $time } PM
