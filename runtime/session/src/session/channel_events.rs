//! What the realtime channel tells of the linking of channels.

use super::Session;
use super::channels::{LINKED, PENDING};
use crate::change::Change;
use crate::channel::{LinkCall, Trouble, channel_of, is_at, text};
use crate::effect::Slot;
use crate::ticket::Purpose;
use avmsdk_protocol::Value;
use avmsdk_protocol::channel::Channel;
use avmsdk_protocol::event::{Event, EventType};
use avmsdk_protocol::id::{ExternalId, UserId};

impl Session {
    pub(super) fn link_told(&mut self, kind: &EventType, event: &Event) {
        let part = |name| event.object().get(name).unwrap_or(&Value::Null);
        let (user, client) = (part("appUser"), part("client"));
        let (user_id, client_id) = (text(user, "_id"), text(client, "id"));
        if user_id.is_empty() || client_id.is_empty() {
            return;
        }
        let is_link = *kind == EventType::Link;
        if self.identity.user().map(UserId::as_str) != Some(user_id) {
            if is_link {
                self.become_other(user);
            }
            return;
        }
        if *kind != EventType::LinkMatched {
            self.take_client(client_id);
        }
        if let Some(integration) = self.integration(|it| is_at(client, it)) {
            let at = self.link_at(text(&integration, "_id"));
            if *kind != EventType::LinkCancelled {
                // The answer may come only now, and says less. Who is cancelled may be the one before.
                self.forget_call(Purpose::Link(at, LinkCall::Client));
            }
            let link = &mut self.links[at];
            link.is_busy = false;
            link.trouble = None;
            link.cancelled = None;
            match kind {
                EventType::Link => link.way = None,
                EventType::LinkCancelled if channel_of(&integration) == Some(Channel::Sms) => {
                    let name = client.get("displayName").and_then(Value::as_str);
                    link.cancelled = Some(name.map(str::to_owned));
                }
                EventType::LinkCancelled => link.is_open = false,
                EventType::LinkFailed => {
                    let fault = event.fault().unwrap_or_default();
                    link.failed(Trouble::of_status(fault.status(), fault.retry_after()));
                }
                _ => {}
            }
        }
        self.change(Change::Channels);
        if is_link {
            self.put_client(LINKED, client_id, Some(client));
            self.forget_prompt();
            self.catch_up();
        } else if *kind == EventType::LinkMatched {
            self.put_client(PENDING, client_id, Some(client));
        }
    }

    /// Two users turned out to be one: the messenger begins again as that one. What the visitor wrote
    /// and the service does not have goes along.
    fn become_other(&mut self, user: &Value) {
        self.begin_as_same(None);
        self.store(Slot::Snapshot, None);
        let given = |key| user.get(key).and_then(Value::as_str);
        match (given("userId"), self.identity.jwt().map(str::to_owned)) {
            (Some(external), Some(jwt)) => self.ask_to_login(ExternalId::new(external), jwt),
            _ => {
                let token = given("sessionToken").map(str::to_owned);
                let id = UserId::new(text(user, "_id"));
                self.identity.take(id, token, &mut self.effects);
                self.restore();
            }
        }
    }
}
