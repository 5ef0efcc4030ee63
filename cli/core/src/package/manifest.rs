//! `manifest.json`: what a configured package tells about itself.
//!
//! Written by `configure`; read to re-target a package exactly, to deploy it and to check it from outside.

use super::{Class, Kind, MANIFEST, PREFIX, PackageError, PackageFile, PackagePath, is_litter};
use crate::PublicPath;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const SCHEMA: &str = "avmsdk.manifest/1";

/// The whole document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// `avmsdk.manifest/1`.
    pub schema: String,
    /// What wrote it.
    pub tool: Tool,
    /// What was configured.
    pub package: PackageName,
    /// Where the files are to be hosted.
    pub public_path: PublicPath,
    /// Every file but this one, by path.
    pub files: Vec<ManifestFile>,
}

/// The program that wrote a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// `avmsdk`.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// The package that was configured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageName {
    /// Whose it is.
    pub kind: Kind,
    /// Its version, where it tells one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// One file of a configured package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ManifestFile {
    /// Its path in the package.
    pub path: PackagePath,
    /// Bytes.
    pub size: u64,
    /// Lower-case hexadecimal.
    pub sha256: String,
    /// What to serve it as.
    pub content_type: String,
    /// How it may be cached; only files of `cdnPackage` have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<Class>,
    /// Where it comes from.
    pub origin: Origin,
    /// Where the public path starts in it, in bytes, ascending.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replacements: Vec<u64>,
    /// The path that it had in the package, where its name follows its bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<PackagePath>,
}

/// Where a file of the output comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// The package, as it is.
    Copied,
    /// The package, with the public path in it.
    Rewritten,
    /// Added by us.
    Added,
    /// A compressed sibling, made by us.
    Compressed,
}

impl Origin {
    /// Whether `configure` made the file, and makes it anew.
    #[must_use]
    pub fn is_made(self) -> bool {
        matches!(self, Self::Added | Self::Compressed)
    }
}

impl Manifest {
    /// A manifest of this version's schema.
    #[must_use]
    pub fn new(
        tool_version: &str,
        package: PackageName,
        public_path: PublicPath,
        files: Vec<ManifestFile>,
    ) -> Self {
        let tool = Tool {
            name: "avmsdk".to_owned(),
            version: tool_version.to_owned(),
        };
        Self {
            schema: SCHEMA.to_owned(),
            tool,
            package,
            public_path,
            files,
        }
    }

    /// Reads a manifest of ours; `None` when the file is some other program's.
    ///
    /// # Errors
    /// When it says that it is ours but cannot be understood.
    pub fn parse(bytes: &[u8]) -> Result<Option<Self>, PackageError> {
        #[derive(Deserialize)]
        struct Head {
            schema: String,
        }
        let Ok(Head { schema }) = serde_json::from_slice(bytes) else {
            return Ok(None);
        };
        match schema.strip_prefix("avmsdk.manifest/") {
            None => Ok(None),
            Some("1") => serde_json::from_slice(bytes)
                .map(|manifest: Self| Some(manifest.without_litter()))
                .map_err(|source| PackageError::Damaged {
                    path: MANIFEST,
                    source,
                }),
            Some(_) => Err(PackageError::Newer {
                path: MANIFEST,
                schema,
            }),
        }
    }

    /// What a desktop left is no part of a package, whoever listed it.
    fn without_litter(mut self) -> Self {
        self.files.retain(|file| !is_litter(file.path.name()));
        self
    }

    /// The names under which a manifest of ours can lie in a package's root, the likely one first.
    #[must_use]
    pub fn file_names() -> [String; 2] {
        [MANIFEST.to_owned(), format!("{PREFIX}{MANIFEST}")]
    }
}

/// Reads our manifest, if there is one, and takes it out of the files.
pub(super) fn take(
    files: &mut BTreeMap<PackagePath, PackageFile>,
) -> Result<Option<(PackagePath, Manifest)>, PackageError> {
    for path in Manifest::file_names()
        .iter()
        .filter_map(|name| PackagePath::parse(name))
    {
        let Some(file) = files.get(&path) else { continue };
        if let Some(manifest) = Manifest::parse(&file.bytes)? {
            files.remove(&path);
            return Ok(Some((path, manifest)));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_manifests_are_left_alone_and_newer_ones_refused() {
        for other in [
            &b"{}"[..],
            b"[]",
            b"not json",
            br#"{"schema":1}"#,
            br#"{"schema":"x/1"}"#,
        ] {
            assert!(Manifest::parse(other).unwrap().is_none());
        }
        let newer = Manifest::parse(br#"{"schema":"avmsdk.manifest/2"}"#);
        assert!(matches!(newer, Err(PackageError::Newer { .. })));
        let damaged = Manifest::parse(br#"{"schema":"avmsdk.manifest/1"}"#);
        assert!(matches!(damaged, Err(PackageError::Damaged { .. })));
    }

    #[test]
    fn what_a_desktop_left_is_no_part_of_a_package() {
        let file = |path: &str, bytes: &'static [u8]| {
            let bytes = std::borrow::Cow::Borrowed(bytes);
            (
                PackagePath::parse(path).unwrap(),
                PackageFile { bytes, mode: 0o644 },
            )
        };
        let listed = |path: &str| {
            format!(r#"{{"path":"{path}","size":1,"sha256":"00","contentType":"x/y","origin":"copied"}}"#)
        };
        let manifest = format!(
            r#"{{"schema":"avmsdk.manifest/1","tool":{{"name":"avmsdk","version":"0"}},"package":{{"kind":"vendor"}},"publicPath":"https://a.org/","files":[{},{}]}}"#,
            listed("cdnPackage/.DS_Store"),
            listed("cdnPackage/x.js")
        );
        let files = BTreeMap::from([
            file("cdnPackage/x.js", b"1"),
            file("cdnPackage/.DS_Store", b"2"),
            file("cdnPackage/img/Thumbs.db", b"3"),
            file("desktop.ini", b"4"),
            file("manifest.json", manifest.leak().as_bytes()),
        ]);
        let facts = super::super::PackageFacts::from_files(files).unwrap();
        let names: Vec<_> = facts.files.keys().map(PackagePath::as_str).collect();
        assert_eq!(names, ["cdnPackage/x.js"]);
        let (_, manifest) = facts.manifest.unwrap();
        assert_eq!(manifest.files.len(), 1);
    }

    #[test]
    fn it_reads_what_it_writes() {
        let manifest = Manifest::new(
            "0.1.0",
            PackageName {
                kind: Kind::Vendor,
                version: Some("1.0.1".to_owned()),
            },
            PublicPath::parse("https://a.org/").unwrap(),
            vec![ManifestFile {
                path: PackagePath::parse("cdnPackage/loader.json").unwrap(),
                size: 3,
                sha256: "00".to_owned(),
                content_type: "application/json".to_owned(),
                class: Some(Class::Entry),
                origin: Origin::Rewritten,
                replacements: vec![8],
                renamed_from: None,
            }],
        );
        let text = serde_json::to_string(&manifest).unwrap();
        assert_eq!(Manifest::parse(text.as_bytes()).unwrap().unwrap(), manifest);
    }
}
