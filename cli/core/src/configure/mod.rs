//! From a package and a public path to every file of the output: facts → plan.
//!
//! Decides each file's bytes, name, type and class, and what is added. Must never change a byte of a
//! vendor's file beyond the literal replacement, nor leave a placeholder behind.
//!
//! A configured package is re-targeted by undoing the first configuration (`restore`) and doing it again,
//! so both ways share one path and agree to the byte.

mod added;
mod by_text;
mod check;
mod compress;
mod error;
mod from_url;
mod integration_id;
mod options;
mod ours;
mod plan;
mod policy;
mod references;
mod render;
mod report;
mod restore;
mod vendor;
mod warning;

pub use compress::{Compressor, Encoding};
pub use error::ConfigureError;
pub use from_url::FromUrl;
pub use integration_id::IntegrationId;
pub use options::ConfigureOptions;
pub use plan::{ConfigurePlan, PlannedFile, plan, plan_with};
pub use report::ConfigureReport;
pub use warning::ConfigureWarning;
