//! What a person says by a linked channel.

use super::super::client::MAX_TEXT;
use super::super::outcome::{Refusal, Reply};
use super::super::state::Account;
use super::super::time::iso;
use super::super::{Ruling, Turn, World};
use super::no_client;
use avmsdk_protocol::author::{Role, Source};
use avmsdk_protocol::call::PostMessageResponse;
use avmsdk_protocol::channel::Channel;
use avmsdk_protocol::id::{ClientId, IntegrationId, MessageId};
use avmsdk_protocol::message::{Message, MessageType};
use avmsdk_protocol::record::get_field;
use avmsdk_protocol::user::LinkedClient;

impl World {
    /// Says something in the user's default conversation, by a channel that is linked.
    pub(in crate::world) fn speak(&mut self, turn: &mut Turn, client: &str, text: &str) -> Ruling {
        if text.trim().is_empty() || text.len() > MAX_TEXT {
            return Err(Refusal::bad_request(
                "`text` should be 1 to 65536 bytes, and not blank",
            ));
        }
        let is_it =
            |one: &LinkedClient| one.id() == client && Channel::of_integration(&one.platform()).is_some();
        let clients = |account: &Account| account.user.clients();
        let mut accounts = self.state.accounts.values();
        let (account, client) = accounts
            .find_map(|account| Some((account, clients(account).into_iter().find(is_it)?)))
            .ok_or_else(no_client)?;
        let (user, app) = (account.user.id(), account.app.clone());
        let integration: IntegrationId = get_field(client.object(), "integrationId");
        let mut source = Source::new();
        source
            .set_kind(client.platform())
            .set_id(Some(ClientId::new(client.id())))
            .set_integration_id(Some(integration));
        let mut message = Message::new();
        message
            .set_id(MessageId::new(self.entropy.id(turn.now)))
            .set_kind(MessageType::Text)
            .set_role(Role::AppUser)
            .set_text(Some(text.to_owned()))
            .set_author_id(Some(user.as_str().to_owned()))
            .set_name(account_name(self.linking(&user)?).or(client.display_name()))
            .set_received(turn.now)
            .set_source(Some(source));
        let conversation = self.conversation_for(turn, &user, None)?;
        if let Some(account) = self.state.accounts.get_mut(&user) {
            let mut all = clients(account);
            for one in all.iter_mut().filter(|one| one.id() == client.id()) {
                one.object_mut().set("lastSeen", iso(turn.now));
            }
            account.user.set_clients(all);
            turn.keep_account(account);
        }
        self.add_message(turn, &app, &conversation, message.clone())?;
        let mut response = PostMessageResponse::new();
        response.set_messages(vec![message]);
        Ok(Reply::created(&response))
    }
}

fn account_name(account: &Account) -> Option<String> {
    let names = [account.user.given_name(), account.user.surname()];
    let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    (!name.is_empty()).then_some(name)
}
