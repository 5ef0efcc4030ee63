//! Reads what the host says at start.

use avmsdk_protocol::config::Config;
use avmsdk_protocol::id::{ClientId, ExternalId, UserId};
use avmsdk_protocol::{Object, Value, Wire, record};
use avmsdk_session::{Delegates, Login, Options, PrechatSetup, Slot, StoredIdentity};

record! {
    /// All that the host says at start.
    pub struct HostSetup {
        /// The service's config.
        config: Config = "config",
        /// The browser's id and the user that an earlier page left.
        stored: Stored = "stored",
        /// What the page wants, checked and completed.
        options: Object = "options",
        /// What the views show, each at its place.
        words: Vec<Value> = "words",
        /// The functions that the page wants to be asked, by their bits.
        delegates: u32 = "delegates",
        /// How the client describes itself to the service.
        info: Object = "info",
        /// Four random 32-bit numbers.
        seed: Value = "seed",
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
        /// All else, by the names of its places.
        items: Object = "items",
    }
}

pub(crate) fn read(text: &str) -> Option<HostSetup> {
    record::read_text(text)
}

impl HostSetup {
    /// The part of it that the session is made from.
    pub(crate) fn session(&self) -> avmsdk_session::Setup {
        let mut seed = [0; 2];
        if let Value::Array(numbers) = &self.seed() {
            for (half, number) in [0, 0, 1, 1].into_iter().zip(numbers) {
                seed[half] = seed[half] << 32 | u64::from(u32::read(number).unwrap_or_default());
            }
        }
        let stored = self.stored();
        let mut options = self.options();
        let prechat = options.take("prechatCapture");
        avmsdk_session::Setup {
            client_info: self.info(),
            login: self.login(),
            delegates: Delegates::from_bits(self.delegates()),
            stored: StoredIdentity {
                client_id: Some(stored.client_id()),
                user_id: stored.user_id(),
                session_token: stored.session_token(),
                items: items(&stored.items()),
            },
            prechat: PrechatSetup {
                option: prechat
                    .as_ref()
                    .and_then(Value::as_object)
                    .cloned()
                    .unwrap_or_default(),
                ..PrechatSetup::default()
            },
            options: Options {
                integration_order: options.take("integrationOrder"),
                image_upload: is_true(&options, "imageUpload"),
                file_upload: is_true(&options, "fileUpload"),
                notification_prompt: is_true(&options, "notificationChannelPromptEnabled"),
                conversation_list: is_true(&options, "canUserSeeConversationList"),
                is_phone: is_true(&options, "phone"),
            },
            embedded: is_true(&options, "embedded"),
            ..avmsdk_session::Setup::new(self.config(), seed)
        }
    }

    fn login(&self) -> Login {
        let mut options = self.options();
        let mut text = |name| match options.take(name) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        };
        match (text("userId"), text("jwt"), text("authCode")) {
            (Some(user), Some(jwt), _) => Login::User(ExternalId::new(user), jwt),
            (_, _, Some(code)) => Login::AuthCode(code),
            _ => Login::None,
        }
    }
}

#[inline(never)]
fn is_true(options: &Object, name: &str) -> bool {
    options.get(name) == Some(&Value::Bool(true))
}

/// The places of the browser's storage that are ours, with what they hold.
pub(crate) fn items(items: &Object) -> Vec<(Slot, String)> {
    let mut kept = Vec::new();
    for (name, value) in items.iter() {
        if let (Some(slot), Some(text)) = (Slot::from_name(name), value.as_str()) {
            kept.push((slot, text.to_owned()));
        }
    }
    kept
}
