//! Reads a comment before a type or a member: Markdown, then at most one `@defaultValue`.

use anyhow::{Context as _, bail};

/// What a comment says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Comment {
    /// Markdown: a line for each paragraph.
    pub(super) text: String,
    /// What stands in backticks after `@defaultValue`.
    pub(super) default: Option<String>,
}

/// The comment that begins in `first`; takes its other lines from `rest`.
pub(super) fn read<'a>(
    first: &str,
    rest: &mut impl Iterator<Item = (usize, &'a str)>,
) -> anyhow::Result<Comment> {
    let mut comment = Comment::default();
    let mut line = first.strip_prefix("/**").unwrap_or(first);
    let mut is_new = true;
    loop {
        let (part, is_last) = match line.strip_suffix("*/") {
            Some(part) => (part.trim(), true),
            None => (line.trim(), false),
        };
        if let Some(value) = part.strip_prefix("@defaultValue ") {
            let value = value.strip_prefix('`').and_then(|value| value.strip_suffix('`'));
            let value = value.with_context(|| format!("a default stands in backticks: {part}"))?;
            comment.default = Some(value.to_owned());
        } else if part.starts_with('@') {
            if part != "@packageDocumentation" {
                bail!("the reference knows no such tag: {part}");
            }
        } else if part.is_empty() {
            is_new = true;
        } else {
            if !comment.text.is_empty() {
                comment.text.push(if is_new { '\n' } else { ' ' });
            }
            comment.text.push_str(part);
            is_new = false;
        }
        if is_last {
            return Ok(comment);
        }
        let (_, next) = rest.next().context("the file ends inside a comment")?;
        let next = next.trim();
        line = if next == "*/" {
            next
        } else {
            next.strip_prefix('*')
                .with_context(|| format!("a comment's lines begin with `*`: {next}"))?
        };
    }
}

#[cfg(test)]
mod tests {
    use super::{Comment, read};

    fn comment(text: &str) -> anyhow::Result<Comment> {
        let mut lines = text.lines().enumerate();
        let (_, first) = lines.next().unwrap();
        read(first, &mut lines)
    }

    #[test]
    fn texts_and_defaults_are_told_apart() {
        for (source, text, default) in [
            ("/** One line. */", "One line.", None),
            (
                "/**\n * Two\n * lines.\n *\n * A paragraph.\n */",
                "Two lines.\nA paragraph.",
                None,
            ),
            (
                "/**\n * A.\n *\n * @defaultValue `\"*/ x\"`\n */",
                "A.",
                Some("\"*/ x\""),
            ),
            ("/**\n * A.\n * @packageDocumentation\n */", "A.", None),
        ] {
            let read = comment(source).unwrap();
            assert_eq!((read.text.as_str(), read.default.as_deref()), (text, default));
        }
    }

    #[test]
    fn what_it_does_not_know_is_an_error() {
        for source in [
            "/**\n * @default 7\n */",
            "/**\n * @defaultValue 7\n */",
            "/**\n * A.\n",
            "/**\n A.\n */",
        ] {
            assert!(comment(source).is_err(), "{source}");
        }
    }
}
