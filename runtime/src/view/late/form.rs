//! A form: one field after the other, and when all are answered the answers to read.
//!
//! What stands in a field is the visitor's: it is never written once the field is made.

use super::number;
use crate::dom::{self, Node};
use crate::text::{Text, Word, fill};
use avmsdk_session::{Fault, FieldState, Form, FormField, FormInput, Key, Progress};

const FORM: &str = "div.fields!form[tabindex=-1](\
    p.note[role=status](span.told button.again!form[type=button hidden](span.click span.tap)))";
/// A form of its own, so that Enter goes on and a phone's keyboard has a key for it.
const FIELD: &str = "form.field!form-field[novalidate](\
    label(span.label span.step span.answer) \
    button.next[type=submit]({M5 12h14M13 6l6 6-6 6}) \
    p.fault[role=alert])";
const TEXT: &str = "input.entry[aria-required=true]";
const SELECT: &str = "select.entry[aria-required=true](option)";

/// The view of one form.
pub(super) struct FormView {
    pub(super) key: Key,
    pub(super) element: Node,
    rows: Vec<Node>,
    current: Option<usize>,
}

impl FormView {
    /// Makes it, with what was written and chosen before.
    pub(super) fn new(into: &Node, key: Key, form: &Form, text: &Text) -> Self {
        let element = dom::build(FORM);
        element.part(".click").write(text.late("clickToRetryForm"));
        element.part(".tap").write(text.late("tapToRetryForm"));
        let note = element.part(".note");
        let mut rows = Vec::new();
        for (at, field) in form.fields.iter().enumerate() {
            let row = dom::build(FIELD);
            let name = field.field.name();
            row.part(".label").write(&field.field.label().unwrap_or(name));
            let count = form.fields.len();
            if count > 1 {
                let mut step = number(at as u32 + 1);
                step.push('/');
                step.push_str(&number(count as u32));
                row.part(".step").write(&step);
            }
            let next = if at + 1 < count {
                text.late("formNextLabel")
            } else {
                text.get(Word::sendButtonText)
            };
            row.part(".next").name(next);
            let entry = entry(field, text);
            let mut id = number(key.0);
            id.push('-');
            id.push_str(&number(at as u32));
            row.part(".fault").set("id", &id);
            entry.set("aria-describedby", &id);
            row.part("label").append(&entry);
            element.insert(&row, Some(&note));
            rows.push(row);
        }
        into.append(&element);
        FormView {
            key,
            element,
            rows,
            current: form.current(),
        }
    }

    pub(super) fn draw(&mut self, form: &Form, text: &Text) {
        let current = form.current();
        // The focus goes on with the visitor, and is not taken from where he is else.
        let is_followed = self
            .row(self.current)
            .is_some_and(|row| row.query(":focus").is_some());
        for (at, (row, field)) in self.rows.iter().zip(&form.fields).enumerate() {
            let entry = row.part(".entry");
            let answer = field.answer_text();
            let is_to_come = current.is_some_and(|current| current < at) && answer.is_empty();
            row.show(!(form.is_open && is_to_come));
            row.part(".answer").write(if form.is_open { "" } else { &answer });
            entry.show(form.is_open);
            let is_good = field.state == FieldState::Valid && field.chosen() == chosen(&entry);
            row.part(".next").show(form.is_open && !is_good);
            let state = match field.state {
                _ if is_good => "good",
                FieldState::Checking => "busy",
                _ => "",
            };
            row.set("data-state", state);
            let fault = match field.state {
                FieldState::Invalid(fault) => words(fault, text),
                _ => String::new(),
            };
            entry.set("aria-invalid", if fault.is_empty() { "false" } else { "true" });
            row.part(".fault").write(&fault);
        }
        let is_failed = form.progress == Progress::Failed;
        let (state, told) = match form.progress {
            Progress::Submitting => ("sending", text.get(Word::messageSending)),
            Progress::Submitted => ("submitted", text.get(Word::messageDelivered)),
            _ if is_failed => ("failed", ""),
            _ => ("open", ""),
        };
        self.element.set("data-state", state);
        self.element.part(".told").write(told);
        self.element.part(".again").show(is_failed);
        if is_followed && current != self.current {
            match self.row(current) {
                Some(row) => row.part(".entry").focus(),
                None => self.element.focus(),
            }
        }
        self.current = current;
    }

    /// What the visitor did with this control.
    pub(super) fn did(&mut self, kind: &str, control: &Node, form: &Form, text: &Text) -> Option<FormInput> {
        let Some(at) = self.rows.iter().position(|row| row.contains(control)) else {
            let is_retry = kind == "click" && form.progress == Progress::Failed;
            return is_retry.then_some(FormInput::Retry);
        };
        let entry = self.rows[at].part(".entry");
        let is_select = form.fields.get(at)?.is_select();
        match kind {
            "submit" => {
                // The button goes away, and not all engines focus one that is clicked.
                entry.focus();
                let choice = chosen(&entry).filter(|_| is_select);
                Some(match choice {
                    Some(choice) => FormInput::Choose(at, choice),
                    None => FormInput::Next(at),
                })
            }
            "input" if !is_select => Some(FormInput::Set(at, entry.value())),
            // An arrow key passes by every option: none is taken before the visitor goes on.
            "input" => {
                self.draw(form, text);
                None
            }
            _ => None,
        }
    }

    fn row(&self, at: Option<usize>) -> Option<&Node> {
        self.rows.get(at?)
    }
}

/// Where the visitor answers.
fn entry(field: &FormField, text: &Text) -> Node {
    let placeholder = field.field.placeholder();
    if field.is_select() {
        let entry = dom::build(SELECT);
        let fallback = text.late("formFieldSelectPlaceholderFallback");
        entry
            .part("option")
            .write(placeholder.as_deref().unwrap_or(fallback));
        for choice in field.choices() {
            let option = dom::build("option");
            option.write(&choice.label());
            entry.append(&option);
        }
        entry.set_selected_index(field.chosen().map_or(0, |at| at as i32 + 1));
        return entry;
    }
    let entry = dom::build(TEXT);
    let kind = field.field.kind();
    if kind == "email" || field.field.name() == "name" {
        entry.set("autocomplete", if kind == "email" { "email" } else { "name" });
    }
    entry.set("type", &kind);
    entry.set("placeholder", &placeholder.unwrap_or_default());
    entry.set_value(&field.answer_text());
    entry
}

/// The place of the option that a `select` shows, if it is one.
fn chosen(entry: &Node) -> Option<usize> {
    usize::try_from(entry.selected_index()).ok()?.checked_sub(1)
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
