//! What stops the widget besides its sources.

use super::page_policy::PagePolicy;
use crate::package::Kind;

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
    /// Trusted Types are required, and the widget is a vendor's, which makes no policy for them.
    TrustedVendor,
}

/// What stands in the way of a widget of this kind in one policy. `snippet_is_trusted` is whether the snippet is the
/// one for Trusted Types, `None` where that is not known or there is none.
pub(super) fn of(policy: &PagePolicy, kind: Kind, snippet_is_trusted: Option<bool>) -> Vec<Obstacle> {
    let mut obstacles = Vec::new();
    if let Some(allowed) = policy.tokens("sandbox") {
        let allows = |word: &str| allowed.iter().any(|token| token.eq_ignore_ascii_case(word));
        if !allows("allow-scripts") {
            obstacles.push(Obstacle::Sandbox);
        } else if !allows("allow-same-origin") {
            obstacles.push(Obstacle::SandboxOrigin);
        }
    }
    let is_required = policy.requires_trusted_types();
    if kind == Kind::Vendor {
        obstacles.extend(is_required.then_some(Obstacle::TrustedVendor));
        return obstacles;
    }
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
                "`require-trusted-types-for 'script'` blocks the plain loader snippet".to_owned()
            }
            Self::TrustedVendor => {
                "`require-trusted-types-for 'script'` blocks the widget, which is a vendor's and knows no Trusted Types"
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
            Self::TrustedVendor => {
                "leave that directive out for pages with this widget, or embed the one in this program: `--source bundled`"
                    .to_owned()
            }
            Self::TrustedNames(names) => format!("add {} to `trusted-types`", names.join(" ")),
        }
    }
}
