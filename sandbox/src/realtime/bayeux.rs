//! Answers to Bayeux requests, whatever carries them.
//!
//! Source: <https://docs.cometd.org/current/reference/#_bayeux>; codes and texts as Faye's
//! `protocol/error.js` has them.

use super::HOLD;
use super::connection::ClientId;
use super::hub::Hub;
use crate::engine::Engine;
use crate::traffic::Traffic;
use crate::world::{Call, ClientCall, Credentials};
use avmsdk_protocol::bayeux::{
    Advice, BayeuxMessage, CONNECT, DISCONNECT, HANDSHAKE, SUBSCRIBE, UNSUBSCRIBE,
};
use avmsdk_protocol::id::{AppId, UserId};
use avmsdk_protocol::{Object, Value, Wire as _};
use std::sync::Arc;
use std::time::Duration;

/// What a handshake may agree on. `eventsource` is left out: no observed client asks for it.
const CONNECTION_TYPES: [&str; 4] = [
    "websocket",
    "long-polling",
    "cross-origin-long-polling",
    "callback-polling",
];

/// The channel of answers to what names none.
pub(super) const ERROR: &str = "/meta/error";

/// Answers requests.
#[derive(Clone, Debug)]
pub(crate) struct Bayeux {
    pub(crate) hub: Arc<Hub>,
    pub(crate) engine: Engine,
    pub(crate) traffic: Arc<Traffic>,
}

/// An answer, and what the transport has to do about it.
#[derive(Debug, PartialEq)]
pub(super) enum Answer {
    /// To be sent at once.
    Now(BayeuxMessage),
    /// To a connect: to be sent when there is an event or this time is up. None at all is no reason to
    /// leave behind what waits.
    Held(ClientId, BayeuxMessage, Duration),
}

impl Bayeux {
    /// Answers one message.
    pub(super) async fn answer(&self, message: BayeuxMessage) -> Answer {
        let channel = message.channel();
        if channel == HANDSHAKE {
            return Answer::Now(self.handshake(&message));
        }
        let Some(id) = message.client_id().filter(|id| self.hub.touch(id)) else {
            return Answer::Now(unknown(&message));
        };
        let mut reply = reply_to(&message);
        reply.set_client_id(Some(id.clone())).set_successful(Some(true));
        match channel.as_str() {
            CONNECT => {
                if let Err(error) = check_type(message.connection_type()) {
                    refuse(&mut reply, error);
                    // As Faye has it; without a word a client would connect again at once.
                    reply.set_advice(Some(shake_hands()));
                    return Answer::Now(reply);
                }
                reply.set_advice(Some(retry()));
                let asked = message.advice().and_then(|advice| advice.timeout());
                let hold = asked.map_or(HOLD, |millis| HOLD.min(Duration::from_millis(millis.into())));
                return Answer::Held(id, reply, hold);
            }
            SUBSCRIBE => match self.subscribe(&id, &message).await {
                Ok(channel) => {
                    reply.set_subscription(Some(channel));
                }
                Err(error) => refuse(&mut reply, error),
            },
            UNSUBSCRIBE => match message.subscription() {
                Some(channel) => {
                    self.hub.unsubscribe(&id, &channel);
                    reply.set_subscription(Some(channel));
                }
                None => refuse(&mut reply, missing("subscription")),
            },
            DISCONNECT => self.hub.disconnect(&id),
            // Only the service speaks on channels.
            _ => refuse(&mut reply, format!("403:{channel}:Forbidden channel")),
        }
        Answer::Now(reply)
    }

    fn handshake(&self, message: &BayeuxMessage) -> BayeuxMessage {
        let mut reply = reply_to(message);
        reply
            .set_version(Some("1.0".to_owned()))
            .set_supported_connection_types(Some(CONNECTION_TYPES.map(str::to_owned).to_vec()));
        let error = match (message.version(), message.supported_connection_types()) {
            (None, _) => missing("version"),
            (_, None) => missing("supportedConnectionTypes"),
            (_, Some(types)) if !types.iter().any(|kind| CONNECTION_TYPES.contains(&kind.as_str())) => {
                not_supported(&types.join(","))
            }
            _ => match self.hub.connect() {
                Some(id) => {
                    reply
                        .set_successful(Some(true))
                        .set_client_id(Some(id))
                        .set_advice(Some(retry()));
                    return reply;
                }
                None => "503::Too many connections".to_owned(),
            },
        };
        refuse(&mut reply, error);
        reply
    }

    async fn subscribe(&self, id: &str, message: &BayeuxMessage) -> Result<String, String> {
        let channel = message.subscription().ok_or_else(|| missing("subscription"))?;
        let forbidden = || format!("403:{channel}:Forbidden channel");
        let (app, user) = of_channel(&channel).ok_or_else(forbidden)?;
        let credentials = credentials(message.ext().as_ref(), &user);
        let answer = self
            .engine
            .call(Call::Client(app, credentials, ClientCall::Listen(user)))
            .await;
        if answer.reply.status != 200 {
            return Err(forbidden());
        }
        if self.hub.subscribe(id, &channel) {
            Ok(channel)
        } else {
            Err(format!("403:{channel}:Too many subscriptions"))
        }
    }
}

/// `/sdk/apps/{app}/appusers/{user}`
fn of_channel(channel: &str) -> Option<(AppId, UserId)> {
    let (app, user) = channel.strip_prefix("/sdk/apps/")?.split_once("/appusers/")?;
    let is_plain = |id: &str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_plain(app) && is_plain(user)).then(|| (AppId::new(app), UserId::new(user)))
}

fn credentials(ext: Option<&Object>, user: &UserId) -> Credentials {
    let string = |name| ext.and_then(|ext| ext.get(name)).and_then(Value::as_str);
    match (string("jwt"), string("sessionToken")) {
        (Some(jwt), _) => Credentials::Bearer(jwt.to_owned()),
        (None, Some(token)) => {
            let name = string("appUserId").unwrap_or(user.as_str());
            Credentials::Basic {
                name: name.to_owned(),
                secret: token.to_owned(),
            }
        }
        (None, None) => Credentials::None,
    }
}

/// Reads a message; where that cannot be done, says what to answer in its place. Its `id` may be of any type:
/// it only comes back.
pub(super) fn read(value: Value) -> Result<BayeuxMessage, BayeuxMessage> {
    let channel = value.get("channel").and_then(Value::as_str).unwrap_or(ERROR);
    let mut error = malformed(channel);
    let Value::Object(mut object) = value else {
        return Err(error);
    };
    let id = object.take("id");
    if let Some(id) = &id {
        error.object_mut().set("id", id.clone());
    }
    let mut message = BayeuxMessage::from_value(Value::Object(object)).map_err(|_| error)?;
    if let Some(id) = id {
        message.object_mut().set("id", id);
    }
    Ok(message)
}

/// What a transport that cannot read a message answers in its place.
pub(super) fn malformed(channel: &str) -> BayeuxMessage {
    let mut reply = BayeuxMessage::on(channel);
    refuse(&mut reply, "405::Invalid message".to_owned());
    reply
}

fn unknown(message: &BayeuxMessage) -> BayeuxMessage {
    let mut reply = reply_to(message);
    let error = match message.client_id() {
        Some(id) => format!("401:{id}:Unknown client"),
        None => missing("clientId"),
    };
    refuse(&mut reply, error);
    reply.set_advice(Some(shake_hands()));
    reply
}

/// Whether a connect comes by a type that a handshake would have agreed on.
fn check_type(kind: Option<String>) -> Result<(), String> {
    match kind {
        None => Err(missing("connectionType")),
        Some(kind) if !CONNECTION_TYPES.contains(&kind.as_str()) => Err(not_supported(&kind)),
        Some(_) => Ok(()),
    }
}

fn missing(parameter: &str) -> String {
    format!("402:{parameter}:Missing required parameter")
}

fn not_supported(kinds: &str) -> String {
    format!("301:{kinds}:Connection types not supported")
}

fn reply_to(message: &BayeuxMessage) -> BayeuxMessage {
    let mut reply = BayeuxMessage::on(&message.channel());
    if let Some(id) = message.object().get("id") {
        reply.object_mut().set("id", id.clone());
    }
    reply
}

fn refuse(reply: &mut BayeuxMessage, error: String) {
    reply.set_successful(Some(false)).set_error(Some(error));
}

fn shake_hands() -> Advice {
    let mut advice = Advice::new();
    advice
        .set_reconnect(Some("handshake".to_owned()))
        .set_interval(Some(0));
    advice
}

fn retry() -> Advice {
    let mut advice = Advice::new();
    advice
        .set_reconnect(Some("retry".to_owned()))
        .set_interval(Some(0))
        .set_timeout(u32::try_from(HOLD.as_millis()).ok());
    advice
}
