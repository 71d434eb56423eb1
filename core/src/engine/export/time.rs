//! Moments as RFC 3339 in UTC, for programs.

use jiff::Timestamp;

use crate::clock::NetworkTime;

/// A moment, such as `2026-11-23T09:05:07.123Z`. One that no calendar of four digits names is the last that it does.
pub fn rfc3339(at: NetworkTime) -> String {
    let millis = i64::try_from(at.millis()).unwrap_or(i64::MAX);
    let moment = Timestamp::from_millisecond(millis).unwrap_or(Timestamp::MAX);
    format!("{moment:.3}")
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
        assert!(rfc3339(NetworkTime(u64::MAX)).starts_with("9999-12-30T"));
    }
}
