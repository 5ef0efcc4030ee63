//! Our own package: the path by structure, names and integrity strings after the bytes.

use super::ConfigureError;
use super::references::{Step, settle};
use crate::package::{CDN_FOLDER, PackageFile, PackagePath, hash_in_name, name_hash};
use crate::rewrite::{self, Syntax};
use crate::{PLACEHOLDER, PublicPath};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// A source file with the public path in it.
#[derive(Debug)]
pub(super) struct Configured {
    pub(super) path: PackagePath,
    pub(super) renamed_from: Option<PackagePath>,
    pub(super) bytes: Cow<'static, [u8]>,
    pub(super) mode: u32,
    /// Where the path starts; a wasm section is none of these.
    pub(super) replacements: Vec<u64>,
    /// Whether the path, or another file's new name, was written into it.
    pub(super) is_rewritten: bool,
}

/// Writes the path into every file and lets names and hashes follow.
pub(super) fn configure(
    files: BTreeMap<PackagePath, PackageFile>,
    public_path: &PublicPath,
) -> Result<Vec<Configured>, ConfigureError> {
    let mut offsets: RefCell<BTreeMap<PackagePath, Vec<u64>>> = RefCell::default();
    let modes: BTreeMap<PackagePath, u32> = files
        .iter()
        .map(|(path, file)| (path.clone(), file.mode))
        .collect();
    let steps = files
        .into_iter()
        .map(|(path, file)| Step {
            path,
            current: file.bytes.clone(),
            text: file.bytes,
        })
        .collect();
    let write = |path: &PackagePath, bytes: Cow<'static, [u8]>| {
        let (bytes, replacements) = write_path(path, bytes, public_path)?;
        offsets.borrow_mut().insert(path.clone(), replacements);
        Ok(bytes)
    };
    let settled = settle(steps, write, name_after_bytes)?;
    let offsets = offsets.get_mut();
    Ok(settled
        .into_iter()
        .map(|file| Configured {
            renamed_from: (file.path != file.old_path).then(|| file.old_path.clone()),
            mode: modes.get(&file.old_path).copied().unwrap_or(0o644),
            replacements: offsets.remove(&file.old_path).unwrap_or_default(),
            is_rewritten: file.is_changed,
            path: file.path,
            bytes: file.bytes,
        })
        .collect())
}

fn write_path(
    path: &PackagePath,
    bytes: Cow<'static, [u8]>,
    public_path: &PublicPath,
) -> Result<(Cow<'static, [u8]>, Vec<u64>), ConfigureError> {
    if path.is_in(CDN_FOLDER) && rewrite::is_wasm(&bytes) {
        let module =
            rewrite::write_path(&bytes, public_path.as_str()).map_err(|source| ConfigureError::Wasm {
                path: path.clone(),
                source,
            })?;
        return Ok((Cow::Owned(module), Vec::new()));
    }
    let syntax = Syntax::of(path.as_str());
    let to = syntax.write(public_path);
    let Some(rewritten) = rewrite::literal(&bytes, PLACEHOLDER.as_bytes(), to.as_bytes()) else {
        return Ok((bytes, Vec::new()));
    };
    if syntax == Syntax::Json {
        serde_json::from_slice::<serde::de::IgnoredAny>(&rewritten.bytes).map_err(|source| {
            ConfigureError::Json {
                path: path.clone(),
                source,
            }
        })?;
    }
    Ok((Cow::Owned(rewritten.bytes), rewritten.offsets))
}

/// `host.<hash>.js` with the hash of these bytes; a name without a hash stays.
fn name_after_bytes(path: &PackagePath, bytes: &[u8]) -> PackagePath {
    match hash_in_name(path.name()) {
        Some(old) => path.with_name(&path.name().replacen(old, &name_hash(bytes, old), 1)),
        None => path.clone(),
    }
}
