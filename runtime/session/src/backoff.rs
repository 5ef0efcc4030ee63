//! How long to wait before trying again, and whether a wait may be cut short.

use crate::random::Random;

/// First wait in milliseconds; each further one doubles.
const FIRST: u32 = 1_000;
/// Longest wait in milliseconds.
const LONGEST: u32 = 30_000;
/// Longest wait that a service may ask for, in seconds: a day. Browsers' timers hold no month.
const LONGEST_ASKED: u32 = 86_400;

/// The failures in a row of one kind of call, and the wait after the last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Patience {
    failures: u32,
    rest: Rest,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Rest {
    #[default]
    None,
    /// Our own wait, which good news may end.
    Own,
    /// The service asked for it: nothing but time ends it.
    Asked,
}

impl Patience {
    /// A call failed: milliseconds to wait, at least the seconds that the service asked for.
    pub(crate) fn failed(&mut self, retry_after: Option<u32>, random: &mut Random) -> u32 {
        self.failures = self.failures.saturating_add(1);
        self.rest = match retry_after {
            None => Rest::Own,
            Some(_) => Rest::Asked,
        };
        wait(self.failures, retry_after, random)
    }

    pub(crate) fn failures(&self) -> u32 {
        self.failures
    }

    /// A call succeeded.
    pub(crate) fn succeeded(&mut self) {
        self.failures = 0;
    }

    /// The wait is over.
    pub(crate) fn rested(&mut self) {
        self.rest = Rest::None;
    }

    pub(crate) fn is_resting(&self) -> bool {
        self.rest != Rest::None
    }

    /// Ends a wait of our own; returns whether there was one.
    pub(crate) fn wake(&mut self) -> bool {
        let woken = self.rest == Rest::Own;
        if woken {
            self.rest = Rest::None;
        }
        woken
    }
}

/// Milliseconds to wait after so many failures in a row (at least 1): the doubled wait, half of it
/// at random, so that a service that comes back is not met by all its clients at once; and no less
/// than what the service asked for, in seconds.
pub(crate) fn wait(failures: u32, retry_after: Option<u32>, random: &mut Random) -> u32 {
    let doubled = FIRST
        .saturating_mul(1 << failures.saturating_sub(1).min(10))
        .min(LONGEST);
    let jittered = doubled / 2 + random.below(doubled / 2);
    jittered.max(retry_after.unwrap_or(0).min(LONGEST_ASKED) * 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_stay_within_bounds() {
        let mut random = Random::new([1, 2]);
        for (failures, from, to) in [
            (1, 500, 1_000),
            (2, 1_000, 2_000),
            (5, 8_000, 16_000),
            (9, 15_000, 30_000),
            (u32::MAX, 15_000, 30_000),
        ] {
            for _ in 0..50 {
                let wait = wait(failures, None, &mut random);
                assert!((from..to).contains(&wait), "{failures} failures: {wait}");
            }
        }
        assert_eq!(wait(1, Some(120), &mut random), 120_000);
        assert_eq!(wait(1, Some(u32::MAX), &mut random), 86_400_000);
    }
}
