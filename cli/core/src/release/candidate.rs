//! A configured package as what is to be released.

use super::reach::{host_of, missing_names};
use super::{DeployError, ETag, RELEASES, ReleaseFile, Sha256, cache_control};
use crate::PublicPath;
use crate::configure::{Compressor, Encoding};
use crate::package::{
    CDN_FOLDER, Class, ENTRY, Kind, Manifest, PackageName, PackagePath, content_type, file_class,
    is_compressible,
};
use std::collections::BTreeMap;

/// The files of a package, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Where readers are to find them.
    pub public_path: PublicPath,
    /// What they are.
    pub package: PackageName,
    /// Every byte of `loader.json`.
    pub entry: String,
    /// The key of the file that `loader.json` names.
    pub host: PackagePath,
    /// All of them, `loader.json` too, by key. The ETag is the one that a plain bucket will give.
    pub files: Vec<ReleaseFile>,
    /// Files that are not what `configure` wrote, by key.
    pub edited: Vec<PackagePath>,
}

impl Candidate {
    /// Judges the files below `cdnPackage` (their paths begin with it) by the package's manifest.
    ///
    /// # Errors
    /// When `loader.json` is missing or leads nowhere, when a file that is named by its hash was edited, or
    /// when a file is named that is not there.
    pub fn new(manifest: &Manifest, files: &BTreeMap<PackagePath, Vec<u8>>) -> Result<Self, DeployError> {
        let known: BTreeMap<_, _> = manifest.files.iter().map(|file| (&file.path, file)).collect();
        if let Some(lost) = known
            .keys()
            .find(|path| path.is_in(CDN_FOLDER) && !files.contains_key(**path))
        {
            return Err(DeployError::FileLost {
                path: lost.to_string(),
            });
        }
        let mut judged = Vec::with_capacity(files.len());
        let mut edited = Vec::new();
        for (path, bytes) in files {
            let Some(key) = key_of(path) else { continue };
            if key.is_in(RELEASES) || key.as_str() == RELEASES {
                return Err(DeployError::ReservedName {
                    path: path.to_string(),
                });
            }
            let sha256 = Sha256::of(bytes);
            let told = known.get(path);
            let class = match told {
                Some(file) => file.class,
                None => file_class(path, Some(manifest.package.kind)),
            };
            let class = class.unwrap_or(Class::Versioned);
            if told.is_some_and(|file| file.sha256 != sha256.as_str()) {
                if class == Class::Hashed {
                    return Err(DeployError::HashedEdited {
                        path: path.to_string(),
                    });
                }
                edited.push(key.clone());
            }
            let content_type = told.map_or(content_type(path.as_str()), |file| file.content_type.as_str());
            judged.push(ReleaseFile {
                key,
                class,
                size: bytes.len() as u64,
                sha256,
                etag: ETag::of(bytes),
                content_type: content_type.to_owned(),
                cache_control: cache_control(class).to_owned(),
                encoding: None,
                encoded_size: None,
            });
        }
        let entry = PackagePath::parse(ENTRY).and_then(|path| files.get(&path));
        let entry = entry.ok_or(DeployError::NoLoader)?;
        let entry = String::from_utf8(entry.clone()).map_err(|_| DeployError::LoaderNotUnderstood)?;
        let host = host_of(&entry, &manifest.public_path)?;
        let host_path = PackagePath::parse(&format!("{CDN_FOLDER}/{host}"));
        if host_path.is_none_or(|path| !files.contains_key(&path)) {
            return Err(DeployError::HostMissing {
                host: host.to_string(),
            });
        }
        // Only our own names can be told from other text; a vendor's script composes its names while it runs.
        if manifest.package.kind == Kind::Ours
            && let Some((path, name)) = missing_names(files)
        {
            return Err(DeployError::NameMissing {
                path: path.to_string(),
                name,
            });
        }
        judged.sort_by(|one, other| one.key.cmp(&other.key));
        Ok(Self {
            public_path: manifest.public_path.clone(),
            package: manifest.package.clone(),
            entry,
            host,
            files: judged,
            edited,
        })
    }
}

impl Candidate {
    /// Has the files whose names tell their content stored by gzip, where that gains a tenth at least; `bodies` become
    /// what is to be stored. Files that are overwritten stay as they are: they are kept, and brought back, by their bytes.
    pub fn encode(&mut self, bodies: &mut BTreeMap<String, Vec<u8>>, compressor: &dyn Compressor) {
        for file in &mut self.files {
            let key = file.key.as_str();
            let Some(body) = bodies.get_mut(key) else { continue };
            if file.class != Class::Hashed || !is_compressible(key) {
                continue;
            }
            let encoded = compressor.compress(Encoding::Gzip, body);
            if encoded.len() as u64 > file.size - file.size / 10 || file.size == 0 {
                continue;
            }
            file.stored_as(Some("gzip".to_owned()), encoded.len() as u64, ETag::of(&encoded));
            *body = encoded;
        }
    }
}

/// The key of a file of `cdnPackage`.
fn key_of(path: &PackagePath) -> Option<PackagePath> {
    PackagePath::parse(path.as_str().strip_prefix(CDN_FOLDER)?.strip_prefix('/')?)
}

#[cfg(test)]
mod tests {
    use super::Candidate;
    use crate::PublicPath;
    use crate::package::{Kind, Manifest, PackageName, PackagePath};
    use crate::release::DeployError;
    use std::collections::BTreeMap;

    #[test]
    fn nothing_lies_where_releases_are_recorded() {
        let here = PublicPath::parse("https://cdn.example.com/chat/").unwrap();
        let package = PackageName {
            kind: Kind::Ours,
            version: None,
        };
        let manifest = Manifest::new("0", package, here, Vec::new());
        for name in ["releases", "releases/current.json", "releases/a/b"] {
            let path = PackagePath::parse(&format!("cdnPackage/{name}")).unwrap();
            let files = BTreeMap::from([(path, Vec::new())]);
            let error = Candidate::new(&manifest, &files).unwrap_err();
            assert!(
                matches!(error, DeployError::ReservedName { .. }),
                "{name}: {error}"
            );
        }
    }
}
