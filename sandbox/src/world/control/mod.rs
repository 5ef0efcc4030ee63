//! What only the person who runs the sandbox may do: look at everything, answer, start over.

use super::call::{ControlCall, StateFilter};
use super::outcome::{Change, Refusal, Reply};
use super::state::{Account, State, Thread};
use super::{Ruling, Turn, World, demo};
use avmsdk_protocol::business::{AuthorType, BusinessAuthor, BusinessPostRequest, Content};
use avmsdk_protocol::id::{AppId, ConversationId};
use avmsdk_protocol::{Object, Value, Wire};

/// Who answers from the demo page.
const AGENT_NAME: &str = "Ada";

impl World {
    pub(super) fn control(&mut self, turn: &mut Turn, call: ControlCall) -> Ruling {
        match call {
            ControlCall::State(filter) => self.describe(&filter),
            ControlCall::Reply(conversation, text) => self.reply(turn, conversation, text),
            ControlCall::Reset => {
                self.state = State::of(self.origin.clone());
                turn.changes.push(Change::Cleared);
                Ok(Reply::ok(&Object::new()))
            }
            ControlCall::Skew(micros) => {
                self.skew = micros;
                Ok(Reply::ok(&Object::new()))
            }
        }
    }

    fn reply(&mut self, turn: &mut Turn, conversation: Option<ConversationId>, text: String) -> Ruling {
        let app = AppId::new(demo::APP);
        let newest = || {
            self.state
                .threads_in(&app)
                .first()
                .map(|thread| thread.id.clone())
        };
        let id = conversation.or_else(newest).ok_or_else(|| {
            Refusal::new(
                404,
                "conversation_not_found",
                "There is no conversation yet: send a message first",
            )
        })?;
        let mut author = BusinessAuthor::new();
        author
            .set_kind(AuthorType::Business)
            .set_display_name(Some(AGENT_NAME.to_owned()));
        let mut content = Content::new();
        content.set_kind("text".to_owned()).set_text(Some(text));
        let mut request = BusinessPostRequest::new();
        request.set_author(author).set_content(content);
        self.business_post(turn, &app, &id, &request)
    }

    fn describe(&self, filter: &StateFilter) -> Ruling {
        let is_wanted = |thread: &&Thread| match filter {
            StateFilter::All => true,
            StateFilter::User(user) => thread.has(user),
            StateFilter::Conversation(id) => thread.id == *id,
        };
        let mut threads: Vec<&Thread> = self.state.threads.values().filter(is_wanted).collect();
        threads.sort_by_key(|thread| &thread.id);
        let is_wanted = |account: &&Account| match filter {
            StateFilter::All => true,
            StateFilter::User(user) => account.user.id() == *user,
            StateFilter::Conversation(_) => threads.iter().any(|thread| thread.has(&account.user.id())),
        };
        let mut accounts: Vec<&Account> = self.state.accounts.values().filter(is_wanted).collect();
        accounts.sort_by_key(|account| account.user.id());
        match filter {
            StateFilter::User(_) if accounts.is_empty() => {
                return Err(Refusal::new(404, "user_not_found", "User not found"));
            }
            StateFilter::Conversation(_) if threads.is_empty() => return Err(Refusal::no_conversation()),
            _ => {}
        }
        let mut state = Object::new();
        state.set(
            "users",
            Value::Array(accounts.iter().map(|account| account.user.to_value()).collect()),
        );
        state.set(
            "conversations",
            Value::Array(threads.into_iter().map(describe).collect()),
        );
        Ok(Reply::ok(&state))
    }
}

fn describe(thread: &Thread) -> Value {
    let mut object = Object::new();
    object.set("conversation", thread.to_record().to_value());
    object.set("messages", thread.messages.to_value());
    let postbacks = thread.postbacks.iter().map(|record| {
        let mut object = Object::new();
        object.set("appUserId", record.user.as_str());
        object.set("received", record.received.to_value());
        object.set("postback", record.postback.to_value());
        Value::Object(object)
    });
    object.set("postbacks", Value::Array(postbacks.collect()));
    Value::Object(object)
}
