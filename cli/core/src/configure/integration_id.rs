//! The id of an integration, as the messaging service hands it out.

use crate::Coded;
use serde::Serialize;
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// An id that is safe to stand in a script: ASCII letters, digits, `-` and `_`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IntegrationId(String);

/// A refused integration id.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the integration id holds other characters than letters, digits, `-` and `_`: {0:?}")]
pub struct IntegrationIdError(String);

impl Coded for IntegrationIdError {
    fn code(&self) -> &'static str {
        "integration-id"
    }

    fn hint(&self) -> String {
        "copy it from the settings of your web messenger integration: `5e31c81640a22c000f5d7f28`".to_owned()
    }

    fn is_usage(&self) -> bool {
        true
    }
}

impl FromStr for IntegrationId {
    type Err = IntegrationIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_fit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if (1..=64).contains(&text.len()) && text.bytes().all(is_fit) {
            Ok(Self(text.to_owned()))
        } else {
            Err(IntegrationIdError(text.to_owned()))
        }
    }
}

impl fmt::Display for IntegrationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::IntegrationId;

    #[test]
    fn ids_cannot_leave_a_string() {
        assert!("5e31c81640a22c000f5d7f28".parse::<IntegrationId>().is_ok());
        for text in ["", "a b", "a'b", "</script>", "<integration-id>", &"x".repeat(65)] {
            assert!(text.parse::<IntegrationId>().is_err(), "{text}");
        }
    }
}
