//! Removes what killed runs left beside a target.

use super::stage::{LOCK, OLD, PREFIX, with_lock};
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::Path;

/// Removes every stage in a folder whose process is gone: the system gave its lock free. Failing here
/// hinders nobody, so nothing is reported.
pub(super) fn sweep(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        if name
            .to_str()
            .is_some_and(|name| name.starts_with(PREFIX) && !name.ends_with(LOCK))
        {
            sweep_stage(parent, &entry.path());
        }
    }
    // Locks whose stage was never made.
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if name
            .to_str()
            .is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(LOCK))
            && is_free(&entry.path())
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn sweep_stage(parent: &Path, stage: &Path) {
    let lock_path = with_lock(stage);
    if !is_free(&lock_path) {
        return;
    }
    // The kill came between two renames: the old output goes back where it was.
    let old = stage.join(OLD);
    if old.is_dir()
        && let Some(target) = target_name(&lock_path).map(|name| parent.join(name))
        && fs::symlink_metadata(&target).is_err()
    {
        let _ = fs::rename(&old, &target);
    }
    let _ = fs::remove_dir_all(stage);
    let _ = fs::remove_file(&lock_path);
}

/// A lock that no process holds; a missing one is free, since it is made before its stage.
fn is_free(lock_path: &Path) -> bool {
    File::open(lock_path).map_or(true, |lock| lock.try_lock().is_ok())
}

/// The name that the run wrote into its lock, if it is one name.
fn target_name(lock_path: &Path) -> Option<OsString> {
    let text = fs::read_to_string(lock_path).ok()?;
    let is_one_name = !text.is_empty() && Path::new(&text).file_name() == Some(text.as_ref());
    is_one_name.then(|| text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dead_stages_go_and_live_ones_stay() {
        let root = tempfile::tempdir().unwrap();
        let make = |name: &str| {
            let stage = root.path().join(name);
            fs::create_dir_all(stage.join("new/deep")).unwrap();
            fs::write(with_lock(&stage), "target").unwrap();
            stage
        };
        let (dead, live, other) = (
            make(".avmsdk-stage.1.0"),
            make(".avmsdk-stage.2.0"),
            make("avmsdk-stage.3.0"),
        );
        let held = File::open(with_lock(&live)).unwrap();
        held.lock().unwrap();
        fs::write(root.path().join(".avmsdk-stage.4.0.lock"), "").unwrap();
        sweep(root.path());
        assert!(!dead.exists() && !with_lock(&dead).exists());
        assert!(live.exists() && with_lock(&live).exists() && other.exists());
        assert!(!root.path().join(".avmsdk-stage.4.0.lock").exists());
    }

    #[test]
    fn an_old_output_goes_back_where_it_was() {
        let root = tempfile::tempdir().unwrap();
        let stage = root.path().join(".avmsdk-stage.1.0");
        fs::create_dir_all(stage.join("old")).unwrap();
        fs::write(stage.join("old/file"), "old").unwrap();
        fs::write(with_lock(&stage), "target").unwrap();
        sweep(root.path());
        assert_eq!(
            fs::read_to_string(root.path().join("target/file")).unwrap(),
            "old"
        );
        assert!(!stage.exists());
    }
}
