//! Releases: what lies in a bucket, and in which steps one release follows another.
//!
//! Decides by content and headers, never by time. Must never plan a step that leaves readers with a
//! release that is not whole.

mod bucket;
mod candidate;
mod cors;
mod deploy;
mod digest;
mod error;
mod found;
mod headers;
mod history;
mod id;
mod mixed;
mod plan;
mod prune;
mod reach;
mod record;
mod report;
mod rollback;
mod steps;
mod target;
mod time;
mod untold;

pub use bucket::{BucketFacts, CurrentRecord, Listed, Look, Looked};
pub use candidate::Candidate;
pub use cors::{CorsFacts, CorsPlan, CorsRule};
pub use deploy::{DeployFacts, plan_deploy};
pub use digest::{ETag, Sha256};
pub use error::{DeployError, ReleaseError};
pub use headers::{Headers, cache_control, max_age};
pub use history::History;
pub use id::ReleaseId;
pub use plan::{Action, BLOBS, DeployPlan, Expect, Note, PRUNING, Source, Step, Terms, Verb, Wave};
pub use prune::{Doomed, PENDING_HOURS, PruneFacts, PrunePlan, plan_prune};
pub use record::{CURRENT, RELEASES, ReleaseFile, ReleaseRecord, file_url, id_of_key, record_key};
pub use report::{DeployReport, ProofReport, ReleaseLine, ReleasesReport};
pub use rollback::{RollbackFacts, plan_rollback};
pub use steps::Found;
pub use target::{Target, iam_policy};
pub use time::Timestamp;
pub use untold::Untold;
