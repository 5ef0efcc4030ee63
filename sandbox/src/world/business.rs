//! The business API: who may call it, and what it does.

use super::call::{BusinessCall, ConversationFilter};
use super::messages::{MAX_TEXT, PAGE};
use super::outcome::{Refusal, Reply};
use super::{Credentials, Ruling, Turn, World, demo, shape};
use avmsdk_protocol::author::{Role, Source};
use avmsdk_protocol::business::{
    AuthorType, BusinessAuthor, BusinessConversationResponse, BusinessConversationsResponse,
    BusinessMessagesResponse, BusinessPostRequest, Page,
};
use avmsdk_protocol::id::{AppId, ConversationId, MessageId};
use avmsdk_protocol::message::{Message, MessageType};

impl World {
    pub(super) fn business(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        credentials: &Credentials,
        call: BusinessCall,
    ) -> Ruling {
        authorize(app, credentials)?;
        match call {
            BusinessCall::Conversations(filter) => Ok(self.business_conversations(app, &filter)),
            BusinessCall::Conversation(id) => {
                let mut response = BusinessConversationResponse::new();
                response.set_conversation(shape::conversation(self.state.thread(app, &id)?));
                Ok(Reply::ok(&response))
            }
            BusinessCall::Messages(id) => self.business_messages(app, &id),
            BusinessCall::Post(id, request) => self.business_post(turn, app, &id, &request),
            BusinessCall::Activity(id, request) => {
                authored_by_business(&request.author())?;
                self.business_activity(turn, app, &id, &request)
            }
        }
    }

    fn business_conversations(&self, app: &AppId, filter: &ConversationFilter) -> Reply {
        let threads = match filter {
            ConversationFilter::All => self.state.threads_in(app),
            ConversationFilter::User(user) => self.state.threads_of(user),
            ConversationFilter::ExternalUser(name) => {
                let mut users = self.state.accounts.values().map(|account| &account.user);
                let found = users.find(|user| user.external_id().as_ref() == Some(name));
                found.map_or_else(Vec::new, |user| self.state.threads_of(&user.id()))
            }
        };
        let mut whole = Page::new();
        whole.set_has_more(false);
        let mut response = BusinessConversationsResponse::new();
        response
            .set_conversations(threads.into_iter().map(shape::conversation).collect())
            .set_meta(whole);
        Reply::ok(&response)
    }

    /// The newest messages, the oldest of them first.
    fn business_messages(&self, app: &AppId, id: &ConversationId) -> Ruling {
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

    pub(super) fn business_post(
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

fn authorize(app: &AppId, credentials: &Credentials) -> Result<(), Refusal> {
    match credentials {
        Credentials::Basic { name, secret } if name == demo::KEY_ID && secret == demo::KEY_SECRET => {}
        _ => return Err(Refusal::new(401, "unauthorized", "Authentication failed")),
    }
    if app.as_str() == demo::APP {
        Ok(())
    } else {
        Err(Refusal::new(403, "forbidden", "The key is not one of this app"))
    }
}

fn authored_by_business(author: &BusinessAuthor) -> Result<(), Refusal> {
    if author.kind() == AuthorType::Business {
        Ok(())
    } else {
        Err(Refusal::bad_request("`author.type` should be `business`"))
    }
}
