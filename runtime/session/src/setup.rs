//! What a session must know to begin.

use crate::delegate::Delegates;
use crate::effect::Slot;
use avmsdk_protocol::Object;
use avmsdk_protocol::config::Config;
use avmsdk_protocol::id::{ClientId, ExternalId, UserId};

/// All that a session knows from outside.
#[derive(Clone, Debug)]
pub struct Setup {
    /// What the service says about the integration.
    pub config: Config,
    /// The `info` that a client describes itself with: vendor, version, page, user agent, language.
    pub client_info: Object,
    /// What an earlier page left in the browser.
    pub stored: StoredIdentity,
    /// Whom the page says the visitor is.
    pub login: Login,
    /// The functions of the page's delegate.
    pub delegates: Delegates,
    /// The form before the first message.
    pub prechat: PrechatSetup,
    /// Whether the messenger fills an element of the page instead of opening over it.
    pub embedded: bool,
    /// 128 bits from the browser's cryptographic source.
    pub seed: [u64; 2],
}

/// The form before the first message, as the page wants it.
#[derive(Clone, Debug, Default)]
pub struct PrechatSetup {
    /// The option `prechatCapture` as the page gives it: `enabled`, `enableEmailLinking`, `fields`,
    /// `template`. What it leaves out the config says.
    pub option: Object,
    /// `prechatCaptureGreetingText`; empty for no greeting.
    pub greeting: String,
    /// `prechatCaptureConfirmationText`; empty for none.
    pub confirmation: String,
    /// `prechatCaptureNameLabel` and `prechatCaptureNamePlaceholder`.
    pub name: [String; 2],
    /// `prechatCaptureEmailLabel` and `prechatCaptureEmailPlaceholder`.
    pub email: [String; 2],
}

/// Whom the page says the visitor is, when it starts the messenger.
#[derive(Clone, Debug, Default)]
pub enum Login {
    /// It does not say.
    #[default]
    None,
    /// Somebody whom the site knows, and the token that proves it.
    User(ExternalId, String),
    /// Whomever this code proves, once.
    AuthCode(String),
}

/// What an earlier page left in the browser.
#[derive(Clone, Debug, Default)]
pub struct StoredIdentity {
    /// The browser's id.
    pub client_id: Option<ClientId>,
    /// The anonymous user.
    pub user_id: Option<UserId>,
    /// Its secret.
    pub session_token: Option<String>,
    /// All else that it left.
    pub items: Vec<(Slot, String)>,
}
