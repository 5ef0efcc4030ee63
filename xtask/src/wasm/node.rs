//! The two npm packages, pinned by `xtask/npm`: `binaryen` (wasm-opt) and `esbuild`.

use super::paths::Paths;
use crate::{npm, step};
use anyhow::{Context as _, bail};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A Node with npm.
#[derive(Debug)]
pub(super) struct Node {
    /// What `node --version` says.
    pub(super) version: String,
}

/// Node with our packages installed.
#[derive(Debug)]
pub(super) struct Tools {
    modules: PathBuf,
}

/// Node, if it and npm are on the path.
pub(super) fn find() -> Option<Node> {
    npm::version().map(|version| Node { version })
}

impl Node {
    /// Installs the packages unless just these are there.
    pub(super) fn install(self, paths: &Paths) -> anyhow::Result<Tools> {
        let what = "install wasm-opt and esbuild from npm (`--no-node` does without)";
        let modules = npm::install(what, &paths.npm, &paths.node_modules)?;
        Ok(Tools { modules })
    }
}

impl Tools {
    /// Runs wasm-opt on one file, making another.
    pub(super) fn wasm_opt(&self, args: &[String], input: &Path, output: &Path) -> anyhow::Result<()> {
        let done = self
            .program("binaryen/bin/wasm-opt")
            .args(args)
            .arg(input)
            .arg("--output")
            .arg(output)
            .output()
            .context("cannot start node")?;
        if !done.status.success() {
            bail!(
                "wasm-opt failed: {}",
                String::from_utf8_lossy(&done.stderr).trim()
            );
        }
        Ok(())
    }

    /// Translates a module to a JavaScript module, which is not minified.
    pub(super) fn wasm2js(&self, input: &Path) -> anyhow::Result<String> {
        let done = self
            .program("binaryen/bin/wasm2js")
            .args(["--mvp-features", "-Oz"])
            .arg(input)
            .output()
            .context("cannot start node")?;
        if !done.status.success() {
            bail!("wasm2js failed: {}", String::from_utf8_lossy(&done.stderr).trim());
        }
        Ok(String::from_utf8(done.stdout)?)
    }

    /// Runs esbuild on one source, without bundling. Its warnings are failures: each names a construct that
    /// the target does not know.
    pub(super) fn esbuild(&self, args: &[&str], source: &str) -> anyhow::Result<String> {
        let mut child = self
            .program("esbuild/bin/esbuild")
            .args([
                "--minify",
                "--legal-comments=none",
                "--log-level=warning",
                "--color=false",
            ])
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot start node")?;
        // esbuild reads to the end before it writes, so this cannot block on a full pipe.
        let written = child
            .stdin
            .take()
            .map_or(Ok(()), |mut stdin| stdin.write_all(source.as_bytes()));
        let done = child.wait_with_output()?;
        let words = String::from_utf8_lossy(&done.stderr);
        if !done.status.success() || !words.trim().is_empty() {
            bail!("esbuild is not content: {}", words.trim());
        }
        written.context("cannot write to esbuild")?;
        Ok(String::from_utf8(done.stdout)?)
    }

    fn program(&self, script: &str) -> Command {
        let mut command = step::program("node");
        command.arg(self.modules.join(script));
        command
    }
}
