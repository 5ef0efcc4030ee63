//! What only the person who runs the sandbox may do: look at everything, answer, start over.

mod history;
mod look;
mod people;
mod sow;

pub use sow::{Person, Saying, Talk};

use super::call::ControlCall;
use super::outcome::{Change, Refusal, Reply};
use super::state::State;
use super::time::Timeline;
use super::{Ruling, Turn, World, demo};
use avmsdk_protocol::Object;
use avmsdk_protocol::business::{AuthorType, BusinessAuthor, BusinessPostRequest, Content};
use avmsdk_protocol::id::{AppId, ConversationId};

/// Who answers from the demo page.
const AGENT_NAME: &str = "Ada";

impl World {
    pub(super) fn control(&mut self, turn: &mut Turn, call: ControlCall) -> Ruling {
        match call {
            ControlCall::State(filter) => self.describe(filter),
            ControlCall::Reply(conversation, text) => self.reply(turn, conversation, text),
            ControlCall::Reset => {
                self.state = State::of(self.origin.clone());
                self.timeline = Timeline::default();
                self.skew = 0;
                self.failures.clear();
                turn.changes.push(Change::Cleared);
                self.sow_people(turn);
                Ok(Reply::ok(&Object::new()))
            }
            ControlCall::Settle(people) => self.settle(turn, people),
            ControlCall::Sow(directory, people) => self.sow(turn, directory, people),
            ControlCall::ChannelOf(name) => self.channel_of(&name),
            ControlCall::NamesOf(names) => Ok(self.names_of(names)),
            ControlCall::Jwt {
                user,
                is_expired,
                scope,
            } => self.make_jwt(turn, &user, is_expired, &scope),
            ControlCall::AuthCode(name) => self.make_auth_code(turn, &name),
            ControlCall::History(id, count, from) => self.write_history(turn, &id, count, from),
            ControlCall::Skew(micros) => {
                self.skew = micros;
                // Only what is remembered keeps time from going back.
                self.timeline = Timeline::default();
                self.timeline.resume_after(self.state.latest());
                Ok(Reply::ok(&Object::new()))
            }
            ControlCall::Links => Ok(self.links(turn.clock)),
            ControlCall::Play(play) => self.play(turn, play),
            ControlCall::Speak { client, text } => self.speak(turn, &client, &text),
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
}
