//! The sections of the reference, and which interface each is made of.

use super::types::Interface;
use anyhow::Context as _;

/// A section whose rows are shown by tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Section {
    /// What `proofs.json` and `seed-api.json` call it.
    pub(super) key: &'static str,
    pub(super) title: &'static str,
    pub(super) interface: &'static str,
}

const fn section(key: &'static str, title: &'static str, interface: &'static str) -> Section {
    Section {
        key,
        title,
        interface,
    }
}

/// In the order of the page.
pub(super) const SECTIONS: [Section; 9] = [
    section("methods", "Methods", "AvMessagingSdk"),
    section("events", "Events", "EventMap"),
    section("delegates", "Delegates", "Delegate"),
    section("options", "Options", "InitOptions"),
    section("customColors", "Colours: `customColors`", "CustomColors"),
    section("menuItems", "Menu: `menuItems`", "MenuItems"),
    section(
        "prechatCapture",
        "Prechat form: `prechatCapture`",
        "PrechatCapture",
    ),
    section(
        "prechatFields",
        "Its questions: `prechatCapture.fields`",
        "PrechatField",
    ),
    section("strings", "Strings: `customText`", "CustomText"),
];

impl Section {
    /// Its interface.
    pub(super) fn of(self, interfaces: &[Interface]) -> anyhow::Result<&Interface> {
        interfaces
            .iter()
            .find(|interface| interface.name == self.interface)
            .with_context(|| format!("the types have no interface of this name: {}", self.interface))
    }
}

/// The section of this key.
pub(super) fn by_key(key: &str) -> anyhow::Result<Section> {
    SECTIONS
        .into_iter()
        .find(|section| section.key == key)
        .with_context(|| format!("the reference has no section of this name: {key}"))
}
