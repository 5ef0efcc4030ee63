//! What stands beside the package's own files: README, snippets, test page, manifest.
//!
//! A name that the package has already stays the package's; ours gets a prefix.

use super::policy::Embedding;
use super::{ConfigureError, ConfigureOptions, ConfigureWarning, PlannedFile, render};
use crate::package::{Kind, MANIFEST, Manifest, ManifestFile, Origin, PREFIX, PackageName, PackagePath};
use std::borrow::Cow;

/// What is added, by the names that it gets where none of them is taken.
pub(super) const NAMES: [&str; 8] = [
    "README.md",
    "index.html",
    "snippets/csp.html",
    "snippets/element.html",
    "snippets/init.html",
    "snippets/loader-trusted.html",
    "snippets/loader.html",
    "snippets/module.html",
];

/// Adds our files; the manifest comes last, since it tells of all others.
pub(super) fn add(
    files: &mut Vec<PlannedFile>,
    kind: Kind,
    version: Option<&str>,
    options: &ConfigureOptions,
    warnings: &mut Vec<ConfigureWarning>,
) -> Result<(), ConfigureError> {
    let name = |wanted: &str| free_name(wanted, files);
    let names = render::Names {
        readme: name("README.md"),
        manifest: name(MANIFEST),
        test_page: name("index.html"),
        loader: name("snippets/loader.html"),
        init: name("snippets/init.html"),
        csp: name("snippets/csp.html"),
        modern: has_modules(files, kind).then(|| render::ModernNames {
            trusted_loader: name("snippets/loader-trusted.html"),
            module: name("snippets/module.html"),
            element: name("snippets/element.html"),
        }),
        docs: files
            .iter()
            .map(|file| &file.path)
            .find(|path| path.as_str() == "docs/README.md")
            .cloned(),
    };
    if !Manifest::file_names().contains(&names.manifest.as_str().to_owned()) {
        return Err(ConfigureError::ManifestNames);
    }
    let embedding = Embedding::of(files, kind, options);
    if let Some(reason) = &embedding.no_policy {
        warnings.push(ConfigureWarning::NoPolicy {
            reason: reason.clone(),
        });
    }
    let precompressed = files.iter().any(|file| file.origin == Origin::Compressed);
    let rendered = render::render(&names, &embedding, version, precompressed, options)?;
    for (path, text) in rendered {
        files.push(PlannedFile::new(
            path,
            Cow::Owned(text.into_bytes()),
            0o644,
            Origin::Added,
        ));
    }
    files.push(manifest(files, names.manifest, kind, version, options));
    Ok(())
}

/// Whether pages can import the package. A vendor's holds no module, and its script no policy for Trusted Types.
fn has_modules(files: &[PlannedFile], kind: Kind) -> bool {
    let is_module = |file: &PlannedFile| file.path.as_str() == "cdnPackage/avmsdk.mjs";
    kind == Kind::Ours && files.iter().any(is_module)
}

/// The wanted path, prefixed until it is free: not a file of the package, not a folder of it, not below
/// one of its files. Case is ignored, since some file systems ignore it.
fn free_name(wanted: &str, files: &[PlannedFile]) -> PackagePath {
    let taken: Vec<String> = files
        .iter()
        .map(|file| file.path.as_str().to_lowercase())
        .collect();
    let is_below = |path: &str, folder: &str| {
        path.strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'))
    };
    let is_free = |path: &str| {
        let path = path.to_lowercase();
        !taken
            .iter()
            .any(|taken| *taken == path || is_below(taken, &path) || is_below(&path, taken))
    };
    let (folder, name) = wanted.rsplit_once('/').unwrap_or(("", wanted));
    let prefixes = |count: usize| PREFIX.repeat(count);
    let candidates = (0..).flat_map(|count| {
        // A folder's own name changes only where a file of the package has it.
        let in_folder = (!folder.is_empty()).then(|| format!("{}{folder}/{name}", prefixes(count)));
        let renamed = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        [Some(format!("{renamed}{}{name}", prefixes(count))), in_folder]
            .into_iter()
            .flatten()
    });
    let mut free = candidates
        .filter(|path| is_free(path))
        .filter_map(|path| PackagePath::parse(&path));
    // Prefixes never run out, the package's files do.
    #[expect(
        clippy::expect_used,
        reason = "the candidates are endless and the taken names are not"
    )]
    free.next().expect("a free name")
}

fn manifest(
    files: &[PlannedFile],
    path: PackagePath,
    kind: Kind,
    version: Option<&str>,
    options: &ConfigureOptions,
) -> PlannedFile {
    let mut listed: Vec<ManifestFile> = files
        .iter()
        .map(|file| ManifestFile {
            path: file.path.clone(),
            size: file.bytes.len() as u64,
            sha256: file.sha256.clone(),
            content_type: file.content_type.to_owned(),
            class: file.class,
            origin: file.origin,
            replacements: file.replacements.clone(),
            renamed_from: file.renamed_from.clone(),
        })
        .collect();
    listed.sort_by(|one, other| one.path.cmp(&other.path));
    let package = PackageName {
        kind,
        version: version.map(str::to_owned),
    };
    let manifest = Manifest::new(
        &options.tool_version,
        package,
        options.public_path.clone(),
        listed,
    );
    #[expect(clippy::expect_used, reason = "strings and numbers always serialise")]
    let mut text = serde_json::to_string_pretty(&manifest).expect("a manifest serialises");
    text.push('\n');
    PlannedFile::new(path, Cow::Owned(text.into_bytes()), 0o644, Origin::Added)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_package_stay_and_ours_get_out_of_the_way() {
        for (taken, wanted, given) in [
            (&["cdnPackage/x"][..], "README.md", "README.md"),
            (&["README.md"], "README.md", "avmsdk-README.md"),
            (&["readme.md"], "README.md", "avmsdk-README.md"),
            (
                &["README.md", "avmsdk-README.md"],
                "README.md",
                "avmsdk-avmsdk-README.md",
            ),
            (&["README.md/x"], "README.md", "avmsdk-README.md"),
            (
                &["snippets/init.html"],
                "snippets/init.html",
                "snippets/avmsdk-init.html",
            ),
            (
                &["snippets/init.html"],
                "snippets/loader.html",
                "snippets/loader.html",
            ),
            (&["snippets"], "snippets/init.html", "avmsdk-snippets/init.html"),
        ] {
            let files: Vec<_> = taken
                .iter()
                .map(|path| PackagePath::parse(path).unwrap())
                .map(|path| PlannedFile::new(path, Cow::Borrowed(b""), 0o644, Origin::Copied))
                .collect();
            assert_eq!(free_name(wanted, &files).as_str(), given, "{taken:?}");
        }
    }
}
