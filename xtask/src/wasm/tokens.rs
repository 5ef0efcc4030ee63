//! Fills the `@@NAME@@` tokens of the host script, of the bridge and of the ES module.
//!
//! Each value must stand there at least once and no other token may: a name that is spelt wrong on either
//! side would otherwise ship.

use anyhow::bail;

const MARK: &str = "@@";

/// Replaces every token. Values go into JavaScript strings and are checked to need no escaping there.
pub(super) fn fill(source: &str, values: &[(&str, &str)]) -> anyhow::Result<String> {
    let mut filled = String::with_capacity(source.len());
    let mut used = vec![false; values.len()];
    let mut rest = source;
    while let Some((before, token, after)) = next(rest) {
        let Some(which) = values.iter().position(|(name, _)| *name == token) else {
            let known: Vec<_> = values.iter().map(|(name, _)| *name).collect();
            bail!(
                "the script has a token that nothing fills (known: {}): @@{token}@@",
                known.join(", ")
            );
        };
        let value = values[which].1;
        if value.contains(['"', '\'', '`', '\\', '\n', '\r', '<']) {
            bail!("the value of `@@{token}@@` cannot stand in a script as it is: {value}");
        }
        filled.push_str(before);
        filled.push_str(value);
        used[which] = true;
        rest = after;
    }
    filled.push_str(rest);
    if let Some(unused) = used.iter().position(|used| !used) {
        bail!("the script lacks this token: @@{}@@", values[unused].0);
    }
    Ok(filled)
}

/// The text before the first token, its name, and the text after it.
fn next(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(at) = text[from..].find(MARK) {
        let start = from + at;
        let name_start = start + MARK.len();
        let name: &str = text[name_start..]
            .split(|letter: char| !(letter.is_ascii_uppercase() || letter == '_'))
            .next()
            .unwrap_or_default();
        let after = &text[name_start + name.len()..];
        if !name.is_empty()
            && let Some(after) = after.strip_prefix(MARK)
        {
            return Some((&text[..start], name, after));
        }
        from = start + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::fill;

    const VALUES: &[(&str, &str)] = &[("GLUE", "runtime.00.js"), ("GLUE_INTEGRITY", "sha256-a+/=")];

    #[test]
    fn every_token_is_filled() {
        for (source, wanted) in [
            (
                "'@@GLUE@@', '@@GLUE_INTEGRITY@@'",
                "'runtime.00.js', 'sha256-a+/='",
            ),
            (
                "@@GLUE@@@@GLUE@@@@GLUE_INTEGRITY@@",
                "runtime.00.jsruntime.00.jssha256-a+/=",
            ),
            ("@@@GLUE@@@ @@GLUE_INTEGRITY@@@", "@runtime.00.js@ sha256-a+/=@"),
            (
                "a @@ b @@glue@@ ü @@GLUE@@ @@GLUE_INTEGRITY@@",
                "a @@ b @@glue@@ ü runtime.00.js sha256-a+/=",
            ),
        ] {
            assert_eq!(fill(source, VALUES).unwrap(), wanted);
        }
    }

    #[test]
    fn an_unknown_or_missing_token_is_an_error() {
        for (source, wanted) in [
            (
                "@@GLUE@@ @@GLU@@ @@GLUE_INTEGRITY@@",
                "(known: GLUE, GLUE_INTEGRITY): @@GLU@@",
            ),
            ("@@GLUE@@", "lacks this token: @@GLUE_INTEGRITY@@"),
            ("@@GLUE_INTEGRITY@@ @@GLUE@ @", "lacks this token: @@GLUE@@"),
        ] {
            let error = fill(source, VALUES).unwrap_err().to_string();
            assert!(error.ends_with(wanted), "{error}");
        }
    }

    #[test]
    fn a_value_cannot_end_the_string_it_stands_in() {
        for value in ["a'b", "a\"b", "a\\b", "</script>", "a\nb"] {
            assert!(fill("@@X@@", &[("X", value)]).is_err(), "{value}");
        }
    }
}
