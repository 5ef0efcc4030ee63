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
        id: MessageId = "_id",
        /// What it is.
        kind: MessageType = "type",
        /// Who speaks.
        role: Role = "role",
        /// The user or agent who wrote it.
        author_id: Option<String> = "authorId",
        /// The writer's name.
        name: Option<String> = "name",
        /// The writer's picture.
        avatar_url: Option<String> = "avatarUrl",
        /// When the service received it; the order of the conversation.
        received: Seconds = "received",
        /// Where it came from.
        source: Option<Source> = "source",
        /// The text, with line breaks.
        text: Option<String> = "text",
        /// What to show where the type is unknown.
        text_fallback: Option<String> = "textFallback",
        /// What a reply carries back to the business.
        payload: Option<String> = "payload",
        /// What the business or the site stores with it.
        metadata: Option<Object> = "metadata",
        /// Where the picture or file is.
        media_url: Option<String> = "mediaUrl",
        /// Its media type.
        media_type: Option<String> = "mediaType",
        /// Its size in bytes.
        media_size: Option<u32> = "mediaSize",
        /// The place.
        coordinates: Option<Coordinates> = "coordinates",
        /// What the visitor may do.
        actions: Option<Vec<Action>> = "actions",
        /// The cards of a carousel or a list.
        items: Option<Vec<Item>> = "items",
        /// The questions of a form, or the answers of a response.
        fields: Option<Vec<Field>> = "fields",
        /// Whether the composer waits for the form.
        block_chat_input: Option<bool> = "blockChatInput",
        /// Whether the form has been answered.
        submitted: Option<bool> = "submitted",
        /// The message this one answers.
        quoted_message_id: Option<MessageId> = "quotedMessageId",
    }
}

record! {
    /// A message on its way to the service, before it has an id.
    pub struct Draft {
        /// What it is.
        kind: MessageType = "type",
        /// Always the visitor's.
        role: Role = "role",
        /// The text.
        text: Option<String> = "text",
        /// What a quick reply carries back.
        payload: Option<String> = "payload",
        /// What the site stores with it.
        metadata: Option<Object> = "metadata",
        /// The place.
        coordinates: Option<Coordinates> = "coordinates",
        /// The answers of a form.
        fields: Option<Vec<Field>> = "fields",
        /// The form they answer.
        quoted_message_id: Option<MessageId> = "quotedMessageId",
    }
}

record! {
    /// A place on earth, in degrees.
    pub struct Coordinates {
        /// North is positive.
        latitude: Number = "lat",
        /// East is positive.
        longitude: Number = "long",
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
        id: Option<ActionId> = "_id",
        /// What it does.
        kind: ActionType = "type",
        /// Its label.
        text: Option<String> = "text",
        /// What the business gets back.
        payload: Option<String> = "payload",
        /// What the business stores with it.
        metadata: Option<Object> = "metadata",
        /// A picture on a quick reply.
        icon_url: Option<String> = "iconUrl",
        /// The address that it opens.
        uri: Option<String> = "uri",
        /// The address where `uri` cannot be shown.
        fallback: Option<String> = "fallback",
        /// Whether a click on the card does this.
        is_default: Option<bool> = "default",
    }
}

record! {
    /// A card of a carousel or a list.
    pub struct Item {
        /// The service's id.
        id: Option<String> = "_id",
        /// Headline.
        title: String = "title",
        /// Text below it.
        description: Option<String> = "description",
        /// A picture.
        media_url: Option<String> = "mediaUrl",
        /// What the visitor may do.
        actions: Vec<Action> = "actions",
    }
}

record! {
    /// A question of a form, or its answer: the value stands under the key that `type` names.
    pub struct Field {
        /// The service's id, in questions.
        id: Option<String> = "_id",
        /// `text`, `email` or `select`.
        kind: String = "type",
        /// The name that the business reads.
        name: String = "name",
        /// The text that the visitor reads.
        label: Option<String> = "label",
        /// The example in an empty field.
        placeholder: Option<String> = "placeholder",
        /// Fewest characters.
        min_size: Option<u32> = "minSize",
        /// Most characters.
        max_size: Option<u32> = "maxSize",
        /// The choices of a `select`.
        options: Option<Vec<Choice>> = "options",
        /// The answer to a `text`.
        text: Option<String> = "text",
        /// The answer to an `email`.
        email: Option<String> = "email",
        /// The answer to a `select`.
        select: Option<Vec<Choice>> = "select",
    }
}

record! {
    /// A choice of a `select` field.
    pub struct Choice {
        /// The name that the business reads.
        name: String = "name",
        /// The text that the visitor reads.
        label: String = "label",
    }
}

impl Draft {
    /// A plain text.
    pub fn text_only(text: &str) -> Self {
        let mut draft = Draft::new();
        let object = draft.object_mut();
        object.set("type", MessageType::Text.as_str());
        object.set("role", Role::AppUser.as_str());
        object.set("text", text);
        draft
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
