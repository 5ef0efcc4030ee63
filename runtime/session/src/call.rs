//! What the page asks for by the public object, beyond messages and the panel.

use avmsdk_protocol::Object;
use avmsdk_protocol::id::{ActionId, ConversationId, ExternalId};
use avmsdk_protocol::message::Draft;

/// A method that the page calls and waits for. Arguments are checked for their types before.
#[derive(Clone, Debug)]
pub enum Call {
    /// The visitor is somebody whom the site knows, as this token proves.
    Login(ExternalId, String),
    /// The visitor is nobody any more.
    Logout,
    /// Names, email address and properties of the user.
    UpdateUser(Object),
    /// A user and a conversation should exist.
    StartConversation,
    /// A further conversation, with these settings.
    CreateConversation(Object),
    /// Other settings for a conversation.
    UpdateConversation(ConversationId, Object),
    /// Goes into a conversation.
    LoadConversation(ConversationId),
    /// A conversation with its messages; the one that is shown where none is named.
    GetConversation(Option<ConversationId>),
    /// Ten conversations from the one of this number on, the most recent first.
    GetConversations(u32),
    /// The ten after those that are known.
    GetMoreConversations,
    /// The visitor has begun to write, in the conversation shown where none is named.
    StartTyping(Option<ConversationId>),
    /// The visitor has ceased to.
    StopTyping(Option<ConversationId>),
    /// Does an action on the visitor's behalf.
    TriggerPostback(ActionId, Option<ConversationId>),
    /// A message that the page sends once the visitor is who it has said before: others are an input of their own.
    SendMessage(Box<Draft>, Option<ConversationId>),
}
