//! The launcher, which the host has drawn: its state and its badge.

use crate::dom;
use avmsdk_protocol::Value;
use avmsdk_protocol::json::write;
use web_sys::{Element, ShadowRoot};

/// A badge has room for two digits.
const MOST_SHOWN: u32 = 99;

pub(super) struct Launcher {
    button: Element,
    badge: Element,
}

impl Launcher {
    /// The launcher that the host drew; none where the messenger is embedded.
    pub(super) fn find(root: &ShadowRoot) -> Option<Self> {
        let button = root.query_selector("[part=launcher]").ok()??;
        let badge = button.query_selector("[part=badge]").ok()??;
        Some(Launcher { button, badge })
    }

    pub(super) fn draw(&self, opened: bool, unread: u32) {
        dom::set(
            &self.button,
            "aria-expanded",
            if opened { "true" } else { "false" },
        );
        let mut count = write(&Value::from(unread.min(MOST_SHOWN)));
        if unread > MOST_SHOWN {
            count.push('+');
        }
        dom::write(&self.badge, &count);
        dom::show(&self.badge, unread > 0);
    }

    pub(super) fn focus(&self) {
        dom::focus(&self.button);
    }
}
