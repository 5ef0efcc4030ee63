//! The headers of an answer, and what its `Cache-Control` says.
//!
//! Caching: <https://www.rfc-editor.org/rfc/rfc9111#section-5.2>, `immutable`: RFC 8246.

/// Header fields in the order in which they came, names in lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// Takes fields as they came; what is no text of a field's value is kept as far as it can be shown.
    pub fn new<'a>(fields: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Self {
        let fields = fields.into_iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value).trim().to_owned();
            (name.to_ascii_lowercase(), value)
        });
        Self(fields.collect())
    }

    /// Every field of a name, which is given in lower case.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let fields = self.0.iter().filter(move |(known, _)| known == name);
        fields.map(|(_, value)| value.as_str())
    }

    /// The first field of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether a list such as `Vary` holds a word, in whatever case, in any of its fields.
    #[must_use]
    pub fn lists(&self, name: &str, word: &str) -> bool {
        self.all(name)
            .flat_map(|value| value.split(','))
            .any(|item| item.trim().eq_ignore_ascii_case(word))
    }

    /// A field in words: `max-age=60`, or `none`.
    #[must_use]
    pub fn shown(&self, name: &str) -> String {
        let values: Vec<&str> = self.all(name).collect();
        if values.is_empty() {
            "none".to_owned()
        } else {
            format!("`{}`", values.join(", "))
        }
    }

    /// Seconds that the answer has spent in caches, where one says so.
    #[must_use]
    pub fn age(&self) -> Option<u64> {
        self.get("age")?.parse().ok()
    }

    /// What `Cache-Control` says to browsers; `None` where there is no such field.
    #[must_use]
    pub fn cache_control(&self) -> Option<CacheControl> {
        self.get("cache-control")?;
        let mut said = CacheControl::default();
        for item in self.all("cache-control").flat_map(|value| value.split(',')) {
            let (name, value) = item.split_once('=').unwrap_or((item, ""));
            let seconds = || value.trim().trim_matches('"').parse().ok();
            match name.trim().to_ascii_lowercase().as_str() {
                "max-age" => said.max_age = seconds(),
                "s-maxage" => said.shared_max_age = seconds(),
                "immutable" => said.immutable = true,
                "no-cache" => said.no_cache = true,
                "no-store" => said.no_store = true,
                _ => {}
            }
        }
        Some(said)
    }
}

/// The directives that matter here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheControl {
    /// Seconds that an answer is fresh.
    pub max_age: Option<u64>,
    /// The same for caches that many share.
    pub shared_max_age: Option<u64>,
    /// Not even a reload asks again.
    pub immutable: bool,
    /// Every use asks first.
    pub no_cache: bool,
    /// Nothing is kept.
    pub no_store: bool,
}

impl CacheControl {
    /// Seconds that a browser uses an answer without asking; `None` where that is left to its guess.
    #[must_use]
    pub fn lifetime(self) -> Option<u64> {
        if self.no_cache || self.no_store {
            Some(0)
        } else {
            self.max_age
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CacheControl, Headers};

    fn headers(fields: &[(&str, &str)]) -> Headers {
        Headers::new(fields.iter().map(|(name, value)| (*name, value.as_bytes())))
    }

    #[test]
    fn lists_are_read_over_all_fields() {
        let headers = headers(&[
            ("Vary", "accept-encoding, Origin"),
            ("vary", "X-A"),
            ("Age", " 7 "),
        ]);
        assert!(headers.lists("vary", "origin") && headers.lists("vary", "x-a"));
        assert!(!headers.lists("vary", "ori"));
        assert_eq!(headers.shown("vary"), "`accept-encoding, Origin, X-A`");
        assert_eq!(headers.shown("etag"), "none");
        assert_eq!(headers.age(), Some(7));
    }

    #[test]
    fn cache_control_by_its_directives() {
        let of = |value| headers(&[("cache-control", value)]).cache_control().unwrap();
        let year = CacheControl {
            max_age: Some(31_536_000),
            immutable: true,
            ..CacheControl::default()
        };
        assert_eq!(of("public, Max-Age=31536000, immutable"), year);
        assert_eq!(of("max-age=\"60\", s-maxage=600").shared_max_age, Some(600));
        assert_eq!(of("max-age=60, no-cache").lifetime(), Some(0));
        assert_eq!(of("max-age=60").lifetime(), Some(60));
        assert_eq!(of("public").lifetime(), None);
        assert_eq!(headers(&[]).cache_control(), None);
    }
}
