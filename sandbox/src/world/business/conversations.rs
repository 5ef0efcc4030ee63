//! Conversations as the business has them.

use super::super::outcome::Reply;
use super::super::{ConversationCall, ConversationFilter, Ruling, Turn, World};
use super::messages::authored_by_business;
use super::shape;
use avmsdk_protocol::business::{BusinessConversationResponse, BusinessConversationsResponse, Page};
use avmsdk_protocol::id::AppId;

impl World {
    pub(super) fn business_conversation(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        call: ConversationCall,
    ) -> Ruling {
        match call {
            ConversationCall::List(filter) => Ok(self.business_conversations(app, &filter)),
            ConversationCall::Get(id) => {
                let mut response = BusinessConversationResponse::new();
                response.set_conversation(shape::conversation(self.state.thread(app, &id)?));
                Ok(Reply::ok(&response))
            }
            ConversationCall::Messages(id) => self.business_messages(app, &id),
            ConversationCall::Post(id, request) => self.business_post(turn, app, &id, &request),
            ConversationCall::DeleteMessage(..) => Err(super::super::outcome::Refusal::new(
                501,
                "not_implemented",
                "Not implemented",
            )),
            ConversationCall::Activity(id, request) => {
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
                let found = self.state.named(app, name);
                found.map_or_else(Vec::new, |account| self.state.threads_of(&account.user.id()))
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
}
