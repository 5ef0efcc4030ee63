//! Who the visitor is to the service, and what of it the browser keeps.

use crate::effect::{Authorization, Effect, Slot};
use crate::random::Random;
use crate::setup::StoredIdentity;
use avmsdk_protocol::Object;
use avmsdk_protocol::author::{Author, ClientDescription, Role};
use avmsdk_protocol::id::{ClientId, IntegrationId, SessionId, UserId};

/// Nothing is stored before a user exists: a visitor who only looks leaves no trace.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    client: ClientDescription,
    user: Option<(UserId, Option<String>)>,
}

impl Identity {
    pub(crate) fn new(
        stored: StoredIdentity,
        integration: IntegrationId,
        info: Object,
        random: &mut Random,
    ) -> Self {
        // A user without the browser it belongs to cannot be restored (observed): begin anew.
        let user = match (&stored.client_id, stored.user_id, stored.session_token) {
            (Some(_), Some(user), Some(token)) => Some((user, Some(token))),
            _ => None,
        };
        let id = stored
            .client_id
            .unwrap_or_else(|| ClientId::new(random.uuid_without_dashes()));
        let mut client = ClientDescription::new();
        client
            .set_platform("web".to_owned())
            .set_id(id)
            .set_integration_id(integration)
            .set_info(info);
        Identity { client, user }
    }

    pub(crate) fn client(&self) -> &ClientDescription {
        &self.client
    }

    pub(crate) fn user(&self) -> Option<&UserId> {
        self.user.as_ref().map(|(user, _)| user)
    }

    pub(crate) fn session_token(&self) -> Option<&str> {
        self.user.as_ref().and_then(|(_, token)| token.as_deref())
    }

    pub(crate) fn authorization(&self) -> Authorization {
        match &self.user {
            Some((user, Some(token))) => Authorization::Basic(user.clone(), token.clone()),
            _ => Authorization::Anonymous,
        }
    }

    /// The visitor as the author of a message (with the message's own session id) or of an
    /// activity (without one).
    pub(crate) fn author(&self, session_id: Option<SessionId>) -> Option<Author> {
        let mut author = Author::new();
        author
            .set_role(Role::AppUser)
            .set_user_id(self.user()?.clone())
            .set_client(self.client.clone())
            .set_session_id(session_id);
        Some(author)
    }

    /// Takes a user that the service gave, and keeps it in the browser.
    pub(crate) fn take(&mut self, user: UserId, session_token: Option<String>, effects: &mut Vec<Effect>) {
        let token = session_token.or_else(|| match &self.user {
            Some((known, token)) if *known == user => token.clone(),
            _ => None,
        });
        store(effects, Slot::ClientId, Some(self.client.id().as_str()));
        store(effects, Slot::UserId, Some(user.as_str()));
        store(effects, Slot::SessionToken, token.as_deref());
        self.user = Some((user, token));
    }

    /// Forgets a user whom the service does not know any more.
    pub(crate) fn forget(&mut self, effects: &mut Vec<Effect>) {
        self.user = None;
        store(effects, Slot::UserId, None);
        store(effects, Slot::SessionToken, None);
    }
}

fn store(effects: &mut Vec<Effect>, slot: Slot, value: Option<&str>) {
    effects.push(Effect::Store(slot, value.map(str::to_owned)));
}
