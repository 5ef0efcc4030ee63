//! The package that a policy is for: the one that was named, or a configured one nearby.
//!
//! Reads manifests, names and the loader snippet; where there is no manifest, the modules for whose they are.

use std::fs;
use std::path::{Path, PathBuf};

use avmsdk_core::PublicPath;
use avmsdk_core::csp::{InlineScript, Role};
use avmsdk_core::package::{CDN_FOLDER, Kind, MARK, Manifest, Origin, PackageError};
use avmsdk_core::rewrite;

use crate::bundled;
use crate::configured::{look, manifest};
use crate::failure::{Explain as _, Failure};
use crate::print::Printer;
use crate::text_file;

/// What is known of a package.
pub(super) struct Package {
    /// Whose widget it holds.
    pub(super) kind: Kind,
    /// Where it is to be hosted, if it is configured.
    pub(super) public_path: Option<PublicPath>,
    /// The names of the files for the CDN.
    pub(super) files: Vec<String>,
    /// Its loader snippet and the one for Trusted Types, if it is configured.
    loaders: [Option<PathBuf>; 2],
}

impl Package {
    /// The one in this program. A build without it still knows whose widget it would be.
    fn bundled() -> Self {
        let files = bundled::files()
            .unwrap_or_default()
            .into_iter()
            .map(|file| file.path);
        let files = files.filter(|path| path.starts_with(CDN_FOLDER)).collect();
        Self {
            kind: Kind::Ours,
            public_path: None,
            files,
            loaders: [None, None],
        }
    }

    /// The script of its own loader snippet, as `configure` wrote it.
    pub(super) fn loader(&self, is_trusted: bool) -> Result<Option<InlineScript>, Failure> {
        let Some(path) = &self.loaders[usize::from(is_trusted)] else {
            return Ok(None);
        };
        let name = path.display().to_string();
        let html = text_file::read(path).map_err(|error| {
            let hint = "run `avmsdk configure` again to have the snippet written anew";
            Failure::new("csp-snippet", format!("cannot read `{name}`"), hint).because(error)
        })?;
        InlineScript::of_snippet(Role::Loader, &name, &html)
            .explain(super::cannot)
            .map(Some)
    }

    fn of_manifest(folder: &Path, manifest: Manifest) -> Self {
        let loader = |name: &str| {
            let added = manifest.files.iter().filter(|file| file.origin == Origin::Added);
            let mut paths = added.map(|file| file.path.as_str());
            paths
                .find(|path| path.ends_with(name))
                .map(|path| folder.join(path))
        };
        let loaders = [loader("loader.html"), loader("loader-trusted.html")];
        let files = manifest.files.iter().map(|file| file.path.as_str());
        Self {
            kind: manifest.package.kind,
            loaders,
            files: files
                .filter(|path| path.starts_with(CDN_FOLDER))
                .map(str::to_owned)
                .collect(),
            public_path: Some(manifest.public_path),
        }
    }
}

/// The package to judge by, the bundled one where nothing else is named or found.
///
/// Without a `source`, a configured package counts where nothing else is asked for or where it is
/// configured for the public path that is.
pub(super) fn find(
    source: Option<&Path>,
    asked: Option<&PublicPath>,
    printer: &mut Printer,
) -> anyhow::Result<Package> {
    if let Some(source) = source {
        return if source == Path::new("bundled") {
            Ok(Package::bundled())
        } else {
            named(source)
        };
    }
    let here = std::env::current_dir()?;
    let found = look(&here, asked.is_some())?.into_iter();
    let mut found: Vec<_> = found
        .map(|(folder, manifest)| {
            let package = Package::of_manifest(&folder, manifest);
            (folder, package)
        })
        .collect();
    let vendors = found.iter().find(|(_, package)| package.kind == Kind::Vendor);
    let vendors =
        vendors.map(|(folder, _)| folder.strip_prefix(&here).unwrap_or(folder).display().to_string());
    found.retain(|(_, package)| asked.is_none() || package.public_path.as_ref() == asked);
    if let Some(folder) = vendors.filter(|_| found.is_empty()) {
        printer.say(&format!(
            "note: no package here is configured for that public path, so this is for the one in this program; for the vendor's in `{folder}` add `--source`"
        ));
    }
    let paths: Vec<_> = found
        .iter()
        .map(|(folder, package)| (folder, package.public_path.as_ref()))
        .collect();
    if let [(first, path), others @ ..] = paths.as_slice()
        && let Some((other, _)) = others.iter().find(|(_, other)| other != path)
    {
        let name = |folder: &Path| folder.strip_prefix(&here).unwrap_or(folder).display().to_string();
        let what = format!(
            "several configured packages are here: `{}`, `{}`",
            name(first),
            name(other)
        );
        let hint =
            "name one by its public path, as in `avmsdk csp https://cdn.example.com/`, or by `--source`";
        return Err(Failure::new("csp-several-packages", what, hint)
            .with_usage_exit()
            .into());
    }
    Ok(found
        .into_iter()
        .next()
        .map_or_else(Package::bundled, |(_, package)| package))
}

/// The package in a folder that was named.
fn named(source: &Path) -> anyhow::Result<Package> {
    for folder in [source.to_owned(), source.join("files")] {
        if let Some(manifest) = manifest(&folder)? {
            return Ok(Package::of_manifest(&folder, manifest));
        }
        let cdn = folder.join(CDN_FOLDER);
        if cdn.is_dir() {
            let files = names(&cdn)?;
            let kind = if folder.join(MARK).is_file() || is_configured(&cdn, &files) {
                Kind::Ours
            } else {
                Kind::Vendor
            };
            return Ok(Package {
                kind,
                public_path: None,
                files,
                loaders: [None, None],
            });
        }
    }
    let missing: Result<Package, PackageError> = Err(PackageError::NoCdnFolder);
    Ok(missing.explain(|| format!("cannot use `{}`", source.display()))?)
}

/// Whether a module carries a path, as only ours do: a configured package without its manifest.
fn is_configured(cdn: &Path, names: &[String]) -> bool {
    let modules = names.iter().filter(|name| name.ends_with(".wasm"));
    let mut read = modules.filter_map(|name| fs::read(cdn.join(name)).ok());
    read.any(|bytes| matches!(rewrite::read_path(&bytes), Ok(Some(_))))
}

/// The names of all files under a folder. Links are not followed.
fn names(folder: &Path) -> Result<Vec<String>, Failure> {
    let unreadable = |error| {
        let what = format!("cannot read `{}`", folder.display());
        Failure::new("csp-source", what, "name a folder that this user may read").because(error)
    };
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        if entry.file_type().map_err(unreadable)?.is_dir() {
            names.extend(self::names(&entry.path())?);
        } else {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    Ok(names)
}
