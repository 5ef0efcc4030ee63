//! From nothing to ready: the stored user, its conversation, the first page of messages.

use super::{Phase, Session};
use crate::effect::{Alarm, Effect, Method, PromiseId, Refusal};
use crate::input::Answer;
use crate::outcome::Outcome;
use crate::ticket::Purpose;
use crate::timeline::sort;
use avmsdk_protocol::call::{MessagesResponse, UserSession};
use avmsdk_protocol::{Value, path};

impl Session {
    pub(super) fn start(&mut self, promise: PromiseId) {
        if self.phase != Phase::New {
            let refusal = Refusal::ours("already_started", "the messenger is already initialized");
            return self.settle(Some(promise), Err(refusal));
        }
        self.init = Some(promise);
        self.phase = Phase::Starting;
        if self.is_active {
            self.restore();
        } else {
            self.fail(Refusal::ours("app_inactive", "App is inactive."));
        }
    }

    /// Asks for what start lacks: the user, or its first page of messages.
    pub(super) fn restore(&mut self) {
        let app = &self.app;
        match (self.phase, self.identity.user(), &self.conversation) {
            (Phase::Starting, None, _) => self.become_ready(),
            (Phase::Starting, Some(user), None) => {
                let path = path::user(app, user);
                self.ask(Purpose::RestoreUser, Method::Get, &path, None);
            }
            (Phase::Starting, Some(_), Some(conversation)) => {
                let path = path::messages(app, &conversation.id());
                self.ask(Purpose::FirstPage, Method::Get, &path, None);
            }
            _ => {}
        }
    }

    pub(super) fn user_restored(&mut self, answer: Answer) {
        // The service may say so in text or in JSON: in either case the visitor begins anew.
        if matches!(
            answer,
            Answer::Status {
                status: 401 | 403 | 404,
                ..
            }
        ) {
            return self.begin_anew();
        }
        match answer.outcome::<UserSession>() {
            Outcome::Done(session) => {
                if !session.user().is_reached_by(&self.identity.client().id()) {
                    return self.begin_anew();
                }
                self.take_user_session(session);
                if self.conversation.is_some() {
                    self.restore()
                } else {
                    self.become_ready()
                }
            }
            Outcome::Refused(refusal) => self.fail(refusal),
            Outcome::Later { after, .. } => self.start_later(after),
        }
    }

    pub(super) fn first_page(&mut self, answer: Answer) {
        match answer.outcome::<MessagesResponse>() {
            Outcome::Done(page) => {
                let mut messages = page.messages();
                sort(&mut messages);
                self.sync.reached(&messages);
                for message in &messages {
                    self.timeline.add(message, &mut self.changes);
                }
                self.become_ready();
            }
            Outcome::Refused(refusal) => self.fail(refusal),
            Outcome::Later { after, .. } => self.start_later(after),
        }
    }

    /// Takes the user and the conversation that the service gives, whichever call answered.
    pub(super) fn take_user_session(&mut self, session: UserSession) {
        let user = session.user();
        self.identity
            .take(user.id(), session.session_token(), &mut self.effects);
        self.user = Some(user);
        if let Some(conversation) = session.newest_conversation() {
            self.take_conversation(conversation);
        }
    }

    /// Connects for the user there is. Called when what the page waits for is told, so that
    /// `connected` never comes before `ready`.
    pub(super) fn connect_user(&mut self) {
        if let (Phase::Ready, Some(user)) = (self.phase, self.identity.user()) {
            let app = &self.app;
            let mut ext = avmsdk_protocol::Object::new();
            ext.set("appUserId", user.as_str());
            ext.set("appId", app.as_str());
            if let Some(token) = self.identity.session_token() {
                ext.set("sessionToken", token);
            }
            self.realtime
                .start(path::subscription(app, user), ext, &mut self.effects);
        }
    }

    fn begin_anew(&mut self) {
        self.identity.forget(&mut self.effects);
        self.become_ready();
    }

    fn become_ready(&mut self) {
        self.phase = Phase::Ready;
        self.patience.succeeded();
        let init = self.init.take();
        self.settle(init, Ok(Value::Null));
        self.effects.push(Effect::Emit("ready", Vec::new()));
        if self.unread > 0 {
            self.emit("unreadCount", Some(Value::from(self.unread)));
        }
        if self.conversation.is_some() {
            self.settle_waiting(&Ok(Value::Null));
        }
        self.connect_user();
        self.pump();
    }

    /// `init` rejects on trouble that does not pass quickly: a page would rather know than wait.
    fn start_later(&mut self, after: Option<u32>) {
        const TRIES: u32 = 4;
        let wait = self.patience.failed(after, &mut self.random);
        if self.patience.failures() < TRIES {
            self.effects.push(Effect::SetAlarm(Alarm::Start, wait));
        } else {
            self.fail(Refusal::ours(
                "unreachable",
                "the messaging service cannot be reached",
            ));
        }
    }
}
