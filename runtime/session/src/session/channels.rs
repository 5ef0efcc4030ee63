//! The channels of the list and how far each is, and what the visitor does on their pages.
//!
//! What is linked, or waits for a word from there, stands with the user; what is kept here is only
//! what the visitor has begun: a request under way, an address that was given, a trouble.

use super::Session;
use crate::change::Change;
use crate::channel::{
    self, ChannelInput, ChannelState, LinkCall, LinkableChannel, Trouble, Way, has_form, is_at, text,
};
use avmsdk_protocol::Value;
use avmsdk_protocol::channel::Channel;
use avmsdk_protocol::id::IntegrationId;

/// Those that are linked, of the user.
pub(super) const LINKED: &str = "clients";
/// Those that wait for a word from there.
pub(super) const PENDING: &str = "pendingClients";

/// What has been begun with a channel.
#[derive(Clone, Debug, Default)]
pub(super) struct Link {
    pub(super) id: IntegrationId,
    pub(super) is_open: bool,
    /// Whether the service is being asked.
    pub(super) is_busy: bool,
    /// What is to be asked as soon as there is a user.
    pub(super) waiting: Option<LinkCall>,
    /// What is asked about: a number, an email address, or a client.
    pub(super) about: String,
    /// Kept until an error, or until something is linked.
    pub(super) way: Option<Way>,
    pub(super) trouble: Option<Trouble>,
    /// Who said no.
    pub(super) cancelled: Option<Option<String>>,
}

impl Session {
    /// The channels to show, in order, each with how far it is; none where the conversation that is
    /// shown is not the user's default one. Changes with [`Change::Channels`], [`Change::User`] and
    /// [`Change::Conversation`].
    pub fn channels(&self) -> Vec<LinkableChannel> {
        let mut channels = Vec::new();
        for integration in self.integrations() {
            let id = text(integration, "_id");
            let link = self.links.iter().find(|link| link.id.as_str() == id);
            if let Some(channel) = channel::channel_of(integration) {
                channels.push(LinkableChannel {
                    id: IntegrationId::new(id),
                    channel,
                    state: self.state_of(integration, link),
                    trouble: link.and_then(|link| link.trouble),
                    has_form: has_form(integration),
                    number: text(integration, "phoneNumber").to_owned(),
                });
            }
        }
        channels
    }

    /// What can be linked, in order, and nothing of how far it is.
    pub fn linkable(&self) -> Vec<(&str, Channel)> {
        let mut linkable = Vec::new();
        for integration in self.integrations() {
            let id = text(integration, "_id");
            linkable.extend(channel::channel_of(integration).map(|channel| (id, channel)));
        }
        linkable
    }

    /// Whether an address opens a channel's app here, and no code need be scanned.
    pub fn is_phone(&self) -> bool {
        self.options.is_phone
    }

    /// Whether there is anything to link.
    pub fn can_link(&self) -> bool {
        let mut all = self.in_order().into_iter();
        all.any(|one| channel::linked_as(one).is_some())
    }

    /// Those that are shown.
    pub(super) fn integrations(&self) -> Vec<&Value> {
        channel::shown(&self.in_order())
    }

    /// The page's order wins over that of the config; without either all are shown.
    fn in_order(&self) -> Vec<&Value> {
        let conversation = self.conversation.as_ref();
        let is_default = conversation.is_none_or(|it| it.is_default() == Some(true));
        match self.config.get("integrations") {
            Some(Value::Array(all)) if is_default => {
                let configured = self.setting("style", "integrationOrder");
                channel::in_order(all, self.options.integration_order.as_ref().or(configured))
            }
            _ => Vec::new(),
        }
    }

    /// One that is shown.
    pub(super) fn integration(&self, is_it: impl Fn(&Value) -> bool) -> Option<Value> {
        let mut shown = self.integrations().into_iter();
        shown.find(|integration| is_it(integration)).cloned()
    }

    fn state_of(&self, integration: &Value, link: Option<&Link>) -> ChannelState {
        if link.is_some_and(|link| link.is_busy) {
            return ChannelState::Loading;
        }
        if let Some(client) = self.client_at(LINKED, integration) {
            return ChannelState::Linked(name_of(client));
        }
        if let Some(client) = self.client_at(PENDING, integration) {
            return ChannelState::Pending(name_of(client));
        }
        let Some(link) = link else {
            return ChannelState::Unlinked;
        };
        match (&link.cancelled, &link.way) {
            (Some(name), _) => ChannelState::Cancelled(name.clone()),
            _ if has_form(integration) && link.is_open => ChannelState::Form,
            (_, Some(way)) => ChannelState::Ready(way.clone()),
            _ if link.trouble.is_some() => ChannelState::Failed,
            _ => ChannelState::Unlinked,
        }
    }

    /// The user's client at a channel, of one of the lists.
    pub(super) fn client_at(&self, list: &str, integration: &Value) -> Option<&Value> {
        let Value::Array(clients) = self.user.as_ref()?.object().get(list)? else {
            return None;
        };
        // One that waits is not active yet.
        let is_active = |client: &Value| list == PENDING || client.get("active") != Some(&Value::Bool(false));
        let mut clients = clients.iter();
        clients.find(|client| is_active(client) && is_at(client, integration))
    }

    /// Where what is known of the linking at an integration stands among all.
    pub(super) fn link_at(&mut self, id: &str) -> usize {
        let known = self.links.iter().position(|link| link.id.as_str() == id);
        known.unwrap_or_else(|| {
            self.links.push(Link {
                id: IntegrationId::new(id),
                ..Link::default()
            });
            self.links.len() - 1
        })
    }

    /// The user is another: what was begun is not of this one.
    #[inline(never)]
    pub(super) fn forget_links(&mut self) {
        self.debug_whole();
        self.links.clear();
        self.change(Change::Channels);
    }

    pub(super) fn channel_input(&mut self, id: &str, input: &ChannelInput) {
        let Some(integration) = self.integration(|it| text(it, "_id") == id) else {
            return;
        };
        let id_of = |client: &Value| text(client, "id").to_owned();
        let linked = self.client_at(LINKED, &integration).map(id_of);
        let pending = self.client_at(PENDING, &integration).map(id_of);
        let is_phone = self.options.is_phone;
        self.change(Change::Channels);
        let at = self.link_at(id);
        let link = &mut self.links[at];
        match input {
            ChannelInput::Close => link.is_open = false,
            ChannelInput::Open | ChannelInput::Retry | ChannelInput::Change => link.is_open = true,
            _ => {}
        }
        if link.is_busy {
            return;
        }
        link.trouble = None;
        if !matches!(input, ChannelInput::Open) {
            link.cancelled = None;
        }
        let somebody = pending.clone().or_else(|| linked.clone());
        let (call, about) = match input {
            ChannelInput::Close => return,
            ChannelInput::Open | ChannelInput::Retry => {
                if *input == ChannelInput::Retry {
                    link.way = None;
                }
                if link.way.is_some() || has_form(&integration) || somebody.is_some() {
                    return;
                }
                link.way = channel::own_way(&integration);
                if link.way.is_some() {
                    return;
                }
                let call = match text(&integration, "type") {
                    "wechat" => LinkCall::Picture,
                    "viber" if !is_phone => LinkCall::Picture,
                    _ => LinkCall::Address,
                };
                (call, Some(String::new()))
            }
            ChannelInput::Submit(_) if !has_form(&integration) => return,
            ChannelInput::Submit(given) => {
                let (found, trouble) = match channel::channel_of(&integration) {
                    Some(Channel::Sms) => (channel::phone_number(given), Trouble::InvalidNumber),
                    _ => (channel::email_address(given), Trouble::InvalidAddress),
                };
                link.trouble = found.is_none().then_some(trouble);
                (LinkCall::Client, found)
            }
            ChannelInput::Ping => (LinkCall::Ping, somebody),
            ChannelInput::Cancel => (LinkCall::Delete, pending),
            ChannelInput::Change => (LinkCall::Delete, somebody),
            // Only these can be linked again from here.
            ChannelInput::Unlink => (LinkCall::Delete, linked.filter(|_| has_form(&integration))),
        };
        if let Some(about) = about {
            link.about = about;
            link.is_busy = true;
            link.waiting = Some(call);
            self.pump();
        }
    }
}

fn name_of(client: &Value) -> Option<String> {
    let name = client.get("displayName").and_then(Value::as_str);
    name.map(str::to_owned)
}
