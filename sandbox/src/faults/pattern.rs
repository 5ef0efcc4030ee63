//! Which paths and channels are meant: a prefix, or a glob.

/// A prefix; or, with a `*` in it, a glob for the whole: `**` stands for anything, `*` between two other
/// characters for anything but `/`. A `*` at the beginning or the end stands for anything too: `/sdk/*` that
/// never strikes is what nobody means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern(String);

impl Pattern {
    pub(super) fn new(text: String) -> Self {
        Pattern(text)
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn matches(&self, text: &str) -> bool {
        if self.0.contains('*') {
            glob(self.0.as_bytes(), text.as_bytes())
        } else {
            text.starts_with(&self.0)
        }
    }

    /// Whether anything that begins with `head` could match.
    pub(super) fn can_begin(&self, head: &str) -> bool {
        let fixed = self.0.split('*').next().unwrap_or_default();
        head.starts_with(fixed) || fixed.starts_with(head)
    }
}

/// Goes back to the last star only, and to the last double star before that: no pattern takes longer
/// than the product of the lengths and the stars.
fn glob(pattern: &[u8], text: &[u8]) -> bool {
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    let mut rest = pattern;
    while let Some((first, after)) = rest.split_first() {
        let mut next = vec![false; text.len() + 1];
        if *first == b'*' {
            let is_double = after.first() == Some(&b'*');
            let is_outer = rest.len() == pattern.len() || after.is_empty();
            let mut is_open = false;
            for at in 0..=text.len() {
                is_open = reached[at] || is_open && (is_double || is_outer || text[at - 1] != b'/');
                next[at] = is_open;
            }
            rest = if is_double { &after[1..] } else { after };
        } else {
            for at in 0..text.len() {
                next[at + 1] = reached[at] && text[at] == *first;
            }
            rest = after;
        }
        reached = next;
    }
    reached[text.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_and_globs() {
        let table = [
            ("/sdk", "/sdk/v2/apps", true),
            ("/v2", "/sdk/v2", false),
            ("", "/faye", true),
            ("/sdk/*/apps", "/sdk/v2/apps", true),
            ("/sdk/*", "/sdk/v2/apps", true),
            ("/v2/*", "/sdk/v2/apps", false),
            ("*messages", "/sdk/v2/conversations/c/messages", true),
            ("*/messages", "/sdk/v2/conversations/c/messages", true),
            ("*/messages", "/sdk/v2/conversations/c/messages/m", false),
            ("*/conversations/*", "/sdk/v2/conversations/c/messages", true),
            ("/sdk/*/conversations", "/sdk/v2/apps/a/conversations", false),
            ("/sdk/**", "/sdk/v2/apps", true),
            ("**/messages", "/sdk/v2/conversations/c/messages", true),
            ("**/messages", "/sdk/v2/conversations/c/messages/m", false),
            (
                "/sdk/v2/apps/*/conversations/*/messages",
                "/sdk/v2/apps/a/conversations/c/messages",
                true,
            ),
            ("*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", false),
            ("*", "", true),
        ];
        for (pattern, text, wanted) in table {
            let found = Pattern::new(pattern.to_owned()).matches(text);
            assert_eq!(found, wanted, "{pattern} on {text}");
        }
        let can = |pattern: &str, head| Pattern::new(pattern.to_owned()).can_begin(head);
        assert!(can("/sd", "/sdk/") && can("/sdk/v2", "/sdk/") && can("**/x", "/v2/"));
        assert!(!can("/sandbox/*", "/sdk/"));
    }
}
