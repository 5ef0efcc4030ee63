//! Reads what the host says at start.

use avmsdk_protocol::config::Config;
use avmsdk_protocol::id::{ClientId, UserId};
use avmsdk_protocol::{Malformed, Object, record};
use avmsdk_session::StoredIdentity;

record! {
    /// All that the host says at start.
    pub struct HostSetup {
        /// The service's config.
        pub config: Config = "config",
        /// The browser's id and the user that an earlier page left.
        pub stored: Stored = "stored",
        /// The page's options, checked by the host.
        pub options: Object = "options",
        /// How the client describes itself to the service.
        pub info: Object = "info",
        /// Four random 32-bit numbers.
        pub seed: Vec<u32> = "seed",
    }
}

record! {
    /// What an earlier page left in the browser, or a fresh client id.
    pub struct Stored {
        /// The browser's id.
        pub client_id: ClientId = "clientId",
        /// The anonymous user.
        pub user_id: Option<UserId> = "userId",
        /// Its secret.
        pub session_token: Option<String> = "sessionToken",
    }
}

pub(crate) fn read(text: &str) -> Result<HostSetup, Malformed> {
    record::from_text(text)
}

impl HostSetup {
    /// The part of it that the session is made from.
    pub(crate) fn session(&self) -> avmsdk_session::Setup {
        let part = |at: usize| u64::from(self.seed.get(at).copied().unwrap_or_default());
        let stored = self.stored.clone();
        avmsdk_session::Setup {
            config: self.config.clone(),
            client_info: self.info.clone(),
            stored: StoredIdentity {
                client_id: Some(stored.client_id),
                user_id: stored.user_id,
                session_token: stored.session_token,
            },
            embedded: self.flag("embedded"),
            seed: [part(0) << 32 | part(1), part(2) << 32 | part(3)],
        }
    }

    /// Whether an option is `true`.
    pub(crate) fn flag(&self, option: &str) -> bool {
        self.options.get(option) == Some(&avmsdk_protocol::Value::Bool(true))
    }
}
