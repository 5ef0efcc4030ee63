//! A form: one field after the other, and when all are answered the answers to read.
//!
//! What stands in a field is the visitor's: it is never written once the field is made.

use crate::dom::{self, Node, put};
use crate::text::{Text, Word, digits, filled};
use avmsdk_session::{Fault, FieldState, Form, FormField, FormInput, Input, Key, Progress, Session};

const FORM: &str = "div.fields!form[tabindex=-1](\
    p.fate[role=status](span.told button.again!form[type=button](span.click span.tap)))";
/// A form of its own, so that Enter goes on and a phone's keyboard has a key for it.
const FIELD: &str = "form.field!form-field[novalidate](\
    label(span.label span.step span.answer) \
    button.next[type=submit]({M5 12h14M13 6l6 6-6 6}) \
    p.fault[role=alert])";

const TEXT: &str = "textContent";
const HIDDEN: &str = "hidden";

/// Makes it, with what was written and chosen before.
pub(super) fn make(into: &Node, key: Key, form: &Form, text: &Text) {
    let element = dom::build(FORM);
    let key = digits(key.0);
    element.set("data-key", &key);
    put(&element, ".click", TEXT, text.late("clickToRetryForm"));
    put(&element, ".tap", TEXT, text.late("tapToRetryForm"));
    let note = element.part(".fate");
    let count = form.fields.len();
    for (at, field) in form.fields.iter().enumerate() {
        let row = dom::build(FIELD);
        let place = digits(at as u32);
        row.set("data-at", &place);
        row.part("label").append(&entry(field, text));
        let id = [&*key, "-", &place].concat();
        put(&row, ".fault", "id", &id);
        put(&row, ".entry", "aria-describedby", &id);
        let label = field.field.label().unwrap_or_else(|| field.field.name());
        put(&row, ".label", TEXT, &label);
        let mut next = text.get(Word::sendButtonText);
        if count > 1 {
            let step = [&*digits(at as u32 + 1), "/", &digits(count as u32)].concat();
            put(&row, ".step", TEXT, &step);
            if at + 1 < count {
                next = text.get(Word::nextLabel);
            }
        }
        put(&row, ".next", "title", next);
        element.insert(&row, Some(&note));
    }
    into.append(&element);
}

/// Draws how far it is.
pub(super) fn draw(into: &Node, form: &Form, text: &Text) {
    let element = into.part(".fields");
    let current = form.current();
    let given = |is: bool| if is { "true" } else { "" };
    // The focus goes on with the visitor, and is not taken from where he is else.
    let is_followed = element.query("[data-now=true] :focus").is_some();
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
        let is_to_come = answer.is_empty() && current.is_some_and(|current| current < at);
        row.show(!is_to_come);
        row.set("data-state", state);
        put(&row, ".answer", TEXT, if form.is_open { "" } else { &answer });
        put(&row, ".entry", HIDDEN, given(!form.is_open));
        put(&row, ".entry", "aria-invalid", given(!fault.is_empty()));
        put(&row, ".fault", TEXT, &fault);
        put(&row, ".next", HIDDEN, given(state == "good"));
        let is_now = current == Some(at);
        row.set("data-now", given(is_now));
        if is_now && is_followed {
            row.part(".entry").focus();
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
    put(&element, ".told", TEXT, told);
    put(&element, ".again", HIDDEN, given(state != "failed"));
}

/// What the visitor did with a control of it.
pub(super) fn did(kind: &str, control: &Node, session: &Session) -> Option<Input> {
    let number = |place: Option<Node>, name| {
        let text = place?.get(name)?;
        let add = |number, digit| number * 10 + u32::from(digit & 15);
        Some(text.bytes().fold(0, add))
    };
    let key = Key(number(control.closest(".fields"), "data-key")?);
    let input = match (kind, number(control.closest(".field"), "data-at")) {
        ("click", None) if session.form(key)?.progress == Progress::Failed => FormInput::Retry,
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

/// Where the visitor answers.
fn entry(field: &FormField, text: &Text) -> Node {
    let placeholder = field.field.placeholder();
    let answer = field.answer_text();
    let entry;
    if field.is_select() {
        entry = dom::build("select.entry[aria-required=true](option)");
        let fallback = text.late("formFieldSelectPlaceholderFallback");
        put(&entry, "option", TEXT, placeholder.as_deref().unwrap_or(fallback));
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
        entry = dom::build("input.entry[aria-required=true]");
        let kind = field.field.kind();
        if kind == "email" || field.field.name() == "name" {
            entry.set("autocomplete", if kind == "email" { "email" } else { "name" });
        }
        entry.set("type", &kind);
        entry.set("placeholder", &placeholder.unwrap_or_default());
        entry.set_value(&answer);
    }
    entry
}

fn words(fault: Fault, text: &Text) -> String {
    let (word, placeholder, value) = match fault {
        Fault::Required => (
            "EntryRequired",
            "{errorPrefix}",
            text.late("errorPrefix").to_owned(),
        ),
        Fault::LongerThan(most) => ("NoLongerThan", "{characters}", digits(most)),
        Fault::ShorterThan(least) => ("NoShorterThan", "{characters}", digits(least)),
        Fault::InvalidEmail => ("InvalidEmail", "{", String::new()),
        Fault::Unknown => ("Unknown", "{", String::new()),
    };
    filled(text.late(&["formError", word].concat()), placeholder, &value)
}
