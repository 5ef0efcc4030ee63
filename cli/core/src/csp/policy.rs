//! A policy as a value, and as text for a header or a page.
//!
//! Keeps directives and sources in one order, and no source twice: a source that is
//! wanted for two reasons carries both. Must never write what ends a source early.

use std::{collections::BTreeMap, fmt};

use avmsdk_protocol::channel::Channel;

use super::{hash::ScriptHash, host::HostSource, reason::Reason};
use crate::{PublicPath, package::Kind};

/// Everything that a page must allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The public path it is for.
    pub public_path: PublicPath,
    /// Whose widget it is for.
    pub kind: Kind,
    /// Options of `init` that must go with it.
    pub companions: Vec<Companion>,
    /// Channels asked for that need no source: the visitor gets a link or a form.
    pub without_source: Vec<Channel>,
    pub(super) directives: BTreeMap<DirectiveName, Vec<Entry>>,
}

/// One directive with its sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Directive<'a> {
    /// What it governs.
    pub name: DirectiveName,
    /// What it allows.
    pub entries: &'a [Entry],
}

/// A source and why it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The source.
    pub source: Source,
    /// At least one reason.
    pub reasons: Vec<Reason>,
}

/// An option of `init` without which the policy would be broken by the widget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Companion {
    /// As written in the options, e.g. `runtime: 'js'`.
    pub option: &'static str,
    /// What would go wrong without it.
    pub reason: &'static str,
}

/// The directives we write, in the order in which we write them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is named as in the specification")]
pub enum DirectiveName {
    DefaultSrc,
    BaseUri,
    ScriptSrc,
    StyleSrc,
    ImgSrc,
    FontSrc,
    MediaSrc,
    ConnectSrc,
    FrameSrc,
}

/// One source expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// An address.
    Host(HostSource),
    /// Everything of a scheme.
    Scheme(Scheme),
    /// A word in quotes.
    Keyword(Keyword),
    /// One inline script.
    Hash(ScriptHash),
}

/// The schemes we allow; they hold only what the page made or the service sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named as in a URL")]
pub enum Scheme {
    Data,
    Blob,
}

/// The keywords we write. `'unsafe-inline'` and `'unsafe-eval'` are not among them, on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named as in the specification")]
pub enum Keyword {
    None,
    WasmUnsafeEval,
}

impl Policy {
    /// The directives, in order.
    pub fn directives(&self) -> impl Iterator<Item = Directive<'_>> {
        self.directives
            .iter()
            .map(|(name, entries)| Directive { name: *name, entries })
    }

    /// The value of a `Content-Security-Policy` header.
    #[must_use]
    pub fn header_value(&self) -> String {
        let lines: Vec<String> = self.directives().map(|directive| directive.to_string()).collect();
        lines.join("; ")
    }

    /// A `<meta>` tag for the top of a page's `<head>`, one directive a line.
    #[must_use]
    pub fn meta_tag(&self) -> String {
        let mut tag = "<meta http-equiv=\"Content-Security-Policy\" content=\"\n".to_owned();
        for directive in self.directives() {
            tag.push_str("  ");
            tag.push_str(&attribute(&directive.to_string()));
            tag.push_str(";\n");
        }
        tag.push_str("\">");
        tag
    }

    pub(super) fn allow(&mut self, name: DirectiveName, source: Source, reason: Reason) {
        let entries = self.directives.entry(name).or_default();
        match entries.iter_mut().find(|entry| entry.source == source) {
            Some(entry) if entry.reasons.contains(&reason) => {}
            Some(entry) => entry.reasons.push(reason),
            None => entries.push(Entry {
                source,
                reasons: vec![reason],
            }),
        }
    }
}

fn attribute(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

impl fmt::Display for Directive<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name.as_str())?;
        self.entries
            .iter()
            .try_for_each(|entry| write!(f, " {}", entry.source))
    }
}

impl DirectiveName {
    /// The name as written in a policy.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DefaultSrc => "default-src",
            Self::BaseUri => "base-uri",
            Self::ScriptSrc => "script-src",
            Self::StyleSrc => "style-src",
            Self::ImgSrc => "img-src",
            Self::FontSrc => "font-src",
            Self::MediaSrc => "media-src",
            Self::ConnectSrc => "connect-src",
            Self::FrameSrc => "frame-src",
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Host(host) => write!(f, "{host}"),
            Self::Scheme(Scheme::Data) => f.write_str("data:"),
            Self::Scheme(Scheme::Blob) => f.write_str("blob:"),
            Self::Keyword(Keyword::None) => f.write_str("'none'"),
            Self::Keyword(Keyword::WasmUnsafeEval) => f.write_str("'wasm-unsafe-eval'"),
            Self::Hash(hash) => write!(f, "{hash}"),
        }
    }
}

#[cfg(test)]
#[path = "policy_test.rs"]
mod tests;
