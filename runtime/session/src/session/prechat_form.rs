//! What the form before the first message asks, and in which words.

use super::Session;
use crate::setup::PrechatWords;
use avmsdk_protocol::author::Role;
use avmsdk_protocol::id::MessageId;
use avmsdk_protocol::message::{Field, Message, MessageType};
use avmsdk_protocol::{Object, Value, Wire};

/// How the form is named until the service has it (observed).
const FORM_ID: &str = "prechat-capture-form";

impl Session {
    /// The words of it are there, which come with the second part. What the page wants of it was there at the start.
    #[inline(never)]
    pub fn set_words(&mut self, words: PrechatWords) {
        self.prechat.setup.words = words;
    }

    /// A text of the business that the messenger says for it.
    pub(super) fn said_here(&self, text: &str) -> Message {
        let mut message = self.of_business(MessageType::Text);
        message.set_text(Some(text.to_owned()));
        message
    }

    /// The page may have a picture of who says it.
    fn of_business(&self, kind: MessageType) -> Message {
        let mut message = Message::new();
        message
            .set_kind(kind)
            .set_role(Role::AppMaker)
            .set_received(self.now.seconds());
        if let Some(picture) = self.prechat.setup.option.get("avatarUrl") {
            message.object_mut().set("avatarUrl", picture.clone());
        }
        message
    }

    pub(super) fn prechat_form(&self) -> Message {
        let mut fields = self.prechat_fields();
        for field in &mut fields {
            self.label(field);
        }
        let mut form = self.of_business(MessageType::Form);
        form.set_id(MessageId::new(FORM_ID))
            .set_fields(Some(fields))
            .set_block_chat_input(Some(true))
            .set_submitted(Some(false));
        form.object_mut().set("isPrechatCaptureForm", true);
        form
    }

    /// What is asked: by the page, by its template, by the config, by its template, else name and
    /// email address.
    fn prechat_fields(&self) -> Vec<Field> {
        let config = self.config.get("prechatCapture").and_then(Value::as_object);
        let templates = config.and_then(|config| config.get("templateDefinitions"));
        let given = |from: Option<&Object>| {
            let from = from?;
            let fields = from.get("fields").and_then(Vec::<Field>::read);
            fields.filter(|fields| !fields.is_empty()).or_else(|| {
                let template = from.get("template")?.as_str()?;
                Vec::<Field>::read(templates?.get(template)?).filter(|fields| !fields.is_empty())
            })
        };
        let fields = given(Some(&self.prechat.setup.option)).or_else(|| given(config));
        fields.unwrap_or_else(|| [("text", "name"), ("email", "email")].map(field).into())
    }

    /// The fields of a template come without words.
    fn label(&self, field: &mut Field) {
        let name = field.name();
        if field.label().is_none() {
            let words = &self.prechat.setup.words;
            let words = match name.as_str() {
                "name" => Some(&words.name),
                "email" => Some(&words.email),
                _ => None,
            };
            if let Some([label, placeholder]) = words {
                field.set_label(Some(label.clone()));
                if field.placeholder().is_none() {
                    field.set_placeholder(Some(placeholder.clone()));
                }
            } else {
                field.set_label(Some(name));
            }
        }
        if field.id().is_none() {
            // As observed.
            field.set_id(field.label());
        }
    }
}

fn field((kind, name): (&str, &str)) -> Field {
    let mut field = Field::new();
    field.set_kind(kind.to_owned()).set_name(name.to_owned());
    field
}
