//! The message, of every type, with its actions, items and form fields.

use crate::author::{Role, Source};
use crate::id::{ActionId, MessageId};
use crate::json::{Number, Object};
use crate::seconds::Seconds;

names! {
    /// What a message is.
    pub enum MessageType {
        /// Plain text.
        Text = "text",
        /// A picture.
        Image = "image",
        /// A file.
        File = "file",
        /// A place.
        Location = "location",
        /// Items side by side.
        Carousel = "carousel",
        /// Items one below the other.
        List = "list",
        /// Questions.
        Form = "form",
        /// Answers to them.
        FormResponse = "formResponse",
    }
}

record! {
    /// A message as the service stores and delivers it.
    pub struct Message {
        /// The service's id, unique.
        pub id: MessageId = "_id",
        /// What it is.
        pub kind: MessageType = "type",
        /// Who speaks.
        pub role: Role = "role",
        /// The user or agent who wrote it.
        pub author_id: Option<String> = "authorId",
        /// The writer's name.
        pub name: Option<String> = "name",
        /// The writer's picture.
        pub avatar_url: Option<String> = "avatarUrl",
        /// When the service received it; the order of the conversation.
        pub received: Seconds = "received",
        /// Where it came from.
        pub source: Option<Source> = "source",
        /// The text, with line breaks.
        pub text: Option<String> = "text",
        /// What to show where the type is unknown.
        pub text_fallback: Option<String> = "textFallback",
        /// What a reply carries back to the business.
        pub payload: Option<String> = "payload",
        /// What the business or the site stores with it.
        pub metadata: Option<Object> = "metadata",
        /// Where the picture or file is.
        pub media_url: Option<String> = "mediaUrl",
        /// Its media type.
        pub media_type: Option<String> = "mediaType",
        /// Its size in bytes.
        pub media_size: Option<u32> = "mediaSize",
        /// The place.
        pub coordinates: Option<Coordinates> = "coordinates",
        /// What the visitor may do.
        pub actions: Option<Vec<Action>> = "actions",
        /// The cards of a carousel or a list.
        pub items: Option<Vec<Item>> = "items",
        /// The questions of a form, or the answers of a response.
        pub fields: Option<Vec<Field>> = "fields",
        /// Whether the composer waits for the form.
        pub block_chat_input: Option<bool> = "blockChatInput",
        /// Whether the form has been answered.
        pub submitted: Option<bool> = "submitted",
        /// The message this one answers.
        pub quoted_message_id: Option<MessageId> = "quotedMessageId",
        ../// What else the service says.
        rest: Object
    }
}

record! {
    /// A message on its way to the service, before it has an id.
    pub struct Draft {
        /// What it is.
        pub kind: MessageType = "type",
        /// Always the visitor's.
        pub role: Role = "role",
        /// The text.
        pub text: Option<String> = "text",
        /// What a quick reply carries back.
        pub payload: Option<String> = "payload",
        /// What the site stores with it.
        pub metadata: Option<Object> = "metadata",
        /// The place.
        pub coordinates: Option<Coordinates> = "coordinates",
        /// The answers of a form.
        pub fields: Option<Vec<Field>> = "fields",
        /// The form they answer.
        pub quoted_message_id: Option<MessageId> = "quotedMessageId",
        ../// What else a site adds; the service takes `name`, `avatarUrl`, `mediaUrl`, `mediaType`.
        rest: Object
    }
}

record! {
    /// A place on earth, in degrees.
    pub struct Coordinates {
        /// North is positive.
        pub latitude: Number = "lat",
        /// East is positive.
        pub longitude: Number = "long",
    }
}

names! {
    /// What an action does.
    pub enum ActionType {
        /// Sends its text as the visitor's message.
        Reply = "reply",
        /// Sends the visitor's position.
        LocationRequest = "locationRequest",
        /// Tells the business, silently.
        Postback = "postback",
        /// Opens an address.
        Link = "link",
        /// Opens an address inside the messenger.
        Webview = "webview",
        /// Opens a payment page.
        Buy = "buy",
    }
}

record! {
    /// Something that the visitor may do.
    pub struct Action {
        /// The service's id.
        pub id: Option<ActionId> = "_id",
        /// What it does.
        pub kind: ActionType = "type",
        /// Its label.
        pub text: Option<String> = "text",
        /// What the business gets back.
        pub payload: Option<String> = "payload",
        /// What the business stores with it.
        pub metadata: Option<Object> = "metadata",
        /// A picture on a quick reply.
        pub icon_url: Option<String> = "iconUrl",
        /// The address that it opens.
        pub uri: Option<String> = "uri",
        /// The address where `uri` cannot be shown.
        pub fallback: Option<String> = "fallback",
        /// Whether a click on the card does this.
        pub default: Option<bool> = "default",
        ../// What else the service says: size, amount, currency, state, openOnReceive.
        rest: Object
    }
}

record! {
    /// A card of a carousel or a list.
    pub struct Item {
        /// The service's id.
        pub id: Option<String> = "_id",
        /// Headline.
        pub title: String = "title",
        /// Text below it.
        pub description: Option<String> = "description",
        /// A picture.
        pub media_url: Option<String> = "mediaUrl",
        /// What the visitor may do.
        pub actions: Vec<Action> = "actions",
        ../// What else the service says.
        rest: Object
    }
}

record! {
    /// A question of a form, or its answer: the value stands under the key that `type` names.
    pub struct Field {
        /// The service's id, in questions.
        pub id: Option<String> = "_id",
        /// `text`, `email` or `select`.
        pub kind: String = "type",
        /// The name that the business reads.
        pub name: String = "name",
        /// The text that the visitor reads.
        pub label: Option<String> = "label",
        /// The example in an empty field.
        pub placeholder: Option<String> = "placeholder",
        /// Fewest characters.
        pub min_size: Option<u32> = "minSize",
        /// Most characters.
        pub max_size: Option<u32> = "maxSize",
        /// The choices of a `select`.
        pub options: Option<Vec<Choice>> = "options",
        /// The answer to a `text`.
        pub text: Option<String> = "text",
        /// The answer to an `email`.
        pub email: Option<String> = "email",
        /// The answer to a `select`.
        pub select: Option<Vec<Choice>> = "select",
        ../// What else the service says.
        rest: Object
    }
}

record! {
    /// A choice of a `select` field.
    pub struct Choice {
        /// The name that the business reads.
        pub name: String = "name",
        /// The text that the visitor reads.
        pub label: String = "label",
        ../// What else the service says.
        rest: Object
    }
}

impl Draft {
    /// A plain text.
    pub fn text(text: &str) -> Self {
        Draft {
            kind: MessageType::Text,
            role: Role::AppUser,
            text: Some(text.to_owned()),
            payload: None,
            metadata: None,
            coordinates: None,
            fields: None,
            quoted_message_id: None,
            rest: Object::new(),
        }
    }
}

/// The keys of a message that the service takes from a client; it ignores all others.
pub const KEYS_OF_A_DRAFT: [&str; 12] = [
    "type",
    "text",
    "name",
    "coordinates",
    "avatarUrl",
    "metadata",
    "payload",
    "mediaUrl",
    "mediaType",
    "role",
    "fields",
    "quotedMessageId",
];
