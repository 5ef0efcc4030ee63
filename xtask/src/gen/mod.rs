//! `cargo xtask gen`: the reference of the public interface, made from its types.
//!
//! `docs/api.md` has a row for each option, string, method, event and delegate. With `--check` nothing is
//! written: it fails where the page is not what the types say, where the types lack or change what the seed
//! lists, where the runtime's words or the modules' methods differ, where the manual lacks something or has another
//! default, or where a row names no test, or one that there is not.

mod comment;
mod example;
mod manual;
mod modules;
mod page;
mod proofs;
mod sections;
mod seed;
mod types;
mod words;

use crate::{say, workspace};
use anyhow::{Context as _, bail};
use proofs::Proofs;
use seed::Seed;
use std::fs;
use std::path::Path;
use types::Interface;
use walkdir::WalkDir;

const TYPES: &str = "runtime/host/types/index.d.ts";
const EXAMPLE: &str = "runtime/host/types/example.ts";
const PROOFS: &str = "runtime/host/types/proofs.json";
const KEYS: &str = "runtime/src/text.rs";
const WORDS: &str = "runtime/host/src/words/first.json";
const LATE_WORDS: &str = "runtime/host/src/words/late.json";
const HOST: &str = "runtime/host/src";
const SPELLING: &str = "runtime/host/src/late/words.js";
const SEED: &str = "fixtures/seed-api.json";
const STRINGS: &str = "fixtures/custom-text.json";
const PAGE: &str = "docs/api.md";
const MANUAL: &str = "templates/manual/README.md";

/// What `cargo xtask gen` can be told.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Args {
    /// Write nothing; fail where something generated is not up to date, or the interface lacks something
    #[arg(long)]
    check: bool,
}

/// Writes the reference, or checks it.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    if args.check {
        return check();
    }
    say::step("write what is generated");
    let root = workspace::root();
    let (interfaces, proofs) = (interfaces(root)?, proofs(root)?);
    let page = page::render(&interfaces, &proofs)?;
    if read(root, PAGE).ok().as_ref() != Some(&page) {
        fs::write(root.join(PAGE), &page).with_context(|| format!("cannot write: {PAGE}"))?;
        say::note(PAGE);
    }
    Ok(())
}

/// Compares everything, and names all that is wrong at once.
pub(crate) fn check() -> anyhow::Result<()> {
    say::step("compare the interface with its types, the seed, the words and the tests");
    let root = workspace::root();
    let (interfaces, proofs) = (interfaces(root)?, proofs(root)?);
    let mut problems = Vec::new();
    if read(root, PAGE).ok() != Some(page::render(&interfaces, &proofs)?) {
        problems.push(format!(
            "`{PAGE}` is not what the types say; write it by: cargo xtask gen"
        ));
    }
    let seed = Seed::read(&read(root, SEED)?, &read(root, STRINGS)?)?;
    problems.extend(seed.compare(&interfaces)?);
    let mut words = words::words(&read(root, WORDS)?)?;
    words.extend(words::words(&read(root, LATE_WORDS)?)?);
    problems.extend(words::unknown(&read(root, KEYS)?, &words)?);
    problems.extend(words::unspelled(&read(root, SPELLING)?, &words, &interfaces)?);
    problems.extend(words::compare(&words, &host_scripts(root)?, &interfaces)?);
    problems.extend(example::compare(&read(root, EXAMPLE)?, &interfaces)?);
    problems.extend(manual::compare(&read(root, MANUAL)?, &interfaces)?);
    let [module, element] = ["module.js", "element.js"].map(|name| read(root, &format!("{HOST}/{name}")));
    problems.extend(modules::compare(&module?, &element?, &interfaces)?);
    problems.extend(proofs.compare(&interfaces, &words, root)?);
    for problem in &problems {
        say::note(problem);
    }
    if !problems.is_empty() {
        bail!(
            "the interface and what tells of it differ, see above: {}",
            problems.len()
        );
    }
    Ok(())
}

fn interfaces(root: &Path) -> anyhow::Result<Vec<Interface>> {
    types::read(&read(root, TYPES)?).with_context(|| format!("cannot understand: {TYPES}"))
}

fn proofs(root: &Path) -> anyhow::Result<Proofs> {
    Proofs::read(&read(root, PROOFS)?).with_context(|| format!("cannot understand: {PROOFS}"))
}

/// The text of every script that the host is made of.
fn host_scripts(root: &Path) -> anyhow::Result<String> {
    let mut texts = String::new();
    for entry in WalkDir::new(root.join(HOST)).sort_by_file_name() {
        let entry = entry?;
        if entry
            .path()
            .extension()
            .is_some_and(|extension| extension == "js")
        {
            texts.push_str(&fs::read_to_string(entry.path())?);
        }
    }
    Ok(texts)
}

fn read(root: &Path, file: &str) -> anyhow::Result<String> {
    fs::read_to_string(root.join(file)).with_context(|| format!("cannot read: {file}"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_reference_is_up_to_date_and_complete() {
        super::check().unwrap();
    }
}
