//! An SDK package as facts: its files, and what sort of package it is.
//!
//! Decides which things found in a folder may be part of a package, and whose package it is. Must never
//! let through a name that could be written outside the output, or a link that leaves the source.

mod class;
mod content_type;
mod error;
mod found;
mod kind;
mod manifest;
mod path;

pub(crate) use class::hex;
pub use class::{Class, file_class, hash_in_name, holds_hash, is_name_hash, name_hash};
pub use content_type::{content_type, is_compressible};
pub use error::PackageError;
pub use found::{Found, FoundEntry};
pub(crate) use kind::is_configured;
pub use kind::{Kind, Mark};
pub use manifest::{Manifest, ManifestFile, Origin, PackageName, Tool};
pub use path::PackagePath;

use std::borrow::Cow;
use std::collections::BTreeMap;

/// The folder of files that go to the CDN.
pub const CDN_FOLDER: &str = "cdnPackage";

/// The file that the snippet fetches first.
pub const ENTRY: &str = "cdnPackage/loader.json";

/// The file that marks our own package; it is never copied.
pub const MARK: &str = "avmsdk-package.json";

/// What a configured package tells about itself.
pub const MANIFEST: &str = "manifest.json";

/// Goes before the name of an added file where the source has a file of that name.
pub const PREFIX: &str = "avmsdk-";

/// Files that desktops leave everywhere; they are no part of a package.
const LITTER: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// Whether a file of that name was left by a desktop.
#[must_use]
pub fn is_litter(name: &str) -> bool {
    LITTER.contains(&name)
}

/// One file of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageFile {
    /// Its content.
    pub bytes: Cow<'static, [u8]>,
    /// Unix permission bits (`0o644`).
    pub mode: u32,
}

/// Everything known about a source, before anything is decided about it.
#[derive(Debug, Clone)]
pub struct PackageFacts {
    /// The files by path, [`MARK`] and an earlier [`MANIFEST`] of ours left out.
    pub files: BTreeMap<PackagePath, PackageFile>,
    /// Whose package it is.
    pub kind: Kind,
    /// Our manifest, where the package was configured by us.
    pub manifest: Option<(PackagePath, Manifest)>,
    /// The version, where the package tells it.
    pub version: Option<String>,
}

impl PackageFacts {
    /// Judges what was found in a folder.
    ///
    /// # Errors
    /// Names the first thing that cannot be part of a package, or what is missing.
    pub fn from_found(entries: Vec<FoundEntry>) -> Result<Self, PackageError> {
        let mut files = BTreeMap::new();
        for entry in entries {
            let (path, file) = entry.judge()?;
            files.insert(path, file);
        }
        Self::from_files(files)
    }

    /// Tells the kind of a package by its files.
    ///
    /// # Errors
    /// When `cdnPackage` is missing or our mark or manifest cannot be read.
    pub fn from_files(mut files: BTreeMap<PackagePath, PackageFile>) -> Result<Self, PackageError> {
        files.retain(|path, _| !is_litter(path.name()));
        if !files.keys().any(|path| path.is_in(CDN_FOLDER)) {
            return Err(PackageError::NoCdnFolder);
        }
        let mark = kind::take_mark(&mut files)?;
        let manifest = manifest::take(&mut files)?;
        let kind = match (&mark, &manifest) {
            (Some(_), _) => Kind::Ours,
            (None, Some((_, manifest))) => manifest.package.kind,
            // Configured, and its manifest is gone.
            (None, None) if is_configured(&files) => Kind::Ours,
            (None, None) => Kind::Vendor,
        };
        let version = match (mark, &manifest) {
            (Some(mark), _) => Some(mark.version),
            (None, Some((_, manifest))) => manifest.package.version.clone(),
            (None, None) => kind::version_in_names(files.keys()),
        };
        Ok(Self {
            files,
            kind,
            manifest,
            version,
        })
    }
}
