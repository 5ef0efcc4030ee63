//! What stops the widget besides its sources.

use super::page_policy::PagePolicy;

/// A directive under which the widget cannot work as it is embedded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// `sandbox` without `allow-scripts`: no script runs.
    Sandbox,
    /// `sandbox` without `allow-same-origin`: no storage, and requests come from no origin.
    SandboxOrigin,
    /// Trusted Types are required, and the snippet hands on a plain string.
    TrustedSnippet,
    /// Trusted Types are required, and these policies may not be made.
    TrustedNames(Vec<&'static str>),
}

/// What stands in the way in one policy. `snippet_is_trusted` is whether the snippet is the one for Trusted
/// Types, `None` where that is not known.
pub(super) fn of(policy: &PagePolicy, snippet_is_trusted: Option<bool>) -> Vec<Obstacle> {
    let mut obstacles = Vec::new();
    if let Some(allowed) = policy.tokens("sandbox") {
        let allows = |word: &str| allowed.iter().any(|token| token.eq_ignore_ascii_case(word));
        if !allows("allow-scripts") {
            obstacles.push(Obstacle::Sandbox);
        } else if !allows("allow-same-origin") {
            obstacles.push(Obstacle::SandboxOrigin);
        }
    }
    let required = policy.tokens("require-trusted-types-for").unwrap_or_default();
    let is_required = required
        .iter()
        .any(|token| token.eq_ignore_ascii_case("'script'"));
    let names = policy.tokens("trusted-types");
    // <https://www.w3.org/TR/trusted-types/#trusted-types-csp-directive>: none at all means any.
    let may_make =
        |name: &str| names.is_none_or(|names| names.iter().any(|token| token == "*" || token == name));
    // Where they are not required the widget does without its own, and only the snippet for them does not.
    let needed: &[&'static str] = match (is_required, snippet_is_trusted) {
        (true, _) => &["avmsdk-loader", "avmsdk"],
        (false, Some(true)) => &["avmsdk-loader"],
        (false, _) => &[],
    };
    let missing: Vec<&str> = needed.iter().copied().filter(|name| !may_make(name)).collect();
    if !missing.is_empty() {
        obstacles.push(Obstacle::TrustedNames(missing));
    }
    if is_required && snippet_is_trusted == Some(false) {
        obstacles.push(Obstacle::TrustedSnippet);
    }
    obstacles
}

impl Obstacle {
    /// What is blocked, and by what.
    #[must_use]
    pub fn what(&self) -> String {
        match self {
            Self::Sandbox => "`sandbox` lets no script run".to_owned(),
            Self::SandboxOrigin => "`sandbox` takes the page's origin and its storage away".to_owned(),
            Self::TrustedSnippet => {
                "`require-trusted-types-for 'script'` blocks the loader snippet that is on the page"
                    .to_owned()
            }
            Self::TrustedNames(names) => {
                format!(
                    "`trusted-types` does not allow {}",
                    names
                        .iter()
                        .map(|name| format!("`{name}`"))
                        .collect::<Vec<_>>()
                        .join(" and ")
                )
            }
        }
    }

    /// How to mend it.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Sandbox => "add `allow-scripts` to `sandbox`, or leave `sandbox` out".to_owned(),
            Self::SandboxOrigin => "add `allow-same-origin` to `sandbox`".to_owned(),
            Self::TrustedSnippet => {
                "use the snippet for Trusted Types, `snippets/loader-trusted.html` of the configured package"
                    .to_owned()
            }
            Self::TrustedNames(names) => format!("add {} to `trusted-types`", names.join(" ")),
        }
    }
}
