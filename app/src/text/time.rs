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

fn format(time: &Zoned, pattern: &str) -> String {
    time.strftime(pattern).to_string()
}

/// The time of day, as in a bubble.
pub fn clock(time: &Zoned) -> String {
    format(time, "%-H:%M")
}

/// The time in a row of the list.
pub fn row(time: &Zoned, now: &Zoned) -> String {
    let days = days_between(time, now);
    match days {
        0 => clock(time),
        1..7 => format(time, "%a"),
        _ if time.year() == now.year() => format(time, "%-d %b"),
        _ => format(time, "%-d %b %Y"),
    }
}

/// The name of a day between messages.
pub fn day(time: &Zoned, now: &Zoned, text: &Strings) -> String {
    match days_between(time, now) {
        0 => text.get("conversation-today").to_owned(),
        1 => text.get("conversation-yesterday").to_owned(),
        2..7 => format(time, "%A"),
        _ if time.year() == now.year() => format(time, "%A, %-d %B"),
        _ => format(time, "%A, %-d %B %Y"),
    }
}

/// A moment in a sentence: the day and the time of day.
pub fn moment(time: &Zoned, now: &Zoned, text: &Strings) -> String {
    text.with("time-moment", &[("day", &day(time, now, text)), ("time", &clock(time))])
}

/// The full date and time, for tooltips.
pub fn full(time: &Zoned) -> String {
    format(time, "%A, %-d %B %Y, %-H:%M:%S")
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
    fn a_row_shows_the_time_then_the_weekday_then_the_date() {
        let now = at("2026-11-23T12:00");
        assert_eq!(row(&at("2026-11-23T09:05"), &now), "9:05");
        assert_eq!(row(&at("2026-11-22T23:59"), &now), "Sun");
        assert_eq!(row(&at("2026-11-16T12:00"), &now), "16 Nov");
        assert_eq!(row(&at("2025-11-16T12:00"), &now), "16 Nov 2025");
        assert_eq!(row(&at("2026-11-24T12:00"), &now), "24 Nov");
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
