//! A form: one field after the other, and when all are answered the answers to read.
//!
//! What stands in a field is the visitor's: it is never written once the field is made. Which form and which field a
//! control belongs to stands in ids: `f12` and `f12-0`.

use super::number;
use crate::dom::{self, Node};
use crate::text::{Text, Word, fill};
use avmsdk_session::{Fault, FieldState, Form, FormField, FormInput, Key, Progress};

const FORM: &str = "div.fields!form[tabindex=-1](\
    p.note[role=status](span.told button.again!form[type=button](span.click span.tap)))";
/// A form of its own, so that Enter goes on and a phone's keyboard has a key for it.
const FIELD: &str = "form.field!form-field[novalidate](\
    label(span.label span.step span.answer) \
    button.next[type=submit]({M5 12h14M13 6l6 6-6 6}) \
    p.fault[role=alert])";

pub(super) fn id(key: Key) -> String {
    let mut id = "f".to_owned();
    id.push_str(&number(key.0));
    id
}

/// The form that a control belongs to.
pub(super) fn key_of(control: &Node) -> Option<Key> {
    Some(Key(digits(&control.closest(".fields")?.get("id")?[1..])))
}

fn digits(text: &str) -> u32 {
    text.bytes()
        .fold(0, |number, digit| number * 10 + u32::from(digit & 15))
}

fn id_of_field(id: &str, at: usize) -> String {
    let mut id = id.to_owned();
    id.push('-');
    id.push_str(&number(at as u32));
    id
}

/// Makes it, with what was written and chosen before.
pub(super) fn make(into: &Node, key: Key, form: &Form, text: &Text) -> Node {
    let element = dom::build(FORM);
    let id = id(key);
    element.set("id", &id);
    element.part(".click").write(text.late("clickToRetryForm"));
    element.part(".tap").write(text.late("tapToRetryForm"));
    let note = element.part(".note");
    let count = form.fields.len();
    for (at, field) in form.fields.iter().enumerate() {
        let row = dom::build(FIELD);
        let mut id = id_of_field(&id, at);
        row.set("id", &id);
        id.push('e');
        row.part(".fault").set("id", &id);
        let entry = entry(field, text);
        entry.set("aria-describedby", &id);
        row.part("label").append(&entry);
        row.part(".label")
            .write(&field.field.label().unwrap_or_else(|| field.field.name()));
        let mut next = text.get(Word::sendButtonText);
        if count > 1 {
            let mut step = number(at as u32 + 1);
            step.push('/');
            step.push_str(&number(count as u32));
            row.part(".step").write(&step);
            if at + 1 < count {
                next = text.late("formNextLabel");
            }
        }
        row.part(".next").name(next);
        element.insert(&row, Some(&note));
    }
    into.append(&element);
    element
}

/// Draws how far it is.
pub(super) fn draw(element: &Node, key: Key, form: &Form, text: &Text) {
    let id = id(key);
    let current = form.current();
    // The focus goes on with the visitor, and is not taken from where he is else.
    let is_followed = element.query("[data-now=true] :focus").is_some();
    for (at, field) in form.fields.iter().enumerate() {
        let row = element.part(&["#", &id_of_field(&id, at)].concat());
        let entry = row.part(".entry");
        let answer = field.answer_text();
        let is_now = current == Some(at);
        let is_to_come = current.is_some_and(|current| current < at) && answer.is_empty();
        row.show(!is_to_come);
        row.part(".answer").write(if form.is_open { "" } else { &answer });
        entry.show(form.is_open);
        let mut fault = String::new();
        let state = match field.state {
            FieldState::Valid => "good",
            FieldState::Checking => "busy",
            FieldState::Open => "",
            FieldState::Invalid(what) => {
                fault = words(what, text);
                "bad"
            }
        };
        row.part(".next").show(state != "good");
        row.part(".fault").write(&fault);
        row.set("data-state", state);
        entry.set("aria-invalid", if state == "bad" { "true" } else { "false" });
        row.set("data-now", if is_now { "true" } else { "false" });
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
    element.part(".told").write(told);
    element.part(".again").show(state == "failed");
}

/// What the visitor did with a control of it.
pub(super) fn did(kind: &str, control: &Node, form: &Form) -> Option<FormInput> {
    let Some(row) = control.closest(".field") else {
        let is_retry = kind == "click" && form.progress == Progress::Failed;
        return is_retry.then_some(FormInput::Retry);
    };
    let id = row.get("id")?;
    let (_, at) = id.split_once('-')?;
    let at = digits(at) as usize;
    let entry = row.part(".entry");
    match kind {
        "submit" => {
            // The button goes away, and not all engines focus one that is clicked.
            entry.focus();
            Some(match entry.selected_index() {
                0 => FormInput::Next(at),
                choice => FormInput::Choose(at, choice as usize - 1),
            })
        }
        // An arrow key passes by every option: none is taken before the visitor goes on.
        "input" => Some(FormInput::Set(at, entry.value())),
        _ => None,
    }
}

/// Where the visitor answers.
fn entry(field: &FormField, text: &Text) -> Node {
    let placeholder = field.field.placeholder();
    let answer = field.answer_text();
    let entry;
    if field.is_select() {
        entry = dom::build("select.entry(option)");
        let fallback = text.late("formFieldSelectPlaceholderFallback");
        entry
            .part("option")
            .write(placeholder.as_deref().unwrap_or(fallback));
        for choice in field.choices() {
            let option = dom::build("option");
            let label = choice.label();
            option.write(&label);
            if label == answer {
                option.set("selected", "");
            }
            entry.append(&option);
        }
    } else {
        entry = dom::build("input.entry");
        let kind = field.field.kind();
        if kind == "email" || field.field.name() == "name" {
            entry.set("autocomplete", if kind == "email" { "email" } else { "name" });
        }
        entry.set("type", &kind);
        entry.set("placeholder", &placeholder.unwrap_or_default());
        entry.set_value(&answer);
    }
    entry.set("aria-required", "true");
    entry
}

fn words(fault: Fault, text: &Text) -> String {
    let (word, placeholder, value) = match fault {
        Fault::Required => (
            "formErrorEntryRequired",
            "{errorPrefix}",
            text.late("errorPrefix").to_owned(),
        ),
        Fault::LongerThan(most) => ("formErrorNoLongerThan", "{characters}", number(most)),
        Fault::ShorterThan(least) => ("formErrorNoShorterThan", "{characters}", number(least)),
        Fault::InvalidEmail => ("formErrorInvalidEmail", "{}", String::new()),
        Fault::Unknown => ("formErrorUnknown", "{}", String::new()),
    };
    fill(text.late(word), placeholder, &value)
}
