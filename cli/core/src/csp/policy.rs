//! A policy as a value, and as text for a header or a page.
//!
//! Keeps directives and sources in one order, and no source twice: a source that is
//! wanted for two reasons carries both. Must never write what ends a source early.

use std::{collections::BTreeMap, fmt};

use avmsdk_protocol::channel::Channel;

use super::{
    error::Refusal,
    format::{Format, Sending, meta_tag},
    hash::ScriptHash,
    host::HostSource,
    nonce::NonceTemplate,
    reason::Reason,
    report::ReportTarget,
};
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
    /// The nonce that the snippets' scripts must carry.
    pub nonce: Option<NonceTemplate>,
    /// Where browsers report what is blocked.
    pub report: Option<ReportTarget>,
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
    RequireTrustedTypesFor,
    TrustedTypes,
    ReportUri,
    ReportTo,
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
    /// Every script that carries it.
    Nonce(NonceTemplate),
    /// A policy of Trusted Types, by its name.
    TrustedPolicy(&'static str),
    /// Where to report.
    Endpoint(String),
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
    Script,
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
        self.value(|_| true)
    }

    /// A `<meta>` tag for the top of a page's `<head>`, one directive a line. Where to report is left out: a tag
    /// cannot say it.
    #[must_use]
    pub fn meta_tag(&self) -> String {
        meta_tag(&self.value(|name| !matches!(name, DirectiveName::ReportUri | DirectiveName::ReportTo)))
    }

    /// The text for a target.
    ///
    /// # Errors
    /// [`Refusal::NonceFormat`] where the target does not evaluate the nonce.
    pub fn text(&self, format: Format) -> Result<String, Refusal> {
        let text = self.sending().text(format)?;
        Ok(match format {
            Format::Meta => self.meta_tag(),
            _ => text,
        })
    }

    /// What a server is to send.
    #[must_use]
    pub fn sending(&self) -> Sending {
        Sending {
            policies: vec![self.header_value()],
            endpoints: self.report.as_ref().and_then(ReportTarget::endpoints),
            nonces: self.nonce.iter().cloned().collect(),
        }
    }

    fn value(&self, keeps: impl Fn(DirectiveName) -> bool) -> String {
        let kept = self.directives().filter(|directive| keeps(directive.name));
        kept.map(|directive| directive.to_string())
            .collect::<Vec<_>>()
            .join("; ")
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
            Self::RequireTrustedTypesFor => "require-trusted-types-for",
            Self::TrustedTypes => "trusted-types",
            Self::ReportUri => "report-uri",
            Self::ReportTo => "report-to",
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
            Self::Keyword(Keyword::Script) => f.write_str("'script'"),
            Self::Hash(hash) => write!(f, "{hash}"),
            Self::Nonce(nonce) => write!(f, "'nonce-{nonce}'"),
            Self::TrustedPolicy(name) => f.write_str(name),
            Self::Endpoint(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
#[path = "policy_test.rs"]
mod tests;
