//! The forms of the timeline: how far each is, and what waits for it.
//!
//! The answers go through the outbox as a message of their own, so how far a form is is read from the
//! timeline: what survives a reload or comes from another tab counts like what was done here.

use super::Session;
use crate::change::Change;
use crate::form::{FieldState, Form, FormField, Progress};
use crate::timeline::{Body, Delivery, Entry, EntryBox, Key};
use avmsdk_protocol::id::MessageId;
use avmsdk_protocol::message::{Field, Message};
use avmsdk_protocol::{Object, Value, Wire};

/// What has been filled in and not been sent, and what the views know of the forms.
#[derive(Clone, Debug, Default)]
pub(super) struct Forms {
    pub(super) filled: Vec<(Key, Vec<FormField>)>,
    /// The last question to the service.
    pub(super) checks: u32,
    told: Vec<(Key, Progress)>,
    prechat: super::prechat::Stage,
    is_composer_blocked: bool,
}

impl Session {
    /// The form that an entry of the timeline is, with its answers.
    pub fn form(&self, key: Key) -> Option<Form> {
        let entry = self.timeline.get(key)?;
        let message = form_of(entry)?;
        let filled = self.forms.filled.iter().find(|(filled, _)| *filled == key);
        let mut fields = match filled {
            Some((_, fields)) => fields.clone(),
            None => {
                let asked = message.fields().unwrap_or_default().into_iter();
                asked.map(FormField::new).collect()
            }
        };
        let progress = self.progress_of(entry, message);
        if progress != Progress::Open {
            let response = self.response_to(&message.id()).and_then(Entry::said);
            let answers = response.and_then(|said| Vec::<Field>::read(said.get("fields")?));
            for field in &mut fields {
                let name = field.field.name();
                let mut answers = answers.iter().flatten();
                let answer = answers.find(|answer| answer.name() == name);
                if let Some(value) = answer.and_then(|it| it.object().get(&field.field.kind())) {
                    field.set_answer(value.clone());
                }
                field.state = FieldState::Valid;
            }
        }
        let is_open = match progress {
            Progress::Open => true,
            Progress::Failed => entry.is_local() || self.refused_id(entry).is_some(),
            _ => false,
        };
        Some(Form {
            fields,
            progress,
            is_open,
        })
    }

    /// Whether an entry is the answer to a form of the timeline, which shows it.
    pub fn is_form_response(&self, entry: &Entry) -> bool {
        let quoted = entry.said().filter(|said| is_response(said));
        let quoted = quoted.and_then(|said| said.get("quotedMessageId")?.as_str());
        quoted.is_some_and(|id| self.timeline.key_of(&MessageId::new(id)).is_some())
    }

    /// Whether the composer waits for a form: the one before the first message, or one that says so
    /// and has no answer, unless the visitor has said something since.
    pub fn is_composer_blocked(&self) -> bool {
        self.is_whole && self.forms.is_composer_blocked
    }

    fn must_composer_wait(&self) -> bool {
        if self.prechat.is_blocking() {
            return true;
        }
        let is_said = |entry: &EntryBox| {
            let is_on_its_way = matches!(entry.body, Body::Own(..));
            self.is_own(entry) && !(is_on_its_way && entry.said().is_some_and(is_response))
        };
        for key in self.timeline.forms() {
            let Some(at) = self.timeline.position(*key) else {
                continue;
            };
            let entry = &self.timeline.entries()[at];
            if entry.is_visible()
                && !self.timeline.entries()[at + 1..].iter().any(is_said)
                && let Some(form) = form_of(entry).filter(|it| it.block_chat_input() == Some(true))
                && self.progress_of(entry, form) != Progress::Submitted
            {
                return true;
            }
        }
        false
    }

    fn progress_of(&self, entry: &Entry, form: &Message) -> Progress {
        if entry.is_local() {
            return self.prechat.progress();
        }
        if form.submitted() == Some(true) {
            return Progress::Submitted;
        }
        match self.response_to(&form.id()).map(|response| response.delivery) {
            None => Progress::Open,
            Some(Delivery::Delivered) => Progress::Submitted,
            Some(Delivery::Failed) => Progress::Failed,
            Some(Delivery::Sending | Delivery::Waiting) => Progress::Submitting,
        }
    }

    /// The answer to a form, of several the one that has come furthest.
    pub(super) fn response_to(&self, form: &MessageId) -> Option<&Entry> {
        let answers = |entry: &&EntryBox| {
            entry.said().is_some_and(|said| {
                is_response(said)
                    && said.get("quotedMessageId").and_then(Value::as_str) == Some(form.as_str())
            })
        };
        // Those on their way stand last.
        self.timeline.entries().iter().find(answers).map(|entry| &**entry)
    }

    /// Tells the views what has become of forms they know.
    pub(super) fn tell_of_forms(&mut self) {
        let stage = core::mem::replace(&mut self.forms.prechat, self.prechat.stage);
        if self.changes.is_empty() && stage == self.prechat.stage {
            return;
        }
        let forms = self.timeline.forms().iter();
        let forms = forms.filter_map(|key| self.timeline.get(*key).filter(|entry| entry.is_visible()));
        let told: Vec<(Key, Progress)> = forms
            .filter_map(|entry| Some((entry.key, self.progress_of(entry, form_of(entry)?))))
            .collect();
        for (key, progress) in &told {
            let mut before = self.forms.told.iter();
            if before.any(|(known, before)| known == key && before != progress) {
                self.change(Change::Form(*key));
            }
        }
        let is_there = |key: &Key| told.iter().any(|(known, _)| known == key);
        self.forms.filled.retain(|(key, _)| is_there(key));
        self.forms.told = told;
        let is_blocked = self.must_composer_wait();
        if is_blocked != self.forms.is_composer_blocked {
            self.forms.is_composer_blocked = is_blocked;
            self.change(Change::Composer);
        }
    }
}

/// The form that an entry shows. One that nobody could ever fill in is none.
pub(super) fn form_of(entry: &Entry) -> Option<&Message> {
    let message = entry.shown()?;
    if message.object().get("type").and_then(Value::as_str) != Some("form") {
        return None;
    }
    let fields = message.fields().unwrap_or_default();
    let is_answerable =
        |field: &Field| field.kind() != "select" || !field.options().unwrap_or_default().is_empty();
    (!fields.is_empty() && fields.iter().all(is_answerable)).then_some(message)
}

fn is_response(said: &Object) -> bool {
    said.get("type").and_then(Value::as_str) == Some("formResponse")
}
