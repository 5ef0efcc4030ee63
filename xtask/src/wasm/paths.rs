//! Where the build reads and writes; nothing else in this module's neighbours spells out a folder.

use crate::workspace;
use anyhow::Context as _;
use std::path::PathBuf;

/// The folders and files of one run.
#[derive(Debug)]
pub(super) struct Paths {
    /// The workspace.
    pub(super) root: PathBuf,
    /// The runtime crate's version: the package's version.
    pub(super) version: String,
    /// The oldest compiler that the workspace accepts, as `1.95`.
    pub(super) rust_version: String,
    /// Folders of our crates that end up in the module: the runtime and what it depends on.
    pub(super) crates: Vec<PathBuf>,
    /// The host script, the glue's tail and the style sheet.
    pub(super) host: PathBuf,
    /// The package's README and HOWTODEPLOY, before the version is filled in.
    pub(super) manual: PathBuf,
    /// The pinned npm packages.
    pub(super) npm: PathBuf,
    /// The byte budget.
    pub(super) budget: PathBuf,
    /// The build's own target folder and scratch files.
    pub(super) work: PathBuf,
    /// Where the npm packages are installed.
    pub(super) node_modules: PathBuf,
    /// The finished package.
    pub(super) sdk: PathBuf,
    /// The finished npm package.
    pub(super) npm_package: PathBuf,
}

impl Paths {
    pub(super) fn find() -> anyhow::Result<Self> {
        let metadata = workspace::metadata()?;
        let root = workspace::root().to_path_buf();
        let target = metadata.target_directory.as_std_path();
        let runtime = metadata
            .packages
            .iter()
            .find(|package| package.name.as_str() == super::compile::CRATE)
            .with_context(|| {
                format!(
                    "the workspace has no crate of this name: {}",
                    super::compile::CRATE
                )
            })?;
        Ok(Self {
            version: runtime.version.to_string(),
            rust_version: runtime
                .rust_version
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            crates: closure(&metadata, runtime),
            host: root.join("runtime/host/src"),
            manual: root.join("templates/manual"),
            npm: root.join("xtask/npm"),
            budget: root.join("xtask/budget.toml"),
            work: target.join("wasm"),
            node_modules: target.join("xtask-npm"),
            sdk: target.join("sdk"),
            npm_package: target.join("npm"),
            root,
        })
    }

    /// Paths of this machine that must not reach visitors.
    pub(super) fn private(&self) -> Vec<String> {
        let found = [Some(self.root.clone()), Some(self.work.clone()), cargo_home()];
        found
            .into_iter()
            .flatten()
            .map(|path| path.to_string_lossy().into_owned())
            .collect()
    }
}

/// Cargo's own folder, where the sources of dependencies are.
pub(super) fn cargo_home() -> Option<PathBuf> {
    std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(std::env::home_dir()?.join(".cargo")))
}

/// The crate and every crate of the workspace that it needs to build, in a fixed order.
fn closure(metadata: &cargo_metadata::Metadata, start: &cargo_metadata::Package) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = Vec::new();
    let mut open: Vec<PathBuf> = start
        .manifest_path
        .parent()
        .map(|folder| folder.as_std_path().to_path_buf())
        .into_iter()
        .collect();
    while let Some(folder) = open.pop() {
        if found.contains(&folder) {
            continue;
        }
        let package = metadata.packages.iter().find(|package| {
            package
                .manifest_path
                .parent()
                .is_some_and(|at| at.as_std_path() == folder)
        });
        for dependency in package.iter().flat_map(|package| &package.dependencies) {
            let needed = dependency.kind != cargo_metadata::DependencyKind::Development;
            open.extend(
                dependency
                    .path
                    .iter()
                    .filter(|_| needed)
                    .map(|at| at.as_std_path().to_path_buf()),
            );
        }
        found.push(folder);
    }
    found.sort();
    found
}
