//! The launcher, which the host has drawn: its state and its badge.

use crate::dom::Node;
use avmsdk_protocol::Value;
use avmsdk_protocol::json::write;

/// A badge has room for two digits.
const MOST_SHOWN: u32 = 99;

pub(super) struct Launcher {
    button: Node,
    badge: Node,
}

impl Launcher {
    /// The launcher that the host drew; none where the messenger is embedded.
    pub(super) fn find(root: &Node) -> Option<Self> {
        let button = root.query("[part=launcher]")?;
        let badge = button.query("[part=badge]")?;
        Some(Launcher { button, badge })
    }

    pub(super) fn draw(&self, opened: bool, unread: u32) {
        self.button.mark("aria-expanded", opened);
        let mut count = write(&Value::from(unread.min(MOST_SHOWN)));
        if unread > MOST_SHOWN {
            count.push('+');
        }
        self.badge.write(&count);
        self.badge.show(unread > 0);
    }

    pub(super) fn focus(&self) {
        self.button.focus();
    }
}
