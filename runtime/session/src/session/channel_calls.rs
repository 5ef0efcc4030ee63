//! Asking the service about channels. A user is made first where there is none; its answers are kept
//! with the channel (`channels`) or with the user.
//!
//! What links somebody, or sends something, is asked once: the visitor sees what became of it and may
//! try again. All else is asked again by itself, as everywhere.

use super::channels::{LINKED, PENDING};
use super::{Phase, Session};
use crate::change::Change;
use crate::channel::{self, LinkCall, Trouble, Way, text};
use crate::effect::{Method, Refusal};
use crate::input::Answer;
use crate::outcome::Outcome;
use crate::ticket::Purpose;
use avmsdk_protocol::call::UserSession;
use avmsdk_protocol::channel::Channel;
use avmsdk_protocol::json::parse;
use avmsdk_protocol::{Object, Value, path};

impl Session {
    #[inline(never)]
    pub(super) fn is_link_waiting(&self) -> bool {
        self.debug_whole();
        self.links.iter().any(|link| link.waiting.is_some())
    }

    /// Asks what has waited for a user, if there is one.
    #[inline(never)]
    pub(super) fn ask_waiting_links(&mut self) {
        self.debug_whole();
        if self.phase != Phase::Ready || self.identity.user().is_none() {
            return;
        }
        for at in 0..self.links.len() {
            if let Some(call) = self.links[at].waiting.take() {
                self.ask_link(at, call);
            }
        }
    }

    /// There is no user to be had.
    #[inline(never)]
    pub(super) fn refuse_links(&mut self, refusal: &Refusal) {
        self.debug_whole();
        let status = refusal.status.map_or(0, u32::from);
        for link in self.links.iter_mut() {
            if link.waiting.take().is_some() {
                link.is_busy = false;
                link.trouble = Some(Trouble::of_status(status, None));
            }
        }
        self.change(Change::Channels);
    }

    fn ask_link(&mut self, at: usize, call: LinkCall) {
        let (app, link) = (&self.app, &self.links[at]);
        let id = link.id.clone();
        let Some(user) = self.identity.user() else { return };
        let (method, path, body) = match call {
            LinkCall::Address => (Method::Get, path::link_request(app, user, &id), None),
            LinkCall::Picture => (Method::Get, path::qr_code(app, user, &id), None),
            LinkCall::Client => {
                let integration = self.integration(|it| text(it, "_id") == id.as_str());
                let body = self.client_request(&integration.unwrap_or_default(), &link.about);
                (Method::Post, path::clients(app, user), Some(body))
            }
            LinkCall::Ping => {
                let path = path::ping(app, user, &link.about);
                (Method::Post, path, Some(Object::new()))
            }
            LinkCall::Delete => (Method::Delete, path::client(app, user, &link.about), None),
        };
        self.ask(Purpose::Link(at, call), method, path, body);
    }

    /// Whoever has a number is asked there; an address counts at once (observed).
    #[inline(never)]
    pub(super) fn client_request(&self, integration: &Value, about: &str) -> Object {
        let (key, kind) = match channel::channel_of(integration) {
            Some(Channel::Sms) => ("phoneNumber", "prompt"),
            _ => ("address", "immediate"),
        };
        let mut criteria = Object::new();
        criteria.set("type", text(integration, "type"));
        criteria.set("integrationId", text(integration, "_id"));
        criteria.set(key, about);
        let mut confirmation = Object::new();
        confirmation.set("type", kind);
        let mut body = Object::new();
        body.set("criteria", criteria);
        body.set("confirmation", confirmation);
        if let Some(active) = self.active_id() {
            let mut target = Object::new();
            target.set("conversationId", active.as_str());
            body.set("target", target);
        }
        body
    }

    pub(super) fn link_answered(&mut self, at: usize, call: LinkCall, answer: Answer) {
        self.change(Change::Channels);
        let viber = self.integration(|it| text(it, "type") == "viber");
        let Some(link) = self.links.get_mut(at) else {
            return;
        };
        link.is_busy = false;
        let (status, body, retry_after) = match answer {
            Answer::Unreachable => return link.failed(Trouble::Unreachable),
            Answer::Status {
                status,
                body,
                retry_after,
            } => (status, body, retry_after),
        };
        let value = parse(&body).unwrap_or_default();
        match (call, status) {
            (LinkCall::Delete, 200..300 | 404) => {
                let client = core::mem::take(&mut link.about);
                self.take_client(&client);
            }
            (LinkCall::Ping, 200..300) => {}
            (LinkCall::Ping, _) => link.trouble = Some(Trouble::Ping),
            (LinkCall::Address, 200..300) => {
                let first = match value.get("linkRequests") {
                    Some(Value::Array(requests)) => requests.first(),
                    _ => None,
                };
                let first = first.unwrap_or(&Value::Null);
                let code = first.get("code").and_then(Value::as_str);
                match channel::address(text(first, "url")) {
                    Some(url) => {
                        link.way = Some(Way {
                            url: Some(url),
                            code: code.map(str::to_owned),
                            qr_code: channel::picture(text(first, "qrCode")),
                        });
                    }
                    None => link.failed(Trouble::Unhandled),
                }
            }
            (LinkCall::Picture, 200..300) => {
                let url = text(&value, "url");
                // Viber has no host of its own for them (observed).
                let is_viber = viber.is_some_and(|it| text(&it, "_id") == link.id.as_str());
                match channel::picture(url).filter(|url| !is_viber || channel::is_data(url)) {
                    Some(url) => {
                        link.way = Some(Way {
                            qr_code: Some(url),
                            ..Way::default()
                        });
                    }
                    None => link.failed(Trouble::Unhandled),
                }
            }
            (LinkCall::Client, 200..300) => match value.get("client") {
                Some(client) => self.put_client(PENDING, text(client, "id"), Some(client)),
                None => link.failed(Trouble::Unhandled),
            },
            _ => link.failed(Trouble::of_status(u32::from(status), retry_after)),
        }
    }

    /// A client that was linked, or waited to be, is gone.
    pub(super) fn take_client(&mut self, id: &str) {
        self.put_client(LINKED, id, None);
        self.put_client(PENDING, id, None);
    }

    /// Puts a client into a list of the user in place of what has its id there.
    pub(super) fn put_client(&mut self, list: &str, id: &str, client: Option<&Value>) {
        if let Some(user) = &mut self.user {
            let mut clients = match user.object_mut().take(list) {
                Some(Value::Array(clients)) => clients,
                _ => Vec::new(),
            };
            clients.retain(|it| text(it, "id") != id);
            clients.extend(client.cloned());
            user.object_mut().set(list, Value::Array(clients));
            self.change(Change::User);
            if self.tickets.is_open(Purpose::Linked) {
                // The answer may be older.
                self.read_links();
            }
        }
    }

    /// What happened to the visitor's channels while nothing was heard.
    #[inline(never)]
    pub(super) fn read_links(&mut self) {
        self.debug_whole();
        if let Some(user) = self.identity.user().filter(|_| !self.links.is_empty()) {
            let path = path::user(&self.app, user);
            self.forget_call(Purpose::Linked);
            self.ask(Purpose::Linked, Method::Get, path, None);
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

impl super::channels::Link {
    /// It did not work, and what was kept of it is of no use.
    pub(super) fn failed(&mut self, trouble: Trouble) {
        self.trouble = Some(trouble);
        self.way = None;
    }
}
