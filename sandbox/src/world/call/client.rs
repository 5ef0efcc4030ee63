//! What a web messenger asks.

use avmsdk_protocol::activity::{ActivityRequest, PostbackRequest};
use avmsdk_protocol::author::Author;
use avmsdk_protocol::call::{CreateRequest, FurtherRequest, LogoutRequest, PostMessageRequest};
use avmsdk_protocol::form::{PaymentRequest, PrechatRequest, ValidateRequest};
use avmsdk_protocol::id::{ConversationId, IntegrationId, UserId};
use avmsdk_protocol::login::{AuthCodeRequest, EnterRequest, LoginRequest};
use avmsdk_protocol::{Object, Seconds};

/// A call of a web messenger that has no user yet, observed.
#[derive(Clone, Debug)]
pub enum GuestCall {
    /// `POST …/appusers`
    CreateUser(CreateRequest),
    /// `POST …/login`
    Login(LoginRequest),
    /// `POST …/appusers/authcode`
    RedeemCode(AuthCodeRequest),
    /// `POST …/prechatcapture`
    Prechat(PrechatRequest),
    /// `POST …/prechatcapture/validate`
    ValidatePrechat(ValidateRequest),
}

/// A call of a web messenger, observed unless said otherwise.
#[derive(Clone, Debug)]
pub enum ClientCall {
    /// `POST …/appusers/{id}/conversation` (read, not observed)
    CreateConversation(UserId),
    /// `POST …/appusers/{id}/conversations`: a further one (assumed).
    CreateFurther(UserId, FurtherRequest),
    /// `PUT …/conversations/{id}`: other settings (assumed).
    ChangeConversation(ConversationId, Object),
    /// `GET …/appusers/{id}`
    User(UserId),
    /// `PUT …/appusers/{id}`
    UpdateUser(UserId, Object),
    /// `GET …/appusers/{id}/conversations`; pages only with an offset.
    Conversations(UserId, Option<u32>),
    /// `GET …/conversations/{id}`
    Conversation(ConversationId),
    /// `GET …/conversations/{id}/messages`, those received before a time.
    Messages(ConversationId, Option<Seconds>),
    /// `POST …/conversations/{id}/messages`
    Post(ConversationId, PostMessageRequest),
    /// `POST …/conversations/{id}/activity`
    Activity(ConversationId, ActivityRequest),
    /// `POST …/conversations/{id}/postback`
    Postback(ConversationId, PostbackRequest),
    /// `/meta/subscribe` to a user's channel.
    Listen(UserId),
    /// `POST …/appusers/{id}/logout`
    Logout(UserId, LogoutRequest),
    /// `POST …/conversations/{id}/subscribe`: goes into a conversation.
    Enter(ConversationId, EnterRequest),
    /// `POST …/appusers/{id}/messages/validate`: one field of a form.
    ValidateForm(UserId, ValidateRequest),
    /// Whether an upload would be taken: asked before its bytes are read.
    MayUpload(ConversationId),
    /// `POST …/conversations/{id}/files`, once its bytes are kept.
    Upload(ConversationId, Upload),
    /// `GET …/locationmap`
    LocationMap {
        /// Degrees north.
        latitude: String,
        /// Degrees east.
        longitude: String,
        /// The base of the client API, where the picture is.
        base: String,
    },
    /// `POST …/appusers/{id}/stripe/transaction` (read, not observed)
    Pay(UserId, PaymentRequest),
    /// Whatever links a channel to a user.
    Link(UserId, LinkCall),
}

/// A file whose bytes are kept already.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Who sends it.
    pub author: Author,
    /// What the site stores with it.
    pub metadata: Option<Object>,
    /// Where it can be fetched.
    pub url: String,
    /// Its media type.
    pub media_type: String,
    /// Whether any browser shows it as a picture.
    pub is_picture: bool,
    /// Its size in bytes.
    pub size: u32,
    /// Why it turns out to be unacceptable after all, once the answer is out: a status and a code
    /// such as `virus_detected`.
    pub fault: Option<(u16, String)>,
}

/// A call that links a channel.
#[derive(Clone, Debug)]
pub enum LinkCall {
    /// `GET …/linkrequest?integrationIds=`
    Requests(Vec<IntegrationId>),
    /// `GET …/integrations/{id}/qrcode`
    QrCode {
        /// The channel.
        integration: IntegrationId,
        /// Whether a name of the hosted service was asked: then names of channels lead here as well.
        is_hosted: bool,
    },
    /// `POST …/clients`
    AddClient(Object),
    /// `DELETE …/clients/{id}`
    RemoveClient(String),
    /// `POST …/clients/{id}/ping` (read, not observed)
    PingClient(String),
}
