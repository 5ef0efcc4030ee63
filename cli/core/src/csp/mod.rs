//! The Content Security Policy that a page needs for the widget, and why.
//!
//! Decides each directive and each source from what a package holds and what
//! its owner uses ([`Needs`], [`Options`]). Must never list a source that the
//! widget can do without, and never `'unsafe-inline'` or `'unsafe-eval'`.
//!
//! Grammar and matching: <https://www.w3.org/TR/CSP3/#framework-directive-source-list>.

pub mod check;
mod document;
mod error;
mod explain;
mod format;
mod hash;
mod host;
pub mod merge;
mod nonce;
mod options;
mod policy;
mod reason;
mod report;
mod rules;
mod script;
mod settings;
mod snippet;

pub use document::Document;
pub use error::{HostFault, Refusal};
pub use format::{Excess, Format, Sending};
pub use hash::ScriptHash;
pub use host::{ApiOrigin, HostSource};
pub use nonce::NonceTemplate;
pub use options::{Api, Needs, Options, Region};
pub use policy::{Companion, Directive, DirectiveName, Entry, Keyword, Policy, Scheme, Source};
pub use reason::Reason;
pub use report::ReportTarget;
pub use rules::policy;
pub use script::{InlineScript, Role};
pub use settings::{channels, service};
pub(crate) use snippet::shown_id;
pub use snippet::{init_script, loader_script, trusted_loader_script};

pub use crate::package::Kind;
