//! The words in which the session wants something done: asked, stored, told to the page, drawn anew.

use super::Session;
use crate::change::Change;
use crate::effect::{Alarm, Authorization, Effect, Method, PromiseId, Refusal, Request, Slot};
use crate::page;
use crate::ticket::Purpose;
use avmsdk_protocol::id::ConversationId;
use avmsdk_protocol::json::write;
use avmsdk_protocol::message::Message;
use avmsdk_protocol::{Object, Value, Wire, path};

impl Session {
    /// Wants something done. Never inlined: there are a hundred calls.
    #[inline(never)]
    pub(super) fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    pub(super) fn set_alarm(&mut self, alarm: Alarm, millis: u32) {
        self.effect(Effect::SetAlarm(alarm, millis));
    }

    pub(super) fn clear_alarm(&mut self, alarm: Alarm) {
        self.effect(Effect::ClearAlarm(alarm));
    }

    pub(super) fn store(&mut self, slot: Slot, value: Option<String>) {
        self.effect(Effect::Store(slot, value));
    }

    /// Something that shows has changed.
    #[inline(never)]
    pub(super) fn change(&mut self, change: Change) {
        self.changes.push(change);
    }

    /// Tells the page of something in the conversation that is shown.
    pub(super) fn emit(&mut self, name: &'static str, what: Option<Value>) {
        self.emit_in(self.active_id().as_ref(), name, what);
    }

    /// Tells the page of something in a conversation.
    pub(super) fn emit_in(
        &mut self,
        place: Option<&ConversationId>,
        name: &'static str,
        what: Option<Value>,
    ) {
        self.effect(page::event(name, what, place));
    }

    /// Tells the page of a message: by an event of its own, then by `message`.
    pub(super) fn emit_message(&mut self, place: &ConversationId, name: &'static str, message: &Message) {
        for name in [name, "message"] {
            self.emit_in(Some(place), name, Some(message.to_value()));
        }
    }

    pub(super) fn log(&mut self, what: &str) {
        self.effect(page::log(what, self.active_id().as_ref(), self.now));
    }

    /// Asks the service, below the address that the config gives.
    pub(super) fn ask(&mut self, purpose: Purpose, method: Method, path: String, body: Option<Object>) {
        self.ask_as(self.identity.authorization(), purpose, method, path, body);
    }

    /// Asks as somebody whom the visitor may not be any more.
    pub(super) fn ask_as(
        &mut self,
        authorization: Authorization,
        purpose: Purpose,
        method: Method,
        path: String,
        body: Option<Object>,
    ) {
        let ticket = self.tickets.issue(purpose);
        let url = path::join(&self.base_url, &path);
        self.send_request(Request {
            ticket,
            method,
            url,
            authorization,
            body: body.map(|body| write(&body.into())),
        });
    }

    pub(super) fn settle(&mut self, promise: Option<PromiseId>, result: Result<Value, Refusal>) {
        match promise {
            Some(promise @ (PromiseId::VISITOR | PromiseId::READER)) => self.list_settled(promise, result),
            Some(promise) => self.effect(Effect::Settle(promise, result)),
            None => {}
        }
    }

    pub(super) fn settle_all(&mut self, promises: Vec<PromiseId>, result: &Result<Value, Refusal>) {
        for promise in promises {
            self.settle(Some(promise), result.clone());
        }
    }

    pub(super) fn settle_starting(&mut self, result: &Result<Value, Refusal>) {
        let starting = core::mem::take(&mut self.starting);
        self.settle_all(starting, result);
    }

    pub(super) fn settle_waiting(&mut self, result: &Result<Value, Refusal>) {
        let waiting = core::mem::take(&mut self.waiting);
        self.settle_all(waiting, result);
    }
}
