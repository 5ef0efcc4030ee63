//! A channel becomes one of a user's, whichever way it was asked for.

use super::super::merge::Reason;
use super::super::outcome::Reply;
use super::super::state::Account;
use super::super::time::iso;
use super::super::{Ruling, Turn, World};
use super::clients::shown;
use super::news::News;
use super::{event, identity, seen};
use avmsdk_protocol::event::{Event, EventType};
use avmsdk_protocol::id::{ConversationId, UserId};
use avmsdk_protocol::user::LinkedClient;
use avmsdk_protocol::{Seconds, Value};

impl World {
    /// Links `client` to `user`.
    ///
    /// Where the same account of the channel belongs to another user already, the two are one: the
    /// other survives, as it has been known for longer, unless only this one has a name of the
    /// business (assumed). Two that the business tells apart stay two, and the client changes hands.
    pub(super) fn join_channel(
        &mut self,
        turn: &mut Turn,
        user: &UserId,
        conversation: &ConversationId,
        client: LinkedClient,
        news: News,
    ) -> Ruling {
        let account = self.linking(user)?;
        let app = account.app.clone();
        let is_named = |account: &Account| account.user.external_id().is_some();
        let other = self
            .owner(account, &client)
            .map(|other| (other.user.id(), is_named(other)));
        let (surviving, discarded) = match (other, is_named(account)) {
            (None, _) => (user.clone(), None),
            (Some((other, true)), true) => {
                self.take_away(turn, &other, &client);
                (user.clone(), None)
            }
            (Some((other, false)), true) => (user.clone(), Some(other)),
            (Some((other, _)), false) => (other, Some(user.clone())),
        };
        if let Some(discarded) = &discarded {
            self.merge_users(turn, &surviving, discarded, Reason::ChannelLinking);
        }
        let secret = self.entropy.secret();
        let client = shown(client);
        let mut linked = client.clone();
        let mut is_new = false;
        if let Some(account) = self.state.accounts.get_mut(&surviving) {
            (linked, is_new) = attach(account, client, turn.now);
            if discarded.is_some() && !is_named(account) {
                account.session_token.get_or_insert(secret);
            }
            turn.keep_account(account);
        }
        let conversation = &self.conversation_for(turn, &surviving, Some(conversation))?;
        if is_new {
            self.tell_of_client(turn, &surviving, &linked, news, Some(conversation));
        }
        let account = self.linking(&surviving)?;
        let mut told = event(EventType::Link, account, conversation, linked);
        told.set_user(Some(seen(account, discarded.is_some())))
            .set_is_merge(Some(discarded.is_some()));
        let reply = answer(&told);
        if let Some(discarded) = discarded {
            // Its browsers still listen there, and learn whom they belong to from now on.
            turn.deliver(&app, &discarded, told.clone());
        }
        turn.deliver(&app, &surviving, told);
        Ok(reply)
    }

    /// Another user of the same app who has the same account of the channel.
    fn owner(&self, account: &Account, client: &LinkedClient) -> Option<&Account> {
        let wanted = identity(client)?;
        let has_it = |other: &&Account| {
            let mut clients = other.user.clients().into_iter();
            clients.any(|one| identity(&one).as_ref() == Some(&wanted))
        };
        let others = self.state.accounts.values();
        others
            .filter(|other| other.app == account.app && other.user.id() != account.user.id())
            .find(has_it)
    }

    fn take_away(&mut self, turn: &mut Turn, user: &UserId, client: &LinkedClient) {
        let Some(account) = self.state.accounts.get_mut(user) else {
            return;
        };
        let is_it = |one: &LinkedClient| identity(one) == identity(client);
        let (gone, kept): (Vec<_>, Vec<_>) = account.user.clients().into_iter().partition(is_it);
        account.user.set_clients(kept);
        turn.keep_account(account);
        for gone in gone {
            self.tell_of_client(turn, user, &gone, News::Removed("theft"), None);
        }
    }
}

/// Makes a client active; one that is there already for the same account of the channel stays the one
/// it is. Says whether it is new.
fn attach(account: &mut Account, mut client: LinkedClient, now: Seconds) -> (LinkedClient, bool) {
    let mut clients = account.user.clients();
    let known = clients
        .iter()
        .position(|one| identity(one).is_some() && identity(one) == identity(&client));
    let is_new = known.is_none();
    if let Some(known) = known {
        client = clients.remove(known);
    }
    client.set_active(Some(true));
    client.object_mut().set("lastSeen", iso(now));
    if is_new {
        client.object_mut().set("linkedAt", iso(now));
    }
    clients.push(client.clone());
    let mut waiting = account.user.pending_clients();
    waiting.retain(|one| identity(one) != identity(&client));
    account.user.set_clients(clients).set_pending_clients(waiting);
    (client, is_new)
}

/// What is said to whoever played the person: the event without the secret.
pub(super) fn answer(told: &Event) -> Reply {
    let mut told = told.object().clone();
    if let Some(Value::Object(mut user)) = told.take("appUser") {
        user.take("sessionToken");
        told.set("appUser", user);
    }
    Reply::ok(&told)
}
