//! What is wrong with a public path or a page, seen from outside.
//!
//! Decides which requests to make ([`Site::next`]) and what their answers mean ([`judge`]): every
//! [`Finding`] says what, where, why it matters and how to mend it. Must never ask or wait itself.

mod caching;
mod content;
mod cors;
mod document;
mod embedding;
mod encoding;
mod expected;
mod finding;
mod headers;
mod html;
mod judge;
mod loader;
mod names;
mod observation;
mod page;
mod rule;
mod site;
mod transport;

pub use document::{FindingDocument, PlaceDocument, VerifyDocument};
pub use expected::{Expected, ExpectedFile, entry_name};
pub use finding::{Finding, Findings, Place};
pub use headers::{CacheControl, Headers};
pub use judge::{judge, no_record};
pub use loader::{holds_loader, is_behind};
pub use observation::{Answer, Ask, Body, Observation, Probe, Trouble, TroubleSort};
pub use page::{Page, PageNeeds, judge_page, no_page};
pub use rule::{Level, Rule};
pub use site::Site;
