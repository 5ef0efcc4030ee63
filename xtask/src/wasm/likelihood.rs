//! How likely a row of bytes is beside others: what a compressor would make of it, without compressing.

/// So many bytes before one are what it is foretold from, at most.
pub(super) const CONTEXT: usize = 4;
/// So many bits of a hash are used.
const HASHED: u32 = 20;

/// How often each byte came after the bytes before it, in all functions, by the number of bytes looked at.
pub(super) struct Likelihood {
    contexts: Vec<Counts>,
}

/// The counts for one length of context, by hashes: few meet, and then nothing worse comes of it than a poorer guess.
struct Counts {
    seen: Vec<u32>,
    followed: Vec<u32>,
}

impl Likelihood {
    pub(super) fn new() -> Self {
        let none = || vec![0; 1 << HASHED];
        let contexts = (0..=CONTEXT).map(|_| Counts {
            seen: none(),
            followed: none(),
        });
        Self {
            contexts: contexts.collect(),
        }
    }

    /// Counts what stands in there.
    pub(super) fn learn(&mut self, code: &[u8]) {
        self.count(code, 1);
    }

    /// Takes back what was learnt from the same bytes.
    pub(super) fn forget(&mut self, code: &[u8]) {
        self.count(code, u32::MAX);
    }

    fn count(&mut self, code: &[u8], more: u32) {
        for at in 0..code.len() {
            for (counts, [context, byte]) in self.contexts.iter_mut().zip(hashes(code, at)) {
                counts.seen[context] = counts.seen[context].wrapping_add(more);
                counts.followed[byte] = counts.followed[byte].wrapping_add(more);
            }
        }
    }

    /// What the byte there would take if it were coded by what all functions have seen after the bytes before it.
    pub(super) fn bits(&self, code: &[u8], at: usize) -> f64 {
        // Something never seen is possible too.
        let (mut is, mut all) = (2e-6, 1e-3);
        let mut weight = 1.0;
        for (counts, [context, byte]) in self.contexts.iter().zip(hashes(code, at)) {
            let seen = f64::from(counts.seen[context]);
            if seen > 0.0 {
                // The longer the context and the more often it was seen, the more it says.
                let trust = weight * seen / (seen + 0.5);
                all += trust;
                is += trust * f64::from(counts.followed[byte]) / seen;
            }
            weight *= 4.0;
        }
        -f64::log2(is / all)
    }
}

/// For each length of context: the hash of the bytes before, and that of these with the byte itself.
fn hashes(code: &[u8], at: usize) -> impl Iterator<Item = [usize; 2]> {
    let byte = u32::from(code[at]);
    let place = |hash: u32| (hash >> (32 - HASHED)) as usize;
    let mut hash = 0_u32;
    (0..=at.min(CONTEXT)).map(move |length| {
        if length > 0 {
            hash = (hash ^ (u32::from(code[at - length]) + 1)).wrapping_mul(0x9E37_79B1);
        }
        [
            place(hash),
            place((hash ^ (byte + 0x51ED)).wrapping_mul(0x85EB_CA6B)),
        ]
    })
}

#[cfg(test)]
mod tests {
    use super::Likelihood;

    #[test]
    fn what_was_seen_often_takes_few_bits() {
        let mut likelihood = Likelihood::new();
        for _ in 0..9 {
            likelihood.learn(b"one two three");
        }
        let bits = |text: &[u8]| likelihood.bits(text, text.len() - 1);
        assert!(bits(b"one two") < 0.1);
        // After other bytes, and never.
        assert!(bits(b"ato") > bits(b"two"));
        assert!(bits(b"one tw!") > 8.0);
    }

    #[test]
    fn what_is_forgotten_was_never_there() {
        let [mut likelihood, plain] = [Likelihood::new(), Likelihood::new()];
        likelihood.learn(b"one two");
        likelihood.forget(b"one two");
        assert_eq!(
            likelihood.bits(b"one", 2).to_bits(),
            plain.bits(b"one", 2).to_bits()
        );
    }
}
