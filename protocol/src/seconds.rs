//! Time as the service writes it.

use crate::json::{Number, Value};
use crate::record::Wire;

/// A time in seconds since 1970 with a fraction, as in `1795366075.78`. Kept in microseconds, which
/// holds every digit that such a number has as a 64-bit float.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Seconds {
    micros: i64,
}

impl Seconds {
    /// From milliseconds since 1970.
    pub const fn from_millis(millis: u64) -> Self {
        Seconds {
            micros: millis as i64 * 1000,
        }
    }

    /// From microseconds since 1970.
    pub const fn from_micros(micros: i64) -> Self {
        Seconds { micros }
    }

    /// Microseconds since 1970.
    pub const fn as_micros(self) -> i64 {
        self.micros
    }

    /// Milliseconds since 1970, cut; times before 1970 are 0.
    pub const fn as_millis(self) -> u64 {
        if self.micros < 0 {
            0
        } else {
            self.micros as u64 / 1000
        }
    }

    /// As text on the wire, for query strings.
    pub fn to_text(self) -> String {
        Number::from_micros(self.micros).as_str().to_owned()
    }
}

impl Wire for Seconds {
    const WANTED: &'static str = "a time in seconds";

    fn read(value: &Value) -> Option<Self> {
        let micros = value.as_number()?.as_micros()?;
        Some(Seconds { micros })
    }

    fn to_value(&self) -> Value {
        Value::Number(Number::from_micros(self.micros))
    }
}

serde_by_wire!(Seconds);
