//! Ids from a seed that the shell takes from the browser's cryptographic source.

const HEX: &[u8; 16] = b"0123456789abcdef";

/// A small generator (xorshift128+, Vigna 2014). The ids it makes must be unique, not secret: the
/// session token, which is, comes from the service.
#[derive(Clone, Debug)]
pub(crate) struct Random {
    state: [u64; 2],
}

impl Random {
    pub(crate) fn new(seed: [u64; 2]) -> Self {
        // All zeros is the one state that the generator cannot leave.
        Random {
            state: if seed == [0, 0] {
                [0x9E37_79B9_7F4A_7C15, 1]
            } else {
                seed
            },
        }
    }

    pub(crate) fn next(&mut self) -> u64 {
        let [mut x, y] = self.state;
        x ^= x << 23;
        x ^= (x >> 17) ^ y ^ (y >> 26);
        self.state = [y, x];
        x.wrapping_add(y)
    }

    /// A number below `limit`, which must not be 0.
    pub(crate) fn below(&mut self, limit: u32) -> u32 {
        (self.next() >> 33) as u32 % limit
    }

    /// A UUID v4 with dashes.
    pub(crate) fn uuid(&mut self) -> String {
        self.uuid_with("-")
    }

    /// A UUID v4 as 32 hex characters.
    pub(crate) fn uuid_without_dashes(&mut self) -> String {
        self.uuid_with("")
    }

    fn uuid_with(&mut self, dash: &str) -> String {
        let high = self.next() & !0xF000 | 0x4000;
        let low = self.next() & !(0b11 << 62) | (0b10 << 62);
        let mut text = String::new();
        for half in [high, low] {
            for place in 0..16 {
                // Before the third, fourth and fifth group of four, and the sixth.
                if text.len() >= 8 && place % 4 == 0 && text.len() < 24 {
                    text.push_str(dash);
                }
                text.push(char::from(HEX[(half >> (60 - place * 4)) as usize & 15]));
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_have_their_shape() {
        let mut random = Random::new([7, 9]);
        for _ in 0..100 {
            let uuid = random.uuid();
            let parts: Vec<usize> = uuid.split('-').map(str::len).collect();
            assert_eq!(parts, [8, 4, 4, 4, 12], "{uuid}");
            assert_eq!(&uuid[14..15], "4", "{uuid}");
            assert!("89ab".contains(&uuid[19..20]), "{uuid}");
        }
        assert_ne!(random.uuid(), random.uuid());
    }
}
