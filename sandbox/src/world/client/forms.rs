//! Forms: checking one field at a time, and what an answered form comes to.

use super::super::outcome::{Change, Refusal, Reply};
use super::super::state::Thread;
use super::super::{Ruling, Turn, World};
use super::messages::is_blank;
use avmsdk_protocol::Object;
use avmsdk_protocol::form::ValidateRequest;
use avmsdk_protocol::message::{Draft, Field, Message, MessageType};

/// Characters of a `text` where the form does not say: those of the hosted service.
const SIZES: (u32, u32) = (1, 128);
/// Characters of an email address, by RFC 5321.
const MAX_EMAIL: usize = 254;

impl World {
    pub(super) fn validate_form(request: &ValidateRequest) -> Ruling {
        check_answers(&request.form().fields(), &request.form_response().fields())?;
        Ok(Reply::ok(&Object::new()))
    }
}

/// Checks a response against the form that it quotes, and fills that in. It need not answer all of it, and a second response replaces the
/// first (assumed): the answer to the first may have been lost on its way.
pub(super) fn answer_form(turn: &mut Turn, thread: &mut Thread, draft: &Draft) -> Result<(), Refusal> {
    let quoted = draft.quoted_message_id();
    let mut messages = thread.messages.iter_mut();
    let form = messages
        .find(|message| message.kind() == MessageType::Form && Some(message.id()) == quoted)
        .ok_or_else(|| Refusal::bad_request("`quotedMessageId` should be a form of the conversation"))?;
    let (asked, answers) = (
        form.fields().unwrap_or_default(),
        draft.fields().unwrap_or_default(),
    );
    check_answers(&asked, &answers)?;
    fill(form, &answers);
    turn.changes
        .push(Change::MessageChanged(thread.id.clone(), form.clone()));
    Ok(())
}

/// Puts the answers into a form, each under the key that its type names.
pub(super) fn fill(form: &mut Message, answers: &[Field]) {
    let mut fields = form.fields().unwrap_or_default();
    for field in &mut fields {
        let (name, kind) = (field.name(), field.kind());
        let answer = answers.iter().find(|answer| answer.name() == name);
        if let Some(value) = answer.and_then(|answer| answer.object().get(&kind)) {
            let value = value.clone();
            field.object_mut().set(&kind, value);
        }
    }
    form.set_fields(Some(fields)).set_submitted(Some(true));
}

/// Checks a response to all of a form.
pub(super) fn check_whole(asked: &[Field], answers: &[Field]) -> Result<(), Refusal> {
    check_answers(asked, answers)?;
    let is_answered = |field: &&Field| answers.iter().any(|answer| answer.name() == field.name());
    match asked.iter().find(|field| !is_answered(field)) {
        None => Ok(()),
        Some(missing) => Err(Refusal::bad_request(format!(
            "formResponse.fields: should answer `{}`",
            missing.name()
        ))),
    }
}

/// Checks some answers. The words are those that the observed client looks for.
fn check_answers(asked: &[Field], answers: &[Field]) -> Result<(), Refusal> {
    if answers.is_empty() {
        return Err(Refusal::bad_request("formResponse.fields: should not be empty"));
    }
    for (index, answer) in answers.iter().enumerate() {
        let fault = |key: &str, what: &str| {
            Err(Refusal::bad_request(format!(
                "formResponse.fields[{index}].{key}: {what}"
            )))
        };
        let name = answer.name();
        if answers.iter().take(index).any(|before| before.name() == name) {
            return fault("name", "should not be there twice");
        }
        let Some(field) = asked.iter().find(|field| field.name() == name) else {
            return fault("name", "should be the name of a field of the form");
        };
        let kind = field.kind();
        if answer.kind() != kind {
            return fault("type", &format!("should be `{kind}`"));
        }
        if let Err(what) = check_value(field, answer) {
            return fault(&kind, &what);
        }
    }
    Ok(())
}

fn check_value(field: &Field, answer: &Field) -> Result<(), String> {
    let missing = || "should be there".to_owned();
    match field.kind().as_str() {
        "text" => {
            let text = answer.text().filter(|text| !is_blank(text)).ok_or_else(missing)?;
            let size = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
            let least = field.min_size().unwrap_or(SIZES.0);
            let most = field.max_size().unwrap_or(SIZES.1);
            if size > most {
                return Err(format!("should not be longer than {most} characters"));
            }
            if size < least {
                return Err(format!("should not be shorter than {least} characters"));
            }
            Ok(())
        }
        "email" => {
            let email = answer
                .email()
                .filter(|email| !is_blank(email))
                .ok_or_else(missing)?;
            if is_email(&email) {
                Ok(())
            } else {
                Err("should match format \"email\"".to_owned())
            }
        }
        "select" => {
            let chosen = answer
                .select()
                .filter(|chosen| !chosen.is_empty())
                .ok_or_else(missing)?;
            let options = field.options().unwrap_or_default();
            let is_offered = |name: String| options.iter().any(|option| option.name() == name);
            if chosen.iter().all(|choice| is_offered(choice.name())) {
                Ok(())
            } else {
                Err("should be among the options of the field".to_owned())
            }
        }
        _ => Err("should be a field of type `text`, `email` or `select`".to_owned()),
    }
}

/// Something before one `@`, a name with a dot behind it, no blanks.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let is_plain = |one: char| !one.is_whitespace() && !one.is_control() && one != '@';
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|one| one.is_alphanumeric() || one == '-')
    };
    text.len() <= MAX_EMAIL
        && !local.is_empty()
        && local.chars().all(is_plain)
        && domain.contains('.')
        && domain.split('.').all(is_label)
}
