//! `cargo xtask wasm`: the runtime crate becomes the SDK package in `target/sdk`, and the modules that load
//! it the npm package in `target/npm`.
//!
//! The steps, in order: choose a toolchain, compile, bind, shrink, assemble, measure. A run whose inputs
//! have not changed only prints the last figures and judges them again.
//!
//! Never: fetch anything but Debian packages, crates and the two pinned npm packages; leave a half-made
//! package behind; put a path of this machine into what visitors download.

mod assemble;
mod bindgen;
mod border;
mod compile;
mod debian;
mod demand;
mod digest;
#[cfg(test)]
mod doors_test;
mod es5;
mod features;
mod flow;
mod folder;
mod glue;
mod likelihood;
mod locals;
mod manual;
mod modules;
mod names;
mod node;
mod npm_package;
mod order;
#[cfg(test)]
mod parts_test;
mod paths;
mod private;
mod properties;
mod scripts;
mod shrink;
mod sizes;
mod split;
mod stamp;
mod tokens;
mod toolchain;
mod webs;

use crate::{say, workspace};
use anyhow::Context as _;
use paths::Paths;
use sizes::{Budget, Table};
use stamp::{Inputs, Stamp};
use std::fs::{self, File};

/// What `cargo xtask wasm` can be told.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Args {
    /// Install what is missing with Debian's apt; implied where `CI=true`
    #[arg(long)]
    install: bool,
    /// Build again although nothing has changed
    #[arg(long)]
    force: bool,
    /// Do without Node: no wasm-opt, nothing minified; a working, larger build
    #[arg(long)]
    no_node: bool,
}

/// Builds and assembles `target/sdk`, prints its sizes, and fails if they are over the budget.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let paths = Paths::find()?;
    fs::create_dir_all(&paths.work)?;
    let _only_one = lock(&paths)?;

    let may_install = args.install || workspace::is_ci();
    let toolchain = toolchain::choose(&paths, may_install)?;
    let node = if args.no_node { None } else { node::find() };
    let inputs = Inputs::gather(&paths, &toolchain, node.as_ref())?;

    let kept = if args.force {
        None
    } else {
        Stamp::fresh(&paths, &inputs)?
    };
    let stamp = match kept {
        Some(stamp) => {
            say::step("the widget's package is up to date (`--force` builds it again)");
            stamp
        }
        None => build(&paths, &toolchain, node, inputs)?,
    };
    npm_package::write(&paths.root, &paths.version, &paths.npm_package)?;
    report(&paths, &stamp)
}

fn build(
    paths: &Paths,
    toolchain: &toolchain::Toolchain,
    node: Option<node::Node>,
    inputs: Inputs,
) -> anyhow::Result<Stamp> {
    bindgen::check_versions(&paths.root.join("Cargo.lock"))?;
    let tools = node.map(|node| node.install(paths)).transpose()?;
    if tools.is_none() {
        say::step("go on without Node and npm: no wasm-opt, nothing minified, so a larger build that works");
    }
    let compiled = compile::run(paths, toolchain)?;
    let bound = bindgen::run(&compiled)?;
    let package = assemble::plan(paths, tools.as_ref(), bound)?;
    package.forbid(&paths.private())?;
    let table = Table::measure(&package);
    // What is released is built so; other builds work, and weigh more.
    let is_release = tools.is_some() && toolchain.way == toolchain::Way::Debian;
    let stamp = Stamp::new(inputs, package.digest(), table, is_release);
    package.write(paths)?;
    stamp.write(paths)?;
    Ok(stamp)
}

fn report(paths: &Paths, stamp: &Stamp) -> anyhow::Result<()> {
    say::step(format!(
        "bytes to an open conversation, of {}",
        paths.sdk.display()
    ));
    for line in stamp.table().lines() {
        say::note(line);
    }
    if !stamp.is_release() {
        say::note(
            "the budget was not judged: it is for a build with wasm-opt, esbuild and a standard library compiled \
             for size (docs/decisions/0005-wasm-toolchain.md)",
        );
        return Ok(());
    }
    Budget::read(&paths.budget)?.judge(stamp.table())
}

/// Two runs at once (`dev` beside `test`) would write the same files: the second waits.
fn lock(paths: &Paths) -> anyhow::Result<File> {
    let path = paths.work.join("lock");
    let file = File::create(&path).with_context(|| format!("cannot write: {}", path.display()))?;
    if file.try_lock().is_err() {
        say::step("wait for another `cargo xtask wasm` to end");
        file.lock()?;
    }
    Ok(file)
}
