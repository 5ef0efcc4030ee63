//! Makes the parts small: wasm-opt for the module, esbuild for scripts and styles, uglify-js for scripts once more.
//!
//! Without Node each part passes through as it is. What engines can run is never given up for size: the
//! module is lowered to the first wasm, scripts to the syntax of their oldest engine.

use super::features;
use super::locals;
use super::node::Tools;
use super::order::{self, Lent};
use super::paths::Paths;
use super::private;
use super::sizes;
use crate::say;
use anyhow::{Context as _, bail};
use std::fs;

/// The oldest engine that runs the module, and reads its style.
const OLDEST: &str = "--target=chrome64";

/// The passes that turn newer instructions into older ones.
const LOWER: [&str; 3] = [
    "--signext-lowering",
    "--llvm-memory-copy-fill-lowering",
    "--llvm-nontrapping-fptoint-lowering",
];

/// The passes that make it small.
const SHRINK: [&str; 11] = [
    // Control flow is rebuilt from a flat form first: half a kilobyte of brotli.
    "--flatten",
    "--rereloop",
    "-Oz",
    // Functions that differ in constants only become one.
    "--merge-similar-functions",
    "-Oz",
    // What is computed twice is written twice: raw that is more, but it compresses better.
    "--skip-pass=local-cse",
    // Likewise what is set once and used once, far from there.
    "--skip-pass=simplify-locals",
    // Nothing lies at the null pointer.
    "--low-memory-unused",
    "--converge",
    "--strip-producers",
    "--strip-target-features",
];

/// A module, as small as wasm-opt makes it, for the first engines that had wasm. One that `has_memory` has it for itself,
/// and it begins with zeros.
pub(super) fn module(
    paths: &Paths,
    tools: Option<&Tools>,
    mut wasm: Vec<u8>,
    has_memory: bool,
) -> anyhow::Result<Vec<u8>> {
    let needed = features::needed(&wasm)?;
    let Some(tools) = tools else {
        if !needed.is_empty() {
            say::note(format!(
                "the module needs engines of 2020 or later, for: {}",
                needed.join(", ")
            ));
        }
        return Ok(wasm);
    };
    say::step("shrink the module with wasm-opt");
    if !needed.is_empty() {
        // A run of its own: an optimiser that may use an instruction would bring it back.
        wasm = optimise(paths, tools, &wasm, &args(&needed, &LOWER))?;
    }
    let mut shrink = args(&[], &SHRINK);
    if has_memory {
        shrink.push("--zero-filled-memory".to_owned());
    }
    wasm = optimise(paths, tools, &wasm, &shrink)?;
    let left = features::needed(&wasm)?;
    if !left.is_empty() {
        bail!(
            "the module has what old engines refuse and wasm-opt cannot lower: {}",
            left.join(", ")
        );
    }
    Ok(wasm)
}

/// The same module with its functions and locals in an order that compresses well: of so many orders the one that makes
/// it smallest. What it imports is put as `lent` says.
pub(super) fn ordered(
    paths: &Paths,
    tools: Option<&Tools>,
    wasm: Vec<u8>,
    orders: usize,
    lent: &Lent,
) -> anyhow::Result<Vec<u8>> {
    let Some(tools) = tools else { return Ok(wasm) };
    let mut wasm = locals::renumber(wasm)?;
    let reorder = args(&[], &["--reorder-functions-by-name"]);
    let mut least = u64::MAX;
    for named in order::named(&wasm, orders, lent)? {
        let ordered = optimise(paths, tools, &named, &reorder)?;
        let size = sizes::brotli(&ordered);
        if size < least {
            (least, wasm) = (size, ordered);
        }
    }
    locals::renumber(wasm)
}

fn optimise(paths: &Paths, tools: &Tools, wasm: &[u8], args: &[String]) -> anyhow::Result<Vec<u8>> {
    let [before, after] = ["before.wasm", "after.wasm"].map(|name| paths.work.join(name));
    fs::write(&before, wasm).with_context(|| format!("cannot write: {}", before.display()))?;
    tools.wasm_opt(args, &before, &after)?;
    fs::read(&after).with_context(|| format!("wasm-opt made no module: {}", after.display()))
}

/// Allows only the features that the input has.
fn args(features: &[&str], passes: &[&str]) -> Vec<String> {
    let mut args = vec!["--mvp-features".to_owned()];
    args.extend(features.iter().map(|feature| format!("--enable-{feature}")));
    args.extend(passes.iter().map(|pass| (*pass).to_owned()));
    args
}

/// A classic script, which runs everywhere: esbuild refuses what is not ES5.
pub(super) fn host(tools: Option<&Tools>, source: &str) -> anyhow::Result<String> {
    match tools {
        Some(tools) => tools
            .script_that_compresses(&translated(tools, source)?)
            .context("a script cannot be minified"),
        None => Ok(source.to_owned()),
    }
}

/// The same of what was a module, and has no names to be chosen anew for.
pub(super) fn translated(tools: &Tools, source: &str) -> anyhow::Result<String> {
    tools
        .classic_script(source, &private::names())
        .context("a script cannot be minified")
}

/// An ES module, which runs only where those are known.
pub(super) fn module_script(tools: Option<&Tools>, source: &str) -> anyhow::Result<String> {
    esbuild(tools, source, &["--loader=js", "--format=esm", OLDEST])
        .context("the ES module cannot be minified")
}

/// The style sheet.
pub(super) fn style(tools: Option<&Tools>, source: &str) -> anyhow::Result<String> {
    esbuild(tools, source, &["--loader=css", OLDEST]).context("the style sheet cannot be minified")
}

/// The style of browsers that know neither logical properties nor style sheets without an element: all sheets in one, by
/// older properties, of which the newer sheets that come behind it change nothing.
pub(super) fn older_style(tools: Option<&Tools>, source: &str) -> anyhow::Result<String> {
    match tools {
        Some(tools) => tools.older_style(source),
        None => Ok(source.to_owned()),
    }
}

fn esbuild(tools: Option<&Tools>, source: &str, args: &[&str]) -> anyhow::Result<String> {
    match tools {
        Some(tools) => tools.esbuild(args, source),
        None => Ok(source.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::args;

    #[test]
    fn wasm_opt_is_allowed_only_what_the_module_has() {
        assert_eq!(args(&[], &["-Oz"]), ["--mvp-features", "-Oz"]);
        assert_eq!(
            args(&["sign-ext", "bulk-memory"], &["--lower"]),
            [
                "--mvp-features",
                "--enable-sign-ext",
                "--enable-bulk-memory",
                "--lower"
            ]
        );
    }
}
