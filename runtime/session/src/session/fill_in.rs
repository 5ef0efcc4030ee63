//! Filling in a form: writing and choosing, checking each answer, sending all of them with the last.

use super::Session;
use super::forms::form_of;
use crate::change::Change;
use crate::effect::{Authorization, Method};
use crate::form::{Fault, FieldState, Form, FormInput, Progress};
use crate::input::Answer;
use crate::outcome::Outcome;
use crate::ticket::Purpose;
use crate::timeline::{Body, Delivery, Entry, Key};
use avmsdk_protocol::author::Role;
use avmsdk_protocol::form::{AskedForm, FormAnswer, Sender, ValidateRequest};
use avmsdk_protocol::id::{MessageId, SessionId};
use avmsdk_protocol::message::{Draft, Field, MessageType};
use avmsdk_protocol::{Value, Wire, path};

impl Session {
    pub(super) fn fill_in(&mut self, key: Key, input: FormInput) {
        let Some(mut form) = self.form(key) else { return };
        let is_failed = form.progress == Progress::Failed;
        if is_failed && matches!(input, FormInput::Retry | FormInput::Next(_)) {
            return self.send_form_again(key);
        }
        if !is_failed && form.progress != Progress::Open {
            return;
        }
        let is_change = match input {
            FormInput::Set(at, text) => write(&mut form, at, text),
            FormInput::Choose(at, choice) => choose(&mut form, at, choice),
            FormInput::Next(at) => self.check(key, &mut form, at),
            FormInput::Retry => false,
        };
        if !is_change {
            return;
        }
        if is_failed && !self.take_form_back(key) {
            return;
        }
        self.forms.filled.retain(|(filled, _)| *filled != key);
        self.forms.filled.push((key, form.fields));
        self.change(Change::Form(key));
        self.send_form_if_whole(key);
    }

    /// Checks an answer, here as far as that goes and then by the service; returns whether the field
    /// shows something else.
    fn check(&mut self, key: Key, form: &mut Form, at: usize) -> bool {
        let Some(field) = form.fields.get_mut(at) else {
            return false;
        };
        if matches!(field.state, FieldState::Checking | FieldState::Valid) {
            return false;
        }
        if let Some(text) = field.answer().and_then(Value::as_str) {
            let trimmed = text.trim().to_owned();
            field.set_answer(trimmed);
        }
        field.state = match field.fault() {
            Some(fault) => FieldState::Invalid(fault),
            None if field.is_select() => FieldState::Valid,
            None => FieldState::Checking,
        };
        if field.state == FieldState::Checking {
            self.forms.checks += 1;
            field.check = self.forms.checks;
            let answer = field.to_answer();
            self.ask_whether_valid(key, answer);
        }
        true
    }

    fn ask_whether_valid(&mut self, key: Key, answer: Field) {
        let Some(entry) = self.timeline.get(key) else {
            return;
        };
        let Some(message) = form_of(entry) else { return };
        let user = self.identity.user().filter(|_| !entry.is_local());
        let (path, authorization) = match user {
            Some(user) => (path::validate(&self.app, user), self.identity.authorization()),
            None => (path::validate_prechat(&self.app), Authorization::Anonymous),
        };
        let mut asked = AskedForm::new();
        for name in ["type", "role", "fields", "blockChatInput", "received"] {
            if let Some(value) = message.object().get(name) {
                asked.object_mut().set(name, value.clone());
            }
        }
        let response = form_response(message.id(), vec![answer]);
        let mut request = ValidateRequest::new();
        request
            .set_form(asked)
            .set_form_response(answer_of(&response))
            .set_sender(self.form_sender());
        let purpose = Purpose::Validate(self.forms.checks);
        let body = Some(request.into_object());
        self.ask_as(authorization, purpose, Method::Post, path, body);
    }

    /// Who fills in a form.
    pub(super) fn form_sender(&self) -> Sender {
        let mut sender = Sender::new();
        sender
            .set_kind(Role::AppUser.as_str().to_owned())
            .set_client(self.identity.client().clone())
            .set_session_id(Some(SessionId::new(self.tabs.own.as_str())));
        sender
    }

    pub(super) fn validated(&mut self, check: u32, answer: Answer) {
        let state = match answer.outcome::<Value>() {
            Outcome::Done(_) => FieldState::Valid,
            // The body means nothing.
            Outcome::Refused(refusal) if refusal.status.is_none() => FieldState::Valid,
            Outcome::Refused(refusal) => FieldState::Invalid(Fault::of_description(&refusal.message)),
            Outcome::Later { .. } => FieldState::Invalid(Fault::Unknown),
        };
        let mut filled = self.forms.filled.iter_mut();
        let asked = filled.find_map(|(key, fields)| {
            let mut fields = fields.iter_mut();
            let field = fields.find(|it| it.check == check && it.state == FieldState::Checking)?;
            Some((*key, field))
        });
        if let Some((key, field)) = asked {
            field.state = state;
            self.change(Change::Form(key));
            self.send_form_if_whole(key);
        }
    }

    /// With the last good answer all of them are sent, once.
    fn send_form_if_whole(&mut self, key: Key) {
        let form = self
            .form(key)
            .filter(|form| form.progress == Progress::Open && form.current().is_none());
        let (Some(form), Some(entry)) = (form, self.timeline.get(key)) else {
            return;
        };
        if entry.is_local() {
            return self.submit_prechat();
        }
        if let Some(message) = form_of(entry) {
            let response = form_response(message.id(), form.answers());
            self.submit(response, None, None);
        }
    }

    fn send_form_again(&mut self, key: Key) {
        let Some(entry) = self.timeline.get(key) else {
            return;
        };
        if entry.is_local() {
            self.submit_prechat();
        } else if let Some(response) = self.refused_response(entry) {
            self.retry(response.key);
        }
    }

    /// The visitor changes an answer that was refused: what was refused is not sent any more. Not
    /// where it may have arrived after all: that is found out by sending it again.
    fn take_form_back(&mut self, key: Key) -> bool {
        let Some(entry) = self.timeline.get(key) else {
            return false;
        };
        if entry.is_local() {
            self.prechat.reopen();
            return true;
        }
        let Some(id) = self.refused_id(entry) else {
            return false;
        };
        if let Some(key) = self.outbox.drop_refused(&id) {
            self.timeline.remove(key, &mut self.changes);
        }
        self.unkeep(id);
        true
    }

    /// Names the answers that the service does not have and does not want.
    pub(super) fn refused_id(&self, form: &Entry) -> Option<SessionId> {
        match &self.refused_response(form)?.body {
            Body::Own(_, id) if self.outbox.is_surely_refused(id) => Some(id.clone()),
            _ => None,
        }
    }

    fn refused_response(&self, form: &Entry) -> Option<&Entry> {
        let response = self.response_to(&form_of(form)?.id());
        response.filter(|response| response.delivery == Delivery::Failed)
    }
}

/// Puts a text into a field, or opens a choice again; returns whether it is another one.
fn write(form: &mut Form, at: usize, text: String) -> bool {
    let Some(field) = form.fields.get_mut(at) else {
        return false;
    };
    if field.is_select() {
        let was_open = field.state == FieldState::Open;
        field.state = FieldState::Open;
        return !was_open;
    }
    let before = field.answer().and_then(Value::as_str).unwrap_or_default();
    if before == text {
        return false;
    }
    field.set_answer(text);
    field.state = FieldState::Open;
    true
}

/// Chooses an option; returns whether there is such a one.
fn choose(form: &mut Form, at: usize, choice: usize) -> bool {
    let Some(field) = form.fields.get_mut(at).filter(|field| field.is_select()) else {
        return false;
    };
    let Some(chosen) = field.choices().into_iter().nth(choice) else {
        return false;
    };
    field.set_answer(vec![chosen].to_value());
    field.state = FieldState::Valid;
    true
}

/// The message that answers a form.
pub(super) fn form_response(form: MessageId, answers: Vec<Field>) -> Draft {
    let mut draft = Draft::new();
    draft
        .set_kind(MessageType::FormResponse)
        .set_role(Role::AppUser)
        .set_fields(Some(answers))
        .set_quoted_message_id(Some(form));
    draft
}

/// The same as calls about forms have it.
pub(super) fn answer_of(response: &Draft) -> FormAnswer {
    FormAnswer::read(&response.to_value()).unwrap_or_default()
}
