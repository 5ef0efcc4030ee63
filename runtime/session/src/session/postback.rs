//! Actions that only the business learns of.

use super::Session;
use super::consult::Question;
use crate::change::Change;
use crate::delegate::Delegate;
use crate::effect::{Method, PromiseId, Refusal};
use crate::input::Answer;
use crate::outcome::Outcome;
use crate::ticket::Purpose;
use avmsdk_protocol::activity::{Postback, PostbackRequest};
use avmsdk_protocol::id::{ActionId, ConversationId};
use avmsdk_protocol::record::to_text;
use avmsdk_protocol::{Object, Value, Wire, path};

/// A postback that the page may change before it is sent.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pending {
    action: ActionId,
    conversation: ConversationId,
    promise: Option<PromiseId>,
}

impl Pending {
    pub(super) fn into_purpose(self) -> Purpose {
        Purpose::Postback(self.action, self.promise)
    }
}

impl Session {
    /// Whether an action has been clicked and the service has not answered yet.
    pub fn is_under_way(&self, action: &ActionId) -> bool {
        self.acting.contains(action)
    }

    pub(super) fn trigger_postback(
        &mut self,
        action: ActionId,
        conversation: Option<ConversationId>,
        promise: Option<PromiseId>,
    ) {
        let Some(conversation) = conversation.or_else(|| self.active_id()) else {
            return self.settle(promise, Err(Refusal::no_conversation()));
        };
        self.acting.push(action.clone());
        self.change(Change::Actions);
        let mut postback = Postback::new();
        postback.set_action_id(action.clone());
        let mut asked = Object::new();
        asked.set("postback", postback.object().clone());
        let place = self.place_for_delegate(Some(&conversation));
        let pending = Pending {
            action,
            conversation,
            promise,
        };
        let question = Question::Postback(pending.clone());
        if !self.consult(Delegate::BeforePostbackSend, question, vec![asked.into(), place]) {
            self.send_postback(pending, postback);
        }
    }

    /// The page may answer with what it was given, changed, or with the postback alone.
    pub(super) fn postback_decided(&mut self, pending: Pending, answer: Option<Value>) {
        let mut postback = Postback::new();
        postback.set_action_id(pending.action.clone());
        if let Some(answer) = &answer {
            let inner = answer.get("postback").and_then(Value::as_object);
            for changed in [answer.as_object(), inner].into_iter().flatten() {
                for key in ["actionId", "metadata"] {
                    if let Some(value) = changed.get(key) {
                        postback.object_mut().set(key, value.clone());
                    }
                }
            }
        }
        let postback = Postback::read(&postback.to_value()).unwrap_or(postback);
        self.send_postback(pending, postback);
    }

    fn send_postback(&mut self, pending: Pending, postback: Postback) {
        let Some(author) = self.identity.author(None) else {
            self.acted(&pending.action);
            return self.settle(pending.promise, Err(Refusal::no_conversation()));
        };
        let mut request = PostbackRequest::new();
        request.set_postback(postback).set_author(author);
        let path = path::postback(&self.app, &pending.conversation);
        let purpose = Purpose::Postback(pending.action, pending.promise);
        self.ask(purpose, Method::Post, &path, Some(to_text(&request)));
    }

    pub(super) fn postback_done(&mut self, action: &ActionId, promise: Option<PromiseId>, answer: Answer) {
        self.acted(action);
        let result = match answer.outcome::<Value>() {
            Outcome::Done(_) => Ok(Value::Null),
            // The body means nothing, so neither does one that cannot be read.
            Outcome::Refused(refusal) if refusal.status.is_none() => Ok(Value::Null),
            Outcome::Refused(refusal) => Err(refusal),
            Outcome::Later { .. } => Err(Refusal::unreachable()),
        };
        self.settle(promise, result);
    }

    pub(super) fn acted(&mut self, action: &ActionId) {
        if let Some(at) = self.acting.iter().position(|acting| acting == action) {
            self.acting.remove(at);
            self.change(Change::Actions);
        }
    }
}
