//! Undoes a configuration by its URL alone, where there is no manifest or it does not fit any more.
//!
//! A vendor's package is text to us. In ours the modules carry the URL in their section, and files name each other by
//! hashes of their bytes: those follow. Must never take a file of ours whose bytes are not those that others name.

use super::references::{Step, settle};
use super::restore::{self, Files};
use super::{ConfigureError, Encoding, FromUrl, added};
use crate::PLACEHOLDER;
use crate::package::{
    CDN_FOLDER, Kind, Manifest, PackageFile, PackagePath, hash_in_name, is_configured, is_name_hash,
};
use crate::rewrite;
use std::borrow::Cow;

/// The files with the placeholder where `from` stands.
pub(super) fn restore(
    mut files: Files,
    kind: Kind,
    manifest: Option<&Manifest>,
    from: &FromUrl,
) -> Result<Files, ConfigureError> {
    let is_text = kind == Kind::Vendor || !(manifest.is_some() || is_configured(&files));
    if is_text {
        return replace_text(files, from);
    }
    if let Some(manifest) = manifest {
        check_by_manifest(&files, manifest)?;
    } else {
        leave_out_what_was_added(&mut files);
        check_by_names(&files)?;
    }
    replace_by_structure(files, from)
}

fn no_from(from: &FromUrl) -> ConfigureError {
    ConfigureError::NoFrom(from.as_str().to_owned())
}

/// Literal replacement; how often is said beside the bytes.
fn literal(bytes: &[u8], from: &FromUrl) -> Option<(Vec<u8>, usize)> {
    let rewritten = rewrite::literal(bytes, from.as_str().as_bytes(), PLACEHOLDER.as_bytes())?;
    Some((rewritten.bytes, rewritten.offsets.len()))
}

fn replace_text(mut files: Files, from: &FromUrl) -> Result<Files, ConfigureError> {
    let mut count = 0;
    for file in files.values_mut() {
        if let Some((bytes, found)) = literal(&file.bytes, from) {
            count += found;
            file.bytes = Cow::Owned(bytes);
        }
    }
    if count == 0 { Err(no_from(from)) } else { Ok(files) }
}

/// Names keep the hashes that they have: to configure the result makes them anew.
fn replace_by_structure(mut files: Files, from: &FromUrl) -> Result<Files, ConfigureError> {
    let mut count = 0;
    let mut steps = Vec::new();
    for (path, file) in &files {
        let text = if path.is_in(CDN_FOLDER) && rewrite::is_wasm(&file.bytes) {
            let module = without_path(path, file, from)?;
            count += usize::from(module.is_some());
            module
        } else {
            let replaced = literal(&file.bytes, from);
            count += replaced.as_ref().map_or(0, |(_, found)| *found);
            replaced.map(|(bytes, _)| bytes)
        };
        steps.push(Step {
            path: path.clone(),
            current: file.bytes.clone(),
            text: text.map_or_else(|| file.bytes.clone(), Cow::Owned),
        });
    }
    if count == 0 {
        return Err(no_from(from));
    }
    for settled in settle(steps, |_, bytes| Ok(bytes), |path, _| path.clone())? {
        if let Some(file) = files.get_mut(&settled.path) {
            file.bytes = settled.bytes;
        }
    }
    Ok(files)
}

/// The module without its section; `None` where it has none.
fn without_path(
    path: &PackagePath,
    file: &PackageFile,
    from: &FromUrl,
) -> Result<Option<Vec<u8>>, ConfigureError> {
    let damaged = |source| ConfigureError::Wasm {
        path: path.clone(),
        source,
    };
    match rewrite::read_path(&file.bytes).map_err(damaged)? {
        None => Ok(None),
        Some(written) if written == from.as_str() => {
            rewrite::remove_path(&file.bytes).map(Some).map_err(damaged)
        }
        Some(_) => Err(no_from(from)),
    }
}

/// What `configure` adds, and compressed siblings, are made anew.
fn leave_out_what_was_added(files: &mut Files) {
    let is_sibling = |path: &PackagePath, files: &Files| {
        let stems = Encoding::ALL.iter().filter_map(|encoding| {
            let stem = path.as_str().strip_suffix(encoding.suffix())?;
            PackagePath::parse(stem)
        });
        stems.into_iter().any(|stem| files.contains_key(&stem))
    };
    let left_out: Vec<PackagePath> = files
        .keys()
        .filter(|path| added::NAMES.contains(&path.as_str()) || is_sibling(path, files))
        .cloned()
        .collect();
    for path in left_out {
        files.remove(&path);
    }
}

fn check_by_manifest(files: &Files, manifest: &Manifest) -> Result<(), ConfigureError> {
    let of_cdn = manifest
        .files
        .iter()
        .filter(|listed| listed.path.is_in(CDN_FOLDER) && !listed.origin.is_made());
    for listed in of_cdn {
        let file = files.get(&listed.path);
        let file = file.ok_or_else(|| restore::missing(&listed.path, Kind::Ours))?;
        if !restore::is_unchanged(file, listed) {
            return Err(restore::changed(&listed.path, Kind::Ours));
        }
    }
    Ok(())
}

/// Without a manifest the names tell the bytes.
fn check_by_names(files: &Files) -> Result<(), ConfigureError> {
    for (path, file) in files.iter().filter(|(path, _)| path.is_in(CDN_FOLDER)) {
        if hash_in_name(path.name()).is_some_and(|hash| !is_name_hash(hash, &file.bytes)) {
            return Err(restore::changed(path, Kind::Ours));
        }
    }
    Ok(())
}
