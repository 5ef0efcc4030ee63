//! "Send me a text": a first message by a linked channel, to see that it works.

use super::super::outcome::{Refusal, Reply};
use super::super::{Ruling, Turn, World};
use super::no_client;
use avmsdk_protocol::channel::Channel;
use avmsdk_protocol::error::{ErrorResponse, ServiceError};
use avmsdk_protocol::id::UserId;
use avmsdk_protocol::json::Number;
use avmsdk_protocol::record::get_field;
use avmsdk_protocol::user::LinkedClient;
use avmsdk_protocol::{Object, Seconds, Value, Wire as _};

/// Seconds between two texts to a number. Assumed.
const PAUSE: u32 = 60;
/// Where a client keeps when it was last sent one.
const PINGED: &str = "pingedAt";

impl World {
    /// `POST …/clients/{id}/ping`. Too soon after the last one it is 429 with `retryAfter`, in seconds.
    pub(super) fn ping_client(&mut self, turn: &mut Turn, user: &UserId, id: &str) -> Ruling {
        let user = &self.linking(user)?.user;
        let (mut active, mut waiting) = (user.clients(), user.pending_clients());
        let all = active.iter_mut().chain(&mut waiting);
        let client = all
            .into_iter()
            .find(|client| client.id() == id)
            .ok_or_else(no_client)?;
        if Channel::of_integration(&client.platform()) != Some(Channel::Sms) {
            return Err(Refusal::bad_request("Only a phone can be sent a text"));
        }
        if let Some(seconds) = pause_left(client, turn.now) {
            return Ok(too_many(seconds));
        }
        client.object_mut().set(PINGED, turn.now.to_value());
        let id = user.id();
        if let Some(account) = self.state.accounts.get_mut(&id) {
            account.user.set_clients(active).set_pending_clients(waiting);
            turn.keep_account(account);
        }
        Ok(Reply::ok(&Object::new()))
    }
}

/// Seconds until the next text may go out, if it may not now.
fn pause_left(client: &LinkedClient, now: Seconds) -> Option<u32> {
    let last: Option<Seconds> = get_field(client.object(), PINGED);
    let gone = now.as_millis().saturating_sub(last?.as_millis());
    let left = u64::from(PAUSE).saturating_mul(1000).saturating_sub(gone);
    u32::try_from(left.div_ceil(1000)).ok().filter(|left| *left > 0)
}

/// 429 as a client reads it: the time to wait stands in the error.
fn too_many(seconds: u32) -> Reply {
    let mut error = ServiceError::new();
    error
        .set_code("too_many_requests".to_owned())
        .set_description(Some(format!("The next text can be sent in {seconds} seconds")));
    error
        .object_mut()
        .set("retryAfter", Value::Number(Number::from(seconds)));
    let mut response = ErrorResponse::new();
    response.set_error(error);
    Reply {
        status: 429,
        ..Reply::ok(&response)
    }
}
