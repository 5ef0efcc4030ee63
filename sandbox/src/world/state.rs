//! What the world remembers, and how it is looked up. No rule of the protocol lives here.

use super::directory::Directory;
use super::outcome::Refusal;
use avmsdk_protocol::activity::Postback;
use avmsdk_protocol::conversation::{Conversation, Participant};
use avmsdk_protocol::id::{AppId, ConversationId, ExternalId, IntegrationId, UserId};
use avmsdk_protocol::message::Message;
use avmsdk_protocol::user::User;
use avmsdk_protocol::{Object, Seconds};
use std::collections::HashMap;

/// A user with what only the service knows of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// The app it belongs to.
    pub app: AppId,
    /// What clients get to see.
    pub user: User,
    /// When it was made.
    pub created: Seconds,
    /// The secret by which its browsers call, unless it is one that proves itself by JWT.
    pub session_token: Option<String>,
    /// What was handed out for it and may come back once.
    pub codes: Vec<Code>,
}

/// A word that proves something once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// The word.
    pub text: String,
    /// What it proves.
    pub purpose: Purpose,
    /// From when on it proves nothing.
    pub expires: Seconds,
}

/// What a code proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Who comes with it is this user.
    SignIn,
    /// Who comes with it by this channel is this user, and talks in this conversation if one is named.
    Link(IntegrationId, Option<ConversationId>),
}

/// A conversation with all that was said.
#[derive(Clone, Debug, PartialEq)]
pub struct Thread {
    /// The service's id.
    pub id: ConversationId,
    /// The app it belongs to.
    pub app: AppId,
    /// `personal`, or `sdkGroup`.
    pub kind: String,
    /// The name, picture and description that the business gave it, as `displayName`, `iconUrl`,
    /// `description`.
    pub face: Object,
    /// Whether channels link to it.
    pub is_default: bool,
    /// What the business stores with it.
    pub metadata: Object,
    /// When it was made.
    pub created: Seconds,
    /// When its last message came.
    pub updated: Seconds,
    /// When the business last read it; 0 for never.
    pub business_read: Seconds,
    /// Who takes part.
    pub members: Vec<Member>,
    /// By `received`, which is unique.
    pub messages: Vec<Message>,
    /// In the order of their arrival.
    pub postbacks: Vec<PostbackRecord>,
}

/// The keys of [`Thread::face`].
pub(super) const FACE: [&str; 3] = ["displayName", "iconUrl", "description"];

/// A user in a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The id of the membership.
    pub id: String,
    /// The user.
    pub user: UserId,
    /// Messages that it has not read.
    pub unread: u32,
    /// When it last read; 0 for never.
    pub read: Seconds,
}

/// A postback that was received.
#[derive(Clone, Debug, PartialEq)]
pub struct PostbackRecord {
    /// Who clicked.
    pub user: UserId,
    /// When.
    pub received: Seconds,
    /// What.
    pub postback: Postback,
}

/// Everything that survives a restart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// What businesses have set up.
    pub directory: Directory,
    /// All users.
    pub accounts: HashMap<UserId, Account>,
    /// All conversations.
    pub threads: HashMap<ConversationId, Thread>,
}

impl State {
    /// Nothing but what businesses have set up.
    pub fn of(directory: Directory) -> Self {
        State {
            directory,
            ..State::default()
        }
    }

    /// The user of an app that the business calls so.
    pub(super) fn named(&self, app: &AppId, name: &ExternalId) -> Option<&Account> {
        let mut accounts = self.accounts.values().filter(|account| account.app == *app);
        accounts.find(|account| account.user.external_id().as_ref() == Some(name))
    }

    /// The conversations that a user takes part in, the most recent first.
    pub(super) fn threads_of(&self, user: &UserId) -> Vec<&Thread> {
        by_recency(self.threads.values().filter(|thread| thread.has(user)))
    }

    /// All conversations of an app, the most recent first.
    pub(super) fn threads_in(&self, app: &AppId) -> Vec<&Thread> {
        by_recency(self.threads.values().filter(|thread| thread.app == *app))
    }

    /// A conversation of an app.
    pub(super) fn thread(&self, app: &AppId, id: &ConversationId) -> Result<&Thread, Refusal> {
        self.threads
            .get(id)
            .filter(|thread| thread.app == *app)
            .ok_or_else(Refusal::no_conversation)
    }

    /// A conversation of an app, to be changed.
    pub(super) fn thread_mut(&mut self, app: &AppId, id: &ConversationId) -> Result<&mut Thread, Refusal> {
        self.threads
            .get_mut(id)
            .filter(|thread| thread.app == *app)
            .ok_or_else(Refusal::no_conversation)
    }

    /// The latest time that was handed out.
    pub(super) fn latest(&self) -> Seconds {
        let users = self.accounts.values().map(|account| account.created);
        let threads = self.threads.values().flat_map(|thread| {
            let read = thread.members.iter().map(|member| member.read);
            let postback = thread.postbacks.last().map(|postback| postback.received);
            read.chain(postback)
                .chain([thread.created, thread.updated, thread.business_read])
        });
        users.chain(threads).max().unwrap_or_default()
    }
}

fn by_recency<'a>(threads: impl Iterator<Item = &'a Thread>) -> Vec<&'a Thread> {
    let mut threads: Vec<&Thread> = threads.collect();
    threads.sort_by_key(|thread| std::cmp::Reverse(thread.updated));
    threads
}

impl Thread {
    /// Whether the user takes part.
    pub(super) fn has(&self, user: &UserId) -> bool {
        self.member(user).is_some()
    }

    /// A user's membership.
    pub(super) fn member(&self, user: &UserId) -> Option<&Member> {
        self.members.iter().find(|member| member.user == *user)
    }

    /// As one of its users sees it.
    pub(super) fn seen_by(&self, user: &UserId) -> Conversation {
        let mut conversation = self.to_record();
        conversation.set_unread_count(Some(self.member(user).map_or(0, |member| member.unread)));
        // Written though empty, which the setter would leave out.
        conversation.object_mut().set("metadata", self.metadata.clone());
        conversation
    }

    /// As it is stored: without `unreadCount`, which each member has for itself.
    pub fn to_record(&self) -> Conversation {
        let mut conversation = Conversation::new();
        conversation
            .set_id(self.id.clone())
            .set_kind(Some(self.kind.clone()))
            .set_is_default(Some(self.is_default))
            .set_last_updated_at(Some(self.updated))
            .set_business_last_read(Some(self.business_read))
            .set_metadata(self.metadata.clone())
            .set_participants(self.members.iter().map(Member::to_record).collect());
        for (name, value) in self.face.iter() {
            conversation.object_mut().set(name, value.clone());
        }
        conversation
    }

    /// From what [`Thread::to_record`] gave, without messages and postbacks.
    pub fn from_record(app: AppId, created: Seconds, record: &Conversation) -> Self {
        let mut face = Object::new();
        for name in FACE {
            if let Some(value) = record.object().get(name) {
                face.set(name, value.clone());
            }
        }
        Thread {
            face,
            id: record.id(),
            app,
            kind: record.kind().unwrap_or_default(),
            is_default: record.is_default().unwrap_or_default(),
            metadata: record.metadata(),
            created,
            updated: record.last_updated_at().unwrap_or(created),
            business_read: record.business_last_read().unwrap_or_default(),
            members: record.participants().iter().map(Member::from_record).collect(),
            messages: Vec::new(),
            postbacks: Vec::new(),
        }
    }
}

impl Member {
    /// As clients see it.
    pub(super) fn to_record(&self) -> Participant {
        let mut participant = Participant::new();
        participant
            .set_id(self.id.clone())
            .set_user_id(self.user.clone())
            .set_unread_count(Some(self.unread))
            .set_last_read(Some(self.read));
        participant
    }

    fn from_record(record: &Participant) -> Self {
        Member {
            id: record.id(),
            user: record.user_id(),
            unread: record.unread_count().unwrap_or_default(),
            read: record.last_read().unwrap_or_default(),
        }
    }
}
