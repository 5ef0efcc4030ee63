//! The failures of a run that someone else was in the way of, and what that leaves to readers.

use crate::failure::Failure;

/// Someone else was there before anything of the release could be seen, or has put all of theirs in its place.
pub(super) fn changed(key: &str, why: &str) -> Failure {
    let hint = "nothing was left half done for readers; look with `avmsdk releases`, then run it again";
    world_changed(key, why, hint)
}

/// Someone else was there after the claim: some of what readers load is of this release, some is not.
pub(super) fn half_done(key: &str, why: &str) -> Failure {
    let hint = "readers may get half a release by now; look with `avmsdk releases` which one counts, then run it again";
    world_changed(key, why, hint)
}

fn world_changed(key: &str, why: &str, hint: &str) -> Failure {
    Failure::new("world-changed", format!("the bucket has changed: {key}"), hint)
        .why(why)
        .with_world_changed_exit()
}
