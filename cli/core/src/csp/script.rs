//! The inline scripts that a page carries for the widget.

use super::{error::Refusal, hash::ScriptHash};

/// One inline script, known by its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InlineScript {
    /// The hash of its text.
    pub hash: ScriptHash,
    /// What it is on the page for.
    pub role: Role,
}

/// What an inline script is on the page for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// It fetches `loader.json` and brings in the host script.
    Loader,
    /// It calls `init`.
    Init,
    /// The page's own, by the name of the file it was read from.
    File(String),
}

impl InlineScript {
    /// The script inside a snippet, i.e. inside HTML with one inline script.
    ///
    /// # Errors
    /// [`Refusal::NoScript`] where `html` does not hold exactly one.
    pub fn of_snippet(role: Role, name: &str, html: &str) -> Result<Self, Refusal> {
        let text = script_of(html).ok_or_else(|| Refusal::NoScript(name.to_owned()))?;
        Ok(Self {
            hash: ScriptHash::of(text),
            role,
        })
    }

    /// A script of the page's own, read from a file.
    ///
    /// # Errors
    /// [`Refusal::InlineTag`] where the text is HTML: its tags would be hashed with it and never match.
    pub fn of_file(name: &str, text: &str) -> Result<Self, Refusal> {
        if text.trim_start().starts_with('<') {
            return Err(Refusal::InlineTag(name.to_owned()));
        }
        Ok(Self {
            hash: ScriptHash::of(text),
            role: Role::File(name.to_owned()),
        })
    }
}

/// What stands between the tags of the one inline script in `html`, to the byte.
pub(super) fn script_of(html: &str) -> Option<&str> {
    let (_, after) = html.split_once("<script")?;
    let (attributes, after) = after.split_once('>')?;
    let (text, rest) = after.split_once("</script>")?;
    let is_inline = attributes.is_empty() || attributes.starts_with(' ') && !attributes.contains("src=");
    (is_inline && !rest.contains("<script")).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Coded as _;

    #[test]
    fn the_script_is_what_stands_between_its_tags() {
        let table = [
            ("<script>a</script>", Some("a")),
            (
                "<!-- x -->\n<script type=\"text/javascript\">\n a > b\n</script>\n",
                Some("\n a > b\n"),
            ),
            ("<script></script>", Some("")),
            ("a", None),
            ("<script>a", None),
            ("<script src=\"x.js\"></script>", None),
            ("<script>a</script><script>b</script>", None),
        ];
        for (html, wanted) in table {
            assert_eq!(script_of(html), wanted, "{html}");
        }
    }

    #[test]
    fn a_snippet_without_its_script_is_the_fault_of_the_package() {
        let refusal = InlineScript::of_snippet(Role::Loader, "loader.html", "<p>").unwrap_err();
        assert_eq!(refusal, Refusal::NoScript("loader.html".to_owned()));
        assert!(!refusal.is_usage() && Refusal::Region(String::new()).is_usage());
    }

    #[test]
    fn a_file_with_tags_is_refused() {
        assert!(InlineScript::of_file("a.js", "go();").is_ok());
        assert_eq!(
            InlineScript::of_file("a.html", " \n<script>go();</script>"),
            Err(Refusal::InlineTag("a.html".to_owned()))
        );
    }
}
