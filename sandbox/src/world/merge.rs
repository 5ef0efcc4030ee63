//! Two users that turn out to be one.

use super::business::added;
use super::client::event_in;
use super::outcome::Change;
use super::state::{Account, Purpose, Thread};
use super::{Turn, World};
use avmsdk_protocol::Seconds;
use avmsdk_protocol::author::Role;
use avmsdk_protocol::event::Event;
use avmsdk_protocol::id::{ConversationId, UserId};
use avmsdk_protocol::message::Message;
use avmsdk_protocol::user::{LinkedClient, User};

/// How it turned out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// An anonymous visitor logged in as a user who exists.
    Login,
    /// A channel that belongs to another user was linked.
    ChannelLinking,
}

impl World {
    /// Lets `surviving` take over all that `discarded` had: its clients, its conversations, what it said.
    /// Of the two default conversations one is left, with the messages of both in the order of their times.
    pub(super) fn merge_users(
        &mut self,
        turn: &mut Turn,
        surviving: &UserId,
        discarded: &UserId,
        reason: Reason,
    ) {
        let app = |id| self.state.accounts.get(id).map(|account: &Account| &account.app);
        if surviving == discarded || app(surviving).is_none() || app(surviving) != app(discarded) {
            return;
        }
        let (Some(gone), Some(account)) = (
            self.state.accounts.remove(discarded),
            self.state.accounts.get_mut(surviving),
        ) else {
            return;
        };
        join_users(&mut account.user, &gone.user);
        let is_link = |code: &&super::Code| matches!(code.purpose, Purpose::Link(..));
        account.codes.extend(gone.codes.iter().filter(is_link).cloned());
        turn.keep_account(account);
        turn.changes.push(Change::AccountRemoved(discarded.clone()));

        let merged = self.merge_defaults(turn, surviving, discarded);
        let moved: Vec<ConversationId> = self.of(discarded).map(|thread| thread.id.clone()).collect();
        for id in &moved {
            self.move_membership(turn, id, surviving, discarded);
        }
        if let Some((kept, discarded_thread)) = &merged {
            let kept = self.state.threads.get(kept);
            let threads = kept.map(|kept| (kept, discarded_thread));
            self.tell_merged(turn, surviving, &gone, threads, reason.as_str());
        } else {
            self.tell_merged(turn, surviving, &gone, None, reason.as_str());
        }

        // Where a channel was linked, `link` says it to the discarded user's clients.
        if reason == Reason::Login {
            let lost = merged.iter().map(|(_, thread)| &thread.id).chain(&moved);
            for id in lost {
                turn.deliver(&gone.app, discarded, Event::of_conversation_removed(event_in(id)));
            }
        }
        for id in merged.iter().map(|(kept, _)| kept).chain(&moved) {
            if let Some(thread) = self.state.threads.get(id) {
                turn.deliver(&gone.app, surviving, added(thread));
            }
        }
    }

    fn of<'a>(&'a self, user: &'a UserId) -> impl Iterator<Item = &'a Thread> {
        self.state.threads.values().filter(move |thread| thread.has(user))
    }

    /// Lets the discarded user's default conversation go up in the surviving one's; gives the id of that
    /// and what the other was. Nothing where either has none.
    fn merge_defaults(
        &mut self,
        turn: &mut Turn,
        surviving: &UserId,
        discarded: &UserId,
    ) -> Option<(ConversationId, Thread)> {
        let default = |user| {
            let mut threads = self
                .of(user)
                .filter(|thread| thread.is_default && thread.kind == "personal");
            threads.next().map(|thread| thread.id.clone())
        };
        let (kept, gone) = (default(surviving)?, default(discarded)?);
        if kept == gone {
            return None;
        }
        let old = self.state.threads.remove(&gone)?;
        turn.changes.push(Change::ThreadMerged(gone, kept.clone()));
        let thread = self.state.threads.get_mut(&kept)?;
        for message in &old.messages {
            let message = insert(thread, rewritten(message, surviving, discarded));
            turn.changes.push(Change::Message(kept.clone(), message));
        }
        for record in &old.postbacks {
            let mut record = record.clone();
            if record.user == *discarded {
                record.user = surviving.clone();
            }
            turn.changes.push(Change::Postback(kept.clone(), record.clone()));
            thread.postbacks.push(record);
        }
        thread.postbacks.sort_by_key(|record| record.received);
        if let Some(theirs) = old.member(discarded) {
            for member in thread.members.iter_mut().filter(|one| one.user == *surviving) {
                member.unread = member.unread.saturating_add(theirs.unread);
                member.read = member.read.max(theirs.read);
            }
        }
        thread.updated = thread.updated.max(old.updated);
        thread.created = thread.created.min(old.created);
        thread.business_read = thread.business_read.max(old.business_read);
        for (name, value) in old.metadata.iter() {
            if thread.metadata.get(name).is_none() {
                thread.metadata.set(name, value.clone());
            }
        }
        turn.keep(thread);
        Some((kept, old))
    }

    fn move_membership(
        &mut self,
        turn: &mut Turn,
        id: &ConversationId,
        surviving: &UserId,
        discarded: &UserId,
    ) {
        let Some(thread) = self.state.threads.get_mut(id) else {
            return;
        };
        if thread.has(surviving) {
            thread.members.retain(|member| member.user != *discarded);
        }
        for member in thread
            .members
            .iter_mut()
            .filter(|member| member.user == *discarded)
        {
            member.user = surviving.clone();
        }
        for message in &mut thread.messages {
            let theirs = rewritten(message, surviving, discarded);
            if theirs != *message {
                *message = theirs;
                turn.changes
                    .push(Change::MessageChanged(id.clone(), message.clone()));
            }
        }
        for record in thread.postbacks.iter_mut().filter(|one| one.user == *discarded) {
            record.user = surviving.clone();
            turn.changes
                .push(Change::PostbackChanged(id.clone(), record.clone()));
        }
        turn.keep(thread);
    }
}

impl Reason {
    /// In the words of the notice.
    fn as_str(self) -> &'static str {
        match self {
            Reason::Login => "sdkLogin",
            Reason::ChannelLinking => "channelLinking",
        }
    }
}

/// What the discarded user said, the surviving one has said.
fn rewritten(message: &Message, surviving: &UserId, discarded: &UserId) -> Message {
    let mut message = message.clone();
    if message.role() == Role::AppUser && message.author_id().as_deref() == Some(discarded.as_str()) {
        message.set_author_id(Some(surviving.as_str().to_owned()));
    }
    message
}

/// Puts a message where its time belongs. Times are unique: where one is taken, the next free one.
fn insert(thread: &mut Thread, mut message: Message) -> Message {
    while let Ok(_taken) = place(thread, &message) {
        let next = message.received().as_micros() + 1;
        message.set_received(Seconds::from_micros(next));
    }
    if let Err(at) = place(thread, &message) {
        thread.messages.insert(at, message.clone());
    }
    message
}

fn place(thread: &Thread, message: &Message) -> Result<usize, usize> {
    let time = message.received();
    thread.messages.binary_search_by_key(&time, Message::received)
}

/// What the surviving user lacks, it gets.
fn join_users(user: &mut User, gone: &User) {
    let clients = joined(user.clients(), &gone.clients());
    let pending = joined(user.pending_clients(), &gone.pending_clients());
    user.set_clients(clients).set_pending_clients(pending);
    let mut properties = user.properties();
    for (name, value) in gone.properties().iter() {
        if properties.get(name).is_none() {
            properties.set(name, value.clone());
        }
    }
    user.set_properties(properties);
    for (name, value) in gone.object().iter() {
        if user.object().get(name).is_none() {
            user.object_mut().set(name, value.clone());
        }
    }
}

fn joined(mut clients: Vec<LinkedClient>, more: &[LinkedClient]) -> Vec<LinkedClient> {
    for client in more {
        let is_it = |one: &LinkedClient| one.platform() == client.platform() && one.id() == client.id();
        if !clients.iter().any(is_it) {
            clients.push(client.clone());
        }
    }
    clients
}
