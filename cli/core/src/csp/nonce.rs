//! The nonce of a page, as the expression by which its server makes a new one for each answer.

use std::fmt;

use super::{error::Refusal, format::Format};

/// E.g. `{{ nonce }}`, `$request_id`, `%{CSP_NONCE}e`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NonceTemplate(String);

/// In which languages an expression may be written: how it starts and how it ends.
const FORMS: [(&str, &str); 9] = [
    ("{{", "}}"),
    ("{%", "%}"),
    ("<%", "%>"),
    ("<?", "?>"),
    ("${", "}"),
    ("#{", "}"),
    ("%{", "}"),
    ("{", "}"),
    ("@", ""),
];

impl NonceTemplate {
    /// Reads an expression. A fixed word is refused: everybody could read it off the page, and it would protect
    /// nothing.
    ///
    /// # Errors
    /// [`Refusal::NonceFixed`] or, where it would break out of the policy, [`Refusal::NonceCharacter`].
    pub fn parse(given: &str) -> Result<Self, Refusal> {
        let text = given.trim();
        // Of a directive that holds anything else than ASCII browsers take nothing.
        let breaks_out =
            |c: char| matches!(c, '\'' | '"' | ';' | ',' | '\\') || c.is_control() || !c.is_ascii();
        if let Some(character) = text.chars().find(|c| breaks_out(*c)) {
            return Err(Refusal::NonceCharacter {
                given: given.to_owned(),
                character,
            });
        }
        // Whoever reads the policy takes several spaces for one, and would find another expression.
        let text = &*text.split_whitespace().collect::<Vec<_>>().join(" ");
        let body = |start: &str, end: &str| {
            let rest = text.strip_prefix(start)?;
            rest.strip_suffix(end).or_else(|| {
                (start == "%{").then(|| rest.strip_suffix(['e', 's', 'i', 'o'])?.strip_suffix('}'))?
            })
        };
        let names_something = |body: &str| body.contains(|c: char| c.is_ascii_alphanumeric());
        let is_form = FORMS
            .iter()
            .any(|(start, end)| body(start, end).is_some_and(names_something));
        if is_form || is_variable(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Refusal::NonceFixed(given.to_owned()))
        }
    }

    /// Whether what reads the format evaluates the expression for each answer. A header or a document is taken to
    /// be filled in by whoever asked for it.
    pub(super) fn fits(&self, format: Format) -> bool {
        let text = self.0.as_str();
        match format {
            Format::Header => true,
            Format::Nginx => is_variable(text),
            Format::Apache => text.starts_with("%{") && !text.ends_with('}'),
            Format::Caddy => text.starts_with('{') && !text.starts_with("{{") && !text.starts_with("{%"),
            Format::Meta | Format::Netlify | Format::Cloudfront | Format::Cloudflare => false,
        }
    }

    /// The expression.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// `$name` or `${name}`
fn is_variable(text: &str) -> bool {
    let Some(name) = text.strip_prefix('$') else {
        return false;
    };
    let name = name
        .strip_prefix('{')
        .and_then(|name| name.strip_suffix('}'))
        .unwrap_or(name);
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

impl fmt::Display for NonceTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Found by the fuzz target `csp`: what `--check` read of our own policy was another expression.
    #[test]
    fn spaces_are_as_a_policy_has_them() {
        let nonce = NonceTemplate::parse(" {{  nonce }} ").unwrap();
        assert_eq!(nonce.as_str(), "{{ nonce }}");
        assert!(NonceTemplate::parse("{{\n nonce }}").is_err());
        assert!(NonceTemplate::parse("{{ ñonce }}").is_err());
    }

    #[test]
    fn an_expression_is_taken_and_a_word_is_not() {
        for given in [
            "{{nonce}}",
            "{{ csp_nonce() }}",
            "{% csp_nonce %}",
            "<%= nonce %>",
            "<?= $nonce ?>",
            "$request_id",
            "${request_id}",
            "#{nonce}",
            "%{UNIQUE_ID}e",
            "{http.request.uuid}",
            "@Model.Nonce",
        ] {
            assert_eq!(
                NonceTemplate::parse(given).as_ref().map(NonceTemplate::as_str),
                Ok(given)
            );
        }
        for given in [
            "",
            "abc123",
            "rAnd0m+/==",
            "$",
            "$1",
            "{{}}",
            "{{ }}",
            "{}",
            "@",
            "%{}e",
            "nonce-{{a}}",
        ] {
            assert_eq!(
                NonceTemplate::parse(given),
                Err(Refusal::NonceFixed(given.to_owned())),
                "{given}"
            );
        }
        for (given, character) in [
            ("{{ a('b') }}", '\''),
            ("{{a}}; x", ';'),
            ("{{a,b}}", ','),
            ("{\"a\"}", '"'),
        ] {
            let given = given.to_owned();
            assert_eq!(
                NonceTemplate::parse(&given),
                Err(Refusal::NonceCharacter { given, character })
            );
        }
    }

    #[test]
    fn an_expression_fits_who_evaluates_it() {
        let fits = |given: &str| -> Vec<Format> {
            let nonce = NonceTemplate::parse(given).unwrap();
            Format::ALL
                .into_iter()
                .filter(|format| nonce.fits(*format))
                .collect()
        };
        assert_eq!(fits("{{ nonce }}"), [Format::Header]);
        assert_eq!(fits("$request_id"), [Format::Header, Format::Nginx]);
        assert_eq!(fits("%{UNIQUE_ID}e"), [Format::Header, Format::Apache]);
        assert_eq!(fits("{http.request.uuid}"), [Format::Header, Format::Caddy]);
    }
}
