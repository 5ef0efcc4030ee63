//! What the realtime channel tells of the linking of channels.

use super::Session;
use super::channels::is_at;
use crate::change::Change;
use crate::channel::Trouble;
use crate::effect::{Effect, Slot};
use avmsdk_protocol::channel::Channel;
use avmsdk_protocol::event::{Event, EventType};
use avmsdk_protocol::link::LinkedUser;
use avmsdk_protocol::user::LinkedClient;

impl Session {
    pub(super) fn link_told(&mut self, kind: &EventType, event: &Event) {
        let (Some(user), Some(client)) = (event.user(), event.client()) else {
            return;
        };
        let is_link = *kind == EventType::Link;
        if self.identity.user() != Some(&user.id()) {
            if is_link {
                self.become_other(&user);
            }
            return;
        }
        let mut shown = self.integrations().into_iter();
        let integration = shown.find(|it| is_at(&client, it));
        if *kind != EventType::LinkMatched {
            self.take_client(&client.id());
        }
        if let Some(integration) = &integration {
            let link = self.link_mut(&integration.id);
            link.is_busy = false;
            link.trouble = None;
            link.cancelled = None;
            match kind {
                EventType::Link => link.way = None,
                EventType::LinkCancelled if integration.channel == Channel::Sms => {
                    link.cancelled = Some(client.display_name());
                }
                EventType::LinkCancelled => link.is_open = false,
                EventType::LinkFailed => {
                    let fault = event.fault().unwrap_or_default();
                    let trouble = Trouble::of_status(fault.status(), fault.retry_after());
                    self.link_failed(&integration.id, trouble);
                }
                _ => {}
            }
        }
        self.change(Change::Channels);
        match kind {
            EventType::Link => {
                self.client_is_linked(client);
                self.forget_prompt();
                self.catch_up();
            }
            EventType::LinkMatched => self.client_waits(client),
            _ => {}
        }
    }

    fn client_is_linked(&mut self, client: LinkedClient) {
        if let Some(user) = &mut self.user {
            let mut clients = user.clients();
            clients.push(client);
            user.set_clients(clients);
        }
    }

    /// Two users turned out to be one: the messenger begins again as that one. What the visitor wrote
    /// and the service does not have goes along.
    fn become_other(&mut self, user: &LinkedUser) {
        self.begin_again(None);
        self.effect(Effect::Store(Slot::Snapshot, None));
        match (user.external_id(), self.identity.jwt().map(str::to_owned)) {
            (Some(external), Some(jwt)) => self.ask_to_login(external, jwt),
            _ => {
                self.identity
                    .take(user.id(), user.session_token(), &mut self.effects);
                self.restore();
            }
        }
    }
}
