//! The releases that a bucket knows, in the order in which readers got them.

use super::{DeployError, ReleaseId, ReleaseRecord};
use std::collections::{BTreeMap, BTreeSet};

/// The records of a bucket, put in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// What readers got, the current release first.
    pub released: Vec<ReleaseRecord>,
    /// Records of releases that no reader is known to have got: being made, or cut short.
    pub pending: Vec<ReleaseRecord>,
    /// The release before the oldest of `released`, where its record is not there any more.
    pub gap: Option<ReleaseId>,
}

impl History {
    /// Follows the current release back.
    #[must_use]
    pub fn new(current: &ReleaseRecord, records: Vec<ReleaseRecord>) -> Self {
        let mut known: BTreeMap<ReleaseId, ReleaseRecord> = records
            .into_iter()
            .map(|record| (record.id.clone(), record))
            .collect();
        known.remove(&current.id);
        let mut released = vec![current.clone()];
        let mut before = current.previous.clone();
        while let Some(id) = &before {
            let Some(record) = known.remove(id) else { break };
            before = record.previous.clone();
            released.push(record);
        }
        Self {
            released,
            pending: known.into_values().rev().collect(),
            gap: before,
        }
    }

    /// The release that is meant: by its id or the beginning of it, or the one before the current release.
    ///
    /// # Errors
    /// When there is none, or more than one.
    pub fn find(&self, wanted: Option<&str>) -> Result<&ReleaseRecord, DeployError> {
        let Some(wanted) = wanted else {
            return self.released.get(1).ok_or(if self.gap.is_some() {
                DeployError::NothingBefore
            } else {
                DeployError::NotReleased
            });
        };
        let fits: BTreeSet<&ReleaseId> = self
            .released
            .iter()
            .map(|record| &record.id)
            .filter(|id| id.as_str().starts_with(wanted))
            .collect();
        let only = fits.first().filter(|_| fits.len() == 1);
        let record = only.and_then(|id| self.released.iter().find(|record| record.id == **id));
        record.ok_or_else(|| DeployError::NoSuchRelease {
            wanted: wanted.to_owned(),
            fits: fits.len(),
        })
    }
}
