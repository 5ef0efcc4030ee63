//! What the visitor chooses of a message: its actions, and those of its items.

use super::Session;
use super::consult::Question;
use crate::timeline::Key;
use avmsdk_protocol::id::ActionId;
use avmsdk_protocol::message::Draft;
use avmsdk_protocol::{Object, Value};

impl Session {
    /// The visitor clicks the action at a place ([`action_at`]): a reply is said, a postback told, once until it is
    /// answered. What else there is opens in the browser. While the page decides how a reply shows, its question still
    /// seems to wait for one.
    #[inline(never)]
    pub(super) fn choose(&mut self, key: Key, at: usize) {
        self.debug_whole();
        let message = self.timeline.get(key).and_then(|entry| entry.shown());
        let Some(action) = message.and_then(|message| action_at(message.object(), at)) else {
            return;
        };
        match action.text("type") {
            "reply" => {
                let mut after = self.timeline().iter().rev().take_while(|it| it.key != key);
                if after.any(|it| {
                    let is_own = it.said().is_some_and(|said| said.text("role") == "appUser");
                    is_own && !it.is_visible() && self.is_asked(Question::Display(it.key))
                }) {
                    return;
                }
                let mut draft = Draft::text_only(action.text("text"));
                for name in ["payload", "metadata"] {
                    if let Some(value) = action.get(name) {
                        draft.object_mut().set(name, value.clone());
                    }
                }
                self.submit(draft, None, None);
            }
            "postback" => {
                let id = ActionId::new(action.text("_id"));
                if !id.as_str().is_empty() && !self.is_under_way(&id) {
                    self.trigger_postback(id, None, None);
                }
            }
            _ => {}
        }
    }
}

/// The list that a key has; empty where it has none.
pub fn list<'a>(of: &'a Object, key: &str) -> &'a [Value] {
    match of.get(key) {
        Some(Value::Array(items)) => items,
        _ => &[],
    }
}

/// The action at a place: those of the message come first, then those of each item, as they are shown.
fn action_at(message: &Object, mut at: usize) -> Option<&Object> {
    let own = list(message, "actions");
    if let Some(action) = own.get(at) {
        return action.as_object();
    }
    at -= own.len();
    for item in list(message, "items") {
        let actions = item.as_object().map_or(&[][..], |item| list(item, "actions"));
        if let Some(action) = actions.get(at) {
            return action.as_object();
        }
        at -= actions.len();
    }
    None
}
