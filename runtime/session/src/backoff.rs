//! How long to wait before trying again.

use crate::random::Random;

/// First wait in milliseconds; each further one doubles.
const FIRST: u32 = 1_000;
/// Longest wait in milliseconds.
const LONGEST: u32 = 30_000;

/// Milliseconds to wait after so many failures in a row (at least 1): the doubled wait, half of it
/// at random, so that a service that comes back is not met by all its clients at once; and no less
/// than what the service asked for, in seconds.
pub(crate) fn wait(failures: u32, retry_after: Option<u32>, random: &mut Random) -> u32 {
    let doubled = FIRST
        .saturating_mul(1 << failures.saturating_sub(1).min(10))
        .min(LONGEST);
    let jittered = doubled / 2 + random.below(doubled / 2);
    jittered.max(retry_after.unwrap_or(0).saturating_mul(1000))
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
    }
}
