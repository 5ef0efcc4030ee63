//! Actions that only the business learns of.

use super::Session;
use super::consult::Question;
use crate::change::Change;
use crate::delegate::Delegate;
use crate::effect::{Method, PromiseId, Refusal};
use crate::input::Answer;
use crate::notice::Notice;
use crate::ticket::Purpose;
use avmsdk_protocol::activity::{Postback, PostbackRequest};
use avmsdk_protocol::id::{ActionId, ConversationId};
use avmsdk_protocol::{Object, Value, path};

/// A postback that the page may change before it is sent.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    action: ActionId,
    conversation: ConversationId,
    promise: Option<PromiseId>,
    /// Names it.
    number: u32,
}

/// The actions that have been clicked and not answered.
#[derive(Clone, Debug, Default)]
pub(super) struct Acting {
    pending: Vec<Pending>,
    last: u32,
}

impl Acting {
    /// Those who wait for their outcome.
    pub(super) fn take_promises(&mut self, promises: &mut Vec<PromiseId>) {
        for pending in &self.pending {
            promises.extend(pending.promise);
        }
        self.pending.clear();
    }
}

impl Session {
    /// Whether an action has been clicked and the service has not answered yet.
    pub fn is_under_way(&self, action: &ActionId) -> bool {
        self.acting
            .pending
            .iter()
            .any(|pending| pending.action == *action)
    }

    pub(super) fn trigger_postback(
        &mut self,
        action: ActionId,
        conversation: Option<ConversationId>,
        promise: Option<PromiseId>,
    ) {
        self.debug_whole();
        let Some(conversation) = conversation.or_else(|| self.active_id()) else {
            return self.settle(promise, Err(Refusal::no_conversation()));
        };
        let mut postback = Postback::new();
        postback.set_action_id(action.clone());
        let mut asked = Object::new();
        asked.set("postback", postback.object().clone());
        let place = self.place_for_delegate(Some(&conversation));
        if promise.is_none() {
            // Of an attempt before.
            self.take_notice_away();
        }
        self.acting.last += 1;
        let number = self.acting.last;
        self.acting.pending.push(Pending {
            action,
            conversation,
            promise,
            number,
        });
        self.change(Change::Actions);
        let question = Question::Postback(number);
        if !self.consult(Delegate::BeforePostbackSend, question, vec![asked.into(), place]) {
            self.postback_decided(number, None);
        }
    }

    /// The page may answer with what it was given, changed, or with the postback alone.
    pub(super) fn postback_decided(&mut self, number: u32, answer: Option<Value>) {
        let mut pending = self.acting.pending.iter();
        let Some(pending) = pending.find(|pending| pending.number == number) else {
            return;
        };
        let mut postback = Postback::new();
        postback.set_action_id(pending.action.clone());
        let inner = answer.as_ref().and_then(|answer| answer.get("postback"));
        for changed in [answer.as_ref(), inner] {
            for key in ["actionId", "metadata"] {
                if let Some(value) = changed.and_then(|changed| changed.get(key)) {
                    postback.object_mut().set(key, value.clone());
                }
            }
        }
        let path = path::postback(&self.app, &pending.conversation);
        match self.identity.author(None) {
            Some(author) => {
                let mut request = PostbackRequest::new();
                request.set_postback(postback).set_author(author);
                let body = Some(request.into_object());
                self.ask(Purpose::Postback(number), Method::Post, path, body);
            }
            None => self.acted(number, Err(Refusal::no_conversation())),
        }
    }

    pub(super) fn postback_done(&mut self, number: u32, answer: Answer) {
        let result = match answer.result::<Value>() {
            // The body means nothing, so neither does one that cannot be read.
            Err(refusal) if refusal.status.is_some() || refusal.is_unreachable() => Err(refusal),
            _ => Ok(Value::Null),
        };
        self.acted(number, result);
    }

    fn acted(&mut self, number: u32, result: Result<Value, Refusal>) {
        let mut pending = self.acting.pending.iter();
        if let Some(at) = pending.position(|pending| pending.number == number) {
            let done = self.acting.pending.remove(at);
            self.change(Change::Actions);
            if done.promise.is_none() && result.is_err() {
                self.notify(Notice::ActionFailed);
            }
            self.settle(done.promise, result);
        }
    }
}
