//! What the interface must hold, whatever else it gets: the lists and strings of the seed, in `fixtures/`.

use super::sections::{self, SECTIONS};
use super::types::{Interface, Member};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// How the comment of what stands in no list begins, so that no addition goes unseen.
const OURS: &str = "Ours: ";

/// Names with their defaults; null where none is given.
type Names = BTreeMap<String, Value>;

/// The lists by section.
#[derive(Debug)]
pub(super) struct Seed {
    sections: BTreeMap<String, List>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    seed: Names,
    #[serde(default)]
    later: Names,
}

impl Seed {
    pub(super) fn read(api: &str, strings: &str) -> anyhow::Result<Self> {
        let mut sections = lists(api)?;
        let mut strings = without_about(strings)?;
        let mut names = |key: &str| -> anyhow::Result<Names> {
            Ok(serde_json::from_value(strings.remove(key).unwrap_or_default())?)
        };
        let list = List {
            seed: names("seed")?,
            later: names("later")?,
        };
        sections.insert("strings".to_owned(), list);
        for section in SECTIONS {
            anyhow::ensure!(
                sections.contains_key(section.key),
                "the fixtures have no list of: {}",
                section.key
            );
        }
        Ok(Self { sections })
    }

    /// What is missing, has another default, or is ours and does not say so.
    pub(super) fn compare(&self, interfaces: &[Interface]) -> anyhow::Result<Vec<String>> {
        let mut problems = Vec::new();
        for (key, list) in &self.sections {
            let interface = sections::by_key(key)?.of(interfaces)?;
            for (name, default) in list.seed.iter().chain(&list.later) {
                match interface.member(name) {
                    None => problems.push(format!("the types lack, of {key}: {name}")),
                    Some(member) if !has_default(member, default) => problems.push(format!(
                        "the default of {key} {name} is `{}`, and must be: {default}",
                        member.default.as_deref().unwrap_or_default()
                    )),
                    Some(_) => {}
                }
            }
            let is_listed = |name: &str| list.seed.contains_key(name) || list.later.contains_key(name);
            for member in &interface.members {
                if !is_listed(&member.name) && !member.about.starts_with(OURS) {
                    problems.push(format!(
                        "no list of the seed has it, so its comment must begin with `{OURS}`: {key} {}",
                        member.name
                    ));
                }
            }
        }
        Ok(problems)
    }
}

/// Where the seed gives none, the types may.
fn has_default(member: &Member, wanted: &Value) -> bool {
    let literal = member.default.as_deref();
    wanted.is_null() || literal.and_then(|text| serde_json::from_str(text).ok()).as_ref() == Some(wanted)
}

fn lists(text: &str) -> anyhow::Result<BTreeMap<String, List>> {
    without_about(text)?
        .into_iter()
        .map(|(key, list)| Ok((key, serde_json::from_value(list)?)))
        .collect()
}

fn without_about(text: &str) -> anyhow::Result<BTreeMap<String, Value>> {
    let mut parts: BTreeMap<String, Value> = serde_json::from_str(text)?;
    parts.remove("about");
    Ok(parts)
}

#[cfg(test)]
#[path = "seed_test.rs"]
mod tests;
