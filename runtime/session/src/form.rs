//! A form as the visitor fills it in: what is asked, what is answered, and how far each answer is.
//!
//! An answer stands in its field under the key that the field's type names, as on the wire.

use avmsdk_protocol::Value;
use avmsdk_protocol::message::{Choice, Field};

/// What the visitor does in a form; fields are named by their place.
#[derive(Clone, Debug)]
pub enum FormInput {
    /// Writes into a text or email field: all that stands there now. In a `select` another option shows, which is
    /// not chosen yet: what was chosen does not count any more.
    Set(usize, String),
    /// Chooses the option of that place in a `select` field, which settles it.
    Choose(usize, usize),
    /// Is done with a field: it is to be checked.
    Next(usize),
    /// Wants the answers sent after all.
    Retry,
}

/// How far the answer of one field is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldState {
    /// Empty, or being written.
    #[default]
    Open,
    /// The service is asked.
    Checking,
    /// It is good.
    Valid,
    /// It is not; it may be written anew, or checked again.
    Invalid(Fault),
}

/// What is wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is none.
    Required,
    /// No email address.
    InvalidEmail,
    /// More characters than this.
    LongerThan(u32),
    /// Fewer characters than this.
    ShorterThan(u32),
    /// The service says something else, or could not be asked: try again.
    Unknown,
}

/// How far a form is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It waits for the visitor.
    Open,
    /// The answers are on their way.
    Submitting,
    /// The service refuses them: they may be changed or sent again. Where it may have them all the same
    /// they may only be sent again.
    Failed,
    /// The service has them.
    Submitted,
}

/// A form with its answers.
#[derive(Clone, Debug)]
pub struct Form {
    /// The fields, in order.
    pub fields: Vec<FormField>,
    /// How far it is.
    pub progress: Progress,
    /// Whether the answers may be changed.
    pub is_open: bool,
}

/// A field with its answer.
#[derive(Clone, Debug)]
pub struct FormField {
    /// The question, and in it the answer under the key that its type names.
    pub field: Field,
    /// How far the answer is.
    pub state: FieldState,
    /// Names the question to the service, so that a late answer to an earlier one does not count.
    pub(crate) check: u32,
}

impl Form {
    /// The place of the field that is to be answered now: the first that is not good yet.
    pub fn current(&self) -> Option<usize> {
        let mut fields = self.fields.iter();
        fields.position(|field| field.state != FieldState::Valid)
    }

    /// The answers, as they are sent.
    pub(crate) fn answers(&self) -> Vec<Field> {
        self.fields.iter().map(FormField::to_answer).collect()
    }
}

impl FormField {
    pub(crate) fn new(field: Field) -> Self {
        FormField {
            field,
            state: FieldState::Open,
            check: 0,
        }
    }

    /// The answer, where there is one.
    pub fn answer(&self) -> Option<&Value> {
        self.field.object().get(&self.field.kind())
    }

    /// The options of a `select` field.
    pub fn choices(&self) -> Vec<Choice> {
        self.field.options().unwrap_or_default()
    }

    /// The answer as it is shown: what was written, or the labels of what was chosen.
    pub fn answer_text(&self) -> String {
        match self.answer() {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Array(chosen)) => {
                let mut text = String::new();
                for label in chosen.iter().filter_map(|choice| choice.get("label")?.as_str()) {
                    if !text.is_empty() {
                        text.push_str(", ");
                    }
                    text.push_str(label);
                }
                text
            }
            _ => String::new(),
        }
    }

    /// Whether one option is to be chosen, and nothing written.
    pub fn is_select(&self) -> bool {
        self.field.kind() == "select"
    }

    pub(crate) fn set_answer(&mut self, answer: impl Into<Value>) {
        let kind = self.field.kind();
        self.field.object_mut().set(&kind, answer);
    }

    /// The field as an answer has it.
    pub(crate) fn to_answer(&self) -> Field {
        let (kind, mut answer) = (self.field.kind(), Field::new());
        answer
            .set_label(self.field.label())
            .set_name(self.field.name())
            .set_kind(kind.clone());
        if let Some(value) = self.answer() {
            answer.object_mut().set(&kind, value.clone());
        }
        answer
    }

    /// What is wrong with the answer as far as can be told without the service.
    pub(crate) fn fault(&self) -> Option<Fault> {
        let size = match self.answer() {
            Some(Value::String(text)) => text.trim().chars().count() as u32,
            Some(Value::Array(chosen)) if !chosen.is_empty() => return None,
            _ => 0,
        };
        let over = self.field.max_size().filter(|most| size > *most);
        let under = self.field.min_size().filter(|least| size < *least);
        match (size, over, under) {
            (0, ..) => Some(Fault::Required),
            (_, Some(most), _) => Some(Fault::LongerThan(most)),
            (_, _, Some(least)) => Some(Fault::ShorterThan(least)),
            _ => None,
        }
    }
}

impl Fault {
    /// What the service says, in the words that the observed client looks for.
    pub(crate) fn of_description(text: &str) -> Self {
        if text.ends_with(r#"should match format "email""#) {
            return Fault::InvalidEmail;
        }
        let Some(text) = text.strip_suffix(" characters") else {
            return Fault::Unknown;
        };
        let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count();
        let (what, digits) = text.split_at(text.len() - digits);
        let add = |number: u32, digit: u8| number.saturating_mul(10).saturating_add(u32::from(digit - b'0'));
        let number = digits.bytes().fold(0, add);
        if what.ends_with("should not be longer than ") {
            Fault::LongerThan(number)
        } else if what.ends_with("should not be shorter than ") {
            Fault::ShorterThan(number)
        } else {
            Fault::Unknown
        }
    }
}

#[cfg(test)]
#[path = "form_test.rs"]
mod tests;
