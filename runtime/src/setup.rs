//! Reads what the host says at start.

use avmsdk_protocol::config::Config;
use avmsdk_protocol::id::{ClientId, UserId};
use avmsdk_protocol::{Object, record};
use avmsdk_session::StoredIdentity;

record! {
    /// All that the host says at start.
    pub struct HostSetup {
        /// The service's config.
        config: Config = "config",
        /// The browser's id and the user that an earlier page left.
        stored: Stored = "stored",
        /// What the page asked for.
        options: Options = "options",
        /// How the client describes itself to the service.
        info: Object = "info",
        /// Four random 32-bit numbers.
        seed: Vec<u32> = "seed",
    }
}

record! {
    /// What the page asked for.
    pub struct Options {
        /// Whether the messenger fills an element of the page.
        embedded: Option<bool> = "embedded",
        /// The page's own words, by key.
        text: Object = "customText",
        /// Whom the visitor talks to.
        name: Option<String> = "businessName",
        /// The address of a picture of it.
        picture: Option<String> = "businessIconUrl",
    }
}

record! {
    /// What an earlier page left in the browser, or a fresh client id.
    pub struct Stored {
        /// The browser's id.
        client_id: ClientId = "clientId",
        /// The anonymous user.
        user_id: Option<UserId> = "userId",
        /// Its secret.
        session_token: Option<String> = "sessionToken",
    }
}

pub(crate) fn read(text: &str) -> Option<HostSetup> {
    record::read_text(text)
}

impl HostSetup {
    /// The part of it that the session is made from.
    pub(crate) fn session(&self) -> avmsdk_session::Setup {
        let seed = self.seed();
        let part = |at: usize| u64::from(seed.get(at).copied().unwrap_or_default());
        let stored = self.stored();
        avmsdk_session::Setup {
            config: self.config(),
            client_info: self.info(),
            stored: StoredIdentity {
                client_id: Some(stored.client_id()),
                user_id: stored.user_id(),
                session_token: stored.session_token(),
            },
            embedded: self.is_embedded(),
            seed: [part(0) << 32 | part(1), part(2) << 32 | part(3)],
        }
    }

    /// Whether the messenger fills an element of the page.
    pub(crate) fn is_embedded(&self) -> bool {
        self.options().embedded().unwrap_or_default()
    }

    /// The page's own words.
    pub(crate) fn text(&self) -> Object {
        self.options().text()
    }

    /// Whom the visitor talks to: the page's word, the style's, the app's.
    pub(crate) fn name(&self) -> Option<String> {
        let style = self.config().style().and_then(|style| style.business_name());
        self.options()
            .name()
            .or(style)
            .or_else(|| self.config().app().name())
    }

    /// The address of a picture of it.
    pub(crate) fn picture(&self) -> Option<String> {
        let style = self.config().style().and_then(|style| style.business_icon_url());
        self.options()
            .picture()
            .or(style)
            .or_else(|| self.config().app().icon_url())
    }
}
