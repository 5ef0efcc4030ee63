//! What a bucket says along with the bytes.

use crate::package::Class;
use serde::{Deserialize, Serialize};

/// The headers that we set on an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Headers {
    /// `Content-Type`.
    pub content_type: String,
    /// `Cache-Control`.
    pub cache_control: String,
    /// `Content-Encoding`, where the body is stored encoded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
}

impl Headers {
    /// The headers of a release's record: whoever asks wants the one that counts now.
    #[must_use]
    pub fn of_record() -> Self {
        Self {
            content_type: "application/json".to_owned(),
            cache_control: "no-store".to_owned(),
            encoding: None,
        }
    }
}

/// `Cache-Control` of a file of the package. What its name tells never changes; what can change is asked for again
/// soon, so that a cache which nobody purges is stale for a minute or five.
#[must_use]
pub fn cache_control(class: Class) -> &'static str {
    match class {
        Class::Hashed => "public, max-age=31536000, immutable",
        Class::Versioned => "public, max-age=300, must-revalidate",
        Class::Entry => "public, max-age=60, must-revalidate",
    }
}

/// For how many seconds a cache may give a file of that class without asking again.
#[must_use]
pub fn max_age(class: Class) -> u32 {
    match class {
        Class::Hashed => 31_536_000,
        Class::Versioned => 300,
        Class::Entry => 60,
    }
}

#[cfg(test)]
mod tests {
    use super::{Class, cache_control, max_age};

    #[test]
    fn both_tell_the_same_age() {
        for class in [Class::Hashed, Class::Versioned, Class::Entry] {
            let wanted = format!("public, max-age={}, ", max_age(class));
            assert!(cache_control(class).starts_with(&wanted), "{class:?}");
        }
    }
}
