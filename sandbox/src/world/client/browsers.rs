//! The browsers of a user: which of them can receive.

use super::super::notice::{ClientEvent, source_of_client};
use super::super::time::iso;
use super::super::{Turn, World};
use avmsdk_protocol::Seconds;
use avmsdk_protocol::author::{Author, ClientDescription};
use avmsdk_protocol::id::{ClientId, UserId};
use avmsdk_protocol::record::get_field;
use avmsdk_protocol::user::LinkedClient;

impl World {
    /// Makes a browser one of a user's active clients; `reason` is that of the notice `client:add`, which
    /// is given where it was none.
    pub(super) fn take_in(
        &mut self,
        turn: &mut Turn,
        user: &UserId,
        client: &ClientDescription,
        reason: &'static str,
    ) {
        let Some(account) = self.state.accounts.get_mut(user) else {
            return;
        };
        let mut clients = account.user.clients();
        let mut browser = linked(client, turn.now);
        let known = clients.iter_mut().find(|known| is(known, client.id().as_str()));
        let is_new = known.is_none();
        match known {
            Some(known) => {
                if let Some(since) = known.object().get("linkedAt") {
                    browser.object_mut().set("linkedAt", since.clone());
                }
                *known = browser.clone();
            }
            None => clients.push(browser.clone()),
        }
        account.user.set_clients(clients);
        turn.keep_account(account);
        if is_new {
            let event = ClientEvent::Added(reason);
            self.tell_client(turn, user, &browser, event, None, Some(&source_of_client(client)));
        }
    }

    /// Who speaks, by which browser: where a request does not say, the one of the user's that came last, and by
    /// the integration that it came by.
    pub(super) fn with_browser(&self, user: &UserId, mut author: Author) -> Author {
        let mut client = author.client();
        let (id, integration) = (client.id(), client.integration_id());
        let has_id = !id.as_str().is_empty();
        // What the business does in a user's name came by no browser.
        if client.platform() != "web" || has_id && !integration.as_str().is_empty() {
            return author;
        }
        let clients = self
            .state
            .accounts
            .get(user)
            .map(|account| account.user.clients());
        let browsers = || {
            let clients = clients.iter().flatten().rev();
            clients.filter(|one| one.platform() == "web")
        };
        let itself = browsers().find(|one| one.id() == id.as_str());
        if let Some(known) = itself.or_else(|| browsers().next()) {
            if !has_id {
                client.set_id(ClientId::new(known.id()));
            }
            if integration.as_str().is_empty() {
                client.set_integration_id(get_field(known.object(), "integrationId"));
            }
        }
        author.set_client(client);
        author
    }

    /// A browser is no client of this user any longer.
    pub(super) fn let_go(&mut self, turn: &mut Turn, user: &UserId, browser: &str) {
        let Some(account) = self.state.accounts.get_mut(user) else {
            return;
        };
        let mut clients = account.user.clients();
        let Some(at) = clients.iter().position(|known| is(known, browser)) else {
            return;
        };
        let gone = clients.remove(at);
        account.user.set_clients(clients);
        turn.keep_account(account);
        let source = super::super::notice::from_the_web();
        self.tell_client(
            turn,
            user,
            &gone,
            ClientEvent::Removed("sdk"),
            None,
            Some(&source),
        );
    }
}

fn is(client: &LinkedClient, browser: &str) -> bool {
    client.platform() == "web" && client.id() == browser
}

/// A browser as a client of its user.
pub(super) fn linked(client: &ClientDescription, now: Seconds) -> LinkedClient {
    let mut linked = LinkedClient::new();
    linked
        .set_id(client.id().as_str().to_owned())
        .set_platform(client.platform())
        .set_active(Some(true));
    let object = linked.object_mut();
    object.set("_id", client.id().as_str());
    object.set("integrationId", client.integration_id().as_str());
    object.set("info", client.info());
    object.set("lastSeen", iso(now));
    object.set("linkedAt", iso(now));
    linked
}
