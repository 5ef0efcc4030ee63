//! How many messages nobody has read.

use crate::dom::Node;
use avmsdk_protocol::Value;
use avmsdk_protocol::json::write;

/// A badge has room for two digits.
const MOST_SHOWN: u32 = 99;

pub(super) fn draw(badge: &Node, unread: u32) {
    let mut count = write(&Value::from(unread.min(MOST_SHOWN)));
    if unread > MOST_SHOWN {
        count.push('+');
    }
    badge.write(&count);
    badge.show(unread > 0);
}
