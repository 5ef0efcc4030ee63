//! Moments to the second, in UTC. What time it is, is an argument: no clock here.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

const DAY: i64 = 86_400;

/// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted. Written as RFC 3339:
/// `2026-11-26T10:15:00Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment that many seconds after 1970-01-01T00:00:00Z. What lies outside the years 0 to 9999
    /// becomes the nearest moment inside.
    #[must_use]
    pub fn from_unix(seconds: i64) -> Self {
        Self(seconds.clamp(-62_167_219_200, 253_402_300_799))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn unix(self) -> i64 {
        self.0
    }

    /// The moment that many seconds earlier.
    #[must_use]
    pub fn minus(self, seconds: i64) -> Self {
        Self::from_unix(self.0.saturating_sub(seconds))
    }

    /// Without separators, as in a release's id: `20261126T101500Z`.
    #[must_use]
    pub fn compact(self) -> String {
        self.to_string().replace(['-', ':'], "")
    }

    /// Reads what [`Timestamp::compact`] writes.
    #[must_use]
    pub fn parse_compact(text: &str) -> Option<Self> {
        if !text.is_ascii() || text.len() != 16 {
            return None;
        }
        Self::parse(&format!(
            "{}-{}-{}:{}:{}",
            &text[..4],
            &text[4..6],
            &text[6..11],
            &text[11..13],
            &text[13..]
        ))
    }

    /// Reads `2026-11-26T10:15:00Z`; `None` for any other form and for days that do not exist.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let shape = b"0000-00-00T00:00:00Z";
        let fits = |(byte, wanted): (&u8, &u8)| {
            if *wanted == b'0' {
                byte.is_ascii_digit()
            } else {
                byte == wanted
            }
        };
        if bytes.len() != shape.len() || !bytes.iter().zip(shape).all(fits) {
            return None;
        }
        let number = |range: std::ops::Range<usize>| text[range].parse::<i64>().ok();
        let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
        let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let days = days_of(year, month, day);
        let moment = Self(days * DAY + hour * 3_600 + minute * 60 + second);
        // A day that does not exist comes back as another.
        (moment.to_string() == text).then_some(moment)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, rest) = (self.0.div_euclid(DAY), self.0.rem_euclid(DAY));
        let (year, month, day) = date_of(days);
        let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
        )
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("not a moment in UTC: {text}")))
    }
}

/// Days since 1970-01-01. A year is counted from March, so that the leap day is its last; 400 years have
/// 146097 days (<https://howardhinnant.github.io/date_algorithms.html>, `days_from_civil`).
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year - 719_468
}

/// Year, month, day; the way back (`civil_from_days` there).
fn date_of(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::Timestamp;
    use proptest::prelude::*;

    #[test]
    fn known_moments() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_795_688_100, "2026-11-26T10:15:00Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(Timestamp::from_unix(seconds).to_string(), text);
            assert_eq!(Timestamp::parse(text).unwrap().unix(), seconds);
        }
    }

    #[test]
    fn other_forms_and_days_that_are_not_are_refused() {
        for text in [
            "",
            "2026-11-26",
            "2026-11-26T10:15:00",
            "2026-11-26T10:15:00+00:00",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01t00:00:00Z",
            "２026-01-01T00:00:00Z",
        ] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
            assert_eq!(Timestamp::parse_compact(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn both_forms_come_back(seconds in -62_167_219_200_i64..=253_402_300_799) {
            let moment = Timestamp::from_unix(seconds);
            prop_assert_eq!(Timestamp::parse(&moment.to_string()), Some(moment));
            prop_assert_eq!(Timestamp::parse_compact(&moment.compact()), Some(moment));
        }
    }
}
