//! The output folder: where it is, and whether what is there may be replaced.

use crate::failure::Failure;
use avmsdk_core::package::{Manifest, is_litter};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// File systems take names of up to 255 bytes.
const NAME_MAX: usize = 255;

/// A checked place for the output. Its parent's path holds no link.
pub(crate) struct Target {
    pub(crate) parent: PathBuf,
    pub(crate) path: PathBuf,
    /// Whether something is there that may be replaced.
    pub(crate) exists: bool,
}

impl Target {
    /// Judges a place before anything is written. `source` is the real root of the source, if it is a folder.
    pub(crate) fn judge(out: &Path, source: Option<&Path>, force: bool) -> Result<Self, Failure> {
        let (parent, name) = place(out)?;
        let path = parent.join(&name);
        if name.len() > NAME_MAX {
            let hint = "choose a shorter one: `--out chat`";
            return Err(refuse(
                "output-name-long",
                "has a name longer than 255 bytes",
                out,
                hint,
            ));
        }
        if let Some(source) = source {
            if path.starts_with(source) {
                let hint = "write beside it: `--out ../configured`";
                return Err(refuse("output-in-source", "lies inside the source", out, hint));
            }
            if source.starts_with(&path) {
                let hint = "replacing it would delete the source; choose another: `--out configured`";
                return Err(refuse("output-holds-source", "holds the source", out, hint));
            }
        }
        let exists = match fs::symlink_metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => {
                let hint = "choose a folder that you may write to: `--out ./chat`";
                return Err(refuse("output-unreadable", "cannot be read", out, hint).because(error));
            }
            Ok(metadata) if metadata.is_symlink() => {
                let hint = "remove the link, or give the folder that it leads to; links are never followed";
                return Err(refuse("output-link", "is a symlink", out, hint));
            }
            Ok(metadata) if !metadata.is_dir() => {
                return Err(refuse(
                    "output-file",
                    "is not a folder",
                    out,
                    "remove it, or choose another: `--out chat`",
                ));
            }
            Ok(_) => {
                check_replaceable(&path, out, force)?;
                true
            }
        };
        Ok(Self { parent, path, exists })
    }
}

impl Target {
    /// Whether what is there by now is an output of ours, or an empty folder.
    pub(crate) fn is_replaceable(&self) -> bool {
        let is_folder = fs::symlink_metadata(&self.path).is_ok_and(|metadata| metadata.is_dir());
        is_folder && check_replaceable(&self.path, &self.path, false).is_ok()
    }
}

fn refuse(code: &'static str, why: &str, out: &Path, hint: &str) -> Failure {
    Failure::new(
        code,
        format!("cannot use this output folder: {}", out.display()),
        hint,
    )
    .why(format!("it {why}"))
}

/// The parent without links, as far as it exists, and the last name.
fn place(out: &Path) -> Result<(PathBuf, std::ffi::OsString), Failure> {
    let no_name = || refuse("output-name", "has no name", out, "give one: `--out ./chat`").with_usage_exit();
    let unreadable = |error| {
        refuse(
            "output-unreadable",
            "cannot be reached",
            out,
            "give a path that exists",
        )
        .because(error)
    };
    let name = out.file_name().ok_or_else(no_name)?.to_owned();
    let absolute = std::path::absolute(out).map_err(unreadable)?;
    let parent = absolute.parent().ok_or_else(no_name)?;
    let mut missing: Vec<&OsStr> = Vec::new();
    let mut existing = parent;
    while fs::symlink_metadata(existing).is_err() {
        // `..` of a folder that does not exist leads nowhere.
        missing.push(existing.file_name().ok_or_else(no_name)?);
        existing = existing.parent().ok_or_else(no_name)?;
    }
    let mut real = existing.canonicalize().map_err(unreadable)?;
    real.extend(missing.into_iter().rev());
    Ok((real, name))
}

/// Only our own earlier output with nothing of others in it, an empty folder, or by `--force` any.
fn check_replaceable(path: &Path, out: &Path, force: bool) -> Result<(), Failure> {
    let here = env::current_dir().and_then(|here| here.canonicalize());
    if here.is_ok_and(|here| here.starts_with(path)) {
        let hint = "go to another folder first, or choose another: `--out ../chat`";
        return Err(refuse("output-here", "holds the current folder", out, hint));
    }
    if force {
        return Ok(());
    }
    let mut found = BTreeSet::new();
    list(path, "", &mut found).map_err(|error| {
        refuse(
            "output-unreadable",
            "cannot be read",
            out,
            "choose another: `--out chat`",
        )
        .because(error)
    })?;
    if found.is_empty() {
        return Ok(());
    }
    let manifests = Manifest::file_names();
    let earlier = manifests.iter().filter_map(|name| fs::read(path.join(name)).ok());
    let Some(manifest) = earlier
        .filter_map(|bytes| Manifest::parse(&bytes).ok().flatten())
        .next()
    else {
        let hint = "choose another with `--out`, or replace it with `--force`";
        return Err(refuse(
            "output-foreign",
            "exists and was not made by avmsdk",
            out,
            hint,
        ));
    };
    let listed: BTreeSet<&str> = manifest.files.iter().map(|file| file.path.as_str()).collect();
    let foreign = found
        .iter()
        .find(|name| !listed.contains(name.as_str()) && !manifests.contains(name));
    match foreign {
        None => Ok(()),
        Some(name) => {
            let what = format!("holds a file that avmsdk did not make (`{name}`)");
            Err(refuse(
                "output-foreign-file",
                &what,
                out,
                "move that file away, or replace all with `--force`",
            ))
        }
    }
}

/// Every file below a folder; links are named, not followed.
fn list(folder: &Path, prefix: &str, found: &mut BTreeSet<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let path = format!("{prefix}{}", name.to_string_lossy());
        if entry.file_type()?.is_dir() {
            list(&entry.path(), &format!("{path}/"), found)?;
        } else if !name.to_str().is_some_and(is_litter) {
            found.insert(path);
        }
    }
    Ok(())
}
