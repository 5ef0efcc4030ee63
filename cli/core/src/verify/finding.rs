//! Findings: what is wrong where, why it matters, how it is mended.

use super::rule::{Level, Rule};

/// One thing that was found, at one or more places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which rule speaks.
    pub rule: Rule,
    /// What is wrong.
    pub what: String,
    /// Where, and what was seen there. Empty where it concerns everything.
    pub places: Vec<Place>,
    /// How to mend it.
    pub hint: String,
}

/// Where something was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The address.
    pub url: String,
    /// What was seen there.
    pub seen: String,
}

/// All findings of a check, each thing once.
#[derive(Clone, Debug, Default)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// Adds a place to the finding that says the same, or a new finding.
    pub(super) fn add(&mut self, rule: Rule, what: &str, place: Place, hint: impl Into<String>) {
        let hint = hint.into();
        let same = |finding: &&mut Finding| {
            finding.rule == rule && finding.what == what && finding.hint == hint && !finding.places.is_empty()
        };
        match self.0.iter_mut().find(same) {
            Some(finding) if finding.places.contains(&place) => {}
            Some(finding) => finding.places.push(place),
            None => self.0.push(Finding {
                rule,
                what: what.to_owned(),
                places: vec![place],
                hint,
            }),
        }
    }

    /// Adds what concerns no address in particular.
    pub(super) fn add_general(&mut self, rule: Rule, what: &str, hint: impl Into<String>) {
        self.0.push(Finding {
            rule,
            what: what.to_owned(),
            places: Vec::new(),
            hint: hint.into(),
        });
    }

    /// The worst first, otherwise in the order in which they were found.
    pub fn sorted(&self) -> impl Iterator<Item = &Finding> {
        let of = |level| self.0.iter().filter(move |finding| finding.rule.level() == level);
        of(Level::Error).chain(of(Level::Warning)).chain(of(Level::Note))
    }

    /// How many there are of a level.
    #[must_use]
    pub fn count(&self, level: Level) -> usize {
        self.sorted()
            .filter(|finding| finding.rule.level() == level)
            .count()
    }

    /// Whether a rule spoke.
    #[must_use]
    pub fn holds(&self, rule: Rule) -> bool {
        self.0.iter().any(|finding| finding.rule == rule)
    }
}

impl Place {
    pub(super) fn new(url: &str, seen: impl Into<String>) -> Self {
        Self {
            url: url.to_owned(),
            seen: seen.into(),
        }
    }
}
