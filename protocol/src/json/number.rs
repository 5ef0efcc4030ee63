//! A JSON number, kept as the text it came with.

/// A number as text: at least an optional minus and one digit, as JSON's grammar has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number(String);

impl Number {
    /// Takes text that the reader has already found to be a number.
    pub(crate) fn from_checked(text: &str) -> Self {
        Number(text.to_owned())
    }

    /// Takes any text that is a JSON number, as from `Number.prototype.toString`.
    pub fn from_text(text: &str) -> Option<Self> {
        match super::parse(text) {
            Ok(super::Value::Number(number)) => Some(number),
            _ => None,
        }
    }

    /// The text, a valid JSON number.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value in millionths, cut towards zero; `None` where it has an exponent or does not fit.
    ///
    /// Enough for every number that a messenger computes with: counts, sizes, and times in seconds
    /// with a fraction. A fraction of more than six digits is cut.
    pub fn as_micros(&self) -> Option<i64> {
        let (negative, digits) = match self.0.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, self.0.as_str()),
        };
        // A checked multiplication of 64 bits is a long routine in wasm; a bound is not.
        let next = |micros: i64, digit: u8| (micros < i64::MAX / 10).then(|| micros * 10 + i64::from(digit));
        let mut micros = 0;
        let mut decimals: Option<u8> = None;
        for byte in digits.bytes() {
            match byte {
                b'0'..=b'9' if decimals == Some(6) => {}
                b'0'..=b'9' => {
                    micros = next(micros, byte - b'0')?;
                    if let Some(count) = &mut decimals {
                        *count += 1;
                    }
                }
                b'.' => decimals = Some(0),
                _ => return None,
            }
        }
        for _ in decimals.unwrap_or(0)..6 {
            micros = next(micros, 0)?;
        }
        Some(if negative { -micros } else { micros })
    }

    /// The number that `micros` millionths make, without needless digits.
    pub fn from_micros(micros: i64) -> Self {
        let mut text = String::new();
        if micros < 0 {
            text.push('-');
        }
        let absolute = micros.unsigned_abs();
        push_digits(&mut text, absolute / 1_000_000, 1);
        let mut fraction = absolute % 1_000_000;
        let mut width = 6;
        while width > 0 && fraction.is_multiple_of(10) {
            fraction /= 10;
            width -= 1;
        }
        if width > 0 {
            text.push('.');
            push_digits(&mut text, fraction, width);
        }
        Number(text)
    }

    /// The value as a whole number; `None` where it is negative, has a fraction or does not fit.
    pub fn as_u32(&self) -> Option<u32> {
        let micros = self.as_micros()?;
        if micros % 1_000_000 != 0 {
            return None;
        }
        u32::try_from(micros / 1_000_000).ok()
    }
}

impl Default for Number {
    fn default() -> Self {
        Number("0".to_owned())
    }
}

impl From<u32> for Number {
    fn from(value: u32) -> Self {
        let mut text = String::new();
        push_digits(&mut text, u64::from(value), 1);
        Number(text)
    }
}

impl From<u32> for super::Value {
    fn from(value: u32) -> Self {
        super::Value::Number(value.into())
    }
}

/// Writes `value` in decimal, padded with zeros to `width`. By hand, since `core::fmt` would bring
/// its padding and precision code into the widget.
fn push_digits(text: &mut String, mut value: u64, width: usize) {
    let mut digits = [b'0'; 20];
    let mut at = digits.len();
    while value > 0 || digits.len() - at < width {
        at -= 1;
        digits[at] = b'0' + (value % 10) as u8;
        value /= 10;
    }
    text.extend(digits[at..].iter().map(|&digit| char::from(digit)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn micros() {
        for (text, micros) in [
            ("0", Some(0)),
            ("-0", Some(0)),
            ("7", Some(7_000_000)),
            ("1795366075.78", Some(1_795_366_075_780_000)),
            ("1795366075.123456", Some(1_795_366_075_123_456)),
            ("1795366075.1234569", Some(1_795_366_075_123_456)),
            ("-1.5", Some(-1_500_000)),
            ("1e3", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(Number::from_checked(text).as_micros(), micros, "{text}");
        }
    }

    #[test]
    fn whole_numbers() {
        assert_eq!(Number::from_checked("4294967295").as_u32(), Some(u32::MAX));
        assert_eq!(Number::from_checked("4294967296").as_u32(), None);
        assert_eq!(Number::from_checked("-1").as_u32(), None);
        assert_eq!(Number::from_checked("1.5").as_u32(), None);
        assert_eq!(Number::from_checked("1.0").as_u32(), Some(1));
    }

    proptest::proptest! {
        #[test]
        fn micros_return(micros in -9_000_000_000_000_000_000i64..9_000_000_000_000_000_000) {
            let number = Number::from_micros(micros);
            proptest::prop_assert_eq!(number.as_micros(), Some(micros));
            proptest::prop_assert_eq!(Number::from_text(number.as_str()), Some(number));
        }
    }
}
