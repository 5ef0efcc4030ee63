//! Maps of places, and payments.

use super::super::outcome::{Change, Refusal, Reply};
use super::super::{Ruling, Turn, World};
use avmsdk_protocol::form::PaymentRequest;
use avmsdk_protocol::id::{AppId, UserId};
use avmsdk_protocol::json::Number;
use avmsdk_protocol::{Object, Value};

impl World {
    /// Where a place is shown: a page of the open map, and a picture of the sandbox's own, which needs no
    /// network and comes from an origin that a page which lets the messenger in trusts anyway.
    pub(super) fn location_map(app: &AppId, latitude: &str, longitude: &str, base: &str) -> Ruling {
        let north = degrees(latitude, 90)
            .ok_or_else(|| Refusal::bad_request("lat should be a number from -90 to 90"))?;
        let east = degrees(longitude, 180)
            .ok_or_else(|| Refusal::bad_request("long should be a number from -180 to 180"))?;
        let mut map = Object::new();
        map.set(
            "mapUrl",
            format!("https://www.openstreetmap.org/?mlat={north}&mlon={east}"),
        );
        map.set(
            "mapImageUrl",
            format!("{base}/apps/{app}/locationmap/image?lat={north}&long={east}"),
        );
        Ok(Reply::ok(&map))
    }

    /// What an action sells is paid: it says so from now on. No money moves in a sandbox, so any token
    /// will do, and a second payment changes nothing (assumed).
    pub(super) fn pay(&mut self, turn: &mut Turn, user: &UserId, request: &PaymentRequest) -> Ruling {
        let id = request.action_id();
        let threads = self.state.threads.values_mut().filter(|thread| thread.has(user));
        for thread in threads {
            for message in &mut thread.messages {
                if !mark_paid(message.object_mut(), id.as_str()) {
                    continue;
                }
                turn.changes
                    .push(Change::MessageChanged(thread.id.clone(), message.clone()));
                return Ok(Reply::ok(&Object::new()));
            }
        }
        Err(Refusal::new(
            404,
            "action_not_found",
            "There is no such action to pay for",
        ))
    }
}

/// A number of degrees as it was written.
fn degrees(text: &str, most: i64) -> Option<String> {
    let number = Number::from_text(text)?;
    let micros = number.as_micros()?;
    (micros.abs() <= most * 1_000_000).then(|| number.as_str().to_owned())
}

/// Marks the action of a message, or of one of its items; says whether it is there.
fn mark_paid(object: &mut Object, id: &str) -> bool {
    for (list, is_nested) in [("actions", false), ("items", true)] {
        let Some(Value::Array(mut values)) = object.get(list).cloned() else {
            continue;
        };
        for value in &mut values {
            let Value::Object(one) = value else { continue };
            let is_found = if is_nested {
                mark_paid(one, id)
            } else {
                is_sold(one, id) && {
                    one.set("state", "paid");
                    true
                }
            };
            if is_found {
                object.set(list, Value::Array(values));
                return true;
            }
        }
    }
    false
}

fn is_sold(action: &Object, id: &str) -> bool {
    let is = |key, wanted| action.get(key).and_then(Value::as_str) == Some(wanted);
    is("_id", id) && is("type", "buy")
}
