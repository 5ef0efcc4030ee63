//! Which pages may read what lies in a bucket (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html>).
//!
//! The widget is read from other origins than its own: without such a rule a browser hides `loader.json` from the
//! page that asked for it.

use serde::{Deserialize, Serialize};

/// One rule of a bucket. What a bucket does not say is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CorsRule {
    /// Its name, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `AllowedOrigins`.
    pub origins: Vec<String>,
    /// `AllowedMethods`.
    pub methods: Vec<String>,
    /// `AllowedHeaders`.
    pub headers: Vec<String>,
    /// `ExposeHeaders`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exposed: Vec<String>,
    /// `MaxAgeSeconds`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_age: Option<i32>,
}

/// What a bucket says of CORS.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum CorsFacts {
    /// It was not asked: nothing changes that would need it.
    #[default]
    NotAsked,
    /// Its rules, none where it has no such configuration.
    Rules(Vec<CorsRule>),
    /// It would not say, and why.
    Unreadable(String),
}

/// What to do about CORS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "state")]
pub enum CorsPlan {
    /// Not looked at.
    NotAsked,
    /// The rules let every page read.
    Covered,
    /// The rule is missing. It is added only if `fix` is set: then `rules` are written.
    Missing {
        /// The missing rule.
        rule: CorsRule,
        /// All rules with it: first those that are there, as they are.
        rules: Vec<CorsRule>,
        /// Whether they are to be written.
        fix: bool,
    },
    /// The bucket would not say.
    Unreadable {
        /// Why.
        why: String,
    },
}

impl CorsRule {
    /// The rule that the widget needs: every page may read. Any header may come along, since monitoring scripts add
    /// theirs to each request of a page.
    #[must_use]
    pub fn needed() -> Self {
        Self {
            id: Some("avmsdk".to_owned()),
            origins: vec!["*".to_owned()],
            methods: vec!["GET".to_owned(), "HEAD".to_owned()],
            headers: vec!["*".to_owned()],
            exposed: Vec::new(),
            max_age: Some(3_600),
        }
    }

    fn lets_every_page_read(&self) -> bool {
        let has = |list: &[String], wanted: &str| list.iter().any(|one| one == wanted);
        has(&self.origins, "*") && has(&self.methods, "GET")
    }
}

impl CorsPlan {
    /// Judges a bucket's rules.
    #[must_use]
    pub fn of(facts: &CorsFacts, fix: bool) -> Self {
        let rules = match facts {
            CorsFacts::NotAsked => return Self::NotAsked,
            CorsFacts::Unreadable(why) => return Self::Unreadable { why: why.clone() },
            CorsFacts::Rules(rules) => rules,
        };
        if rules.iter().any(CorsRule::lets_every_page_read) {
            return Self::Covered;
        }
        let rule = CorsRule::needed();
        let mut merged = rules.clone();
        // Ids are unique in a bucket; one of ours that was narrowed by hand is theirs now.
        for theirs in &mut merged {
            if theirs.id == rule.id {
                theirs.id = None;
            }
        }
        merged.push(rule.clone());
        Self::Missing {
            rule,
            rules: merged,
            fix,
        }
    }

    /// The rules to write, if any are.
    #[must_use]
    pub fn to_write(&self) -> Option<&[CorsRule]> {
        match self {
            Self::Missing { rules, fix: true, .. } => Some(rules),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CorsFacts, CorsPlan, CorsRule};

    fn rule(origin: &str, method: &str) -> CorsRule {
        CorsRule {
            origins: vec![origin.to_owned()],
            methods: vec![method.to_owned()],
            ..CorsRule::default()
        }
    }

    #[test]
    fn a_rule_for_every_page_is_enough() {
        let rules = vec![rule("https://a.org", "PUT"), rule("*", "GET")];
        assert_eq!(CorsPlan::of(&CorsFacts::Rules(rules), true), CorsPlan::Covered);
    }

    #[test]
    fn a_missing_rule_comes_after_those_of_others() {
        let mut narrowed = rule("https://b.org", "GET");
        narrowed.id = Some("avmsdk".to_owned());
        let others = vec![rule("https://a.org", "PUT"), narrowed.clone(), rule("*", "POST")];
        for fix in [false, true] {
            let plan = CorsPlan::of(&CorsFacts::Rules(others.clone()), fix);
            let CorsPlan::Missing { rules, .. } = &plan else {
                panic!("{plan:?}")
            };
            assert_eq!(rules[0], others[0]);
            assert_eq!((&rules[1].origins, &rules[1].id), (&narrowed.origins, &None));
            assert_eq!(rules[2..], [others[2].clone(), CorsRule::needed()]);
            assert_eq!(plan.to_write().is_some(), fix);
        }
    }

    #[test]
    fn what_is_not_known_is_not_written() {
        for facts in [CorsFacts::NotAsked, CorsFacts::Unreadable("no".to_owned())] {
            assert_eq!(CorsPlan::of(&facts, true).to_write(), None);
        }
    }
}
