//! Writes the output whole or not at all.
//!
//! Everything is written into a stage beside the target and read back; then one rename makes it the output.
//! What a kill leaves, by the moment it comes:
//!
//! 1. while the stage fills: the target as it was (nothing, or the old output whole), and a stage;
//! 2. after the rename to a free name: the new output whole, and an empty stage;
//! 3. after the exchange with an old output: the new output whole, and the old one in the stage;
//! 4. where the system cannot exchange, between its two renames: no target, and the old output whole in the
//!    stage; the next run puts it back.
//!
//! The next run beside the same target removes such a stage (see `sweep`). Nothing is synced to the disk
//! file by file: a power cut can cost the output, which the same command makes again, and the manifest's
//! hashes tell whether it did.

use super::swap;
use super::sweep;
use super::target::Target;
use crate::failure::Failure;
use avmsdk_core::configure::{ConfigurePlan, PlannedFile};
use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

/// Stages and their locks start with this.
pub(super) const PREFIX: &str = ".avmsdk-stage.";
/// Goes after a stage's name for its lock, which lives as long as the process.
pub(super) const LOCK: &str = ".lock";
/// The folder in a stage that is filled.
pub(super) const NEW: &str = "new";
/// The folder in a stage that an old output is moved to where it cannot be exchanged.
pub(super) const OLD: &str = "old";

/// A folder beside the target that is removed again, whatever happens.
pub(crate) struct Stage {
    folder: PathBuf,
    lock_path: PathBuf,
    _lock: File,
}

impl Stage {
    /// Makes an empty stage beside the target, after removing those that killed runs left.
    pub(crate) fn beside(target: &Target) -> Result<Self, Failure> {
        let parent = &target.parent;
        fs::create_dir_all(parent).map_err(|error| unwritable(parent, error))?;
        sweep::sweep(parent);
        for number in 0_u32.. {
            let folder = parent.join(format!("{PREFIX}{}.{number}", std::process::id()));
            let lock_path = with_lock(&folder);
            let lock = match OpenOptions::new().write(true).create_new(true).open(&lock_path) {
                Ok(lock) => lock,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                Err(error) => return Err(unwritable(&lock_path, error)),
            };
            let name = target.path.file_name().unwrap_or_default();
            let ready = lock
                .lock()
                .and_then(|()| (&lock).write_all(name.as_encoded_bytes()));
            ready.map_err(|error| unwritable(&lock_path, error))?;
            // A sweep may have seen the lock before it was held, and removed it.
            if lock_path.exists() {
                let stage = Self {
                    folder,
                    lock_path,
                    _lock: lock,
                };
                fs::create_dir(&stage.folder).map_err(|error| unwritable(&stage.folder, error))?;
                return Ok(stage);
            }
        }
        Err(Failure::new(
            "stage-name",
            "no name is left for a stage",
            "remove what starts with `.avmsdk-stage.`",
        ))
    }

    /// Writes every file of the plan and reads it back.
    pub(crate) fn fill(&self, plan: &ConfigurePlan) -> Result<(), Failure> {
        let root = self.folder.join(NEW);
        let folders: BTreeSet<PathBuf> = plan
            .files
            .iter()
            .filter_map(|file| root.join(file.path.as_str()).parent().map(Path::to_owned))
            .collect();
        for folder in folders.iter().chain([&root]) {
            fs::create_dir_all(folder).map_err(|error| unwritable(folder, error))?;
        }
        let mut found = Vec::new();
        for file in &plan.files {
            let path = root.join(file.path.as_str());
            write(&path, file, &mut found).map_err(|error| unwritable(&path, error))?;
            if found != *file.bytes {
                let what = format!("`{}` was not written as planned", file.path);
                let hint = "the disk or another program is at fault: run this again";
                return Err(Failure::new("output-differs", what, hint));
            }
        }
        Ok(())
    }

    /// Makes the filled stage the output, in place of what is there.
    pub(crate) fn publish(self, target: &Target) -> Result<(), Failure> {
        let new = self.folder.join(NEW);
        let published = if target.exists {
            swap::replace(&new, &target.path, &self.folder.join(OLD))
        } else {
            fs::rename(&new, &target.path)
        };
        let published = published.or_else(|error| {
            // Another run made it meanwhile; ours is as good, and the later one counts.
            let is_taken = matches!(
                error.kind(),
                io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::AlreadyExists
            );
            if is_taken && target.is_replaceable() {
                swap::replace(&new, &target.path, &self.folder.join(OLD))
            } else {
                Err(error)
            }
        });
        published.map_err(|error| {
            let hint = "close what uses that folder, or choose another: `--out chat`";
            let what = format!("cannot put the output in place: {}", target.path.display());
            Failure::new("output-rename", what, hint).because(error)
        })
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next run's sweep.
        let _ = fs::remove_dir_all(&self.folder);
        let _ = fs::remove_file(&self.lock_path);
    }
}

pub(super) fn with_lock(stage: &Path) -> PathBuf {
    let mut name = stage.as_os_str().to_owned();
    name.push(LOCK);
    PathBuf::from(name)
}

/// Writes a new file and reads it back into `found`. One that is there already is another file of the plan
/// under a name that this file system does not tell apart.
fn write(path: &Path, planned: &PlannedFile, found: &mut Vec<u8>) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create_new(true)
        .open(path)?;
    file.write_all(&planned.bytes)?;
    set_mode(&file, planned.mode)?;
    file.rewind()?;
    found.resize(planned.bytes.len(), 0);
    file.read_exact(found)
}

#[cfg(unix)]
fn set_mode(file: &File, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_: &File, _: u32) -> io::Result<()> {
    Ok(())
}

fn unwritable(path: &Path, error: io::Error) -> Failure {
    let hint = "choose a folder that you may write to, on a disk with room: `--out ./chat`";
    Failure::new(
        "output-unwritable",
        format!("cannot write `{}`", path.display()),
        hint,
    )
    .because(error)
}
