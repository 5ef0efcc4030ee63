//! Sending the form before the first message: it makes the user, and the conversation that begins
//! with it. Then the visitor's email address may become a further way to reach it.

use super::Session;
use super::consult::Question;
use super::display::change_draft;
use super::fill_in::{answer_of, form_response};
use super::prechat::Stage;
use crate::delegate::Delegate;
use crate::effect::Method;
use crate::input::Answer;
use crate::outcome::Outcome;
use crate::realtime::News;
use crate::ticket::Purpose;
use crate::timeline::{Body, Local};
use avmsdk_protocol::call::{MessagesResponse, UserSession};
use avmsdk_protocol::form::PrechatRequest;
use avmsdk_protocol::message::{Draft, Field, KEYS_OF_A_DRAFT};
use avmsdk_protocol::{Object, Value, Wire, path};

impl Session {
    /// Sends the answers, once the page has had its say.
    pub(super) fn submit_prechat(&mut self) {
        let Some(draft) = self.prechat_response() else {
            return;
        };
        self.prechat.stage = Stage::Submitting;
        let place = self.place_for_delegate(self.active_id().as_ref());
        let arguments = vec![draft.to_value(), place];
        if !self.consult(Delegate::BeforeSend, Question::Prechat, arguments) {
            self.post_prechat(&draft);
        }
    }

    pub(super) fn prechat_decided(&mut self, answer: Option<Value>) {
        match self.prechat_response() {
            Some(mut draft) => {
                change_draft(&mut draft, answer, &KEYS_OF_A_DRAFT);
                self.post_prechat(&draft);
            }
            None => {
                // It was taken from the screen meanwhile.
                self.prechat.stage = Stage::Failed;
                self.pump();
            }
        }
    }

    fn prechat_response(&self) -> Option<Draft> {
        let key = self.prechat.form?;
        let message = self.timeline.get(key)?.shown()?;
        Some(form_response(message.id(), self.form(key)?.answers()))
    }

    fn post_prechat(&mut self, response: &Draft) {
        let now = self.now.seconds().to_value();
        let mut messages: Vec<Object> = Vec::new();
        for entry in self.timeline.entries() {
            if let Body::Local(Local::Message(message)) = &entry.body {
                messages.push(message.object().clone());
            }
        }
        let mut answered = response.object().clone();
        answered.set("received", now);
        answered.set("sendStatus", "sending");
        messages.push(answered);
        let confirmation = &*self.prechat.setup.words.confirmation;
        if !confirmation.is_empty() {
            messages.push(self.said_here(confirmation).object().clone());
        }
        let answers = response.fields().unwrap_or_default();
        let mut answers = answers.iter().filter(|answer| answer.kind() == "email");
        self.prechat.email = answers.next().and_then(Field::email);
        let mut request = PrechatRequest::new();
        if self.identity.user().is_none() {
            self.add_profile_of_new_user(request.object_mut());
        }
        request
            .set_messages(messages)
            .set_form_response(answer_of(response))
            .set_external_id(self.identity.external_id().cloned())
            .set_sender(self.form_sender());
        let path = path::prechat(&self.app);
        // A user that is being made meanwhile is an empty one that nobody sees.
        self.forget_call(Purpose::CreateUser);
        self.ask(Purpose::Prechat, Method::Post, path, Some(request.into_object()));
    }

    pub(super) fn prechat_answered(&mut self, answer: Answer) {
        let is_new = self.identity.user().is_none();
        let outcome = answer.outcome::<UserSession>();
        let Outcome::Done(session) = outcome else {
            if is_new {
                self.profile_went_along(false);
            }
            self.prechat.stage = Stage::Failed;
            return self.pump();
        };
        if !is_new && self.identity.user() != Some(&session.user().id()) {
            // The visitor was somebody who had never said anything.
            self.realtime_news(News::Unwanted);
            self.leave_conversation();
            self.others.clear();
        }
        self.prechat.stage = Stage::Loading;
        self.prechat.is_reply_due = true;
        self.take_user_session(session);
        if is_new {
            self.profile_went_along(true);
        }
        match self.active_id() {
            Some(id) => {
                let path = path::messages(&self.app, &id);
                self.ask(Purpose::PrechatPage, Method::Get, path, None);
                self.prechat.conversation = Some(id);
            }
            None => self.prechat_done(),
        }
    }

    /// What was shown is by now what the service has. Where that cannot be read the channel brings it.
    pub(super) fn prechat_page(&mut self, answer: Answer) {
        // The visitor may have gone elsewhere.
        let conversation = self.prechat.conversation.take();
        if conversation.is_some()
            && conversation == self.active_id()
            && let Outcome::Done(page) = answer.outcome::<MessagesResponse>()
        {
            self.fill(page.messages(), page.has_previous() == Some(true));
        }
        self.prechat_done();
    }

    fn prechat_done(&mut self) {
        self.end_prechat();
        self.read_if_seen();
        self.created();
        self.link_email();
    }

    /// By the first integration that sends email, if the page and the config let it.
    fn link_email(&mut self) {
        let email = self.prechat.email.clone();
        let is_on = self.is_prechat_on("enableEmailLinking", true);
        let (Some(email), Some(user), true) = (email, self.identity.user(), is_on) else {
            return;
        };
        let Some(Value::Array(integrations)) = self.config.get("integrations") else {
            return;
        };
        let mut integrations = integrations.iter();
        let mailgun = integrations.find(|it| it.get("type").and_then(Value::as_str) == Some("mailgun"));
        let Some(mailgun) = mailgun else { return };
        let body = self.client_request(mailgun, &email);
        let path = path::clients(&self.app, user);
        self.ask(Purpose::LinkEmail, Method::Post, path, Some(body));
    }

    pub(super) fn email_linked(&mut self, answer: &Answer) {
        let is_done = matches!(answer, Answer::Status { status: 200..300, .. });
        if let (true, Some(email)) = (is_done, self.prechat.email.take()) {
            self.timeline
                .push_local(Local::EmailLinked(email), &mut self.changes);
        }
    }
}
