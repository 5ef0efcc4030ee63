//! What readers can meet while files are overwritten one after the other, which is told with the plan.

use super::plan::{Action, Step, Wave};
use super::{Note, ReleaseRecord, max_age};
use crate::package::{Class, Kind, hash_in_name};

/// The word on files that are overwritten in place: which states a reader can meet, and for how long.
pub(super) fn note(record: &ReleaseRecord, current: Option<&ReleaseRecord>, steps: &[Step]) -> Option<Note> {
    let replaced = |wave| {
        let steps = steps.iter().filter(move |step: &&Step| step.wave == wave);
        steps.filter(|step| step.action == Action::Replace)
    };
    let is_ours = record.package.kind == Kind::Ours;
    // Of ours a file goes with every other if it only passes on one that is named by its bytes, before and after.
    let is_line = |key: &str| {
        let before = current.filter(|current| current.file(key).is_some());
        is_ours && passes_on(record, key) && before.is_none_or(|before| passes_on(before, key))
    };
    // Our `loader.json` leads to nothing but names that tell their content.
    let names: Vec<String> = replaced(Wave::Overwrite)
        .filter(|step| !is_line(&step.key))
        .chain(replaced(Wave::Entry).filter(|_| !is_ours))
        .map(|step| format!("`{}`", step.key))
        .collect();
    if names.len() < 2 {
        return None;
    }
    let seconds = max_age(Class::Versioned);
    Some(Note {
        code: "deploy-mixed".to_owned(),
        message: format!(
            "these are replaced one after the other, in this order: {}",
            names.join(", ")
        ),
        hint: format!(
            "until the last is replaced a reader can get the first ones new and the rest old; caches can stretch that to {seconds} seconds, a CDN that is purged to the time of the purge"
        ),
    })
}

/// Whether a release of ours has the body of this module under a name of its own: `element.mjs` is one line then, which
/// leads to `element.<hash>.mjs`.
fn passes_on(record: &ReleaseRecord, key: &str) -> bool {
    let Some(stem) = key.strip_suffix(".mjs") else {
        return false;
    };
    let is_body = |name: &str| hash_in_name(name).is_some_and(|hash| name == format!("{stem}.{hash}.mjs"));
    record.package.kind == Kind::Ours
        && record
            .files
            .iter()
            .any(|file| file.class == Class::Hashed && is_body(file.key.as_str()))
}
