//! Asking the service about channels. A user is made first where there is none; its answers are kept
//! with the channel (`channels`) or with the user.
//!
//! What links somebody, or sends something, is asked once: the visitor sees what became of it and may
//! try again. All else is asked again by itself, as everywhere.

use super::{Phase, Session};
use crate::change::Change;
use crate::channel::{self, LinkCall, Trouble, Way};
use crate::effect::{Method, Refusal};
use crate::input::Answer;
use crate::outcome::Outcome;
use crate::ticket::Purpose;
use avmsdk_protocol::call::UserSession;
use avmsdk_protocol::channel::Channel;
use avmsdk_protocol::id::{IntegrationId, UserId};
use avmsdk_protocol::link::{
    ClientConfirmation, ClientRequest, ClientResponse, Confirmation, Criteria, LinkRequests, QrCodeResponse,
    Target,
};
use avmsdk_protocol::path;
use avmsdk_protocol::record::{read_text, to_text};
use avmsdk_protocol::user::LinkedClient;

impl Session {
    pub(super) fn ask_link(&mut self, id: &IntegrationId, call: LinkCall) {
        self.link_mut(id).is_busy = true;
        self.channels.waiting.push((id.clone(), call));
        self.pump();
    }

    pub(super) fn is_link_waiting(&self) -> bool {
        !self.channels.waiting.is_empty()
    }

    /// Asks what has waited for a user, if there is one.
    pub(super) fn ask_waiting_links(&mut self) {
        if let (Phase::Ready, Some(user)) = (self.phase, self.identity.user().cloned()) {
            for (id, call) in core::mem::take(&mut self.channels.waiting) {
                self.send_link(&user, id, call);
            }
        }
    }

    /// There is no user to be had.
    pub(super) fn refuse_links(&mut self, refusal: &Refusal) {
        let trouble = match refusal.status {
            Some(_) => Trouble::BadRequest,
            None => Trouble::Unhandled,
        };
        for (id, _) in core::mem::take(&mut self.channels.waiting) {
            self.link_failed(&id, trouble);
        }
    }

    fn send_link(&mut self, user: &UserId, id: IntegrationId, call: LinkCall) {
        let app = &self.app;
        let (method, path, body) = match &call {
            LinkCall::Address => (Method::Get, path::link_request(app, user, &id), None),
            LinkCall::Picture => (Method::Get, path::qr_code(app, user, &id), None),
            LinkCall::Client(address) => {
                let Some(body) = self.client_request(&id, address) else {
                    return;
                };
                (Method::Post, path::clients(app, user), Some(body))
            }
            LinkCall::Ping(client) => (Method::Post, path::ping(app, user, client), Some("{}".to_owned())),
            LinkCall::Delete(client) => (Method::Delete, path::client(app, user, client), None),
        };
        self.ask(Purpose::Link(id, call), method, &path, body);
    }

    /// A number is confirmed there; an address is not, as the visitor would not come back here.
    fn client_request(&self, id: &IntegrationId, address: &str) -> Option<String> {
        let integration = self.integrations().into_iter().find(|it| it.id == *id)?;
        let mut criteria = Criteria::new();
        criteria.set_kind(integration.kind).set_integration_id(id.clone());
        let mut confirmation = ClientConfirmation::new();
        if integration.channel == Channel::Sms {
            criteria.set_phone_number(Some(address.to_owned()));
            confirmation.set_kind(Confirmation::Prompt);
        } else {
            criteria.set_address(Some(address.to_owned()));
            confirmation.set_kind(Confirmation::Immediate);
        }
        let target = self.active_id().map(|active| {
            let mut target = Target::new();
            target.set_conversation_id(Some(active));
            target
        });
        let mut request = ClientRequest::new();
        request
            .set_criteria(criteria)
            .set_confirmation(confirmation)
            .set_target(target);
        Some(to_text(&request))
    }

    pub(super) fn link_answered(&mut self, id: &IntegrationId, call: LinkCall, answer: Answer) {
        self.change(Change::Channels);
        self.link_mut(id).is_busy = false;
        if let LinkCall::Delete(client) = &call
            && matches!(
                answer,
                Answer::Status {
                    status: 200..300 | 404,
                    ..
                }
            )
        {
            return self.take_client(client);
        }
        let body = match &answer {
            Answer::Status {
                status: 200..300,
                body,
                ..
            } => body,
            _ => {
                let trouble = if let LinkCall::Ping(_) = call {
                    Trouble::Ping
                } else {
                    trouble_of(&answer)
                };
                return self.link_failed(id, trouble);
            }
        };
        match call {
            LinkCall::Address => {
                let requests = read_text::<LinkRequests>(body).map(|it| it.requests());
                let way = requests.and_then(|it| it.into_iter().next()).map(|request| Way {
                    url: channel::address(&request.url()),
                    code: request.code(),
                    qr_code: request.qr_code().as_deref().and_then(channel::picture),
                });
                self.way_came(id, way.filter(|way| way.url.is_some()));
            }
            LinkCall::Picture => {
                let url = read_text::<QrCodeResponse>(body).map(|it| it.url());
                let mut shown = self.integrations().into_iter();
                let is_viber = shown.any(|it| it.id == *id && it.channel == Channel::Viber);
                // Viber has no host of its own for them (observed).
                let url = url.filter(|url| !is_viber || channel::is_data(url));
                let qr_code = url.as_deref().and_then(channel::picture);
                let way = qr_code.map(|qr_code| Way {
                    qr_code: Some(qr_code),
                    ..Way::default()
                });
                self.way_came(id, way);
            }
            LinkCall::Client(_) => match read_text::<ClientResponse>(body) {
                Some(response) => self.client_waits(response.client()),
                None => self.link_failed(id, Trouble::Unhandled),
            },
            LinkCall::Ping(_) | LinkCall::Delete(_) => {}
        }
    }

    fn way_came(&mut self, id: &IntegrationId, way: Option<Way>) {
        match way {
            Some(way) => self.link_mut(id).way = Some(way),
            None => self.link_failed(id, Trouble::Unhandled),
        }
    }

    pub(super) fn link_failed(&mut self, id: &IntegrationId, trouble: Trouble) {
        let link = self.link_mut(id);
        link.is_busy = false;
        link.trouble = Some(trouble);
        link.way = None;
        self.change(Change::Channels);
    }

    /// Somebody there has been asked, unless the answer was quicker.
    pub(super) fn client_waits(&mut self, client: LinkedClient) {
        if let Some(user) = &mut self.user {
            let is_it = |other: &LinkedClient| other.id() == client.id();
            let mut pending = user.pending_clients();
            if !user.clients().iter().any(is_it) && !pending.iter().any(is_it) {
                pending.push(client);
                user.set_pending_clients(pending);
                self.change(Change::User);
            }
        }
    }

    /// A client that was linked, or waited to be, is gone.
    pub(super) fn take_client(&mut self, id: &str) {
        if let Some(user) = &mut self.user {
            let stays = |client: &LinkedClient| client.id() != id;
            let mut clients = user.clients();
            clients.retain(stays);
            let mut pending = user.pending_clients();
            pending.retain(stays);
            user.set_clients(clients).set_pending_clients(pending);
            self.change(Change::User);
        }
    }

    /// What happened to the visitor's channels while nothing was heard.
    pub(super) fn read_links(&mut self) {
        if let Some(user) = self.identity.user().filter(|_| self.has_links()) {
            let path = path::user(&self.app, user);
            self.tickets.forget(&Purpose::Linked);
            self.ask(Purpose::Linked, Method::Get, &path, None);
        }
    }

    pub(super) fn links_read(&mut self, answer: Answer) {
        if let Outcome::Done(session) = answer.outcome::<UserSession>() {
            let user = session.user();
            if self.identity.user() == Some(&user.id()) {
                self.user = Some(user);
                self.change(Change::User);
            }
        }
    }
}

fn trouble_of(answer: &Answer) -> Trouble {
    match answer {
        Answer::Unreachable => Trouble::Unreachable,
        Answer::Status {
            status, retry_after, ..
        } => Trouble::of_status(u32::from(*status), *retry_after),
    }
}
