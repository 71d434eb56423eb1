//! How times are written: in rows, between days, in bubbles. Computed when the model changes.
//!
//! Rules: design notes on screens, 1.7. Rows: today the time; within a week the weekday; older or in the
//! future the day and the short month, with the year if it is another one.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use onionskin_core::api::NetworkTime;

use super::Strings;

/// A time in the zone of the computer.
pub fn local(time: NetworkTime, zone: &TimeZone) -> Zoned {
    let millis = i64::try_from(time.0).unwrap_or(i64::MAX);
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::MAX).to_zoned(zone.clone())
}

/// The time of day, as in a bubble.
pub fn clock(time: &Zoned, text: &Strings) -> String {
    if !text.is_12() {
        return format!("{}:{:02}", time.hour(), time.minute());
    }
    twelve(&format!("{}:{:02}", hour12(time), time.minute()), time, text)
}

fn hour12(time: &Zoned) -> i8 {
    match time.hour() % 12 {
        0 => 12,
        hour => hour,
    }
}

fn twelve(digits: &str, time: &Zoned, text: &Strings) -> String {
    let key = if time.hour() < 12 { "clock-before-noon" } else { "clock-after-noon" };
    text.with(key, &[("time", digits)])
}

/// The time in a row of the list.
pub fn row(time: &Zoned, now: &Zoned, text: &Strings) -> String {
    let days = days_between(time, now);
    match days {
        0 => clock(time, text),
        1..7 => text.entry("date-weekdays-short", weekday(time)).to_owned(),
        _ if time.year() == now.year() => date("date-day-month", "date-months-short", time, text),
        _ => date("date-day-month-year", "date-months-short", time, text),
    }
}

/// The name of a day between messages.
pub fn day(time: &Zoned, now: &Zoned, text: &Strings) -> String {
    match days_between(time, now) {
        0 => text.get("conversation-today").to_owned(),
        1 => text.get("conversation-yesterday").to_owned(),
        2..7 => text.entry("date-weekdays", weekday(time)).to_owned(),
        _ if time.year() == now.year() => date("date-weekday-day-month", "date-months", time, text),
        _ => date("date-weekday-day-month-year", "date-months", time, text),
    }
}

/// A moment in a sentence: the day and the time of day.
pub fn moment(time: &Zoned, now: &Zoned, text: &Strings) -> String {
    text.with("time-moment", &[("day", &day(time, now, text)), ("time", &clock(time, text))])
}

/// The full date and time, for tooltips.
pub fn full(time: &Zoned, text: &Strings) -> String {
    let day = full_day(time, text);
    let digits = |hour: i8| format!("{hour}:{:02}:{:02}", time.minute(), time.second());
    let clock = if text.is_12() { twelve(&digits(hour12(time)), time, text) } else { digits(time.hour()) };
    text.with("date-and-time", &[("date", &day), ("time", &clock)])
}

/// The full date of a day.
pub fn full_day(time: &Zoned, text: &Strings) -> String {
    date("date-weekday-day-month-year", "date-months", time, text)
}

/// A stretch of time in the largest unit that fits it: the timers of messages are whole ones.
pub fn span(secs: u32, text: &Strings) -> String {
    let units = [("span-weeks", 604_800), ("span-days", 86_400), ("span-hours", 3_600), ("span-minutes", 60)];
    let fitting = units.into_iter().find(|(_, unit)| secs >= *unit && secs.is_multiple_of(*unit));
    let larger = || units.into_iter().find(|(_, unit)| secs >= *unit);
    let (key, unit) = fitting.or_else(larger).unwrap_or(("span-seconds", 1));
    text.count(key, usize::try_from(secs / unit).unwrap_or(usize::MAX))
}

/// A date by a pattern of the language, with its names.
fn date(pattern: &'static str, months: &'static str, time: &Zoned, text: &Strings) -> String {
    let month = usize::try_from(time.month()).unwrap_or(1).saturating_sub(1);
    let (day, year) = (time.day().to_string(), time.year().to_string());
    let values = [
        ("weekday", text.entry("date-weekdays", weekday(time))),
        ("day", &*day),
        ("month", text.entry(months, month)),
        ("year", &*year),
    ];
    text.with(pattern, &values)
}

/// 0 for Monday.
fn weekday(time: &Zoned) -> usize {
    usize::try_from(time.weekday().to_monday_zero_offset()).unwrap_or(0)
}

/// Calendar days from `time` to `now`; negative in the future.
fn days_between(time: &Zoned, now: &Zoned) -> i32 {
    time.date().until(now.date()).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Zoned {
        text.parse::<jiff::civil::DateTime>().expect("a time").to_zoned(TimeZone::UTC).expect("it exists")
    }

    #[test]
    fn a_timer_is_named_in_its_own_unit() {
        let text = Strings::default();
        let named =
            [(300, "5 minutes"), (3_600, "1 hour"), (43_200, "12 hours"), (86_400, "1 day"), (604_800, "1 week")];
        for (secs, name) in named {
            assert_eq!(span(secs, &text), name);
        }
        assert_eq!((span(30, &text), span(90, &text)), ("30 seconds".to_owned(), "1 minute".to_owned()));
    }

    #[test]
    fn a_row_shows_the_time_then_the_weekday_then_the_date() {
        let (now, text) = (at("2026-11-23T12:00"), Strings::default());
        assert_eq!(row(&at("2026-11-23T09:05"), &now, &text), "9:05");
        assert_eq!(row(&at("2026-11-22T23:59"), &now, &text), "Sun");
        assert_eq!(row(&at("2026-11-16T12:00"), &now, &text), "16 Nov");
        assert_eq!(row(&at("2025-11-16T12:00"), &now, &text), "16 Nov 2025");
        assert_eq!(row(&at("2026-11-24T12:00"), &now, &text), "24 Nov");
    }

    #[test]
    fn a_language_has_its_own_names_and_a_clock_of_twelve_hours_its_halves() {
        let (now, hebrew) = (at("2026-11-23T12:00"), Strings::load("he"));
        assert_eq!(day(&at("2026-10-01T10:00"), &now, &hebrew), "יום חמישי, 1 באוקטובר");
        assert_eq!(row(&at("2026-11-22T10:00"), &now, &hebrew), "א׳");
        let twelve = Strings::choose(Some("en"), crate::text::ClockForm::Hours12);
        assert_eq!(clock(&at("2026-10-01T00:05"), &twelve), "12:05 AM");
        assert_eq!(clock(&at("2026-10-01T15:40"), &twelve), "3:40 PM");
        assert_eq!(full(&at("2026-10-01T15:40:09"), &twelve), "Thursday, 1 October 2026, 3:40:09 PM");
    }

    #[test]
    fn days_are_named_by_how_far_they_are() {
        let (now, text) = (at("2026-11-23T00:30"), Strings::default());
        assert_eq!(day(&at("2026-11-23T00:10"), &now, &text), "Today");
        assert_eq!(day(&at("2026-11-22T23:50"), &now, &text), "Yesterday");
        assert_eq!(day(&at("2026-11-19T10:00"), &now, &text), "Thursday");
        assert_eq!(day(&at("2026-10-01T10:00"), &now, &text), "Thursday, 1 October");
    }
}
