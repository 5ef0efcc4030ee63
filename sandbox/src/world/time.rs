//! The world's time: it is told, and it only goes forward.

use avmsdk_protocol::Seconds;

/// Hands out the times at which things are received: unique and increasing, whatever the clock of
/// the machine does.
#[derive(Clone, Debug, Default)]
pub(super) struct Timeline {
    last: Seconds,
}

impl Timeline {
    /// A time no earlier than `now`, at least a millisecond after any other.
    pub(super) fn stamp(&mut self, now: Seconds) -> Seconds {
        let millis = now.as_millis().max(self.last.as_millis() + 1);
        self.last = Seconds::from_millis(millis);
        self.last
    }

    /// Goes on after a time that was handed out in an earlier life.
    pub(super) fn resume_after(&mut self, time: Seconds) {
        self.last = self.last.max(time);
    }
}

/// A time as the business API writes it: `2026-01-31T09:30:00.000Z`.
///
/// The calendar is <https://howardhinnant.github.io/date_algorithms.html#civil_from_days>.
pub(super) fn iso(time: Seconds) -> String {
    let millis = time.as_millis();
    let (days, in_day) = (millis / 86_400_000, millis % 86_400_000);
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute) = (in_day / 3_600_000, in_day / 60_000 % 60);
    let (second, milli) = (in_day / 1000 % 60, in_day % 1000);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
}

/// The time that [`iso`] wrote; also without a fraction, and with an offset in place of the `Z`.
///
/// The calendar is <https://howardhinnant.github.io/date_algorithms.html#days_from_civil>. Times before
/// 1970 are none.
pub(super) fn from_iso(text: &str) -> Option<Seconds> {
    let (date, rest) = text.split_at_checked(11)?;
    let (clock, rest) = rest.split_at_checked(8)?;
    let number = |text: &str| -> Option<i64> {
        let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        is_plain.then(|| text.parse().ok()).flatten()
    };
    let mut parts = date.strip_suffix('T')?.split('-');
    let (year, month, day) = (
        number(parts.next()?)?,
        number(parts.next()?)?,
        number(parts.next()?)?,
    );
    let mut parts = clock.split(':');
    let (hour, minute, second) = (
        number(parts.next()?)?,
        number(parts.next()?)?,
        number(parts.next()?)?,
    );
    let zone = rest.trim_start_matches(|one: char| one == '.' || one.is_ascii_digit());
    let millis = match rest.strip_suffix(zone)?.strip_prefix('.') {
        Some(digits) => number(&format!("{digits:0<3}").get(..3)?.to_owned())?,
        None => 0,
    };
    let offset = match zone {
        "Z" => 0,
        _ => {
            let sign = if zone.starts_with('-') { -1 } else { 1 };
            let (hours, minutes) = zone.strip_prefix(['+', '-'])?.split_once(':')?;
            sign * (number(hours)? * 60 + number(minutes)?)
        }
    };
    let fits = (1970..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    if !fits {
        return None;
    }
    let shifted_year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (shifted_year / 400, shifted_year % 400);
    let shifted_month = (month + 9) % 12;
    let day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    let days = era * 146_097 + day_of_era - 719_468;
    let millis = ((days * 24 + hour) * 60 + minute - offset) * 60_000 + second * 1000 + millis;
    let time = Seconds::from_millis(u64::try_from(millis).ok()?);
    // A day that its month does not have comes back as another.
    (offset != 0 || iso(time).starts_with(date)).then_some(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_never_stand_still_or_go_back() {
        let mut timeline = Timeline::default();
        let stamps = [5, 5, 3, 9].map(|now| timeline.stamp(Seconds::from_millis(now)).as_millis());
        assert_eq!(stamps, [5, 6, 7, 9]);
        timeline.resume_after(Seconds::from_millis(20));
        assert_eq!(timeline.stamp(Seconds::from_millis(10)).as_millis(), 21);
    }

    #[test]
    fn calendar() {
        for (millis, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_399_999, "2000-02-28T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_772_323_199_001, "2026-02-28T23:59:59.001Z"),
            (1_795_366_075_780, "2026-11-22T16:47:55.780Z"),
        ] {
            assert_eq!(iso(Seconds::from_millis(millis)), text);
            assert_eq!(from_iso(text), Some(Seconds::from_millis(millis)));
        }
    }

    #[test]
    fn times_that_others_write() {
        for (text, millis) in [
            ("2026-01-31T09:30:00Z", Some(1_769_851_800_000)),
            ("2026-01-31T09:30:00.5Z", Some(1_769_851_800_500)),
            ("2026-01-31T09:30:00.123456Z", Some(1_769_851_800_123)),
            ("2026-01-31T10:30:00+01:00", Some(1_769_851_800_000)),
            ("2026-02-30T09:30:00Z", None),
            ("2026-01-31T09:30:00", None),
            ("2026-01-31 09:30:00Z", None),
            ("1969-12-31T23:59:59Z", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(from_iso(text), millis.map(Seconds::from_millis), "{text}");
        }
    }
}
