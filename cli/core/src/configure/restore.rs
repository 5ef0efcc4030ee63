//! Undoes a configuration: a configured package becomes the package that it was made from.

use super::references::{Step, settle};
use super::{ConfigureError, ConfigureWarning, FromUrl};
use crate::PLACEHOLDER;
use crate::package::{Kind, Manifest, Origin, PackageFacts, PackageFile, PackagePath};
use crate::rewrite::{self, Syntax};
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use std::collections::BTreeMap;

type Files = BTreeMap<PackagePath, PackageFile>;

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
        if matches!(file.origin, Origin::Added | Origin::Compressed) {
            files.remove(&file.path);
        }
    }
    match (manifest, from) {
        (_, Some(from)) => {
            warnings.push(ConfigureWarning::FromIsText { from: from.clone() });
            replace_text(files, from)
        }
        (Some(manifest), None) => by_manifest(files, kind, &manifest),
        (None, None) => Ok(files),
    }
}

/// Literal replacement of a URL by the placeholder.
fn replace_text(mut files: Files, from: &FromUrl) -> Result<Files, ConfigureError> {
    let mut count = 0;
    for file in files.values_mut() {
        if let Some(rewritten) =
            rewrite::literal(&file.bytes, from.as_str().as_bytes(), PLACEHOLDER.as_bytes())
        {
            count += rewritten.offsets.len();
            file.bytes = Cow::Owned(rewritten.bytes);
        }
    }
    if count == 0 {
        Err(ConfigureError::NoFrom(from.as_str().to_owned()))
    } else {
        Ok(files)
    }
}

/// Puts the placeholder back at every recorded offset, and names and hashes as they were.
fn by_manifest(mut files: Files, kind: Kind, manifest: &Manifest) -> Result<Files, ConfigureError> {
    let mut restored = Files::new();
    let mut steps = Vec::new();
    let mut old_paths = BTreeMap::new();
    let mut modes = BTreeMap::new();
    for listed in &manifest.files {
        if matches!(listed.origin, Origin::Added | Origin::Compressed) {
            continue;
        }
        let path = &listed.path;
        let file = files
            .remove(path)
            .ok_or_else(|| ConfigureError::Missing { path: path.clone() })?;
        let changed = || ConfigureError::Changed { path: path.clone() };
        if super::plan::hex(&Sha256::digest(&file.bytes)) != listed.sha256 {
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
