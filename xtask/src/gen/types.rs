//! Reads the interfaces of `index.d.ts`: a plain subset of TypeScript, line by line.
//!
//! An interface begins with `export interface` at the start of a line and ends with `}` there. Each member has
//! a comment before it and ends with `;` at the end of a line. A comment is Markdown, then at most one
//! `@defaultValue` in backticks. Whatever else stands at the start of a line is passed over; what is in an
//! interface and cannot be understood is an error, so that nothing gets lost.

use super::comment::{self, Comment};
use anyhow::{Context as _, bail};

/// An interface with its members, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Interface {
    pub(super) name: String,
    /// What it extends, as written.
    pub(super) extends: Option<String>,
    /// Markdown.
    pub(super) about: String,
    pub(super) members: Vec<Member>,
}

/// One option, method, event, string or field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) name: String,
    /// Its type, or from the first bracket on its signature.
    pub(super) kind: String,
    /// Whether it may be left out.
    pub(super) is_optional: bool,
    /// A TypeScript literal.
    pub(super) default: Option<String>,
    /// Markdown.
    pub(super) about: String,
}

impl Interface {
    pub(super) fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.name == name)
    }
}

/// Every exported interface of the source.
pub(super) fn read(source: &str) -> anyhow::Result<Vec<Interface>> {
    let mut interfaces = Vec::new();
    let mut lines = source.lines().enumerate();
    let mut about = None;
    while let Some((number, line)) = lines.next() {
        if line.starts_with("/**") {
            about = Some(comment::read(line, &mut lines)?);
        } else if let Some(head) = line.strip_prefix("export interface ") {
            let place = || format!("line {}: {line}", number + 1);
            let Some(head) = head.strip_suffix(" {") else {
                bail!(
                    "an interface must open with ` {{` in its first line, in {}",
                    place()
                );
            };
            let (name, extends) = match head.split_once(" extends ") {
                Some((name, extends)) => (name, Some(extends.to_owned())),
                None => (head, None),
            };
            let comment: Comment = about
                .take()
                .with_context(|| format!("no comment before {}", place()))?;
            interfaces.push(Interface {
                name: name.to_owned(),
                extends,
                about: comment.text,
                members: members(&mut lines)?,
            });
        } else {
            about = None;
            if line.ends_with('{') {
                // A block of another kind.
                lines.by_ref().find(|(_, line)| *line == "}");
            }
        }
    }
    Ok(interfaces)
}

/// The members up to the interface's end.
fn members<'a>(lines: &mut impl Iterator<Item = (usize, &'a str)>) -> anyhow::Result<Vec<Member>> {
    let mut members: Vec<Member> = Vec::new();
    let mut about: Option<Comment> = None;
    let mut text = String::new();
    while let Some((number, line)) = lines.next() {
        let part = line.trim();
        if text.is_empty() && line == "}" {
            return Ok(members);
        }
        if text.is_empty() && part.starts_with("/**") {
            about = Some(comment::read(part, lines)?);
            continue;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(part);
        let Some(whole) = text.strip_suffix(';') else {
            continue;
        };
        let place = || format!("line {}: {whole}", number + 1);
        let comment = about
            .take()
            .with_context(|| format!("no comment before {}", place()))?;
        let member = member(whole, comment).with_context(|| format!("not a member, in {}", place()))?;
        if members.iter().any(|other| other.name == member.name) {
            bail!("two members of one name, in {}", place());
        }
        members.push(member);
        text.clear();
    }
    bail!("the file ends inside an interface")
}

fn member(text: &str, comment: Comment) -> Option<Member> {
    let text = text.strip_prefix("readonly ").unwrap_or(text);
    let (name, rest) = match text.strip_prefix('\'') {
        Some(quoted) => quoted.split_once('\'')?,
        None => {
            let end = text.find(|letter: char| !(letter.is_alphanumeric() || letter == '_'))?;
            text.split_at(end)
        }
    };
    let (is_optional, rest) = match rest.strip_prefix('?') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let kind = match rest.strip_prefix(": ") {
        Some(kind) => kind,
        None if rest.starts_with(['(', '<']) => rest,
        None => return None,
    };
    (!name.is_empty()).then(|| Member {
        name: name.to_owned(),
        kind: kind.to_owned(),
        is_optional,
        default: comment.default,
        about: comment.text,
    })
}

#[cfg(test)]
#[path = "types_test.rs"]
mod tests;
