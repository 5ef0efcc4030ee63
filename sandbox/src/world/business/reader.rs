//! Reads what the business sends, field by field, and says by its whole path what is wrong:
//! `` `content.items[2].title` should be a string of 1 to 128 characters ``.
//!
//! What has been read is kept and what nobody asked for is not: so a message carries only keys that
//! somebody has checked.

use super::super::outcome::Refusal;
use avmsdk_protocol::{Object, Value};
use std::fmt::Display;
use std::ops::RangeInclusive;
use url::Url;

/// Characters in an address. Documented for pictures, assumed for all others.
const MAX_URL: usize = 2048;
/// Bytes of metadata, written as JSON (documented: 4 KB).
const MAX_METADATA: usize = 4096;

/// An object of a request.
pub(super) struct Reader<'a> {
    object: &'a Object,
    path: String,
    kept: Object,
}

impl<'a> Reader<'a> {
    /// Reads an object that stands at this path; the body itself has none.
    pub(super) fn new(object: &'a Object, path: impl Into<String>) -> Self {
        Reader {
            object,
            path: path.into(),
            kept: Object::new(),
        }
    }

    /// What has been read.
    pub(super) fn done(self) -> Object {
        self.kept
    }

    /// The object as it came, unchecked.
    pub(super) fn whole_object(&self) -> &'a Object {
        self.object
    }

    /// Keeps a value of our own.
    pub(super) fn keep(&mut self, name: &str, value: impl Into<Value>) {
        self.kept.set(name, value);
    }

    /// A value as it is; `null` is as good as none.
    pub(super) fn value(&self, name: &str) -> Option<&'a Value> {
        self.object.get(name).filter(|value| **value != Value::Null)
    }

    /// The refusal of a field that is not what it should be.
    pub(super) fn fault(&self, name: &str, wanted: impl Display) -> Refusal {
        Refusal::bad_request(format!("`{}` should be {wanted}", self.place(name)))
    }

    /// Insists on a field.
    pub(super) fn need<T>(&self, name: &str, value: Option<T>) -> Result<T, Refusal> {
        value.ok_or_else(|| self.fault(name, "there"))
    }

    /// Text of so many characters.
    pub(super) fn text(
        &mut self,
        name: &str,
        length: RangeInclusive<usize>,
    ) -> Result<Option<&'a str>, Refusal> {
        let Some(value) = self.value(name) else {
            return Ok(None);
        };
        let text = value
            .as_str()
            .filter(|text| length.contains(&text.chars().count()));
        let wanted = || format!("a string of {} to {} characters", length.start(), length.end());
        let text = text.ok_or_else(|| self.fault(name, wanted()))?;
        self.keep(name, text);
        Ok(Some(text))
    }

    /// One of a few words.
    pub(super) fn word(&mut self, name: &str, words: &[&str]) -> Result<Option<&'a str>, Refusal> {
        let Some(value) = self.value(name) else {
            return Ok(None);
        };
        let wanted = || {
            let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
            format!("one of {}", words.join(", "))
        };
        let word = value.as_str().filter(|word| words.contains(word));
        let word = word.ok_or_else(|| self.fault(name, wanted()))?;
        self.keep(name, word);
        Ok(Some(word))
    }

    /// True or false.
    pub(super) fn flag(&mut self, name: &str) -> Result<Option<bool>, Refusal> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => {
                self.keep(name, *flag);
                Ok(Some(*flag))
            }
            Some(_) => Err(self.fault(name, "true or false")),
        }
    }

    /// A whole number.
    pub(super) fn whole(&mut self, name: &str, range: RangeInclusive<u32>) -> Result<Option<u32>, Refusal> {
        let Some(value) = self.value(name) else {
            return Ok(None);
        };
        let number = value.as_number().and_then(avmsdk_protocol::json::Number::as_u32);
        let wanted = || format!("a whole number from {} to {}", range.start(), range.end());
        let number = number.filter(|number| range.contains(number));
        let number = number.ok_or_else(|| self.fault(name, wanted()))?;
        self.keep(name, number);
        Ok(Some(number))
    }

    /// Degrees, this far from zero at most, as text.
    pub(super) fn degrees(&mut self, name: &str, limit: i64) -> Result<Option<&'a str>, Refusal> {
        let Some(value) = self.value(name) else {
            return Ok(None);
        };
        let number = value.as_number().filter(|number| {
            let micros = number.as_micros();
            micros.is_some_and(|micros| micros.abs() <= limit * 1_000_000)
        });
        let number = number.ok_or_else(|| self.fault(name, format!("a number from -{limit} to {limit}")))?;
        self.keep(name, Value::Number(number.clone()));
        Ok(Some(number.as_str()))
    }

    /// An absolute address of any scheme.
    pub(super) fn uri(&mut self, name: &str) -> Result<Option<&'a str>, Refusal> {
        self.address(name, "an absolute URI of at most 2048 characters", |_| true)
    }

    /// The address of a picture or file. A `data:` address may be longer (assumed: so pages without a
    /// network have pictures too).
    pub(super) fn media(&mut self, name: &str) -> Result<Option<&'a str>, Refusal> {
        let wanted = "an address that begins with `http:`, `https:` or `data:`";
        self.address(name, wanted, |url| {
            matches!(url.scheme(), "http" | "https" | "data")
        })
    }

    fn address(
        &mut self,
        name: &str,
        wanted: &str,
        fits: impl Fn(&Url) -> bool,
    ) -> Result<Option<&'a str>, Refusal> {
        let Some(value) = self.value(name) else {
            return Ok(None);
        };
        let text = value.as_str().filter(|text| {
            Url::parse(text).is_ok_and(|url| fits(&url) && (text.len() <= MAX_URL || url.scheme() == "data"))
        });
        let text = text.ok_or_else(|| self.fault(name, wanted))?;
        self.keep(name, text);
        Ok(Some(text))
    }

    /// A flat object of strings, numbers and booleans.
    pub(super) fn metadata(&mut self, name: &str) -> Result<Option<&'a Object>, Refusal> {
        let Some(value) = self.value(name) else {
            return Ok(None);
        };
        let Value::Object(object) = value else {
            return Err(self.fault(name, "an object"));
        };
        let mut nested = object
            .iter()
            .filter(|(_, value)| matches!(value, Value::Array(_) | Value::Object(_)));
        if let Some((key, _)) = nested.next() {
            let key = format!("{name}.{key}");
            return Err(self.fault(&key, "a string, a number, or true or false"));
        }
        if avmsdk_protocol::json::write(value).len() > MAX_METADATA {
            return Err(self.fault(name, "at most 4 KB"));
        }
        self.keep(name, value.clone());
        Ok(Some(object))
    }

    /// An object within.
    pub(super) fn object(&self, name: &str) -> Result<Option<Reader<'a>>, Refusal> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Object(object)) => Ok(Some(Reader::new(object, self.place(name)))),
            Some(_) => Err(self.fault(name, "an object")),
        }
    }

    /// A list of so many objects.
    pub(super) fn objects(
        &self,
        name: &str,
        count: RangeInclusive<usize>,
    ) -> Result<Option<Vec<Reader<'a>>>, Refusal> {
        let Some(value) = self.value(name) else {
            return Ok(None);
        };
        let Value::Array(items) = value else {
            return Err(self.fault(name, "a list"));
        };
        if !count.contains(&items.len()) {
            let wanted = format!("a list of {} to {}", count.start(), count.end());
            return Err(self.fault(name, wanted));
        }
        let readers = items.iter().enumerate().map(|(index, item)| {
            let name = format!("{name}[{index}]");
            match item {
                Value::Object(object) => Ok(Reader::new(object, self.place(&name))),
                _ => Err(self.fault(&name, "an object")),
            }
        });
        readers.collect::<Result<_, _>>().map(Some)
    }

    fn place(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        }
    }
}
