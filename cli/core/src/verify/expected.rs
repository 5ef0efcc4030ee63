//! What should be there: every file under the public path, its bytes and how it may be kept.

use crate::package::{CDN_FOLDER, Class, ENTRY, Kind, Manifest, Origin};

/// What was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The release, where it is known by an id.
    pub release: Option<String>,
    /// Whose widget it is, where that is known.
    pub kind: Option<Kind>,
    /// The files, in the order of their names.
    pub files: Vec<ExpectedFile>,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedFile {
    /// Its name below the public path, with `/` between folders.
    pub name: String,
    /// Lower-case hexadecimal.
    pub sha256: String,
    /// What to serve it as.
    pub content_type: String,
    /// How it may be cached.
    pub class: Class,
}

impl Expected {
    /// The files for the CDN of a configured package. Compressed siblings are left out: not every server
    /// wants them.
    #[must_use]
    pub fn of_manifest(manifest: &Manifest) -> Self {
        let files = manifest
            .files
            .iter()
            .filter(|file| file.origin != Origin::Compressed);
        let files = files.filter_map(|file| {
            let name = file.path.as_str().strip_prefix(CDN_FOLDER)?.strip_prefix('/')?;
            Some(ExpectedFile {
                name: name.to_owned(),
                sha256: file.sha256.clone(),
                content_type: file.content_type.clone(),
                class: file.class.unwrap_or(Class::Versioned),
            })
        });
        Self {
            release: None,
            kind: Some(manifest.package.kind),
            files: files.collect(),
        }
    }

    /// The file of a name.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&ExpectedFile> {
        self.files.iter().find(|file| file.name == name)
    }
}

/// The name of `loader.json` below the public path.
#[must_use]
pub fn entry_name() -> &'static str {
    ENTRY.rsplit('/').next().unwrap_or(ENTRY)
}

/// The record of the current release, below the public path.
pub const CURRENT_RECORD: &str = "releases/current.json";
