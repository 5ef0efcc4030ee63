//! What the business says and reads.

use super::super::client::{MAX_TEXT, PAGE};
use super::super::outcome::{Refusal, Reply};
use super::super::{Ruling, Turn, World};
use super::shape;
use avmsdk_protocol::author::{Role, Source};
use avmsdk_protocol::business::{
    AuthorType, BusinessAuthor, BusinessMessagesResponse, BusinessPostRequest, Page,
};
use avmsdk_protocol::id::{AppId, ConversationId, MessageId};
use avmsdk_protocol::message::{Message, MessageType};

impl World {
    /// The newest messages, the oldest of them first.
    pub(super) fn business_messages(&self, app: &AppId, id: &ConversationId) -> Ruling {
        let messages = &self.state.thread(app, id)?.messages;
        let start = messages.len().saturating_sub(PAGE);
        let cursor = |message: Option<&Message>| message.map(|message| message.id().as_str().to_owned());
        let mut page = Page::new();
        page.set_has_more(start > 0)
            .set_before_cursor(cursor(messages.get(start)))
            .set_after_cursor(cursor(messages.last()));
        let mut response = BusinessMessagesResponse::new();
        response
            .set_messages(messages[start..].iter().map(shape::message).collect())
            .set_meta(Some(page));
        Ok(Reply::ok(&response))
    }

    pub(in crate::world) fn business_post(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        id: &ConversationId,
        request: &BusinessPostRequest,
    ) -> Ruling {
        let (author, content) = (request.author(), request.content());
        authored_by_business(&author)?;
        if content.kind() != "text" {
            return Err(Refusal::bad_request("`content.type` should be `text`"));
        }
        let text = content.text().unwrap_or_default();
        if text.trim().is_empty() {
            return Err(Refusal::bad_request("`content.text` should not be empty"));
        }
        if text.len() > MAX_TEXT {
            return Err(Refusal::new(
                413,
                "payload_too_large",
                "`content.text` should be at most 65536 bytes",
            ));
        }
        self.state.thread(app, id)?;
        let mut source = Source::new();
        source.set_kind("api".to_owned());
        let mut message = Message::new();
        message
            .set_id(MessageId::new(self.entropy.id(turn.now)))
            .set_kind(MessageType::Text)
            .set_role(Role::AppMaker)
            .set_author_id(Some(app.as_str().to_owned()))
            .set_name(author.display_name())
            .set_avatar_url(author.avatar_url())
            .set_received(turn.now)
            .set_source(Some(source))
            .set_text(Some(text))
            .set_metadata(request.metadata());
        self.add_message(turn, app, id, message.clone())?;
        let mut response = BusinessMessagesResponse::new();
        response.set_messages(vec![shape::message(&message)]);
        Ok(Reply::created(&response))
    }
}

pub(super) fn authored_by_business(author: &BusinessAuthor) -> Result<(), Refusal> {
    if author.kind() == AuthorType::Business {
        Ok(())
    } else {
        Err(Refusal::bad_request("`author.type` should be `business`"))
    }
}
