//! A policy as a text for people: each source with its reasons.

use super::policy::Policy;

impl Policy {
    /// Every directive, every source and why it is there, then what must go with the policy.
    #[must_use]
    pub fn explanation(&self) -> String {
        let width = self
            .directives()
            .flat_map(|directive| directive.entries)
            .map(|entry| entry.source.to_string().len());
        let width = width.filter(|width| *width <= 60).max().unwrap_or_default();
        let mut text = String::new();
        for directive in self.directives() {
            text.push_str(directive.name.as_str());
            text.push('\n');
            for entry in directive.entries {
                let mut source = entry.source.to_string();
                for reason in &entry.reasons {
                    text.push_str(&format!("  {source:width$}  {reason}\n"));
                    source.clear();
                }
            }
            text.push('\n');
        }
        for channel in &self.without_source {
            text.push_str(&format!(
                "{} needs no source: it is linked without a QR code\n",
                channel.label()
            ));
        }
        for companion in &self.companions {
            text.push_str(&format!(
                "add `{}` to the options of `init`: {}\n",
                companion.option, companion.reason
            ));
        }
        text
    }
}
