//! The packages that are uploaded, and what happens to them.

use anyhow::{Context as _, Result, ensure};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, SystemTime};

/// A bucket tells times in whole seconds: what is uploaded within the second in which it was written looks older there
/// than here, and some would send it once more.
const A_SECOND: Duration = Duration::from_millis(1100);

/// What happens to a package, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Change {
    /// Nothing of it is there yet.
    First,
    /// Nothing.
    Nothing,
    /// Every file is as new as if it were made again, with the same bytes.
    Touched,
    /// One file has other bytes, and more of them.
    OneFile,
    /// One file has other bytes, as many as before, and is as old as the hills: restored from a backup, or unpacked.
    OldEdit,
}

impl Change {
    pub(super) const ALL: [Self; 5] = [
        Self::First,
        Self::Nothing,
        Self::Touched,
        Self::OneFile,
        Self::OldEdit,
    ];
}

/// One that can be made as often as it is wanted.
pub(super) struct Local<'a> {
    /// What it is called in the tables.
    pub(super) name: &'a str,
    /// What it is made from; without it from the package in `avmsdk` itself.
    pub(super) source: Option<&'a Path>,
    /// A file that is overwritten in place.
    pub(super) edited: &'a str,
}

impl Local<'_> {
    /// Made anew below `root`; where it is.
    pub(super) fn configure(&self, avmsdk: &Path, public_path: &str, root: &Path) -> Result<PathBuf> {
        let folder = root.join("package");
        let mut command = Command::new(avmsdk);
        command
            .args(["configure", public_path, "--quiet", "--force", "--out"])
            .arg(&folder);
        if let Some(source) = self.source {
            command.arg("--source").arg(source);
        }
        let status = command
            .stdin(Stdio::null())
            .current_dir(root)
            .status()
            .context("cannot start `avmsdk configure`")?;
        ensure!(status.success(), "`avmsdk configure` failed: {status}");
        Ok(folder)
    }

    /// Lets it happen to the package in that folder.
    pub(super) fn make(&self, change: Change, folder: &Path) -> Result<()> {
        let edited = folder.join("cdnPackage").join(self.edited);
        match change {
            Change::Nothing => {}
            Change::First => set_times(folder, SystemTime::now() - Duration::from_secs(60))?,
            Change::Touched => {
                thread::sleep(A_SECOND);
                set_times(folder, SystemTime::now())?;
                thread::sleep(A_SECOND);
            }
            Change::OneFile => {
                let mut bytes = fs::read(&edited)?;
                bytes.extend_from_slice(b"\n/* edited 0 */\n");
                fs::write(&edited, bytes)?;
                thread::sleep(A_SECOND);
            }
            Change::OldEdit => {
                let text = fs::read_to_string(&edited)?;
                let other = text.replace("/* edited 0 */", "/* edited 1 */");
                ensure!(other != text && other.len() == text.len(), "the edit did nothing");
                fs::write(&edited, other)?;
                let year_2001 = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
                set_time(&edited, year_2001)?;
            }
        }
        Ok(())
    }

    /// Files and bytes that go up.
    pub(super) fn size(&self, folder: &Path) -> Result<(usize, u64)> {
        let mut size = (0, 0);
        for entry in fs::read_dir(folder.join("cdnPackage"))? {
            size = (size.0 + 1, size.1 + entry?.metadata()?.len());
        }
        Ok(size)
    }
}

fn set_times(folder: &Path, time: SystemTime) -> Result<()> {
    for entry in fs::read_dir(folder.join("cdnPackage"))? {
        set_time(&entry?.path(), time)?;
    }
    Ok(())
}

fn set_time(file: &Path, time: SystemTime) -> Result<()> {
    let file = File::options().write(true).open(file)?;
    Ok(file.set_modified(time)?)
}
