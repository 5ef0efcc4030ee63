//! Apps, integrations and users that somebody wants to be there.

use super::super::directory::Directory;
use super::super::outcome::{Change, Refusal, Reply};
use super::super::state::{Account, Member, Thread};
use super::super::{Ruling, Turn, World};
use avmsdk_protocol::author::{Role, Source};
use avmsdk_protocol::id::{AppId, ConversationId, MessageId, UserId};
use avmsdk_protocol::message::Message;
use avmsdk_protocol::user::{LinkedClient, User};
use avmsdk_protocol::{Object, Seconds, Value};
use std::collections::HashSet;

/// Microseconds between messages whose times nobody gives.
const GAP: i64 = 60 * 1_000_000;

/// A user that is to be there.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// Its app.
    pub app: AppId,
    /// The service's id; without one, any.
    pub id: Option<String>,
    /// Its profile and the business's id.
    pub user: User,
    /// The secret of its session; an anonymous user gets one in any case.
    pub session_token: Option<String>,
    /// The id of a browser that has the session.
    pub client: Option<String>,
    /// Its conversations.
    pub talks: Vec<Talk>,
}

/// A conversation that is to be there.
#[derive(Clone, Debug, PartialEq)]
pub struct Talk {
    /// The service's id; without one, any.
    pub id: Option<String>,
    /// `personal` or `sdkGroup`.
    pub kind: String,
    /// Name, description and picture.
    pub face: Object,
    /// What the business stores with it.
    pub metadata: Object,
    /// What is said, in order.
    pub sayings: Vec<Saying>,
}

/// A message that is to be there.
#[derive(Clone, Debug, PartialEq)]
pub struct Saying {
    /// Whether the user says it, or the business.
    pub is_own: bool,
    /// When; of a conversation all have a time or none has.
    pub at: Option<Seconds>,
    /// The rest, as a client sees it.
    pub content: Object,
}

impl World {
    /// Chooses who is there after a reset; in a world without users, from now on.
    pub(super) fn settle(&mut self, turn: &mut Turn, people: Vec<Person>) -> Ruling {
        // Those who are there after a restart are the very same.
        self.check_people(&people, false)?;
        self.people = people;
        if self.state.accounts.is_empty() && self.state.threads.is_empty() {
            self.sow_people(turn);
        }
        Ok(Reply::ok(&Object::new()))
    }

    /// Lets those be there who were chosen.
    pub(super) fn sow_people(&mut self, turn: &mut Turn) {
        for person in self.people.clone() {
            self.sow_person(turn, person);
        }
    }

    /// Adds to what there is; a reset takes it away again.
    pub(super) fn sow(&mut self, turn: &mut Turn, directory: Directory, people: Vec<Person>) -> Ruling {
        self.check_people(&people, true)?;
        for (id, app) in directory.apps {
            turn.changes.push(Change::App(id.clone(), app.clone()));
            self.state.directory.apps.insert(id, app);
        }
        for (id, integration) in directory.integrations {
            turn.changes
                .push(Change::Integration(id.clone(), Some(integration.clone())));
            self.state.directory.integrations.insert(id, integration);
        }
        let users = people.into_iter().map(|person| {
            let (id, session_token) = self.sow_person(turn, person);
            let mut object = Object::new();
            object.set("_id", id.as_str());
            if let Some(token) = session_token {
                object.set("sessionToken", token);
            }
            Value::Object(object)
        });
        let users = Value::Array(users.collect());
        let mut answer = Object::new();
        answer.set("users", users);
        Ok(Reply::created(&answer))
    }

    /// Refuses whoever would be there twice, by any name; with `is_more`, whoever is there already.
    fn check_people(&self, people: &[Person], is_more: bool) -> Result<(), Refusal> {
        let taken = |what: &str, id: &str| {
            let text = format!("There is a {what} `{id}` already, or twice in the seed");
            Err(Refusal::new(409, "conflict", text))
        };
        let mut seen = HashSet::new();
        for person in people {
            if let Some(id) = &person.id {
                let is_known = self.state.accounts.contains_key(&UserId::new(id.as_str()));
                if (is_known && is_more) || !seen.insert(("", id.clone())) {
                    return taken("user", id);
                }
            }
            if let Some(name) = person.user.external_id() {
                let is_known = self.state.named(&person.app, &name).is_some();
                let name = name.as_str().to_owned();
                if (is_known && is_more) || !seen.insert((person.app.as_str(), name.clone())) {
                    return taken("user", &name);
                }
            }
            for id in person.talks.iter().filter_map(|talk| talk.id.as_ref()) {
                let is_known = self.state.threads.contains_key(&ConversationId::new(id.as_str()));
                if (is_known && is_more) || !seen.insert((" ", id.clone())) {
                    return taken("conversation", id);
                }
            }
        }
        Ok(())
    }

    fn sow_person(&mut self, turn: &mut Turn, person: Person) -> (UserId, Option<String>) {
        let id = UserId::new(person.id.unwrap_or_else(|| self.entropy.id(turn.now)));
        let mut user = person.user;
        let clients = person.client.map(|client| {
            let mut linked = LinkedClient::new();
            linked
                .set_id(client)
                .set_platform("web".to_owned())
                .set_active(Some(true));
            linked
        });
        user.set_id(id.clone())
            .set_clients(clients.into_iter().collect())
            .set_pending_clients(Vec::new());
        let is_anonymous = user.external_id().is_none();
        let session_token = person
            .session_token
            .or_else(|| is_anonymous.then(|| self.entropy.secret()));
        let account = Account {
            app: person.app.clone(),
            user,
            created: turn.now,
            session_token: session_token.clone(),
            codes: Vec::new(),
        };
        turn.keep_account(&account);
        self.state.accounts.insert(id.clone(), account);
        for (number, talk) in person.talks.into_iter().enumerate() {
            self.sow_talk(turn, &person.app, &id, talk, number == 0);
        }
        (id, session_token)
    }

    fn sow_talk(&mut self, turn: &mut Turn, app: &AppId, user: &UserId, talk: Talk, is_first: bool) {
        let id = ConversationId::new(talk.id.unwrap_or_else(|| self.entropy.id(turn.now)));
        let mut member = Member {
            id: self.entropy.id(turn.now),
            user: user.clone(),
            unread: 0,
            read: Seconds::default(),
        };
        let mut messages = Vec::new();
        let mut back = i64::try_from(talk.sayings.len()).unwrap_or_default() * GAP;
        for saying in talk.sayings {
            let time = saying
                .at
                .unwrap_or_else(|| Seconds::from_micros(turn.now.as_micros() - back));
            back -= GAP;
            if saying.is_own {
                (member.unread, member.read) = (0, time);
            } else {
                member.unread += 1;
            }
            let message_id = MessageId::new(self.entropy.id(time));
            messages.push(message(
                message_id,
                time,
                saying.is_own,
                &saying.content,
                app,
                user,
            ));
        }
        let thread = Thread {
            id: id.clone(),
            app: app.clone(),
            is_default: is_first && talk.kind == "personal",
            kind: talk.kind,
            face: talk.face,
            metadata: talk.metadata,
            created: messages.first().map_or(turn.now, Message::received).min(turn.now),
            updated: messages.last().map_or(turn.now, Message::received),
            business_read: Seconds::default(),
            members: vec![member],
            messages,
            postbacks: Vec::new(),
        };
        turn.keep(&thread);
        for message in &thread.messages {
            turn.changes.push(Change::Message(id.clone(), message.clone()));
        }
        // What is said from now on comes after it, wherever the seed's times lie.
        self.timeline.resume_after(thread.updated);
        self.state.threads.insert(id, thread);
    }
}

fn message(
    id: MessageId,
    time: Seconds,
    is_own: bool,
    content: &Object,
    app: &AppId,
    user: &UserId,
) -> Message {
    let mut source = Source::new();
    let mut message = Message::new();
    message.object_mut().extend(content);
    let (role, author) = if is_own {
        source.set_kind("web".to_owned());
        (Role::AppUser, user.as_str())
    } else {
        source.set_kind("api".to_owned());
        (Role::AppMaker, app.as_str())
    };
    message
        .set_id(id)
        .set_role(role)
        .set_author_id(Some(author.to_owned()))
        .set_received(time)
        .set_source(Some(source));
    message
}
