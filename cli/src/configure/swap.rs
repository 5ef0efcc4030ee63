//! Puts a folder in the place of another.

use std::fs;
use std::io;
use std::path::Path;

/// Replaces `target` by `new`: in one step where the system can, else by way of `old`. The replaced folder
/// ends inside the stage, which its owner removes.
pub(super) fn replace(new: &Path, target: &Path, old: &Path) -> io::Result<()> {
    if exchange(new, target)? {
        return Ok(());
    }
    fs::rename(target, old)?;
    match fs::rename(new, target) {
        Ok(()) => Ok(()),
        Err(error) => {
            fs::rename(old, target)?;
            Err(error)
        }
    }
}

/// Swaps two folders atomically; `false` where the system or the file system has no such call.
#[cfg(target_os = "linux")]
fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::NOSYS | Errno::INVAL | Errno::NOTSUP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(root: &Path, name: &str) -> std::path::PathBuf {
        let path = root.join(name);
        fs::create_dir(&path).unwrap();
        fs::write(path.join("name"), name).unwrap();
        path
    }

    #[test]
    fn a_folder_takes_the_place_of_another() {
        let root = tempfile::tempdir().unwrap();
        let (new, target) = (folder(root.path(), "new"), folder(root.path(), "target"));
        replace(&new, &target, &root.path().join("old")).unwrap();
        assert_eq!(fs::read_to_string(target.join("name")).unwrap(), "new");
    }

    #[test]
    fn a_failed_replacement_leaves_the_old_folder() {
        let root = tempfile::tempdir().unwrap();
        let target = folder(root.path(), "target");
        let missing = root.path().join("missing");
        assert!(replace(&missing, &target, &root.path().join("old")).is_err());
        assert_eq!(fs::read_to_string(target.join("name")).unwrap(), "target");
    }
}
