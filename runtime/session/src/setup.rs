//! What a session must know to begin.

use crate::delegate::Delegates;
use crate::effect::Slot;
use avmsdk_protocol::config::Config;
use avmsdk_protocol::id::{ClientId, ExternalId, UserId};
use avmsdk_protocol::{Object, Value};

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
    /// What the page lets the visitor do.
    pub options: Options,
    /// Whether the module is there in one piece. Otherwise its second part is asked for when it is needed
    /// ([`Effect::LoadLate`](crate::Effect::LoadLate)).
    pub is_whole: bool,
    /// Whether the messenger fills an element of the page instead of opening over it.
    pub embedded: bool,
    /// 128 bits from the browser's cryptographic source.
    pub seed: [u64; 2],
}

impl Setup {
    /// A visitor who is nobody, on a page that wants nothing in particular.
    pub fn new(config: Config, seed: [u64; 2]) -> Self {
        Setup {
            config,
            client_info: Object::new(),
            stored: StoredIdentity::default(),
            login: Login::None,
            delegates: Delegates::default(),
            prechat: PrechatSetup::default(),
            options: Options::default(),
            is_whole: false,
            embedded: false,
            seed,
        }
    }
}

/// The form before the first message, as the page wants it.
#[derive(Clone, Debug, Default)]
pub struct PrechatSetup {
    /// The option `prechatCapture` as the page gives it: `enabled`, `enableEmailLinking`, `fields`,
    /// `template`, `avatarUrl`. What it leaves out the config says.
    pub option: Object,
    /// What is said around it and on it.
    pub words: PrechatWords,
}

/// The words of the form before the first message, by `customText`.
#[derive(Clone, Debug, Default)]
pub struct PrechatWords {
    /// What is said before it; nothing where this is empty.
    pub greeting: String,
    /// What is said after it; nothing where this is empty.
    pub confirmation: String,
    /// The label of the field `name`, and what stands in it while it is empty.
    pub name: [String; 2],
    /// The same of the field `email`.
    pub email: [String; 2],
}

/// What the page lets the visitor do, from the options of `init`, and on what.
#[derive(Clone, Debug)]
pub struct Options {
    /// `menuItems.imageUpload`, unless `imageUploadEnabled` is false.
    pub image_upload: bool,
    /// `menuItems.fileUpload`, unless `imageUploadEnabled` is false.
    pub file_upload: bool,
    /// `notificationChannelPromptEnabled`.
    pub notification_prompt: bool,
    /// `integrationOrder`, an array of ids; where the page gives none that of the config counts.
    pub integration_order: Option<Value>,
    /// `canUserSeeConversationList`.
    pub conversation_list: bool,
    /// Whether an address opens a channel's app here, and no code need be scanned.
    pub is_phone: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            image_upload: true,
            file_upload: true,
            notification_prompt: true,
            integration_order: None,
            conversation_list: true,
            is_phone: false,
        }
    }
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
