//! [`Wire`]: a Rust type and its JSON, and the macro that writes it for structs.

mod fields;
#[macro_use]
mod macros;

use crate::json::Value;

/// A value that can be read from and written to JSON.
pub trait Wire: Sized {
    /// Reads a value.
    ///
    /// # Errors
    /// [`Malformed`] where the JSON has another shape.
    fn from_value(value: Value) -> Result<Self, Malformed>;

    /// Writes the value.
    fn to_value(&self) -> Value;

    /// What a missing field of this type means; `None`: it must be there.
    fn when_missing() -> Option<Self> {
        None
    }

    /// Whether a field with this value is left out when written.
    fn is_left_out(&self) -> bool {
        false
    }
}

/// JSON that is valid but not of the shape that the protocol has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// The innermost field at fault, as on the wire; empty where it is the value itself.
    pub field: &'static str,
    /// What was wanted there.
    pub wanted: &'static str,
}

impl Malformed {
    /// The value is not what was wanted.
    pub const fn wanted(wanted: &'static str) -> Self {
        Malformed { field: "", wanted }
    }

    /// Names the field, unless an inner one is already named.
    #[must_use]
    pub fn in_field(self, field: &'static str) -> Self {
        if self.field.is_empty() {
            Malformed { field, ..self }
        } else {
            self
        }
    }
}

impl core::fmt::Display for Malformed {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(formatter, "`{}` should be {}", self.field, self.wanted)
    }
}

impl core::error::Error for Malformed {}

/// Reads a record from JSON text.
///
/// # Errors
/// [`Malformed`] where the text is not JSON or has another shape.
pub fn from_text<T: Wire>(text: &str) -> Result<T, Malformed> {
    let value = crate::json::parse(text).map_err(|_| Malformed::wanted("json"))?;
    T::from_value(value)
}

/// Writes a record as JSON text.
pub fn to_text(record: &impl Wire) -> String {
    crate::json::write(&record.to_value())
}

/// Takes one field out of an object being read. Not generic over the record, to keep the code that
/// `record!` makes small.
#[doc(hidden)]
pub fn take_field<T: Wire>(object: &mut crate::json::Object, name: &'static str) -> Result<T, Malformed> {
    match object.take(name) {
        Some(value) => T::from_value(value).map_err(|error| error.in_field(name)),
        None => T::when_missing().ok_or(Malformed {
            field: name,
            wanted: "there",
        }),
    }
}

/// Adds one field to an object being written.
#[doc(hidden)]
pub fn put_field<T: Wire>(object: &mut crate::json::Object, name: &str, field: &T) {
    if !field.is_left_out() {
        object.push(name.to_owned(), field.to_value());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::Conversation;
    use crate::event::{Event, EventType};
    use crate::message::Message;

    #[test]
    fn what_a_record_does_not_know_returns() {
        let text = r#"{"_id":"m1","type":"text","role":"appMaker","received":1.5,"text":"hi","future":{"a":[1,2.50]}}"#;
        let message: Message = from_text(text).unwrap();
        assert_eq!(to_text(&message), text);
    }

    #[test]
    fn a_fault_names_its_field() {
        let error = |text| from_text::<Conversation>(text).unwrap_err().to_string();
        assert_eq!(error("{}"), "`_id` should be there");
        assert_eq!(
            error(r#"{"_id":"c","unreadCount":"3"}"#),
            "`unreadCount` should be a number"
        );
        assert_eq!(
            error(r#"{"_id":"c","participants":[{"_id":"p","appUserId":7}]}"#),
            "`appUserId` should be a string"
        );
    }

    #[test]
    fn an_unknown_event_is_kept() {
        let text = r#"{"later":1,"type":"sky:falls","conversation":{"_id":"c"}}"#;
        let event: Event = from_text(text).unwrap();
        assert!(matches!(&event.kind, EventType::Other(name, _) if name == "sky:falls"));
        assert_eq!(to_text(&event), text);
    }

    #[cfg(feature = "serde")]
    #[test]
    fn both_codecs_agree() {
        let text = r#"{"_id":"c","type":"personal","lastUpdatedAt":1795366075.78,"metadata":{"n":-0.125},"participants":[]}"#;
        let ours: Conversation = from_text(text).unwrap();
        let serdes: Conversation = serde_json::from_str(text).unwrap();
        assert_eq!(ours, serdes);
        assert_eq!(serde_json::to_string(&ours).unwrap(), to_text(&ours));
    }
}
