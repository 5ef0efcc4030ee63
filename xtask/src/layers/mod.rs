//! `cargo xtask layers`: the arrows between crates, and what the pure crates may stand on.
//!
//! [`table`] is the rule, `cargo metadata` the fact; this module only compares them. It sees what a
//! manifest declares, for every platform and feature, so a forbidden crate cannot hide behind either.

#[cfg(test)]
mod architecture_test;
#[cfg(test)]
mod layers_test;
mod table;
#[cfg(test)]
mod unsafe_test;

use crate::{say, workspace};
use anyhow::bail;
use cargo_metadata::{DependencyKind, Metadata};
use std::collections::BTreeSet;
use table::Rule;

/// One dependency as declared: `from` uses `to`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Arrow {
    from: String,
    to: String,
    kind: Kind,
    /// Whether `to` is a crate of this workspace.
    ours: bool,
    features: Vec<String>,
}

/// For what a crate is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// It ships, or builds what ships.
    Ships,
    /// It is there for tests only.
    Tests,
}

/// Fails if a dependency is not in the table, or the table has what nothing uses.
pub(crate) fn run() -> anyhow::Result<()> {
    say::step("compare the crates' dependencies with the layers");
    let metadata = workspace::metadata()?;
    let crates = names(&metadata);
    let arrows = arrows(&metadata, &crates);
    let mut wrong = compare(table::RULES, &crates, &arrows);
    wrong.extend(idle(table::RULES, &arrows));
    if !wrong.is_empty() {
        for line in &wrong {
            say::note(line);
        }
        bail!("{} as docs/ARCHITECTURE.md draws it", counted(wrong.len()));
    }
    say::note(format_args!(
        "{} crates, {} dependencies, all as drawn",
        crates.len(),
        arrows.len()
    ));
    Ok(())
}

fn counted(number: usize) -> String {
    if number == 1 {
        "1 thing is not".to_owned()
    } else {
        format!("{number} things are not")
    }
}

fn names(metadata: &Metadata) -> BTreeSet<String> {
    metadata
        .workspace_packages()
        .iter()
        .map(|package| package.name.to_string())
        .collect()
}

fn arrows(metadata: &Metadata, crates: &BTreeSet<String>) -> Vec<Arrow> {
    let mut arrows = Vec::new();
    for package in metadata.workspace_packages() {
        for dependency in &package.dependencies {
            arrows.push(Arrow {
                from: package.name.to_string(),
                to: dependency.name.clone(),
                kind: if dependency.kind == DependencyKind::Development {
                    Kind::Tests
                } else {
                    Kind::Ships
                },
                ours: crates.contains(&dependency.name),
                features: dependency.features.clone(),
            });
        }
    }
    arrows
}

/// Each thing that is not as the table says, as a sentence.
fn compare(rules: &[Rule], crates: &BTreeSet<String>, arrows: &[Arrow]) -> Vec<String> {
    let rule_of = |name: &str| rules.iter().find(|rule| rule.name == name);
    let unknown = crates.iter().filter(|name| rule_of(name).is_none());
    let unknown =
        unknown.map(|name| format!("`{name}` has no row in xtask/src/layers/table.rs, draw its arrows"));
    let wrong = arrows
        .iter()
        .filter_map(|arrow| objection(rule_of(&arrow.from)?, arrow));
    unknown.chain(wrong).collect()
}

/// Each leave in the table that no crate makes use of, or that stands there twice: a crate could come back by it unseen.
fn idle(rules: &[Rule], arrows: &[Arrow]) -> Vec<String> {
    let mut lines = Vec::new();
    for rule in rules {
        let is_used = |name: &str, kind: Kind| {
            arrows
                .iter()
                .any(|arrow| arrow.from == rule.name && arrow.to == name && arrow.kind == kind)
        };
        let others = rule.others.unwrap_or_default();
        for (names, kind) in [
            (rule.ours, Kind::Ships),
            (rule.ours_in_tests, Kind::Tests),
            (others, Kind::Ships),
        ] {
            for (at, name) in names.iter().enumerate() {
                let what = if names[..at].contains(name) {
                    "stands twice"
                } else if is_used(name, kind) {
                    continue;
                } else {
                    "is not used"
                };
                lines.push(format!(
                    "`{name}` {what} in the row of `{}`, take it out of xtask/src/layers/table.rs",
                    rule.name
                ));
            }
        }
    }
    lines
}

fn objection(rule: &Rule, arrow: &Arrow) -> Option<String> {
    let Arrow { from, to, .. } = arrow;
    let is_in = |names: &[&str]| names.contains(&to.as_str());
    let tests = arrow.kind == Kind::Tests;
    if arrow.ours && !is_in(rule.ours) && !(tests && is_in(rule.ours_in_tests)) {
        let hint = if is_in(rule.ours_in_tests) {
            ", only its tests may"
        } else {
            ""
        };
        return Some(format!("`{from}` may not use `{to}`{hint}"));
    }
    if tests {
        return None;
    }
    if let (false, Some(others)) = (arrow.ours, rule.others)
        && !is_in(others)
    {
        let allowed = if others.is_empty() {
            "nothing".to_owned()
        } else {
            others.join(", ")
        };
        return Some(format!(
            "`{from}` may not use `{to}`, of other people's crates it may use: {allowed}"
        ));
    }
    let off = rule
        .off
        .iter()
        .find(|(name, off)| name == to && arrow.features.iter().any(|feature| feature == off));
    off.map(|(_, feature)| format!("`{from}` may not switch on the feature `{feature}` of `{to}`"))
}
