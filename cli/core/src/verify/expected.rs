//! What should be there: every file under the public path, its bytes and how it may be kept.

use crate::package::{CDN_FOLDER, Class, ENTRY, Kind, Manifest, Origin};
use crate::release::ReleaseRecord;

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
    /// `Content-Encoding` of every answer, where the file is stored encoded.
    pub encoding: Option<String>,
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
                encoding: None,
            })
        });
        Self {
            release: None,
            kind: Some(manifest.package.kind),
            files: files.collect(),
        }
    }

    /// The files of a release.
    #[must_use]
    pub fn of_record(record: &ReleaseRecord) -> Self {
        let files = record.files.iter().map(|file| ExpectedFile {
            name: file.key.as_str().to_owned(),
            sha256: file.sha256.as_str().to_owned(),
            content_type: file.content_type.clone(),
            class: file.class,
            encoding: file.encoding.clone(),
        });
        Self {
            release: Some(record.id.to_string()),
            kind: Some(record.package.kind),
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
