//! How a file's syntax writes the public path inside a string.

use crate::PublicPath;

/// The syntax of a file of our own package, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// JSON: double quotes, `\` escapes.
    Json,
    /// JavaScript: either quote, `\` escapes, and no `</script` where a page inlines it.
    Js,
    /// Anything else takes the path as it is.
    Plain,
}

impl Syntax {
    /// The syntax that a file's extension tells.
    #[must_use]
    pub fn of(path: &str) -> Self {
        match path.rsplit_once('.').map(|(_, extension)| extension) {
            Some("json" | "map" | "webmanifest") => Self::Json,
            Some("js" | "mjs" | "cjs") => Self::Js,
            _ => Self::Plain,
        }
    }

    /// The path as it stands inside a string of this syntax.
    #[must_use]
    pub fn write(self, path: &PublicPath) -> String {
        self.escape(path.as_str())
    }

    /// A valid public path needs no escape in any of these; the rule stands here so that this does not
    /// rest on what `public_path` refuses.
    fn escape(self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for character in text.chars() {
            match (self, character) {
                (Self::Plain, other) => out.push(other),
                (_, '"' | '\\') => out.extend(['\\', character]),
                (Self::Js, '\'' | '<' | '`' | '\u{2028}' | '\u{2029}') | (_, '\0'..='\x1f') => {
                    out.push_str(&format!("\\u{:04x}", u32::from(character)));
                }
                (_, other) => out.push(other),
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::Syntax;
    use crate::PublicPath;

    #[test]
    fn strings_are_escaped_as_their_syntax_needs() {
        let nasty = "a\"b\\c\n'</script>\u{2028}é";
        let json = format!("\"{}\"", Syntax::Json.escape(nasty));
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), nasty);
        assert_eq!(
            Syntax::Js.escape(nasty),
            "a\\\"b\\\\c\\u000a\\u0027\\u003c/script>\\u2028é"
        );
        assert_eq!(Syntax::Plain.escape(nasty), nasty);
    }

    #[test]
    fn a_valid_public_path_needs_no_escape() {
        let path = PublicPath::parse("https://a.org/x&y=$1|~!*:@+/").unwrap();
        for syntax in [Syntax::Json, Syntax::Js, Syntax::Plain] {
            assert_eq!(syntax.write(&path), path.as_str());
        }
    }

    #[test]
    fn syntaxes_by_name() {
        assert_eq!(Syntax::of("cdnPackage/loader.json"), Syntax::Json);
        assert_eq!(Syntax::of("host.0123456789abcdef.js"), Syntax::Js);
        assert_eq!(Syntax::of("js"), Syntax::Plain);
    }
}
