//! The plan: every file of the output with its bytes. It is printed, written or served as it is.

use super::ours::Configured;
use super::{Compressor, ConfigureError, ConfigureOptions, ConfigureReport, ConfigureWarning, Encoding};
use super::{added, check, compress, ours, restore, vendor};
use crate::package::{Class, Kind, Origin, PackageFacts, PackagePath, content_type, file_class, hex};
use crate::public_path::PublicPathWarning;
use crate::{PublicPath, rewrite};
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// What will be written.
#[derive(Debug, Clone)]
pub struct ConfigurePlan {
    /// Where the files are to be hosted.
    pub public_path: PublicPath,
    /// Whose package it is.
    pub kind: Kind,
    /// The package's version, where it tells one.
    pub version: Option<String>,
    /// Every file, by path.
    pub files: Vec<PlannedFile>,
    /// What deserves a word.
    pub warnings: Vec<ConfigureWarning>,
}

/// One file of the output.
#[derive(Debug, Clone)]
pub struct PlannedFile {
    /// Its path in the output.
    pub path: PackagePath,
    /// Its content.
    pub bytes: Cow<'static, [u8]>,
    /// The sha256 of the content, lower-case hexadecimal.
    pub sha256: String,
    /// Unix permission bits.
    pub mode: u32,
    /// What to serve it as.
    pub content_type: &'static str,
    /// How it may be cached; only files of `cdnPackage` have one.
    pub class: Option<Class>,
    /// Where it comes from.
    pub origin: Origin,
    /// Where the public path starts in it, in bytes, ascending.
    pub replacements: Vec<u64>,
    /// The path that it had in the package, where its name follows its bytes.
    pub renamed_from: Option<PackagePath>,
}

impl PlannedFile {
    /// A file that is none of the package's own, so that its name tells no bytes.
    pub(super) fn new(path: PackagePath, bytes: Cow<'static, [u8]>, mode: u32, origin: Origin) -> Self {
        Self {
            sha256: hex(&Sha256::digest(&bytes)),
            content_type: content_type(path.as_str()),
            class: file_class(&path, None),
            replacements: Vec::new(),
            renamed_from: None,
            path,
            bytes,
            mode,
            origin,
        }
    }

    fn of(configured: Configured, kind: Kind) -> Self {
        let Configured {
            path,
            renamed_from,
            bytes,
            mode,
            replacements,
            is_rewritten,
        } = configured;
        let origin = if is_rewritten {
            Origin::Rewritten
        } else {
            Origin::Copied
        };
        let tells_bytes = !is_rewritten || renamed_from.is_some();
        let class = file_class(&path, tells_bytes.then_some(kind));
        Self {
            class,
            replacements,
            renamed_from,
            ..Self::new(path, bytes, mode, origin)
        }
    }
}

/// Decides the whole output.
///
/// # Errors
/// When the package holds no placeholder, holds it where or in a form that it cannot be replaced, or is damaged.
pub fn plan(facts: PackageFacts, options: &ConfigureOptions) -> Result<ConfigurePlan, ConfigureError> {
    plan_with(facts, options, None)
}

/// As [`plan`], with compressed siblings of the files that go to the CDN.
///
/// # Errors
/// As [`plan`].
pub fn plan_with(
    facts: PackageFacts,
    options: &ConfigureOptions,
    compressor: Option<&dyn Compressor>,
) -> Result<ConfigurePlan, ConfigureError> {
    let (kind, version) = (facts.kind, facts.version.clone());
    let mut warnings: Vec<_> = options
        .public_path
        .warnings()
        .into_iter()
        .map(of_public_path)
        .collect();

    let modules = match kind {
        Kind::Ours => BTreeSet::new(),
        Kind::Vendor => vendor::modules(&facts.files),
    };
    let source = restore::restore(facts, options.from.as_ref(), &mut warnings)?;
    check::source(&source)?;
    let configured = match kind {
        Kind::Ours => ours::configure(source, &options.public_path)?,
        Kind::Vendor => vendor::configure(source, &options.public_path),
    };
    vendor::check(&configured, &modules)?;
    let mut files: Vec<PlannedFile> = configured
        .into_iter()
        .map(|file| PlannedFile::of(file, kind))
        .collect();
    warn_of_stale(&files, &mut warnings);
    if let Some(compressor) = compressor {
        files.extend(compress::siblings(&files, compressor));
    }
    added::add(&mut files, kind, version.as_deref(), options, &mut warnings)?;
    files.sort_by(|one, other| one.path.cmp(&other.path));
    check::output(&files)?;
    Ok(ConfigurePlan {
        public_path: options.public_path.clone(),
        kind,
        version,
        files,
        warnings,
    })
}

impl ConfigurePlan {
    /// How often the public path stands in the package's files.
    #[must_use]
    pub fn replacements(&self) -> usize {
        let sections = |file: &&PlannedFile| {
            self.kind == Kind::Ours && file.origin == Origin::Rewritten && rewrite::is_wasm(&file.bytes)
        };
        let written: usize = self.files.iter().map(|file| file.replacements.len()).sum();
        written + self.files.iter().filter(sections).count()
    }

    /// What the plan does, for people and scripts. `out` is where it is written, as it was typed.
    #[must_use]
    pub fn report(&self, out: &str) -> ConfigureReport {
        ConfigureReport::of(self, out)
    }
}

fn of_public_path(warning: PublicPathWarning) -> ConfigureWarning {
    match warning {
        PublicPathWarning::InsecureRemote => ConfigureWarning::InsecureRemote,
    }
}

/// A sibling that came with the source has the old bytes of a file that was rewritten.
fn warn_of_stale(files: &[PlannedFile], warnings: &mut Vec<ConfigureWarning>) {
    let paths: BTreeSet<&PackagePath> = files.iter().map(|file| &file.path).collect();
    for file in files.iter().filter(|file| file.origin == Origin::Rewritten) {
        for encoding in Encoding::ALL {
            let sibling = PackagePath::parse(&format!("{}{}", file.path, encoding.suffix()));
            if let Some(path) = sibling.filter(|path| paths.contains(path)) {
                warnings.push(ConfigureWarning::StaleCompressed { path });
            }
        }
    }
}
