//! wasm-bindgen, in process: the compiled module in, a smaller module and its JavaScript glue out.
//!
//! The library here and the crate in the runtime speak a private format, so their versions must be equal.

use super::names::Names;
use super::split::{self, Parts};
use super::{features, glue};
use crate::say;
use anyhow::{Context as _, bail};
use std::path::Path;
use wasm_bindgen_cli_support::{Bindgen, Output};

/// What wasm-bindgen made.
pub(super) struct Bound {
    /// A classic script that declares the variable `wasm_bindgen`.
    pub(super) glue: String,
    /// The module in one piece, before wasm-opt: what becomes JavaScript.
    pub(super) whole: Vec<u8>,
    /// The module in its parts, before wasm-opt.
    pub(super) parts: Parts,
}

/// Binds the module at `compiled`.
pub(super) fn run(compiled: &Path) -> anyhow::Result<Bound> {
    say::step("bind it to JavaScript with wasm-bindgen");
    let module = std::fs::read(compiled).with_context(|| format!("cannot read: {}", compiled.display()))?;
    // A precompiled standard library claims reference types and multi-value for the whole module, and
    // wasm-bindgen would then make use of them. The claim is withdrawn: no code in it needs either.
    let module = features::disclaim(&module)?;
    let mut output = Bindgen::new()
        .input_bytes("runtime", module)
        .no_modules(true)?
        .typescript(false)
        // The names say in which part functions are.
        .remove_name_section(false)
        .demangle(false)
        .remove_producers_section(true)
        .generate_output()
        .context("wasm-bindgen refused the module")?;
    output.wasm_mut().customs.remove_raw(features::CLAIMS);
    let glue = glue::adapt(output.js())?;
    let glue = shorten_names(&mut output, &glue)?;
    let whole = output.wasm_mut().emit_wasm();
    let parts = split::split(&whole)?;
    Ok(Bound { glue, whole, parts })
}

/// Renames on both sides, and answers the glue's new text.
fn shorten_names(output: &mut Output, glue: &str) -> anyhow::Result<String> {
    let module = output.wasm_mut();
    let names = Names::choose(
        glue,
        module.imports.iter().map(|import| import.name.as_str()),
        module.exports.iter().map(|export| export.name.as_str()),
    );
    for import in module.imports.iter_mut() {
        glue::NAME.clone_into(&mut import.module);
        if let Some(new) = names.import(&import.name) {
            import.name = new.to_owned();
        }
    }
    // Only the glue can reach the exports, so what it does not call is dead, with all that it needs.
    let exports: Vec<_> = module.exports.iter().map(|export| export.id()).collect();
    for id in exports {
        let export = module.exports.get_mut(id);
        match names.export(&export.name) {
            Some(new) => export.name = new.to_owned(),
            None => module.exports.delete(id),
        }
    }
    names.rename(glue)
}

/// Fails if the lock file pairs the runtime's wasm-bindgen with another version of our library.
pub(super) fn check_versions(lock: &Path) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(lock).with_context(|| format!("cannot read: {}", lock.display()))?;
    compare_versions(&text)
}

#[derive(serde::Deserialize)]
struct Lock {
    package: Vec<Locked>,
}

#[derive(serde::Deserialize)]
struct Locked {
    name: String,
    version: String,
}

fn compare_versions(lock: &str) -> anyhow::Result<()> {
    let lock: Lock = toml::from_str(lock).context("`Cargo.lock` is not understood")?;
    let version = |name: &str| {
        let found: Vec<_> = lock
            .package
            .iter()
            .filter(|package| package.name == name)
            .collect();
        match found[..] {
            [one] => Ok(one.version.as_str()),
            [] => bail!("`Cargo.lock` does not name this crate: {name}"),
            _ => bail!("`Cargo.lock` names more than one version of: {name}"),
        }
    };
    let (runtime, tool) = (version("wasm-bindgen")?, version("wasm-bindgen-cli-support")?);
    if runtime != tool {
        bail!(
            "`wasm-bindgen` {runtime} and `wasm-bindgen-cli-support` {tool} must be one version; set both in \
             the root `Cargo.toml`: \"={runtime}\""
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::compare_versions;

    fn lock(packages: &[(&str, &str)]) -> String {
        packages
            .iter()
            .map(|(name, version)| format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n"))
            .collect()
    }

    #[test]
    fn both_sides_of_wasm_bindgen_must_be_one_version() {
        let ours = ("wasm-bindgen-cli-support", "0.2.130");
        assert!(compare_versions(&lock(&[("wasm-bindgen", "0.2.130"), ours])).is_ok());
        for (packages, wanted) in [
            (
                &[("wasm-bindgen", "0.2.131"), ours][..],
                "0.2.131 and `wasm-bindgen-cli-support` 0.2.130",
            ),
            (&[ours], "does not name this crate: wasm-bindgen"),
            (
                &[("wasm-bindgen", "1.0.0"), ("wasm-bindgen", "0.2.130"), ours],
                "more than one version",
            ),
        ] {
            let error = compare_versions(&lock(packages)).unwrap_err().to_string();
            assert!(error.contains(wanted), "{error}");
        }
    }
}
