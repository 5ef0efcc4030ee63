//! Reads what the host says at start.

use avmsdk_protocol::config::Config;
use avmsdk_protocol::id::{ClientId, ExternalId, UserId};
use avmsdk_protocol::{Object, Value, record};
use avmsdk_session::{Delegate, Delegates, Login, Options, PrechatSetup, Slot, StoredIdentity};

record! {
    /// All that the host says at start.
    pub struct HostSetup {
        /// The service's config.
        config: Config = "config",
        /// The browser's id and the user that an earlier page left.
        stored: Stored = "stored",
        /// What the page wants, checked.
        options: Object = "options",
        /// The functions that the page wants to be asked, by name.
        delegates: Value = "delegates",
        /// How the client describes itself to the service.
        info: Object = "info",
        /// Four random 32-bit numbers.
        seed: Vec<u32> = "seed",
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
        let seed = self.seed();
        let part = |at: usize| u64::from(seed.get(at).copied().unwrap_or_default());
        let stored = self.stored();
        let mut options = self.options();
        avmsdk_session::Setup {
            client_info: self.info(),
            login: self.login(),
            delegates: delegates(&self.delegates()),
            stored: StoredIdentity {
                client_id: Some(stored.client_id()),
                user_id: stored.user_id(),
                session_token: stored.session_token(),
                items: items(&stored.items()),
            },
            prechat: PrechatSetup {
                option: self.group("prechatCapture"),
                ..PrechatSetup::default()
            },
            options: Options {
                image_upload: self.may("imageUpload"),
                file_upload: self.may("fileUpload"),
                notification_prompt: options.get("notificationChannelPromptEnabled")
                    != Some(&Value::Bool(false)),
                integration_order: options.take("integrationOrder"),
                conversation_list: options.get("canUserSeeConversationList") != Some(&Value::Bool(false)),
                is_phone: self.may("phone"),
            },
            embedded: self.is_embedded(),
            ..avmsdk_session::Setup::new(self.config(), [part(0) << 32 | part(1), part(2) << 32 | part(3)])
        }
    }

    /// Whether the messenger fills an element of the page.
    pub(crate) fn is_embedded(&self) -> bool {
        self.options().get("embedded") == Some(&Value::Bool(true))
    }

    /// Whether the visitor may do that, by the names of `menuItems`; of the bridge comes `phone` besides.
    pub(crate) fn may(&self, name: &str) -> bool {
        let options = self.options();
        let item = options.get("menuItems").and_then(|items| items.get(name));
        item == Some(&Value::Bool(true))
    }

    /// The page's own words, by key.
    pub(crate) fn text(&self) -> Object {
        self.group("customText")
    }

    /// An option that is an object.
    pub(crate) fn group(&self, name: &str) -> Object {
        let group = self.options().take(name);
        group
            .as_ref()
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default()
    }

    /// A text that the page gives as an option.
    pub(crate) fn option(&self, name: &str) -> Option<String> {
        self.options()
            .get(name)
            .and_then(Value::as_str)
            .map(str::to_owned)
    }

    /// Whether what introduces the conversation stays at its top.
    pub(crate) fn is_intro_fixed(&self) -> bool {
        let served = self.object().get("config").and_then(|config| config.get("style"));
        let options = self.options();
        let given = options.get("fixedIntroPane");
        given.or_else(|| served?.get("fixedIntroPane")) == Some(&Value::Bool(true))
    }

    /// Whom the visitor talks to.
    pub(crate) fn name(&self) -> Option<String> {
        self.branded("businessName", "name")
    }

    /// The address of a picture of it.
    pub(crate) fn picture(&self) -> Option<String> {
        let picture = self.branded("businessIconUrl", "iconUrl");
        picture.filter(|url| is_picture(url))
    }

    /// As the page says, or the integration, or the app.
    fn branded(&self, option: &str, of_app: &str) -> Option<String> {
        let options = self.options();
        let config = self.object().get("config");
        let part = |part, name| config.and_then(|config| config.get(part)?.get(name));
        let texts = [options.get(option), part("style", option), part("app", of_app)];
        let mut texts = texts
            .iter()
            .map(|text| text.and_then(Value::as_str).unwrap_or_default());
        texts.find(|text| !text.is_empty()).map(str::to_owned)
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

/// Whether it may be the address of a picture.
pub(crate) fn is_picture(url: &str) -> bool {
    let mut starts = ["https://", "http://", "/", "data:image/"].iter();
    starts.any(|start| url.starts_with(start))
}

/// The functions of that list that there are.
pub(crate) fn delegates(names: &Value) -> Delegates {
    let mut delegates = Delegates::default();
    if let Value::Array(names) = names {
        for delegate in Delegate::ALL {
            if names.iter().any(|name| name.as_str() == Some(delegate.name())) {
                delegates = delegates.with(delegate);
            }
        }
    }
    delegates
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
