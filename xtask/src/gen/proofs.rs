//! Which test shows which row: `runtime/host/types/proofs.json`, and whether those tests exist.

use super::sections::{self, SECTIONS, Section};
use super::types::Interface;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use walkdir::WalkDir;

/// Stands for every row of a section that has no test of its own.
const ALL: &str = "*";

/// Where a test may be. In the tables of `e2e/tests` a check is a quoted name; elsewhere a test is a function.
const FOLDERS: [&str; 6] = [
    "e2e/tests",
    "runtime",
    "sandbox/tests",
    "cli",
    "protocol/src",
    "xtask/src",
];

/// Names of tests by section and row.
#[derive(Debug, Default)]
pub(super) struct Proofs {
    sections: BTreeMap<String, BTreeMap<String, String>>,
}

impl Proofs {
    pub(super) fn read(text: &str) -> anyhow::Result<Self> {
        let sections: BTreeMap<String, BTreeMap<String, String>> = serde_json::from_str(text)?;
        for key in sections.keys() {
            sections::by_key(key)?;
        }
        Ok(Self { sections })
    }

    /// The test of a row.
    pub(super) fn of(&self, section: Section, row: &str) -> Option<&str> {
        let tests = self.sections.get(section.key)?;
        tests.get(row).or_else(|| tests.get(ALL)).map(String::as_str)
    }

    /// The rows that no test shows, as `section row`.
    pub(super) fn unproved(&self, interfaces: &[Interface]) -> anyhow::Result<Vec<String>> {
        let mut rows = Vec::new();
        for section in SECTIONS {
            let members = &section.of(interfaces)?.members;
            let unproved = members
                .iter()
                .filter(|member| self.of(section, &member.name).is_none());
            rows.extend(unproved.map(|member| format!("{} {}", section.key, member.name)));
        }
        Ok(rows)
    }

    /// Rows that there are not, and tests that there are not.
    pub(super) fn compare(&self, interfaces: &[Interface], root: &Path) -> anyhow::Result<Vec<String>> {
        let mut problems = Vec::new();
        let sources = sources(root)?;
        for (key, tests) in &self.sections {
            let interface = sections::by_key(key)?.of(interfaces)?;
            for (row, test) in tests {
                if row != ALL && interface.member(row).is_none() {
                    problems.push(format!(
                        "`proofs.json` names a row that the types have not: {key} {row}"
                    ));
                }
                if !sources.iter().any(|(folder, text)| is_in(test, folder, text)) {
                    problems.push(format!("`proofs.json` names a test that there is not: {test}"));
                }
            }
        }
        Ok(problems)
    }
}

/// Whether a source has the test.
fn is_in(test: &str, folder: &str, text: &str) -> bool {
    text.contains(&format!("fn {test}(")) || folder == FOLDERS[0] && text.contains(&format!("\"{test}\""))
}

/// Every Rust file that may hold a test, with its folder.
fn sources(root: &Path) -> anyhow::Result<Vec<(&'static str, String)>> {
    let mut sources = Vec::new();
    for folder in FOLDERS {
        for entry in WalkDir::new(root.join(folder)) {
            let entry = entry?;
            if entry
                .path()
                .extension()
                .is_some_and(|extension| extension == "rs")
            {
                sources.push((folder, fs::read_to_string(entry.path())?));
            }
        }
    }
    Ok(sources)
}

#[cfg(test)]
#[path = "proofs_test.rs"]
mod tests;
