//! Further conversations of a user, and the settings that a client gives them. Both assumed.

use super::super::business::{added, set, settings};
use super::super::notice::{creation_reason, source_of_client};
use super::super::outcome::{Refusal, Reply};
use super::super::state::Thread;
use super::super::{Ruling, Turn, World};
use super::messages::check;
use avmsdk_protocol::call::{ConversationResponse, FurtherRequest};
use avmsdk_protocol::id::{AppId, ConversationId, UserId};
use avmsdk_protocol::message::{Draft, MessageType};
use avmsdk_protocol::{Object, Value, Wire as _};

/// Messages that a new conversation may begin with.
const MAX_MESSAGES: usize = 10;

impl World {
    /// A conversation beside those that the user has. It is no default one, so channels do not link to it.
    pub(in crate::world) fn create_further(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        user: &UserId,
        request: &FurtherRequest,
    ) -> Ruling {
        let client = request.client();
        if client.platform() != "web" {
            return Err(Refusal::bad_request("`client.platform` should be `web`"));
        }
        let asked = with_icon(request.object());
        let given = settings(&asked)?;
        let drafts = drafts(&request.messages())?;

        let mut thread = self.new_thread(turn, app, user, false);
        set(&mut thread, &asked, &given);
        let id = thread.id.clone();
        turn.keep(&thread);
        turn.deliver(app, user, added(&thread));
        self.state.threads.insert(id.clone(), thread);
        let source = source_of_client(&client);
        self.tell_created(turn, &id, creation_reason(&request.intent()), Some(&source));
        for draft in drafts {
            // Each at a time of its own.
            turn.now = self.timeline.stamp(turn.now);
            let message = self.message_of(turn, user, &draft, source.clone());
            self.add_message(turn, app, &id, message)?;
        }
        let thread = self.thread_of(app, user, &id)?;
        Ok(Reply::created(&one(thread, user)))
    }

    /// Other settings for a conversation that the caller takes part in; `null` takes one away.
    pub(in crate::world) fn change_conversation(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        caller: &UserId,
        id: &ConversationId,
        request: &Object,
    ) -> Ruling {
        let thread = self.thread_of(app, caller, id)?;
        let asked = with_icon(request);
        let given = settings(&asked)?;
        set(thread, &asked, &given);
        turn.keep(thread);
        Ok(Reply::ok(&one(thread, caller)))
    }
}

fn one(thread: &Thread, user: &UserId) -> ConversationResponse {
    let mut response = ConversationResponse::new();
    response.set_conversation(thread.seen_by(user));
    response
}

/// There is one picture of a conversation. Who gives `avatarUrl` alone means that.
fn with_icon(request: &Object) -> Object {
    let mut asked = request.clone();
    if let (Some(picture), None) = (asked.take("avatarUrl"), request.get("iconUrl")) {
        asked.set("iconUrl", picture);
    }
    asked
}

/// What a user says at once. Nobody else could, so the role may be left out.
fn drafts(messages: &[Object]) -> Result<Vec<Draft>, Refusal> {
    if messages.len() > MAX_MESSAGES {
        return Err(Refusal::bad_request("`messages` should be at most 10"));
    }
    let mut drafts = Vec::new();
    for (index, message) in messages.iter().enumerate() {
        let fault = |what: &str| Refusal::bad_request(format!("`messages[{index}]`: {what}"));
        let mut message = message.clone();
        if message.get("role").is_none() {
            message.set("role", "appUser");
        }
        let draft = Draft::from_value(Value::Object(message));
        let draft = draft.map_err(|malformed| fault(&malformed.to_string()))?;
        check(&draft).map_err(|refusal| Refusal {
            description: fault(&refusal.description).description,
            ..refusal
        })?;
        if draft.kind() == MessageType::FormResponse {
            return Err(fault("there is no form yet to respond to"));
        }
        drafts.push(draft);
    }
    Ok(drafts)
}
