//! Ids and secrets out of one seed.
//!
//! SHA-256 in counter mode: the same seed gives the same ids, so a test can name them; with a seed
//! from the operating system nobody can guess the next session token.

use avmsdk_protocol::Seconds;
use sha2::{Digest as _, Sha256};

/// A source of ids.
#[derive(Clone, Debug)]
pub struct Entropy {
    seed: [u8; 32],
    drawn: u64,
}

impl Entropy {
    /// Starts at a seed.
    pub fn new(seed: [u8; 32]) -> Self {
        Entropy { seed, drawn: 0 }
    }

    /// 24 hex characters, the first eight of which are the time in seconds, as the service's ids.
    pub fn id(&mut self, now: Seconds) -> String {
        let seconds = u32::try_from(now.as_millis() / 1000).unwrap_or(u32::MAX);
        let mut id = hex(&seconds.to_be_bytes());
        id.push_str(&hex(&self.draw()[..8]));
        id
    }

    /// 32 hex characters that cannot be guessed.
    pub fn secret(&mut self) -> String {
        hex(&self.draw()[..16])
    }

    fn draw(&mut self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.seed);
        hash.update(self.drawn.to_be_bytes());
        self.drawn += 1;
        hash.finalize().into()
    }
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .filter_map(|digit| char::from_digit(u32::from(digit), 16))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_services_shape_and_never_repeat() {
        let mut entropy = Entropy::new([7; 32]);
        let now = Seconds::from_millis(1_795_366_075_780);
        let (first, second) = (entropy.id(now), entropy.id(now));
        assert!(first.starts_with("6b031cbb"), "{first}");
        assert_eq!((first.len(), entropy.secret().len()), (24, 32));
        assert_ne!(first, second);
        assert_eq!(Entropy::new([7; 32]).id(now), first);
        assert_ne!(Entropy::new([8; 32]).id(now), first);
    }
}
