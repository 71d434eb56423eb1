//! Moments as RFC 3339 in UTC, for programs. Days are counted by the proleptic Gregorian calendar
//! (Howard Hinnant, "chrono-compatible low-level date algorithms").

use crate::clock::NetworkTime;

/// Milliseconds of a day.
const DAY: u64 = 86_400_000;
/// 31 December 9999, the last day that RFC 3339 can name, counted from 1970.
const LAST_DAY: u64 = 2_932_896;

/// A moment, such as `2026-11-23T09:05:07.123Z`.
pub fn rfc3339(at: NetworkTime) -> String {
    let days = (at.millis() / DAY).min(LAST_DAY);
    let millis = at.millis() % DAY;
    let (year, month, day) = civil(days);
    let (seconds, fraction) = (millis / 1_000, millis % 1_000);
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction:03}Z")
}

/// Year, month and day of a day counted from 1970. Years begin in March, so that leap days come last.
const fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_named_as_the_calendar_does() {
        let named = [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_795_435_200_123, "2026-11-23T12:00:00.123Z"),
            (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        ];
        for (millis, name) in named {
            assert_eq!(rfc3339(NetworkTime(millis)), name);
        }
        assert!(rfc3339(NetworkTime(u64::MAX)).starts_with("9999-12-31T"));
    }
}
