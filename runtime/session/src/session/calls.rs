//! The methods that the page waits for: which goes where, and which must wait for the messenger.

use super::{Phase, Session};
use crate::call::Call;
use crate::effect::PromiseId;
use avmsdk_protocol::Value;

impl Session {
    #[inline(never)]
    pub(super) fn called(&mut self, call: Call, promise: PromiseId) {
        self.debug_whole();
        let waits = match call {
            // What is sent waits for the rest by itself, in its turn.
            Call::SendMessage(..) => self.is_another_due(),
            _ => self.phase != Phase::Ready || self.is_login_due,
        };
        if waits {
            self.deferred.push((call, promise));
            return;
        }
        match call {
            Call::Login(external, jwt) => self.login(external, jwt, promise),
            Call::Logout => self.logout(promise),
            Call::UpdateUser(properties) => self.update_user(properties, promise),
            Call::StartConversation => self.start_conversation(promise),
            Call::CreateConversation(settings) => self.create_conversation(settings, promise),
            Call::UpdateConversation(id, settings) => self.update_conversation(id, settings, promise),
            Call::LoadConversation(id) => self.load_conversation(id, promise),
            Call::GetConversation(id) => self.get_conversation(id, promise),
            Call::GetConversations(offset) => self.get_conversations(offset, promise),
            Call::GetMoreConversations => self.get_more_conversations(promise),
            Call::StartTyping(id) => {
                self.start_writing(id);
                self.settle(Some(promise), Ok(Value::Null));
            }
            Call::StopTyping(id) => {
                self.stop_writing(id.as_ref());
                self.settle(Some(promise), Ok(Value::Null));
            }
            Call::TriggerPostback(action, id) => self.trigger_postback(action, id, Some(promise)),
            Call::SendMessage(draft, id) => self.submit(*draft, id, Some(promise)),
        }
    }

    /// Whether the page has said that somebody else is to be the visitor, which waits: what it sends next is of that one.
    pub(super) fn is_another_due(&self) -> bool {
        let is_other = |(call, _): &(Call, _)| matches!(call, Call::Login(..) | Call::Logout);
        self.deferred.iter().any(is_other)
    }

    /// What waited for the messenger, in the order of the calls. A login among them makes the rest
    /// wait again.
    #[inline(never)]
    pub(super) fn call_deferred(&mut self) {
        self.debug_whole();
        self.drop_those_of_before();
        self.tell_started();
        for (call, promise) in core::mem::take(&mut self.deferred) {
            self.called(call, promise);
        }
    }
}
