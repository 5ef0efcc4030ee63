//! What visitors say and read: posting, pages of history.

use super::super::outcome::{Change, Refusal, Reply};
use super::super::state::{Member, Thread};
use super::super::{Ruling, Turn, World};
use super::forms::answer_form;
use avmsdk_protocol::author::{Author, Role, Source};
use avmsdk_protocol::call::{MessagesResponse, PostMessageRequest, PostMessageResponse};
use avmsdk_protocol::event::{Event, EventConversation};
use avmsdk_protocol::id::{AppId, ConversationId, MessageId, UserId};
use avmsdk_protocol::message::{Draft, KEYS_OF_A_DRAFT, Message, MessageType};
use avmsdk_protocol::record::check_field;
use avmsdk_protocol::{Seconds, Value};

/// Messages in a page of history.
pub const PAGE: usize = 100;
/// The longest text of a message, in bytes.
pub(in crate::world) const MAX_TEXT: usize = 64 * 1024;

impl World {
    /// A conversation that the caller takes part in.
    pub(in crate::world) fn thread_of(
        &mut self,
        app: &AppId,
        caller: &UserId,
        id: &ConversationId,
    ) -> Result<&mut Thread, Refusal> {
        let thread = self.state.thread_mut(app, id)?;
        if thread.has(caller) {
            Ok(thread)
        } else {
            Err(Refusal::no_conversation())
        }
    }

    pub(in crate::world) fn conversation(
        &mut self,
        app: &AppId,
        caller: &UserId,
        id: &ConversationId,
    ) -> Ruling {
        let thread = self.thread_of(app, caller, id)?;
        let mut response = MessagesResponse::new();
        response.set_conversation(Some(thread.seen_by(caller)));
        Ok(Reply::ok(&page(response, thread, None)))
    }

    pub(in crate::world) fn messages(
        &mut self,
        app: &AppId,
        caller: &UserId,
        id: &ConversationId,
        before: Option<Seconds>,
    ) -> Ruling {
        let thread = self.thread_of(app, caller, id)?;
        Ok(Reply::ok(&page(MessagesResponse::new(), thread, before)))
    }

    pub(in crate::world) fn post(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        caller: &UserId,
        id: &ConversationId,
        request: &PostMessageRequest,
    ) -> Ruling {
        let (author, draft) = (request.author(), request.message());
        if author.user_id() != *caller {
            return Err(Refusal::bad_request("`author.appUserId` should be the caller"));
        }
        check(&draft)?;
        let thread = self.thread_of(app, caller, id)?;
        if draft.kind() == MessageType::FormResponse {
            answer_form(turn, thread, &draft)?;
        }
        let source = source(&self.with_browser(caller, author));
        let message = self.message_of(turn, caller, &draft, source);
        self.add_message(turn, app, id, message.clone())?;
        let mut response = PostMessageResponse::new();
        response.set_messages(vec![message]);
        Ok(Reply::created(&response))
    }

    /// What a user says, as it is stored.
    pub(super) fn message_of(
        &mut self,
        turn: &Turn,
        user: &UserId,
        draft: &Draft,
        source: Source,
    ) -> Message {
        let mut message = Message::new();
        message.set_id(MessageId::new(self.entropy.id(turn.now)));
        take_over(&mut message, draft);
        // The profile's name counts before the one that the draft gives.
        let name = self.name_of(user).or_else(|| message.name());
        message
            .set_author_id(Some(user.as_str().to_owned()))
            .set_name(name)
            .set_received(turn.now)
            .set_source(Some(source));
        message
    }

    pub(super) fn name_of(&self, user: &UserId) -> Option<String> {
        let user = &self.state.accounts.get(user)?.user;
        let name = [user.given_name(), user.surname()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ");
        (!name.is_empty()).then_some(name)
    }

    /// Stores a message of either side and tells every user of the conversation, the author's other
    /// tabs included: they know their own by `source`.
    pub(in crate::world) fn add_message(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        id: &ConversationId,
        message: Message,
    ) -> Result<(), Refusal> {
        let thread = self.state.thread_mut(app, id)?;
        thread.updated = turn.now;
        for member in &mut thread.members {
            count(member, &message, turn.now);
            turn.deliver(
                app,
                &member.user,
                Event::of_message(event_in(id), message.clone()),
            );
        }
        turn.changes.push(Change::Message(id.clone(), message.clone()));
        turn.keep(thread);
        thread.messages.push(message.clone());
        self.tell_message(turn, id, &message);
        Ok(())
    }
}

/// Who writes has read what stands above (assumed); for all others one more is unread.
fn count(member: &mut Member, message: &Message, now: Seconds) {
    if message.role() == Role::AppUser && message.author_id().as_deref() == Some(member.user.as_str()) {
        member.unread = 0;
        member.read = now;
    } else {
        member.unread = member.unread.saturating_add(1);
    }
}

/// The conversation that an event names.
pub(in crate::world) fn event_in(id: &ConversationId) -> EventConversation {
    let mut conversation = EventConversation::new();
    conversation.set_id(id.clone());
    conversation
}

pub(super) fn page(
    mut response: MessagesResponse,
    thread: &Thread,
    before: Option<Seconds>,
) -> MessagesResponse {
    let end = before.map_or(thread.messages.len(), |before| {
        thread
            .messages
            .partition_point(|message| message.received() < before)
    });
    let start = end.saturating_sub(PAGE);
    response
        .set_messages(thread.messages[start..end].to_vec())
        .set_has_previous(Some(start > 0));
    response
}

pub(super) fn check(draft: &Draft) -> Result<(), Refusal> {
    if draft.role() != Role::AppUser {
        return Err(Refusal::bad_request("`message.role` should be `appUser`"));
    }
    // A draft does not name them, yet they are taken over: what is kept has to be a message.
    for key in ["name", "avatarUrl", "mediaUrl", "mediaType"] {
        check_field::<Option<String>>(draft.object(), key)
            .map_err(|fault| Refusal::bad_request(fault.in_field("message").to_string()))?;
    }
    let text = draft.text().unwrap_or_default();
    if text.len() > MAX_TEXT {
        return Err(Refusal::new(
            413,
            "payload_too_large",
            "`message.text` should be at most 65536 bytes",
        ));
    }
    let is_whole = match draft.kind() {
        MessageType::Text => !is_blank(&text),
        MessageType::Location => draft.coordinates().is_some(),
        MessageType::FormResponse => {
            draft.quoted_message_id().is_some() && draft.fields().is_some_and(|fields| !fields.is_empty())
        }
        MessageType::Image | MessageType::File => {
            let url = draft.object().get("mediaUrl").and_then(Value::as_str);
            url.is_some_and(|url| !is_blank(url))
        }
        _ => {
            return Err(Refusal::bad_request(
                "`message.type` is not one that a client may send",
            ));
        }
    };
    if is_whole {
        Ok(())
    } else {
        Err(Refusal::bad_request("`message` lacks what its type needs"))
    }
}

/// Whether a reader would see nothing: as the trimming of a browser has it, which takes away the byte
/// order mark too.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(|one| one.is_whitespace() || one == '\u{feff}')
}

/// Only the keys that the service takes from a client.
pub(super) fn take_over(message: &mut Message, draft: &Draft) {
    for key in KEYS_OF_A_DRAFT {
        if let Some(value) = draft.object().get(key) {
            message.object_mut().set(key, value.clone());
        }
    }
    // A location without text blanks the observed client for good; the service adds one.
    let has_text = draft.text().is_some_and(|text| !is_blank(&text));
    if let (MessageType::Location, false, Some(place)) = (draft.kind(), has_text, draft.coordinates()) {
        let (north, east) = (place.latitude(), place.longitude());
        let map = format!(
            "https://www.openstreetmap.org/?mlat={}&mlon={}",
            north.as_str(),
            east.as_str()
        );
        message.set_text(Some(format!("Location shared:\n{map}")));
    }
}

pub(super) fn source(author: &Author) -> Source {
    let client = author.client();
    let mut source = Source::new();
    source
        .set_kind(client.platform())
        .set_id(Some(client.id()).filter(|id| !id.as_str().is_empty()))
        .set_integration_id(Some(client.integration_id()).filter(|id| !id.as_str().is_empty()))
        .set_session_id(author.session_id());
    source
}
