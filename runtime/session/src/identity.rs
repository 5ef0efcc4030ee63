//! Who the visitor is to the service, and what of it the browser keeps.

use crate::effect::{Authorization, Effect, Slot};
use crate::random::Random;
use crate::setup::StoredIdentity;
use avmsdk_protocol::Object;
use avmsdk_protocol::author::{Author, ClientDescription, Role};
use avmsdk_protocol::id::{ClientId, ExternalId, IntegrationId, SessionId, UserId};

/// Nothing is stored before a user exists: a visitor who only looks leaves no trace. What proves
/// somebody whom the site knows is never stored.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    client: ClientDescription,
    user: Option<UserId>,
    /// The secret of an anonymous user.
    session_token: Option<String>,
    /// Whom the site says the visitor is, and the token that proves it.
    known: Option<(ExternalId, String)>,
}

impl Identity {
    pub(crate) fn new(
        stored: &StoredIdentity,
        integration: IntegrationId,
        info: Object,
        random: &mut Random,
    ) -> Self {
        let id = stored
            .client_id
            .clone()
            .unwrap_or_else(|| ClientId::new(random.uuid_without_dashes()));
        let mut client = ClientDescription::new();
        client
            .set_platform("web".to_owned())
            .set_id(id)
            .set_integration_id(integration)
            .set_info(info);
        let mut identity = Identity {
            client,
            user: None,
            session_token: None,
            known: None,
        };
        // A user without the browser it belongs to cannot be restored (observed): begin anew.
        if let (Some(_), Some(user), Some(token)) =
            (&stored.client_id, &stored.user_id, &stored.session_token)
        {
            identity.user = Some(user.clone());
            identity.session_token = Some(token.clone());
        }
        identity
    }

    pub(crate) fn client(&self) -> &ClientDescription {
        &self.client
    }

    pub(crate) fn user(&self) -> Option<&UserId> {
        self.user.as_ref()
    }

    pub(crate) fn session_token(&self) -> Option<&str> {
        self.session_token.as_deref()
    }

    /// Whom the site says the visitor is.
    pub(crate) fn external_id(&self) -> Option<&ExternalId> {
        self.known.as_ref().map(|(external, _)| external)
    }

    /// What proves it.
    pub(crate) fn jwt(&self) -> Option<&str> {
        self.known.as_ref().map(|(_, jwt)| jwt.as_str())
    }

    /// A newer proof of the same.
    pub(crate) fn renew(&mut self, jwt: String) {
        if let Some((_, known)) = &mut self.known {
            *known = jwt;
        }
    }

    /// Whom the browser's storage should name as the writer of what is on its way: nobody yet,
    /// an anonymous user or somebody whom the site knows.
    pub(crate) fn owner(&self) -> &str {
        match (&self.known, &self.user) {
            (Some((external, _)), _) => external.as_str(),
            (None, Some(user)) => user.as_str(),
            (None, None) => "",
        }
    }

    pub(crate) fn authorization(&self) -> Authorization {
        match (&self.known, &self.user, &self.session_token) {
            (Some((_, jwt)), ..) => Authorization::Bearer(jwt.clone()),
            (None, Some(user), Some(token)) => Authorization::Basic(user.clone(), token.clone()),
            _ => Authorization::Anonymous,
        }
    }

    /// The visitor as the author of a message (with the message's own session id) or of an
    /// activity (without one).
    pub(crate) fn author(&self, session_id: Option<SessionId>) -> Option<Author> {
        let mut author = Author::new();
        author.object_mut().set("role", Role::AppUser.as_str());
        author
            .set_user_id(self.user()?.clone())
            .set_client(self.client.clone())
            .set_session_id(session_id);
        Some(author)
    }

    /// Takes a user that the service gave, and keeps it in the browser if it is anonymous.
    pub(crate) fn take(&mut self, user: UserId, session_token: Option<String>, effects: &mut Vec<Effect>) {
        let known_before = self.user.as_ref() == Some(&user);
        let before = self.session_token.take().filter(|_| known_before);
        self.session_token = session_token.or(before);
        store(effects, Slot::ClientId, Some(self.client.id().as_str()));
        if self.known.is_some() {
            self.session_token = None;
            store(effects, Slot::UserId, None);
        } else {
            store(effects, Slot::UserId, Some(user.as_str()));
        }
        store(effects, Slot::SessionToken, self.session_token.as_deref());
        self.user = Some(user);
    }

    /// The site says who the visitor is. Returns the anonymous user that the visitor was until now.
    pub(crate) fn become_known(
        &mut self,
        external: ExternalId,
        jwt: String,
    ) -> Option<(UserId, Option<String>)> {
        let was_known = self.known.replace((external, jwt)).is_some();
        let user = self.user.take();
        let token = self.session_token.take();
        user.filter(|_| !was_known).map(|user| (user, token))
    }

    /// The service does not believe it: back to the anonymous user that there was.
    pub(crate) fn return_to(&mut self, anonymous: Option<(UserId, Option<String>)>) {
        self.known = None;
        let (user, token) = match anonymous {
            Some((user, token)) => (Some(user), token),
            None => (None, None),
        };
        self.user = user;
        self.session_token = token;
    }

    /// Another tab of this browser has made a user: this one goes on as the same.
    pub(crate) fn adopt(
        &mut self,
        client: Option<ClientId>,
        user: UserId,
        token: String,
        effects: &mut Vec<Effect>,
    ) {
        if let Some(client) = client {
            // The shell names it with each request, and learns of it by this.
            store(effects, Slot::ClientId, Some(client.as_str()));
            self.client.set_id(client);
        }
        self.user = Some(user);
        self.session_token = Some(token);
    }

    /// Forgets the user: the service does not know it any more, or the visitor logs out.
    pub(crate) fn forget(&mut self, effects: &mut Vec<Effect>) {
        self.user = None;
        self.session_token = None;
        self.known = None;
        store(effects, Slot::UserId, None);
        store(effects, Slot::SessionToken, None);
    }
}

fn store(effects: &mut Vec<Effect>, slot: Slot, value: Option<&str>) {
    effects.push(Effect::Store(slot, value.map(str::to_owned)));
}
