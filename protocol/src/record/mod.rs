//! [`Wire`]: a Rust type and its JSON, and the macros that write it.
//!
//! A record is its JSON object, with a typed getter and setter for each field that the protocol
//! names. Nothing is copied field by field: what a record does not know stays in it and returns,
//! and in the widget a field that nobody reads costs no code
//! (docs/decisions/0003-view-layer-and-json.md has the bytes).
//!
//! There are two ways to read. A service is strict ([`Wire::from_value`]): a field of the wrong
//! type is a fault that names it. A client is lenient ([`Wire::read`]): only what must be there
//! counts, a faulty optional field is a missing one, and a faulty item of a list costs only itself.

mod fields;
#[macro_use]
mod macros;
mod word;

#[doc(hidden)]
pub use pastey::paste;
/// For the macros, which are used in crates that do not know serde.
#[cfg(feature = "serde")]
#[doc(hidden)]
pub use serde;
#[doc(hidden)]
pub use word::Word;

use crate::json::{Object, Value};

/// A value that can be read from and written to JSON.
pub trait Wire: Sized + Default {
    /// Whether a field of this type may be missing; it then has its default.
    const OPTIONAL: bool = false;
    /// What such a value is, for messages: `a string`.
    const WANTED: &'static str;

    /// Reads leniently; `None` where nothing useful is there.
    fn read(value: &Value) -> Option<Self>;

    /// Writes the value.
    fn to_value(&self) -> Value;

    /// Whether a field with this value is left out when written.
    fn is_left_out(&self) -> bool {
        false
    }

    /// Checks strictly, without reading.
    ///
    /// # Errors
    /// [`Malformed`] names the innermost field at fault.
    fn check(value: &Value) -> Result<(), Malformed> {
        if Self::read(value).is_some() {
            Ok(())
        } else {
            Err(Malformed::wanted(Self::WANTED))
        }
    }

    /// Reads strictly.
    ///
    /// # Errors
    /// [`Malformed`] where the JSON has another shape.
    fn from_value(value: Value) -> Result<Self, Malformed> {
        Self::check(&value)?;
        Self::read(&value).ok_or(Malformed::wanted(Self::WANTED))
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

/// Reads a record from JSON text, strictly.
///
/// # Errors
/// [`Malformed`] where the text is not JSON or has another shape.
pub fn from_text<T: Wire>(text: &str) -> Result<T, Malformed> {
    let value = crate::json::parse(text).map_err(|_| Malformed::wanted("json"))?;
    T::from_value(value)
}

/// Reads a record from JSON text, leniently.
pub fn read_text<T: Wire>(text: &str) -> Option<T> {
    T::read(&crate::json::parse(text).ok()?)
}

/// Writes a record as JSON text.
pub fn to_text(record: &impl Wire) -> String {
    crate::json::write(&record.to_value())
}

/// A field, leniently: its default where it is missing or faulty.
pub fn get_field<T: Wire>(object: &Object, name: &str) -> T {
    object.get(name).and_then(T::read).unwrap_or_default()
}

/// Sets a field, or removes it where its type leaves such a value out.
pub fn set_field<T: Wire>(object: &mut Object, name: &str, value: &T) {
    if value.is_left_out() {
        object.take(name);
    } else {
        object.set(name, value.to_value());
    }
}

/// Whether a field is there, of whatever type: a client looks no closer.
#[doc(hidden)]
pub fn has_field(object: &Object, name: &str) -> bool {
    object.get(name).is_some_and(|value| *value != Value::Null)
}

/// Checks one field strictly.
///
/// # Errors
/// [`Malformed`] where it is missing and must not be, or of another shape.
#[doc(hidden)]
pub fn check_field<T: Wire>(object: &Object, name: &'static str) -> Result<(), Malformed> {
    match object.get(name) {
        Some(value) => T::check(value).map_err(|fault| fault.in_field(name)),
        None if T::OPTIONAL => Ok(()),
        None => Err(Malformed {
            field: name,
            wanted: "there",
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::MessagesResponse;
    use crate::conversation::Conversation;
    use crate::event::{Event, EventType};
    use crate::message::Message;

    #[test]
    fn what_a_record_does_not_know_returns() {
        let text = r#"{"_id":"m1","type":"text","role":"appMaker","received":1.5,"text":"hi","future":{"a":[1,2.50]}}"#;
        let mut message: Message = from_text(text).unwrap();
        assert_eq!(to_text(&message), text);
        assert_eq!(message.text().as_deref(), Some("hi"));
        message.set_text(None);
        assert_eq!(to_text(&message), text.replace(r#""text":"hi","#, ""));
    }

    #[test]
    fn a_fault_names_its_field() {
        let error = |text| from_text::<Conversation>(text).unwrap_err().to_string();
        assert_eq!(error("{}"), "`_id` should be there");
        assert_eq!(
            error(r#"{"_id":"c","unreadCount":"3"}"#),
            "`unreadCount` should be a whole number"
        );
        assert_eq!(
            error(r#"{"_id":"c","participants":[{"_id":"p","appUserId":7}]}"#),
            "`appUserId` should be a string"
        );
    }

    #[test]
    fn a_client_reads_what_is_useful() {
        let text = r#"{"messages":[{"_id":"m","type":"text","role":"appUser","received":1,"text":7},{"text":"no id"}],"hasPrevious":"?"}"#;
        let page: MessagesResponse = read_text(text).unwrap();
        assert_eq!(page.messages().len(), 1);
        assert_eq!(page.messages()[0].text(), None);
        assert_eq!(page.has_previous(), None);
        assert_eq!(
            read_text::<Message>(r#"{"_id":"m"}"#),
            None,
            "what must be there must be there"
        );
    }

    #[test]
    fn an_unknown_event_is_kept() {
        let text = r#"{"later":1,"type":"sky:falls","conversation":{"_id":"c"}}"#;
        let event: Event = from_text(text).unwrap();
        assert_eq!(event.kind(), EventType::Other("sky:falls".to_owned()));
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
        let fault = serde_json::from_str::<Conversation>(r#"{"_id":"c","type":1}"#).unwrap_err();
        assert!(
            fault.to_string().starts_with("`type` should be a string"),
            "{fault}"
        );
    }
}
