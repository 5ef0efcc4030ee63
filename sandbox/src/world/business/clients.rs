//! The browsers and channels of a user, as the business has them.

use super::super::notice::ClientEvent;
use super::super::outcome::{Body, Refusal, Reply};
use super::super::{LinkCall, Paging, Ruling, Turn, World};
use super::reader::Reader;
use super::{page, person};
use avmsdk_protocol::id::{AppId, ConversationId, IntegrationId};
use avmsdk_protocol::user::{LinkedClient, User};
use avmsdk_protocol::{Object, Value, Wire as _};

/// The types of channels that can be linked by what the business knows, and the key it knows it by.
const BY_ADDRESS: [(&str, &str); 4] = [
    ("twilio", "phoneNumber"),
    ("messagebird", "phoneNumber"),
    ("whatsapp", "phoneNumber"),
    ("mailgun", "address"),
];

impl World {
    pub(super) fn business_clients(&self, app: &AppId, name: &str, paging: &Paging) -> Ruling {
        let clients: Vec<Object> = clients(&self.named_user(app, name)?.user)
            .iter()
            .map(person::client)
            .collect();
        let id = |client: &Object| {
            client
                .get("id")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let ids: Vec<String> = clients.iter().map(id).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        page::reply("clients", &ids, page::Order::FromFirst, paging, |index| {
            clients.get(index).cloned().unwrap_or_default().into()
        })
    }

    /// Links a channel by a phone number or an address, the way a visitor does it.
    pub(super) fn business_add_client(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        name: &str,
        body: &Object,
    ) -> Ruling {
        let user = self.named_user(app, name)?.user.id();
        let reader = Reader::new(body, "");
        let criteria = reader.object("matchCriteria")?;
        let mut criteria = reader.need("matchCriteria", criteria)?;
        let kind = criteria.word("type", &BY_ADDRESS.map(|(kind, _)| kind))?;
        let kind = criteria.need("type", kind)?;
        let integration = criteria.text("integrationId", 1..=64)?;
        let integration = criteria.need("integrationId", integration)?;
        for (_, key) in BY_ADDRESS.into_iter().filter(|(one, _)| *one == kind) {
            let address = criteria.text(key, 1..=256)?;
            criteria.need(key, address)?;
        }
        criteria.text("subject", 1..=256)?;
        criteria.flag("primary")?;
        let found = self
            .state
            .directory
            .integrations
            .get(&IntegrationId::new(integration));
        if !found.is_some_and(|found| found.app == *app && found.record.kind() == kind) {
            let wanted = format!("the id of an integration of type `{kind}`");
            return Err(criteria.fault("integrationId", wanted));
        }
        let confirmation = reader.object("confirmation")?;
        let mut confirmation = reader.need("confirmation", confirmation)?;
        let how = confirmation.word("type", &["immediate", "userActivity", "prompt"])?;
        confirmation.need("type", how)?;
        if let Some(Value::Object(message)) = confirmation.value("message") {
            confirmation.keep("message", message.clone());
        }
        let target = reader.object("target")?;
        let mut target = reader.need("target", target)?;
        let conversation = target.text("conversationId", 1..=64)?;
        let conversation = ConversationId::new(target.need("conversationId", conversation)?);
        if !self.state.thread(app, &conversation)?.has(&user) {
            return Err(target.fault("conversationId", "a conversation of this user"));
        }
        let mut request = Object::new();
        request.set("criteria", criteria.done());
        request.set("confirmation", confirmation.done());
        request.set("target", target.done());
        let linked = self.link(turn, app, &user, LinkCall::AddClient(request))?;
        let client = match &linked.body {
            Body::Json(value) => value.get("client").and_then(LinkedClient::read),
            Body::Text(_) => None,
        };
        let mut response = Object::new();
        // As it is known now: the answer to a visitor says less.
        let user = self
            .state
            .accounts
            .get(&user)
            .map(|account| clients(&account.user));
        let known = client.map(|client| {
            let same = |one: &LinkedClient| one.id() == client.id() && one.platform() == client.platform();
            user.unwrap_or_default().into_iter().find(same).unwrap_or(client)
        });
        if let Some(client) = known {
            response.set("client", person::client(&client));
        }
        Ok(Reply::created(&response))
    }

    pub(super) fn business_remove_client(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        name: &str,
        client: &str,
    ) -> Ruling {
        let id = self.named_user(app, name)?.user.id();
        let Some(account) = self.state.accounts.get_mut(&id) else {
            return Err(no_client());
        };
        let is_it = |one: &LinkedClient| {
            let own = one.object().get("_id").and_then(Value::as_str);
            own == Some(client) || (own.is_none() && one.id() == client)
        };
        let gone = clients(&account.user)
            .into_iter()
            .find(is_it)
            .ok_or_else(no_client)?;
        let others = |all: Vec<LinkedClient>| all.into_iter().filter(|one| !is_it(one)).collect();
        let (active, pending) = (account.user.clients(), account.user.pending_clients());
        account
            .user
            .set_clients(others(active))
            .set_pending_clients(others(pending));
        turn.keep_account(account);
        self.tell_client(turn, &id, &gone, ClientEvent::Removed("api"), None, None);
        Ok(Reply::ok(&Object::new()))
    }
}

fn no_client() -> Refusal {
    Refusal::new(404, "client_not_found", "Client not found")
}

/// All of them; those that wait for a confirmation say so.
fn clients(user: &User) -> Vec<LinkedClient> {
    let mut all = user.clients();
    all.extend(user.pending_clients().into_iter().map(|mut client| {
        client.object_mut().set("status", "pending");
        client
    }));
    all
}
