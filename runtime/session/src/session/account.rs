//! Who the visitor is, while the messenger runs: login, logout, a code, a user that the service took back.
//!
//! One change at a time: what comes meanwhile waits until the messenger is ready again.

use super::consult::Question;
use super::{Phase, Session};
use crate::call::Call;
use crate::change::Change;
use crate::effect::{Alarm, Method, PromiseId, Refusal, Slot};
use crate::input::Answer;
use crate::realtime::News;
use crate::ticket::Purpose;
use avmsdk_protocol::call::{LoggedOutClient, LogoutRequest, UserSession};
use avmsdk_protocol::conversation::Conversation;
use avmsdk_protocol::id::{ExternalId, UserId};
use avmsdk_protocol::login::{AuthCodeRequest, AuthCodeResponse, LoginRequest};
use avmsdk_protocol::{Value, path};

/// The mark of a conversation of before a login, as long as it is not known whether it is there after it.
const OF_BEFORE: &str = "ofBefore";

/// The anonymous user that the visitor was, with its secret.
pub(super) type Anonymous = Option<(UserId, Option<String>)>;

impl Session {
    /// The page says who the visitor is, at start or later.
    pub(super) fn login(&mut self, external: ExternalId, jwt: String, promise: PromiseId) {
        if self.identity.external_id() == Some(&external) {
            // The same again: at most the token is newer, and nobody need be asked for one.
            self.withdraw(Question::Token);
            self.token_came(Some(Value::String(jwt)));
            return self.settle(Some(promise), Ok(Value::Null));
        }
        let is_text = self.outbox.first().is_some_and(|first| first.file().is_none());
        if is_text && self.identity.external_id().is_none() && self.tickets.is_posting() {
            // A service could take it after the login, when it is no longer looked for. A file may take minutes.
            self.is_login_due = true;
            self.deferred.push((Call::Login(external, jwt), promise));
            return;
        }
        self.send_profile();
        let user = self.user.as_ref();
        let is_same = user.is_some_and(|user| user.external_id().as_ref() == Some(&external));
        if self.is_named() && !is_same {
            self.change(Change::Left);
            self.drop_unsent(&user_changed());
            self.profile_of_another(&user_changed());
            self.begin_again(Some(promise));
        } else {
            self.begin_as_same(Some(promise));
        }
        self.ask_to_login(external, jwt);
    }

    /// Begins again as somebody who may have the same conversations: until it is known which there are, they count as the
    /// page was told.
    #[inline(never)]
    pub(super) fn begin_as_same(&mut self, promise: Option<PromiseId>) {
        self.debug_whole();
        self.phase = Phase::Starting;
        self.leave_conversation();
        let mut before = core::mem::take(&mut self.others);
        for it in &mut before {
            it.object_mut().set(OF_BEFORE, true);
        }
        self.begin_again(promise);
        self.others = before;
    }

    /// Once that is known, what is left of them is gone.
    pub(super) fn drop_those_of_before(&mut self) {
        let is_of_before = |it: &Conversation| it.object().get(OF_BEFORE).is_some();
        while let Some(at) = self.others.iter().position(is_of_before)
            && (self.phase == Phase::Ready || self.user.is_some())
        {
            let gone = self.others.remove(at);
            self.unread_is_gone(&gone);
        }
    }

    /// Whether somebody is logged in, be it by a token or by a code: what is half written is nobody else's.
    pub(super) fn is_named(&self) -> bool {
        let user = self.user.as_ref();
        self.identity.external_id().is_some() || user.is_some_and(|user| user.external_id().is_some())
    }

    /// A login has waited for what was being posted, or has begun and is known by now.
    #[inline(never)]
    pub(super) fn see_to_login(&mut self) {
        self.debug_whole();
        self.drop_those_of_before();
        if self.is_login_due && !self.tickets.is_posting() {
            self.is_login_due = false;
            self.call_deferred();
        }
    }

    /// The anonymous user that the browser was goes along, for the service to convert or to merge.
    #[inline(never)]
    pub(super) fn ask_to_login(&mut self, external: ExternalId, jwt: String) {
        self.debug_whole();
        let before = self.identity.become_known(external.clone(), jwt);
        let client = self.identity.client().clone();
        let mut request = LoginRequest::new();
        request
            .object_mut()
            .set("integrationId", client.integration_id().as_str());
        request.set_external_id(external).set_client(client);
        if let Some((user, token)) = &before {
            request
                .set_user_id(Some(user.clone()))
                .set_session_token(token.clone());
        }
        self.anonymous = before;
        let path = path::login(&self.app);
        self.ask(Purpose::Login, Method::Post, path, Some(request.into_object()));
    }

    pub(super) fn login_answered(&mut self, answer: Answer) {
        let anonymous = self.anonymous.take();
        match answer.result::<Value>() {
            Ok(value) => {
                // The secret is of no more use, and what was kept of the anonymous user is not either.
                for slot in [Slot::UserId, Slot::SessionToken, Slot::Snapshot] {
                    self.store(slot, None);
                }
                let client = self.identity.client().id();
                self.store(Slot::ClientId, Some(client.as_str().to_owned()));
                match <UserSession as avmsdk_protocol::Wire>::read(&value) {
                    Some(session) => {
                        self.tabs.before = anonymous.map(|(user, _)| user);
                        self.take_user_session(session);
                        self.keep_all(false);
                        self.restore_conversation();
                    }
                    // The service does not know the name yet: the user is made by its first message.
                    None => self.become_ready(),
                }
            }
            Err(refusal) => self.login_failed(anonymous, refusal),
        }
    }

    /// `init` fails with it. Later the messenger goes on as the anonymous user that there was, if any.
    fn login_failed(&mut self, anonymous: Anonymous, refusal: Refusal) {
        if !self.is_announced {
            return self.fail(refusal);
        }
        self.settle_starting(&Err(refusal));
        self.identity.return_to(anonymous);
        self.restore();
    }

    /// Nobody is logged out who was not logged in (observed), be it by a token or by a code.
    pub(super) fn logout(&mut self, promise: PromiseId) {
        if !self.is_named() {
            return self.settle(Some(promise), Ok(Value::Null));
        }
        let refusal = Refusal::ours("logged_out", "the user has logged out meanwhile");
        let user = self.identity.user().cloned();
        let authorization = self.identity.authorization();
        let client = self.identity.client();
        let mut named = LoggedOutClient::new();
        named
            .set_id(client.id())
            .set_integration_id(client.integration_id());
        let mut request = LogoutRequest::new();
        request.set_client(named);
        // Whatever the service answers: here nobody is logged in any more.
        self.leave(&refusal);
        self.change(Change::Left);
        self.begin_again(Some(promise));
        match user {
            Some(user) => {
                let path = path::logout(&self.app, &user);
                let body = Some(request.into_object());
                self.ask_as(authorization, Purpose::Logout, Method::Post, path, body);
            }
            None => self.logged_out(),
        }
    }

    pub(super) fn logged_out(&mut self) {
        self.become_ready();
    }

    /// Nothing of the user stays behind in this browser.
    pub(super) fn leave(&mut self, refusal: &Refusal) {
        self.drop_unsent(refusal);
        self.settle_waiting(&Err(refusal.clone()));
        self.identity.forget(&mut self.effects);
        for slot in [Slot::Snapshot, Slot::Read, Slot::Lease] {
            self.store(slot, None);
        }
        if self.is_whole {
            self.profile_of_another(refusal);
        }
        self.tabs.before = None;
    }

    /// Nothing of the user's is to be sent any more, by whatever tab.
    fn drop_unsent(&mut self, refusal: &Refusal) {
        if self.can_send {
            self.drop_outbox(refusal);
        }
        self.drop_foreign();
    }

    /// Empties the messenger, to be filled anew; the promise settles when it is. What the visitor
    /// wrote and the service has not yet is kept.
    pub(super) fn begin_again(&mut self, promise: Option<PromiseId>) {
        self.starting.extend(promise);
        self.phase = Phase::Starting;
        self.realtime_news(News::Unwanted);
        if self.can_send {
            self.leave_outbox();
        }
        self.drop_calls(&user_changed());
        if self.is_whole {
            // Whether the service has it is not known: it is told again.
            self.profile_went_along(false);
            self.refuse_creating(&user_changed());
        }
        for alarm in [Alarm::CatchUp, Alarm::Read, Alarm::Writing, Alarm::WritingStopped] {
            self.clear_alarm(alarm);
        }
        self.empty();
    }

    /// No user, no conversation, no message is left.
    pub(super) fn empty(&mut self) {
        self.leave_conversation();
        for other in &core::mem::take(&mut self.others) {
            self.unread_is_gone(other);
        }
        self.user = None;
        self.sync = super::sync::Sync::default();
        self.reading = super::read::Reading::default();
        self.writing = super::writing::Writing::default();
        self.heard.clear();
        self.list = super::list::List::default();
        if self.is_whole {
            self.forget_prechat();
            self.forget_links();
        }
        self.take_notice_away();
        self.change(Change::User);
    }

    /// Nobody has anything to read any more in a conversation that is gone.
    pub(super) fn unread_is_gone(&mut self, conversation: &Conversation) {
        if conversation.unread_count() > Some(0) && self.is_announced {
            self.emit_in(Some(&conversation.id()), "unreadCount", Some(0.into()));
        }
    }

    /// A code proves somebody, once: its secret comes with the answer.
    #[inline(never)]
    pub(super) fn prove_by_code(&mut self, code: String) {
        self.debug_whole();
        let mut request = AuthCodeRequest::new();
        request.set_code(code).set_client(self.identity.client().clone());
        let path = path::auth_code(&self.app);
        self.ask(Purpose::AuthCode, Method::Post, path, Some(request.into_object()));
    }

    pub(super) fn code_answered(&mut self, answer: Answer) {
        match answer.result::<AuthCodeResponse>() {
            Ok(response) => {
                let user = response.user();
                self.store(Slot::Snapshot, None);
                self.identity
                    .take(user.id(), Some(user.session_token()), &mut self.effects);
                self.restore();
            }
            Err(mut refusal) => {
                if refusal.code == "invalid_auth" {
                    refusal.message = "Invalid or expired authCode".to_owned();
                }
                self.fail(refusal);
            }
        }
    }
}

fn user_changed() -> Refusal {
    Refusal::ours("user_changed", "the user has changed meanwhile")
}
