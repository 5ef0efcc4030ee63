//! Reads a source folder. Finds and reads; whether a thing may be part of a package is the core's to say.

use crate::failure::{Explain as _, Failure};
use avmsdk_core::package::{CDN_FOLDER, Found, FoundEntry, PackageError, PackageFile};
use std::borrow::Cow;
use std::fs::{self, File, FileType, Metadata};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// The most that a package may hold, links counted as copies of what they lead to: a few links to each other's folders
/// could else stand for more files than there are anywhere.
const MOST_ENTRIES: usize = 50_000;
const MOST_BYTES: u64 = 1 << 30;

/// A folder that holds a package.
pub(crate) struct Source {
    /// The package's root, without links.
    pub(crate) root: PathBuf,
    named_by: &'static str,
}

impl Source {
    /// Finds the package in a folder: the folder itself, or its `files/`.
    ///
    /// `named_by` shows how a folder is named to the command.
    pub(crate) fn open(folder: &Path, named_by: &'static str) -> Result<Self, Failure> {
        let shown = folder.display();
        let found = folder.canonicalize().map_err(|error| {
            Failure::new(
                "source-unreadable",
                format!("cannot read the source: {shown}"),
                format!("give a folder that exists: `{named_by}`"),
            )
            .because(error)
        })?;
        if !found.is_dir() {
            let hint = format!("give the unpacked folder: `{named_by}`");
            return Err(Failure::new(
                "source-no-folder",
                format!("the source is not a folder: {shown}"),
                hint,
            ));
        }
        let inner = found.join("files");
        let root = if !found.join(CDN_FOLDER).is_dir() && inner.join(CDN_FOLDER).is_dir() {
            inner.canonicalize().map_err(|error| unreadable(&inner, error))?
        } else {
            found.clone()
        };
        if !root.starts_with(&found) {
            let refused: Result<Self, PackageError> = Err(PackageError::LinkOutside {
                path: "files".to_owned(),
                target: root.display().to_string(),
            });
            return refused.explain(|| format!("cannot read the source: {shown}"));
        }
        Ok(Self { root, named_by })
    }

    /// Everything below the root, in no particular order.
    pub(crate) fn entries(&self) -> Result<Vec<FoundEntry>, Failure> {
        let mut gathered = Gathered {
            named_by: self.named_by,
            ..Gathered::default()
        };
        self.walk(&self.root, "", &mut vec![self.root.clone()], &mut gathered)?;
        Ok(gathered.entries)
    }

    /// `above` are the real folders on the way here, to tell a link that leads back up.
    fn walk(
        &self,
        folder: &Path,
        prefix: &str,
        above: &mut Vec<PathBuf>,
        gathered: &mut Gathered,
    ) -> Result<(), Failure> {
        let listing = fs::read_dir(folder).map_err(|error| unreadable(folder, error))?;
        for entry in listing {
            let entry = entry.map_err(|error| unreadable(folder, error))?;
            let file_type = entry
                .file_type()
                .map_err(|error| unreadable(&entry.path(), error))?;
            let name = entry.file_name();
            let path = format!("{prefix}{}", name.to_string_lossy());
            gathered.count(folder)?;
            let mut add = |found| gathered.add(&path, found);
            if name.to_str().is_none() {
                add(Found::NameNotUtf8);
            } else if file_type.is_dir() {
                above.push(entry.path());
                self.walk(&entry.path(), &format!("{path}/"), above, gathered)?;
                above.pop();
            } else if file_type.is_symlink() {
                self.follow(&entry.path(), &path, above, gathered)?;
            } else {
                let file = gathered.read(&entry.path(), file_type)?;
                gathered.add(&path, file);
            }
        }
        Ok(())
    }

    /// A link counts as what it leads to, as long as that lies below the root.
    fn follow(
        &self,
        link: &Path,
        path: &str,
        above: &mut Vec<PathBuf>,
        gathered: &mut Gathered,
    ) -> Result<(), Failure> {
        let target = fs::read_link(link)
            .map_err(|error| unreadable(link, error))?
            .display()
            .to_string();
        let mut add = |found| gathered.add(path, found);
        let Ok(real) = link.canonicalize() else {
            add(Found::LinkBroken { target });
            return Ok(());
        };
        if !real.starts_with(&self.root) {
            add(Found::LinkOutside { target });
        } else if above.contains(&real) {
            add(Found::LinkLoop { target });
        } else if real.is_dir() {
            above.push(real.clone());
            self.walk(&real, &format!("{path}/"), above, gathered)?;
            above.pop();
        } else {
            let file_type = fs::metadata(&real)
                .map_err(|error| unreadable(link, error))?
                .file_type();
            let file = gathered.read(&real, file_type)?;
            gathered.add(path, file);
        }
        Ok(())
    }
}

/// What was found so far.
#[derive(Default)]
struct Gathered {
    entries: Vec<FoundEntry>,
    /// Files and folders.
    count: usize,
    bytes: u64,
    named_by: &'static str,
}

impl Gathered {
    fn add(&mut self, path: &str, found: Found) {
        let path = path.to_owned();
        self.entries.push(FoundEntry { path, found });
    }

    fn count(&mut self, folder: &Path) -> Result<(), Failure> {
        self.count += 1;
        if self.count > MOST_ENTRIES {
            let most = format!("{MOST_ENTRIES} files and folders");
            return Err(too_large(folder, &most, self.named_by));
        }
        Ok(())
    }

    fn read(&mut self, path: &Path, file_type: FileType) -> Result<Found, Failure> {
        if !file_type.is_file() {
            return Ok(Found::Special {
                sort: sort_of(file_type),
            });
        }
        let left = MOST_BYTES - self.bytes;
        let read = || -> io::Result<Option<PackageFile>> {
            let file = File::open(path)?;
            let metadata = file.metadata()?;
            if metadata.len() > left {
                return Ok(None);
            }
            let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
            file.take(left + 1).read_to_end(&mut bytes)?;
            Ok(Some(PackageFile {
                bytes: Cow::Owned(bytes),
                mode: mode_of(&metadata),
            }))
        };
        let file = read().map_err(|error| unreadable(path, error))?;
        match file.filter(|file| file.bytes.len() as u64 <= left) {
            Some(file) => {
                self.bytes += file.bytes.len() as u64;
                Ok(Found::File(file))
            }
            None => Err(too_large(path, "1 GiB", self.named_by)),
        }
    }
}

fn too_large(path: &Path, most: &str, named_by: &str) -> Failure {
    let hint =
        format!("give the unpacked package alone: `{named_by}`; a link counts as a copy of what it leads to");
    let what = format!("the source holds more than {most}");
    Failure::new("source-too-large", what, hint).why(format!("it was read up to `{}`", path.display()))
}

fn unreadable(path: &Path, error: io::Error) -> Failure {
    let hint = "make it readable for yourself, or leave it out of the source";
    Failure::new(
        "source-unreadable",
        format!("cannot read `{}`", path.display()),
        hint,
    )
    .because(error)
}

#[cfg(unix)]
fn mode_of(metadata: &Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.permissions().mode() & 0o777
}

#[cfg(not(unix))]
fn mode_of(_: &Metadata) -> u32 {
    0o644
}

#[cfg(unix)]
fn sort_of(file_type: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;
    if file_type.is_fifo() {
        "a named pipe"
    } else if file_type.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn sort_of(_: FileType) -> &'static str {
    "a device"
}
