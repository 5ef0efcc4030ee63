//! Dice that fall the same way whenever they start from the same seed.

/// SplitMix64, <https://prng.di.unimi.it/splitmix64.c>.
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u32) -> Self {
        Dice(seed.into())
    }

    /// Whether a chance of so many in a million comes true.
    pub(super) fn fall(&mut self, millionths: u32) -> bool {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % 1_000_000 < millionths.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_a_sequence_and_a_chance_is_met() {
        let roll = |seed, chance| {
            let mut dice = Dice::new(seed);
            (0..10_000).map(|_| dice.fall(chance)).collect::<Vec<_>>()
        };
        assert_eq!(roll(7, 300_000), roll(7, 300_000));
        assert_ne!(roll(7, 300_000), roll(8, 300_000));
        let hits = roll(7, 300_000).into_iter().filter(|hit| *hit).count();
        assert!((2800..3200).contains(&hits), "{hits}");
        assert!(roll(1, 1_000_000).into_iter().all(|hit| hit));
        assert!(!roll(1, 0).into_iter().any(|hit| hit));
    }
}
