//! The URL that stands in a package in place of the placeholder.
//!
//! It is looked for as text, so it is checked like a public path but never normalised: a script that put
//! `HTTPS://CDN.acme.org/` into the files left exactly that there.

use crate::PublicPath;
use crate::public_path::PublicPathError;
use serde::Serialize;
use std::fmt;

/// The URL as it was typed, with a slash at its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FromUrl(String);

impl FromUrl {
    /// Checks a URL that someone typed.
    ///
    /// # Errors
    /// As [`PublicPath::parse`].
    pub fn parse(text: &str) -> Result<Self, PublicPathError> {
        PublicPath::parse(text)?;
        let slash = if text.ends_with('/') { "" } else { "/" };
        Ok(Self(format!("{text}{slash}")))
    }

    /// The text to look for.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FromUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::FromUrl;

    #[test]
    fn it_stays_as_typed_but_for_the_slash() {
        for (typed, looked_for) in [
            ("https://old.org", "https://old.org/"),
            ("https://old.org/", "https://old.org/"),
            ("HTTPS://CDN.acme.org:443/a;b", "HTTPS://CDN.acme.org:443/a;b/"),
        ] {
            assert_eq!(FromUrl::parse(typed).unwrap().as_str(), looked_for);
        }
        assert!(FromUrl::parse("old.org").is_err());
    }
}
