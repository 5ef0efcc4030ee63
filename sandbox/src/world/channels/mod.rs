//! Linking a channel to a user: what is asked, who scans, what comes of it.
//!
//! Some channels are reached by a code: the visitor gets an address or a picture with it, and whoever
//! comes with the code is that visitor. Others are reached by a number or an email address, and
//! whoever has it is asked. Either way it ends in [`World::join`].

mod address;
mod clients;
mod codes;
mod joining;
mod listing;
mod news;
mod picture;
mod pinging;
mod playing;
mod requests;
mod speaking;

#[cfg(test)]
mod channels_test;
#[cfg(test)]
mod clients_test;
#[cfg(test)]
mod playing_test;

pub use picture::png;

use super::directory::Integration;
use super::outcome::Refusal;
use super::state::Account;
use super::{LinkCall, Ruling, Turn, World};
use avmsdk_protocol::Value;
use avmsdk_protocol::event::{Event, EventType};
use avmsdk_protocol::id::{AppId, ConversationId, IntegrationId, UserId};
use avmsdk_protocol::link::LinkedUser;
use avmsdk_protocol::user::LinkedClient;

impl World {
    pub(super) fn link(&mut self, turn: &mut Turn, app: &AppId, user: &UserId, call: LinkCall) -> Ruling {
        match call {
            LinkCall::Requests(integrations) => self.link_requests(turn, app, user, &integrations),
            LinkCall::QrCode {
                integration,
                is_hosted,
            } => self.qr_code(turn, app, user, &integration, is_hosted),
            LinkCall::AddClient(request) => self.add_client(turn, app, user, &request),
            LinkCall::RemoveClient(client) => self.remove_client(turn, user, &client),
            LinkCall::PingClient(client) => self.ping_client(turn, user, &client),
        }
    }

    /// An active integration of the app.
    fn channel(&self, app: &AppId, id: &IntegrationId) -> Result<&Integration, Refusal> {
        let found = self.state.directory.integrations.get(id);
        let found = found.filter(|found| found.app == *app && found.is_channel());
        let found =
            found.ok_or_else(|| Refusal::new(404, "integration_not_found", "Integration not found"))?;
        if found.record.status() == "active" {
            Ok(found)
        } else {
            Err(Refusal::bad_request("The integration is not active"))
        }
    }

    fn linking(&self, user: &UserId) -> Result<&Account, Refusal> {
        let account = self.state.accounts.get(user);
        account.ok_or_else(|| Refusal::new(404, "user_not_found", "User not found"))
    }

    /// The conversation that a channel goes to: the one that was wanted, else the user's default one,
    /// which is made if there is none.
    fn conversation_for(
        &mut self,
        turn: &mut Turn,
        user: &UserId,
        wanted: Option<&ConversationId>,
    ) -> Result<ConversationId, Refusal> {
        let app = self.linking(user)?.app.clone();
        if let Some(id) = self.conversation_now(user, wanted) {
            return Ok(id);
        }
        self.create_conversation(turn, &app, user)?;
        self.conversation_now(user, wanted)
            .ok_or_else(Refusal::no_conversation)
    }

    /// The same where there is one already.
    fn conversation_now(&self, user: &UserId, wanted: Option<&ConversationId>) -> Option<ConversationId> {
        let threads = self.state.threads_of(user);
        let wanted = threads.iter().find(|thread| Some(&thread.id) == wanted);
        let default = || threads.iter().find(|thread| thread.is_default);
        let found = wanted.or_else(default).or(threads.first());
        found.map(|thread| thread.id.clone())
    }
}

/// An event about a link that leaves the user the one it was.
fn event(kind: EventType, user: &Account, conversation: &ConversationId, client: LinkedClient) -> Event {
    Event::of_link(
        kind,
        super::client::event_in(conversation),
        seen(user, false),
        client,
    )
}

/// A user as an event about linking has it; with its secret where a browser is to go on as this user.
fn seen(user: &Account, with_token: bool) -> LinkedUser {
    let mut seen = LinkedUser::new();
    seen.set_id(user.user.id())
        .set_external_id(user.user.external_id());
    if with_token {
        seen.set_session_token(user.session_token.clone());
    }
    seen
}

/// Who somebody is at a channel: two clients with the same are the same person.
fn identity(client: &LinkedClient) -> Option<(String, String)> {
    let external = client.object().get("externalId").and_then(Value::as_str)?;
    Some((client.platform(), external.to_owned()))
}

fn no_client() -> Refusal {
    Refusal::new(404, "client_not_found", "Client not found")
}
