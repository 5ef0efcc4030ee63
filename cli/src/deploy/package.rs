//! The configured package that is to be released, with its bytes.

use crate::configure::{Siblings, Source};
use crate::configured::{look, manifest};
use crate::failure::{Explain as _, Failure};
use avmsdk_core::configure::Encoding;
use avmsdk_core::package::{CDN_FOLDER, PackageFacts, PackageFile, PackagePath};
use avmsdk_core::release::Candidate;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What lies in the folder.
pub(crate) struct LocalPackage {
    pub(crate) folder: PathBuf,
    pub(crate) candidate: Candidate,
    /// The bytes by key.
    pub(crate) bodies: BTreeMap<String, Vec<u8>>,
}

impl LocalPackage {
    /// Reads the package in that folder, or the only one in or under the current folder.
    pub(crate) fn open(named: Option<&Path>) -> anyhow::Result<Self> {
        let folder = match named {
            Some(folder) if folder.is_dir() => folder.to_owned(),
            Some(folder) => {
                let hint = "name the folder that `avmsdk configure` made: `avmsdk deploy DIR`";
                let what = format!("there is no folder `{}`", folder.display());
                return Err(Failure::new("deploy-no-folder", what, hint)
                    .with_usage_exit()
                    .into());
            }
            None => only_one()?,
        };
        let shown = folder.display().to_string();
        let source = Source::open(&folder, "avmsdk deploy DIR")?;
        let Some(manifest) = manifest(&source.root)? else {
            let hint = "configure it first: `avmsdk configure https://cdn.example.com/`, then deploy the folder that this makes";
            return Err(
                Failure::new("deploy-not-configured", format!("cannot deploy `{shown}`"), hint)
                    .why("it holds no `manifest.json` of a configured package")
                    .into(),
            );
        };
        let cannot = || format!("cannot deploy `{shown}`");
        let facts = PackageFacts::from_found(source.entries()?).explain(cannot)?;
        let files: BTreeMap<PackagePath, PackageFile> = facts.files;
        let files: BTreeMap<PackagePath, Vec<u8>> = files
            .into_iter()
            .filter(|(path, _)| path.is_in(CDN_FOLDER))
            .map(|(path, file)| (path, file.bytes.into_owned()))
            .collect();
        let candidate = Candidate::new(&manifest, &files).explain(cannot)?;
        let key = |path: &PackagePath| path.as_str()[CDN_FOLDER.len() + 1..].to_owned();
        let bodies = files
            .into_iter()
            .map(|(path, bytes)| (key(&path), bytes))
            .collect();
        Ok(Self {
            folder,
            candidate,
            bodies,
        })
    }

    /// Has files stored by gzip where that gains.
    pub(crate) fn encode(&mut self) {
        let gzip = Siblings(vec![Encoding::Gzip]);
        self.candidate.encode(&mut self.bodies, &gzip);
    }
}

fn only_one() -> anyhow::Result<PathBuf> {
    let here = std::env::current_dir()?;
    let found = look(&here, false)?;
    let shown = |folder: &Path| {
        let below = folder.strip_prefix(&here).unwrap_or(folder);
        let text = below.display().to_string();
        if text.is_empty() { ".".to_owned() } else { text }
    };
    match found.as_slice() {
        [(folder, _)] => Ok(PathBuf::from(shown(folder))),
        [] => {
            let hint = "make one by `avmsdk configure https://cdn.example.com/`, or name its folder: `avmsdk deploy DIR`";
            Err(
                Failure::new("deploy-no-package", "there is no configured package here", hint)
                    .with_usage_exit()
                    .into(),
            )
        }
        several => {
            let names: Vec<String> = several
                .iter()
                .map(|(folder, manifest)| format!("`{}` ({})", shown(folder), manifest.public_path))
                .collect();
            let what = format!("several configured packages are here: {}", names.join(", "));
            Err(
                Failure::new("deploy-several-packages", what, "name one: `avmsdk deploy DIR`")
                    .with_usage_exit()
                    .into(),
            )
        }
    }
}
