//! Which test shows which row: `runtime/host/types/proofs.json`, and whether those tests exist.

use super::sections::{self, SECTIONS, Section};
use super::types::Interface;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use walkdir::WalkDir;

/// The section whose rows may have no test yet.
const STRINGS: &str = "strings";

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
#[derive(Debug, Default, Deserialize)]
pub(super) struct Proofs {
    /// Strings that this version takes and shows nowhere.
    #[serde(rename = "notShownYet", default)]
    not_shown: Vec<String>,
    #[serde(flatten)]
    sections: BTreeMap<String, BTreeMap<String, String>>,
}

/// What is said of a row in place of a test's name, or that name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof<'a> {
    /// The test that shows it.
    Test(&'a str),
    /// Nothing of the widget shows it.
    NotShownYet,
}

impl Proofs {
    pub(super) fn read(text: &str) -> anyhow::Result<Self> {
        let proofs: Self = serde_json::from_str(text)?;
        for key in proofs.sections.keys() {
            sections::by_key(key)?;
        }
        Ok(proofs)
    }

    /// The test of a row.
    pub(super) fn of(&self, section: Section, row: &str) -> Option<Proof<'_>> {
        if let Some(test) = self.test(section.key, row) {
            return Some(Proof::Test(test));
        }
        let is_not_shown = section.key == STRINGS && self.is_not_shown(row);
        is_not_shown.then_some(Proof::NotShownYet)
    }

    /// What is wrong: rows without a test, rows that there are not, tests that there are not, and strings of
    /// `notShownYet` that a test or the runtime's table of words has.
    pub(super) fn compare(
        &self,
        interfaces: &[Interface],
        words: &[(String, String)],
        root: &Path,
    ) -> anyhow::Result<Vec<String>> {
        let mut problems = self.unproved(interfaces)?;
        let sources = sources(root)?;
        for (key, tests) in &self.sections {
            let interface = sections::by_key(key)?.of(interfaces)?;
            for (row, test) in tests {
                if interface.member(row).is_none() {
                    problems.push(format!(
                        "`proofs.json` names a row that the types have not: {key} {row}"
                    ));
                }
                if !sources.iter().any(|(folder, text)| is_in(test, folder, text)) {
                    problems.push(format!("`proofs.json` names a test that there is not: {test}"));
                }
            }
        }
        let strings = sections::by_key(STRINGS)?.of(interfaces)?;
        for (at, row) in self.not_shown.iter().enumerate() {
            let is_shown = self.test(STRINGS, row).is_some() || words.iter().any(|(key, _)| key == row);
            let fault = if strings.member(row).is_none() {
                "a string that the types have not"
            } else if is_shown {
                "a string that is shown"
            } else if self.not_shown[..at].contains(row) {
                "a string twice"
            } else {
                continue;
            };
            problems.push(format!("`notShownYet` of `proofs.json` names {fault}: {row}"));
        }
        Ok(problems)
    }

    /// The rows that no test shows and that are no strings of `notShownYet`.
    fn unproved(&self, interfaces: &[Interface]) -> anyhow::Result<Vec<String>> {
        let mut problems = Vec::new();
        for section in SECTIONS {
            let members = &section.of(interfaces)?.members;
            let unproved = members
                .iter()
                .filter(|member| self.of(section, &member.name).is_none());
            problems.extend(
                unproved.map(|member| format!("no test is named for: {} {}", section.key, member.name)),
            );
        }
        Ok(problems)
    }

    fn test(&self, section: &str, row: &str) -> Option<&str> {
        self.sections.get(section)?.get(row).map(String::as_str)
    }

    fn is_not_shown(&self, row: &str) -> bool {
        self.not_shown.iter().any(|name| name == row)
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
