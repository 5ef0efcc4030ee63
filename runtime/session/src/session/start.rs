//! From nothing to ready: the stored user, its conversation, the first page of messages.

use super::{Phase, Session};
use crate::change::Change;
use crate::effect::{Alarm, Effect, Method, PromiseId, Refusal};
use crate::input::Answer;
use crate::outcome::Outcome;
use crate::realtime::{News, Subscription};
use crate::setup::Login;
use crate::ticket::Purpose;
use crate::timeline::sort;
use avmsdk_protocol::call::{MessagesResponse, UserSession};
use avmsdk_protocol::conversation::Conversation;
use avmsdk_protocol::message::Message;
use avmsdk_protocol::{Value, path};

impl Session {
    pub(super) fn start(&mut self, promise: PromiseId) {
        if self.phase != Phase::New {
            let refusal = Refusal::ours("already_started", "the messenger is already initialized");
            return self.settle(Some(promise), Err(refusal));
        }
        self.starting.push(promise);
        self.phase = Phase::Starting;
        if !self.is_active {
            return self.fail(Refusal::ours("app_inactive", "App is inactive."));
        }
        match core::mem::take(&mut self.given) {
            Login::User(external, jwt) => self.ask_to_login(external, jwt),
            Login::AuthCode(code) => self.prove_by_code(code),
            Login::None => {
                self.show_snapshot();
                self.restore();
            }
        }
    }

    /// Asks for what start lacks: the user, or its first page of messages. The bridge has asked for both already
    /// (`runtime/host/src/bridge/requests.js`).
    pub(super) fn restore(&mut self) {
        match (self.phase, self.identity.user()) {
            (Phase::Starting, None) => self.become_ready(),
            (Phase::Starting, Some(user)) if self.user.is_none() => {
                let path = path::user(&self.app, user);
                self.ask(Purpose::RestoreUser, Method::Get, path, None);
            }
            (Phase::Starting, Some(_)) => self.restore_conversation(),
            _ => {}
        }
    }

    /// Asks for the first page of the conversation that there is, if any.
    pub(super) fn restore_conversation(&mut self) {
        match &self.conversation {
            Some(active) => {
                let path = path::messages(&self.app, &active.id());
                self.ask(Purpose::FirstPage, Method::Get, path, None);
            }
            None => self.become_ready(),
        }
    }

    pub(super) fn user_restored(&mut self, answer: Answer) {
        // The service may say so in text or in JSON: in either case the visitor begins anew.
        if answer.is_refused_access() {
            return self.give_user_up();
        }
        match answer.outcome::<UserSession>() {
            Outcome::Done(session) => {
                let is_proven = self.identity.jwt().is_some();
                if !is_proven && !session.user().is_reached_by(&self.identity.client().id()) {
                    return self.begin_anew();
                }
                self.take_user_session(session);
                self.restore_conversation();
            }
            Outcome::Refused(_) if self.is_announced => self.give_user_up(),
            Outcome::Refused(refusal) => self.fail(refusal),
            Outcome::Later { after, .. } => self.start_later(after),
        }
    }

    /// Who goes by a token stays who it says, without a conversation; others are somebody new.
    fn give_user_up(&mut self) {
        if self.identity.jwt().is_some() {
            self.become_ready();
        } else {
            self.begin_anew();
        }
    }

    pub(super) fn first_page(&mut self, answer: Answer) {
        // Between the two answers the conversation was removed, or it is the visitor whom the service does not know any
        // more: of both tells the user, read anew.
        if answer.is_gone() {
            self.list.gone.extend(self.active_id());
            self.leave_conversation();
            self.others.pop();
            self.user = None;
            return self.restore();
        }
        // Between the two answers another tab may have logged in: the secret here is worth nothing.
        if self.identity.jwt().is_none() && answer.is_refused_access() {
            return self.begin_anew();
        }
        match answer.outcome::<MessagesResponse>() {
            Outcome::Done(page) => {
                let mut messages = page.messages();
                sort(&mut messages);
                let has_more = page.has_previous() == Some(true);
                self.drop_what_is_gone(&messages, has_more);
                self.fill(messages, has_more);
                self.become_ready();
            }
            Outcome::Refused(_) if self.is_announced => self.become_ready(),
            Outcome::Refused(refusal) => self.fail(refusal),
            Outcome::Later { after, .. } => self.start_later(after),
        }
    }

    /// What an earlier page had kept is not shown above a hole, nor what has been deleted since.
    fn drop_what_is_gone(&mut self, page: &[Message], has_more: bool) {
        let oldest = page.first().map(Message::received).filter(|_| has_more);
        if self.timeline.newest() < oldest {
            self.timeline.clear(&mut self.changes);
        }
        self.timeline.remove_others(page, oldest, None, &mut self.changes);
    }

    /// Takes the user and the conversations that the service gives, whichever call answered. Stays in
    /// the conversation that is shown if the user still has it.
    pub(super) fn take_user_session(&mut self, session: UserSession) {
        let mut conversations = session.conversations();
        let count = super::list::length_of(session.object());
        self.take_user(session);
        let is_gone = |it: &Conversation| self.list.gone.contains(&it.id());
        while let Some(at) = conversations.iter().position(is_gone) {
            conversations.remove(at);
        }
        let active = self.active_id();
        let at = conversations
            .iter()
            .position(|it| active.as_ref().is_none_or(|active| it.id() == *active));
        match (at, active.is_some()) {
            (Some(at), false) => {
                self.show_conversation(conversations.remove(at));
            }
            (Some(at), true) if self.phase == Phase::Starting => {
                // An earlier page had kept it; the service knows better.
                let active = conversations.remove(at);
                self.set_unread(active.unread_count().unwrap_or(0));
                self.conversation = Some(active);
            }
            (None, true) if self.phase == Phase::Starting => {
                self.leave_conversation();
                self.others.clear();
                if !conversations.is_empty() {
                    self.show_conversation(conversations.remove(0));
                }
            }
            _ => {}
        }
        self.take_list(conversations, count);
    }

    /// Takes the user, its secret and its own settings.
    pub(super) fn take_user(&mut self, session: UserSession) {
        let user = session.user();
        self.identity
            .take(user.id(), session.session_token(), &mut self.effects);
        self.user = Some(user);
        self.take_settings(&session.settings());
        self.change(Change::User);
    }

    /// Connects for the user there is. Called when what the page waits for is told, so that
    /// `connected` never comes before `ready`.
    pub(super) fn connect_user(&mut self) {
        if let (Phase::Ready, Some(user)) = (self.phase, self.identity.user()) {
            let app = &self.app;
            let mut ext = avmsdk_protocol::Object::new();
            ext.set("appUserId", user.as_str());
            ext.set("appId", app.as_str());
            match (self.identity.jwt(), self.identity.session_token()) {
                (Some(jwt), _) => ext.set("jwt", jwt),
                (None, Some(token)) => ext.set("sessionToken", token),
                (None, None) => {}
            }
            let channel = path::subscription(app, user);
            self.realtime_news(News::Wanted(Subscription { channel, ext }));
        }
    }

    fn begin_anew(&mut self) {
        self.empty();
        self.leave(&Refusal::ours(
            "session_rejected",
            "the service does not know the user any more",
        ));
        self.become_ready();
    }

    pub(super) fn become_ready(&mut self) {
        self.phase = Phase::Ready;
        self.patience.succeeded();
        self.settle_starting(&Ok(Value::Null));
        if !self.is_announced {
            self.is_announced = true;
            self.effect(Effect::Emit("ready", Vec::new()));
            if self.unread > 0 {
                self.emit("unreadCount", Some(Value::from(self.unread)));
            }
            for other in core::mem::take(&mut self.others) {
                self.know(other);
            }
        }
        self.connect_user();
        self.read_if_seen();
        self.see_to_foreign();
        self.pump();
        if self.is_whole {
            self.call_deferred();
        }
    }

    /// `init` rejects on trouble that does not pass quickly: a page would rather know than wait.
    fn start_later(&mut self, after: Option<u32>) {
        const TRIES: u32 = 4;
        const LONGEST: u32 = 30_000;
        let wait = self.patience.failed(after, &mut self.random);
        if self.patience.failures() < TRIES && wait <= LONGEST {
            self.set_alarm(Alarm::Start, wait);
        } else {
            self.give_up_starting(wait);
        }
    }

    /// At first `init` says so. Later the messenger stays: the visitor may come back to a network.
    fn give_up_starting(&mut self, wait: u32) {
        if self.is_announced {
            self.settle_starting(&Err(Refusal::unreachable()));
            self.set_alarm(Alarm::Start, wait);
        } else {
            self.fail(Refusal::unreachable());
        }
    }
}
