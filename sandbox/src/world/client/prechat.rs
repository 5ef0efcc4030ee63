//! The form before the first message.

use super::super::outcome::{Refusal, Reply};
use super::super::{Credentials, Ruling, Turn, World};
use super::forms::{check_whole, fill};
use super::messages::{MAX_TEXT, is_blank};
use super::users::Comer;
use avmsdk_protocol::author::{Role, Source};
use avmsdk_protocol::form::PrechatRequest;
use avmsdk_protocol::id::{AppId, ConversationId, MessageId, UserId};
use avmsdk_protocol::message::{Field, KEYS_OF_A_DRAFT, Message, MessageType};
use avmsdk_protocol::{Object, Value, Wire as _};

/// Messages that a form before the first one may bring along. The observed client sends four.
const MAX_MESSAGES: usize = 10;

impl World {
    /// Makes the user of whoever filled in the form, with the conversation that the client has shown. Whoever
    /// has a session already is that user, and says it all in the conversation that it has (assumed).
    pub(super) fn prechat(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        credentials: &Credentials,
        request: &PrechatRequest,
    ) -> Ruling {
        let answers = request.form_response().fields();
        let mut shown = messages(request)?;
        let form = shown.iter().find(|message| message.kind() == MessageType::Form);
        let asked = form.and_then(Message::fields);
        let asked = asked.ok_or_else(|| Refusal::bad_request("`messages` should have the form"))?;
        check_whole(&asked, &answers)?;
        let mut profile = request.object().clone();
        sign_up(&mut profile, &answers);
        profile.set("signedUpAt", turn.now.to_value());

        let claimed = request.external_id();
        let known = match (credentials, &claimed) {
            // One that is not valid any more counts as none, as at a login.
            (Credentials::Basic { .. }, None) => self.caller(app, credentials, turn.clock).ok(),
            _ => None,
        };
        let named = self.named_by(app, credentials, claimed.as_ref(), turn.clock)?;
        let comer = known.map_or_else(|| named.map_or(Comer::Stranger, Comer::Named), Comer::Known);
        let keeps_session = matches!(comer, Comer::Known(_));
        let client = request.sender().client();
        let (user, is_new) = self.admit(turn, app, comer, &client, &profile, "prechatCapture")?;
        let thread = self
            .state
            .threads_of(&user)
            .first()
            .map(|thread| thread.id.clone());
        let thread = thread.ok_or_else(Refusal::no_conversation)?;
        let mut source = Source::new();
        source
            .set_kind(client.platform())
            .set_id(Some(client.id()))
            .set_integration_id(Some(client.integration_id()))
            .set_session_id(request.sender().session_id());
        self.name_afresh(turn, &mut shown);
        for mut message in shown {
            message.set_source(Some(source.clone()));
            if message.kind() == MessageType::Form {
                fill(&mut message, &answers);
            }
            self.say(turn, app, &user, &thread, message)?;
        }
        self.has_read(turn, app, &user, &thread)?;
        let mut session = self.session(&user)?;
        let token = self.account(&user)?.session_token.clone();
        session.set_session_token(token.filter(|_| is_new || keeps_session));
        Ok(Reply::created(&session))
    }

    /// Ids of our own, for messages, fields and what quotes them.
    fn name_afresh(&mut self, turn: &Turn, shown: &mut [Message]) {
        let old: Vec<MessageId> = shown.iter().map(Message::id).collect();
        for message in shown.iter_mut() {
            message.set_id(MessageId::new(self.entropy.id(turn.now)));
            if message.kind() != MessageType::Form {
                continue;
            }
            let mut fields = message.fields().unwrap_or_default();
            for field in &mut fields {
                field.set_id(Some(self.entropy.id(turn.now)));
            }
            message.set_fields(Some(fields));
        }
        let new: Vec<MessageId> = shown.iter().map(Message::id).collect();
        for message in shown {
            let quoted = message.quoted_message_id();
            let at = old.iter().position(|old| Some(old) == quoted.as_ref());
            if let Some(new) = at.and_then(|at| new.get(at)) {
                message.set_quoted_message_id(Some(new.clone()));
            }
        }
    }

    /// Stores a message at a time of its own.
    fn say(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        user: &UserId,
        thread: &ConversationId,
        mut message: Message,
    ) -> Result<(), Refusal> {
        turn.now = self.timeline.stamp(turn.now);
        message.set_received(turn.now);
        if message.role() == Role::AppUser {
            message
                .set_name(self.name_of(user))
                .set_author_id(Some(user.as_str().to_owned()));
        } else {
            message.set_author_id(Some(app.as_str().to_owned()));
        }
        self.add_message(turn, app, thread, message)
    }

    /// What the business says here the visitor has before its eyes.
    fn has_read(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        user: &UserId,
        thread: &ConversationId,
    ) -> Result<(), Refusal> {
        let thread = self.thread_of(app, user, thread)?;
        for member in thread.members.iter_mut().filter(|member| member.user == *user) {
            member.unread = 0;
            member.read = turn.now;
        }
        turn.keep(thread);
        Ok(())
    }
}

/// What the client has shown, without what only its view knows.
fn messages(request: &PrechatRequest) -> Result<Vec<Message>, Refusal> {
    let shown = request.messages();
    if shown.len() > MAX_MESSAGES {
        return Err(Refusal::bad_request("`messages` should be at most 10"));
    }
    let mut messages = Vec::new();
    for (index, one) in shown.iter().enumerate() {
        let fault = |what: &str| Refusal::bad_request(format!("`messages[{index}]` {what}"));
        let mut message = Message::new();
        for key in KEYS_OF_A_DRAFT.into_iter().chain(["_id", "blockChatInput"]) {
            if let Some(value) = one.get(key).filter(|value| **value != Value::Null) {
                message.object_mut().set(key, value.clone());
            }
        }
        // It gets them when it is stored; until then they make it whole.
        if message.object().get("_id").is_none() {
            message.set_id(MessageId::default());
        }
        message.set_received(Default::default());
        Message::check(&message.to_value())
            .map_err(|malformed| fault(&format!("is not a message: {malformed}")))?;
        let text = message.text().unwrap_or_default();
        let is_whole = match (message.kind(), message.role()) {
            (MessageType::Text, Role::AppMaker | Role::AppUser) => !is_blank(&text) && text.len() <= MAX_TEXT,
            (MessageType::Form, Role::AppMaker) => true,
            (MessageType::FormResponse, Role::AppUser) => {
                message.fields() == Some(request.form_response().fields())
            }
            _ => false,
        };
        if !is_whole {
            return Err(fault("is not one of a form before the first message"));
        }
        messages.push(message);
    }
    Ok(messages)
}

/// Name and email of the form are those of the user; the first word of a name is the given one (assumed).
fn sign_up(profile: &mut Object, answers: &[Field]) {
    let name = answers
        .iter()
        .find(|answer| answer.kind() == "text" && answer.name() == "name");
    if let Some(name) = name.and_then(Field::text) {
        let name = name.trim();
        let (given, surname) = name.split_once(char::is_whitespace).unwrap_or((name, ""));
        profile.set("givenName", given);
        if !surname.trim().is_empty() {
            profile.set("surname", surname.trim());
        }
    }
    let email = answers.iter().find(|answer| answer.kind() == "email");
    if let Some(email) = email.and_then(Field::email) {
        profile.set("email", email);
    }
}
