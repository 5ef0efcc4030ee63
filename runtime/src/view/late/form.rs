//! A form: one field after the other, and when all are answered the answers to read.
//!
//! What stands in a field is the visitor's: it is never written once the field is made.

use crate::dom::{self, Node};
use crate::template::Template;
use crate::text::{Text, Word, digits, filled};
use avmsdk_protocol::Object;
use avmsdk_session::{Fault, FieldState, Form, FormInput, Input, Key, Progress, Session};

/// Makes it, with what was written and chosen before.
pub(super) fn make(into: &Node, key: Key, form: &Form, text: &Text) {
    let key = digits(key.0);
    let values = [
        &*key,
        text.get(Word::clickToRetryForm),
        text.get(Word::tapToRetryForm),
    ];
    let element = dom::fill(Template::fields, &values, &Object::new());
    let fate = element.part(".fate");
    let count = form.fields.len();
    for (at, field) in form.fields.iter().enumerate() {
        let place = digits(at as u32);
        let id = [&*key, "-", &place].concat();
        let (mut step, mut next) = (String::new(), text.get(Word::sendButtonText));
        if count > 1 {
            step = [&*digits(at as u32 + 1), "/", &digits(count as u32)].concat();
            if at + 1 < count {
                next = text.get(Word::nextLabel);
            }
        }
        let (kind, name, answer) = (field.field.kind(), field.field.name(), field.answer_text());
        let label = field.field.label();
        let values = [&*place, label.as_deref().unwrap_or(&name), &step, next, &id];
        let row = dom::fill(Template::field, &values, &Object::new());
        let entry;
        if field.is_select() {
            let placeholder = field.field.placeholder();
            let fallback = text.get(Word::formFieldSelectPlaceholderFallback);
            entry = dom::fill(
                "select.entry(option$)",
                &[placeholder.as_deref().unwrap_or(fallback)],
                &Object::new(),
            );
            for choice in field.choices() {
                let label = choice.label();
                let is_chosen = if label == answer { "true" } else { "" };
                entry.append(&dom::fill(
                    "option[selected=$]$",
                    &[is_chosen, &label],
                    &Object::new(),
                ));
            }
        } else {
            let purpose = if kind == "email" || name == "name" {
                &kind
            } else {
                ""
            };
            let purpose = if purpose == "text" { "name" } else { purpose };
            // No field of another type, as one for a password: the service may name any.
            let shape = if kind == "email" { "email" } else { "text" };
            entry = dom::fill(Template::entry, &[shape, purpose, &answer], field.field.object());
        }
        entry.set("aria-required", "true");
        entry.set("aria-describedby", &id);
        row.part("label").append(&entry);
        element.insert(&row, Some(&fate));
    }
    into.append(&element);
}

/// Draws how far it is.
pub(super) fn draw(into: &Node, form: &Form, text: &Text) {
    let element = into.part(".fields");
    let current = form.current();
    // The focus goes on with the visitor, and is not taken from where he is else.
    let is_followed = element.query("[data-now=true] :focus,.again:focus").is_some();
    for (at, field) in form.fields.iter().enumerate() {
        let row = element.part(&["[data-at='", &digits(at as u32), "']"].concat());
        let answer = field.answer_text();
        let fault = match field.state {
            FieldState::Invalid(fault) => words(fault, text),
            _ => String::new(),
        };
        let state = match field.state {
            FieldState::Valid => "good",
            FieldState::Checking => "busy",
            _ => "",
        };
        let is_now = current == Some(at);
        row.show(!answer.is_empty() || current.is_none_or(|current| at <= current));
        row.set("data-state", state);
        row.mark("data-now", is_now);
        row.put(".answer", if form.is_open { "" } else { &answer });
        row.put(".fault", &fault);
        row.reveal(".next", state != "good");
        let entry = row.part(".entry");
        entry.show(form.is_open);
        entry.mark("aria-invalid", !fault.is_empty());
        if is_now && is_followed {
            entry.focus();
        }
    }
    if is_followed && !form.is_open {
        element.focus();
    }
    let (state, told) = match form.progress {
        Progress::Open => ("open", ""),
        Progress::Failed => ("failed", ""),
        Progress::Submitting => ("sending", text.get(Word::messageSending)),
        Progress::Submitted => ("submitted", text.get(Word::messageDelivered)),
    };
    element.set("data-state", state);
    element.put(".told", told);
    element.reveal(".again", state == "failed");
    if state == "failed" && into.query(".fields:focus").is_some() {
        element.part(".again").focus();
    }
}

/// What the visitor did with a control of it.
pub(super) fn did(kind: &str, control: &Node, session: &Session) -> Option<Input> {
    let number = |place: Option<Node>, name| {
        let text = place?.get(name)?;
        let add = |number, digit| number * 10 + u32::from(digit & 15);
        Some(text.bytes().fold(0, add))
    };
    let key = Key(number(control.closest(".fields"), "data-key")?);
    let input = match (kind, number(control.closest(".ask"), "data-at")) {
        // Anywhere, as its words say, but where an answer may be changed.
        ("click", _)
            if session.form(key)?.progress == Progress::Failed && control.query(".entry:focus").is_none() =>
        {
            FormInput::Retry
        }
        ("submit", Some(at)) => {
            let entry = control.part(".entry");
            // The button goes away, and not all engines focus one that is clicked.
            entry.focus();
            match entry.selected_index() {
                0 => FormInput::Next(at as usize),
                choice => FormInput::Choose(at as usize, choice as usize - 1),
            }
        }
        // An arrow key passes by every option: none is taken before the visitor goes on.
        ("input", Some(at)) => FormInput::Set(at as usize, control.part(".entry").value()),
        _ => return None,
    };
    Some(Input::Form(key, input))
}

fn words(fault: Fault, text: &Text) -> String {
    let (word, placeholder, value) = match fault {
        Fault::Required => (
            Word::formErrorEntryRequired,
            "{errorPrefix}",
            text.get(Word::errorPrefix).to_owned(),
        ),
        Fault::LongerThan(most) => (Word::formErrorNoLongerThan, "{characters}", digits(most)),
        Fault::ShorterThan(least) => (Word::formErrorNoShorterThan, "{characters}", digits(least)),
        Fault::InvalidEmail => (Word::formErrorInvalidEmail, "{", String::new()),
        Fault::Unknown => (Word::formErrorUnknown, "{", String::new()),
    };
    filled(text.get(word), placeholder, &value)
}
