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

use std::sync::Arc;

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
///
/// It is one word, and what it holds is shared until one of its owners changes it: all records are
/// objects, so in the widget this decides how much code it takes to hand one on.
#[derive(Debug, Default, PartialEq)]
pub struct Object(Arc<Vec<(String, Value)>>);

impl Clone for Object {
    #[inline(never)]
    fn clone(&self) -> Self {
        Object(Arc::clone(&self.0))
    }
}

impl Object {
    /// An empty object.
    pub fn new() -> Self {
        Object::default()
    }

    #[inline(never)]
    fn pairs_mut(&mut self) -> &mut Vec<(String, Value)> {
        Arc::make_mut(&mut self.0)
    }

    /// The value of `key`.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0
            .iter()
            .rev()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    /// The text that `key` has; empty where it has none.
    pub fn text(&self, key: &str) -> &str {
        self.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    /// Removes `key`, however often it is there, and returns its last value.
    pub fn take(&mut self, key: &str) -> Option<Value> {
        let mut found = None;
        while let Some(at) = self.0.iter().position(|(name, _)| name == key) {
            found = Some(self.pairs_mut().remove(at).1);
        }
        found
    }

    /// Sets `key`, replacing what it held.
    pub fn set(&mut self, key: &str, value: impl Into<Value>) {
        self.set_value(key, value.into());
    }

    fn set_value(&mut self, key: &str, value: Value) {
        let pairs = self.pairs_mut();
        match pairs.iter_mut().rev().find(|(name, _)| name == key) {
            Some((_, slot)) => *slot = value,
            None => pairs.push((key.to_owned(), value)),
        }
    }

    /// Takes pairs as they were read, a key given twice included.
    pub(crate) fn of_pairs(pairs: Vec<(String, Value)>) -> Self {
        Object(Arc::new(pairs))
    }

    /// Adds all pairs of another object.
    pub fn extend(&mut self, other: &Object) {
        self.pairs_mut().extend_from_slice(&other.0);
    }

    /// The pairs, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// Whether it is the very same, and not only an equal one.
    pub fn is_same(&self, other: &Object) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
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
