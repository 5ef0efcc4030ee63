//! The channels of the list and how far each is, and what the visitor does on their pages.
//!
//! What is linked, or waits for a word from there, stands with the user; what is kept here is only
//! what the visitor has begun: a request under way, an address that was given, a trouble.

use super::Session;
use crate::change::Change;
use crate::channel::{
    self, ChannelInput, ChannelState, Integration, LinkCall, LinkableChannel, Trouble, Way,
};
use avmsdk_protocol::Value;
use avmsdk_protocol::channel::Channel;
use avmsdk_protocol::id::IntegrationId;
use avmsdk_protocol::record::get_field;
use avmsdk_protocol::user::LinkedClient;

/// The channels that the visitor has touched.
#[derive(Clone, Debug, Default)]
pub(super) struct Channels {
    links: Vec<Link>,
    /// What is to be asked as soon as there is a user.
    pub(super) waiting: Vec<(IntegrationId, LinkCall)>,
}

/// What has been begun with a channel.
#[derive(Clone, Debug, Default)]
pub(super) struct Link {
    id: IntegrationId,
    pub(super) is_open: bool,
    /// Whether the service is being asked.
    pub(super) is_busy: bool,
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
        let conversation = self.conversation.as_ref();
        if conversation.is_some_and(|it| it.is_default() != Some(true)) {
            return Vec::new();
        }
        let shown = self.integrations().into_iter();
        shown.map(|integration| self.linkable(integration)).collect()
    }

    /// Whether there is anything to link.
    pub fn can_link(&self) -> bool {
        !self.channels().is_empty()
    }

    /// The page's order wins over that of the config; without either all are shown.
    pub(super) fn integrations(&self) -> Vec<Integration> {
        let Some(Value::Array(all)) = self.config.get("integrations") else {
            return Vec::new();
        };
        let configured = self.config.get("style").and_then(Value::as_object);
        let configured =
            configured.and_then(|style| get_field::<Option<Vec<IntegrationId>>>(style, "integrationOrder"));
        let order = self.options.integration_order.as_ref().or(configured.as_ref());
        channel::shown(all, order.map(Vec::as_slice))
    }

    fn linkable(&self, integration: Integration) -> LinkableChannel {
        let link = self.channels.links.iter().find(|link| link.id == integration.id);
        LinkableChannel {
            state: self.state_of(&integration, link),
            trouble: link.and_then(|link| link.trouble),
            channel: integration.channel,
            id: integration.id,
        }
    }

    fn state_of(&self, integration: &Integration, link: Option<&Link>) -> ChannelState {
        if link.is_some_and(|link| link.is_busy) {
            return ChannelState::Loading;
        }
        if let Some(client) = self.linked_client(integration) {
            return ChannelState::Linked(client.display_name());
        }
        if let Some(client) = self.pending_client(integration) {
            return ChannelState::Pending(client.display_name());
        }
        match link {
            Some(Link {
                cancelled: Some(name),
                ..
            }) => ChannelState::Cancelled(name.clone()),
            Some(link) if integration.has_form() && link.is_open => ChannelState::Form,
            Some(Link { way: Some(way), .. }) => ChannelState::Ready(way.clone()),
            Some(Link { trouble: Some(_), .. }) => ChannelState::Failed,
            _ => ChannelState::Unlinked,
        }
    }

    pub(super) fn linked_client(&self, integration: &Integration) -> Option<LinkedClient> {
        let clients = self.user.as_ref()?.clients();
        let mut active = clients.into_iter().filter(|it| it.active() != Some(false));
        active.find(|client| is_at(client, integration))
    }

    pub(super) fn pending_client(&self, integration: &Integration) -> Option<LinkedClient> {
        let clients = self.user.as_ref()?.pending_clients();
        clients.into_iter().find(|client| is_at(client, integration))
    }

    pub(super) fn link_mut(&mut self, id: &IntegrationId) -> &mut Link {
        let links = &mut self.channels.links;
        let at = links
            .iter()
            .position(|link| link.id == *id)
            .unwrap_or(links.len());
        if at == links.len() {
            links.push(Link {
                id: id.clone(),
                ..Link::default()
            });
        }
        &mut links[at]
    }

    pub(super) fn has_links(&self) -> bool {
        !self.channels.links.is_empty()
    }

    /// The user is another: what was begun is not of this one.
    pub(super) fn forget_links(&mut self) {
        self.channels = Channels::default();
        self.change(Change::Channels);
    }

    pub(super) fn channel_input(&mut self, id: &IntegrationId, input: ChannelInput) {
        let Some(integration) = self.integrations().into_iter().find(|it| it.id == *id) else {
            return;
        };
        let linked = self.linked_client(&integration);
        let pending = self.pending_client(&integration);
        let somebody = pending.clone().or_else(|| linked.clone()).map(|it| it.id());
        let link = self.link_mut(id);
        let is_busy = link.is_busy;
        if !is_busy {
            link.trouble = None;
        }
        let call = match input {
            ChannelInput::Close => {
                link.is_open = false;
                link.cancelled = None;
                None
            }
            ChannelInput::Open | ChannelInput::Retry => {
                link.is_open = true;
                if input == ChannelInput::Retry && !is_busy {
                    link.way = None;
                    link.cancelled = None;
                }
                let is_known = link.way.is_some() || integration.has_form() || somebody.is_some();
                if is_known { None } else { self.way_to(&integration) }
            }
            ChannelInput::Submit(text) => self.client_of(&integration, &text),
            ChannelInput::Ping => somebody.map(LinkCall::Ping),
            ChannelInput::Cancel => pending.map(|it| LinkCall::Delete(it.id())),
            ChannelInput::Change => {
                link.is_open = true;
                somebody.map(LinkCall::Delete)
            }
            // Only these can be linked again from here.
            ChannelInput::Unlink if integration.has_form() => linked.map(|it| LinkCall::Delete(it.id())),
            ChannelInput::Unlink => None,
        };
        self.change(Change::Channels);
        if let Some(call) = call.filter(|_| !is_busy) {
            self.ask_link(id, call);
        }
    }

    /// How to ask for the way, unless it can be told at once.
    fn way_to(&mut self, integration: &Integration) -> Option<LinkCall> {
        if let Some(way) = integration.own_way() {
            self.link_mut(&integration.id).way = Some(way);
            return None;
        }
        Some(match integration.channel {
            Channel::WeChat => LinkCall::Picture,
            Channel::Viber if !self.options.is_phone => LinkCall::Picture,
            _ => LinkCall::Address,
        })
    }

    fn client_of(&mut self, integration: &Integration, text: &str) -> Option<LinkCall> {
        if !integration.has_form() {
            return None;
        }
        let (found, trouble) = match integration.channel {
            Channel::Sms => (channel::phone_number(text), Trouble::InvalidNumber),
            _ => (channel::email_address(text), Trouble::InvalidAddress),
        };
        let link = self.link_mut(&integration.id);
        if !link.is_busy {
            link.cancelled = None;
            link.trouble = found.is_none().then_some(trouble);
        }
        found.map(LinkCall::Client)
    }
}

/// Whether a client is at that channel: by the integration where the service says so, otherwise by
/// its type.
pub(super) fn is_at(client: &LinkedClient, integration: &Integration) -> bool {
    match client.object().get("integrationId").and_then(Value::as_str) {
        Some(id) => id == integration.id.as_str(),
        None => client.platform() == integration.kind,
    }
}
