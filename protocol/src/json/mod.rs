//! JSON as a value, with a reader and a writer of its own.
//!
//! Why not serde_json: in the widget it costs 35 KB of brotli, this costs a tenth
//! (docs/decisions/0003-view-layer-and-json.md). Numbers keep the text they came with, so that
//! what a site stored in `metadata` returns to it digit by digit, and no float code is linked.

mod number;
mod parse;
#[cfg(feature = "serde")]
mod serde;
mod write;

pub use number::Number;
pub use parse::{MAX_DEPTH, SyntaxError, parse};
pub use write::write;

/// Any JSON value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as text.
    Number(Number),
    /// A string, unescaped.
    String(String),
    /// A list.
    Array(Vec<Value>),
    /// A map in the order of its source.
    Object(Object),
}

impl Value {
    /// The text of a string value.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// A number value.
    pub fn as_number(&self) -> Option<&Number> {
        match self {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The object, if this is one.
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The value of `key`, if this is an object that has it.
    pub fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Value::Object(object) => object.get(key),
            _ => None,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::String(text)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Value::Bool(value)
    }
}

/// A JSON object in the order of its source. Of a key given twice the last value counts, as in a
/// browser's `JSON.parse`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object(Vec<(String, Value)>);

impl Object {
    /// An empty object.
    pub const fn new() -> Self {
        Object(Vec::new())
    }

    /// The value of `key`.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0
            .iter()
            .rev()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    /// Removes `key`, however often it is there, and returns its last value.
    pub fn take(&mut self, key: &str) -> Option<Value> {
        let mut found = None;
        while let Some(at) = self.0.iter().rposition(|(name, _)| name == key) {
            let (_, value) = self.0.remove(at);
            found.get_or_insert(value);
        }
        found
    }

    /// Sets `key`, replacing what it held.
    pub fn set(&mut self, key: &str, value: impl Into<Value>) {
        self.set_value(key, value.into());
    }

    fn set_value(&mut self, key: &str, value: Value) {
        match self.0.iter_mut().rev().find(|(name, _)| name == key) {
            Some((_, slot)) => *slot = value,
            None => self.0.push((key.to_owned(), value)),
        }
    }

    /// Adds a pair without looking for the key: for readers, which meet each pair once.
    pub(crate) fn push(&mut self, key: String, value: Value) {
        self.0.push((key, value));
    }

    /// Adds all pairs of another object.
    pub fn extend(&mut self, other: &Object) {
        self.0.extend_from_slice(&other.0);
    }

    /// The pairs, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Value::Object(object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_given_twice_counts_once() {
        let Ok(Value::Object(mut object)) = parse(r#"{"a":1,"b":2,"a":3}"#) else {
            panic!("an object")
        };
        assert_eq!(object.get("a"), Some(&Value::Number(Number::from(3u32))));
        object.take("a");
        assert_eq!(write(&object.into()), r#"{"b":2}"#);
    }
}
