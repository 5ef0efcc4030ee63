//! Undoes a configuration: a configured package becomes the package that it was made from.

use super::references::{Step, settle};
use super::{ConfigureError, ConfigureWarning, FromUrl, by_text};
use crate::PLACEHOLDER;
use crate::package::{
    CDN_FOLDER, Kind, Manifest, ManifestFile, Origin, PackageFacts, PackageFile, PackagePath,
};
use crate::rewrite::{self, Syntax};
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use std::collections::BTreeMap;

pub(super) type Files = BTreeMap<PackagePath, PackageFile>;

/// The files with the placeholder in them again. A package that holds it already stays as it is.
pub(super) fn restore(
    facts: PackageFacts,
    from: Option<&FromUrl>,
    warnings: &mut Vec<ConfigureWarning>,
) -> Result<Files, ConfigureError> {
    let PackageFacts {
        mut files,
        kind,
        manifest,
        ..
    } = facts;
    let manifest = manifest.map(|(_, manifest)| manifest);
    for file in manifest.iter().flat_map(|manifest| &manifest.files) {
        if file.origin.is_made() {
            files.remove(&file.path);
        }
    }
    match (manifest, from) {
        (manifest, Some(from)) => {
            warnings.push(ConfigureWarning::FromIsText { from: from.clone() });
            by_text::restore(files, kind, manifest.as_ref(), from)
        }
        (Some(manifest), None) => by_manifest(files, kind, &manifest),
        (None, None) => Ok(files),
    }
}

/// Whether a file has the bytes that the manifest tells.
pub(super) fn is_unchanged(file: &PackageFile, listed: &ManifestFile) -> bool {
    crate::package::hex(&Sha256::digest(&file.bytes)) == listed.sha256
}

pub(super) fn changed(path: &PackagePath, kind: Kind) -> ConfigureError {
    ConfigureError::Changed {
        path: path.clone(),
        by_text: is_text_enough(path, kind),
    }
}

pub(super) fn missing(path: &PackagePath, kind: Kind) -> ConfigureError {
    ConfigureError::Missing {
        path: path.clone(),
        by_text: is_text_enough(path, kind),
    }
}

/// Whether `--from` can do without the manifest's word on a file: not where others name its bytes.
fn is_text_enough(path: &PackagePath, kind: Kind) -> bool {
    kind == Kind::Vendor || !path.is_in(CDN_FOLDER)
}

/// Puts the placeholder back at every recorded offset, and names and hashes as they were.
fn by_manifest(mut files: Files, kind: Kind, manifest: &Manifest) -> Result<Files, ConfigureError> {
    let mut restored = Files::new();
    let mut steps = Vec::new();
    let mut old_paths = BTreeMap::new();
    let mut modes = BTreeMap::new();
    for listed in &manifest.files {
        if listed.origin.is_made() {
            continue;
        }
        let path = &listed.path;
        let file = files.remove(path).ok_or_else(|| missing(path, kind))?;
        let changed = || changed(path, kind);
        if !is_unchanged(&file, listed) {
            return Err(changed());
        }
        let text = if listed.origin == Origin::Copied {
            file.bytes.clone()
        } else if kind == Kind::Ours && rewrite::is_wasm(&file.bytes) {
            let module = rewrite::remove_path(&file.bytes).map_err(|source| ConfigureError::Wasm {
                path: path.clone(),
                source,
            })?;
            Cow::Owned(module)
        } else {
            let syntax = if kind == Kind::Ours {
                Syntax::of(path.as_str())
            } else {
                Syntax::Plain
            };
            let to = syntax.write(&manifest.public_path);
            let bytes = rewrite::restore(
                &file.bytes,
                &listed.replacements,
                PLACEHOLDER.as_bytes(),
                to.as_bytes(),
            );
            Cow::Owned(bytes.ok_or_else(changed)?)
        };
        if kind == Kind::Vendor {
            restored.insert(
                path.clone(),
                PackageFile {
                    bytes: text,
                    mode: file.mode,
                },
            );
            continue;
        }
        modes.insert(path.clone(), file.mode);
        if let Some(old) = &listed.renamed_from {
            old_paths.insert(path.clone(), old.clone());
        }
        steps.push(Step {
            path: path.clone(),
            current: file.bytes,
            text,
        });
    }
    let rename = |path: &PackagePath, _: &[u8]| old_paths.get(path).unwrap_or(path).clone();
    for file in settle(steps, |_, bytes| Ok(bytes), rename)? {
        let mode = modes.get(&file.old_path).copied().unwrap_or(0o644);
        restored.insert(
            file.path,
            PackageFile {
                bytes: file.bytes,
                mode,
            },
        );
    }
    // What is not in the manifest was added by hand since; it goes along as it is.
    restored.append(&mut files);
    Ok(restored)
}
