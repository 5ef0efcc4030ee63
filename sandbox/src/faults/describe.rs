//! Faults as they are listed.

use super::fault::{Action, Chance, Fault, Match, Retort};
use avmsdk_protocol::json::Number;
use avmsdk_protocol::record::set_field;
use avmsdk_protocol::{Object, Value};
use std::time::Duration;

impl Fault {
    /// `{id, match, action, count?, probability?, seed?, hits, left?}`
    pub(crate) fn describe(&self) -> Value {
        let mut object = Object::new();
        object.set("id", self.id.to_string());
        object.set("match", self.matcher.describe());
        object.set("action", self.action.describe());
        match &self.chance {
            Chance::Always => {}
            Chance::Times(times) => {
                object.set("count", *times);
                object.set("left", times.saturating_sub(self.hits));
            }
            Chance::Probably(millionths, seed, _) => {
                object.set("probability", number(i64::from(*millionths)));
                object.set("seed", *seed);
            }
        }
        object.set("hits", self.hits);
        Value::Object(object)
    }
}

impl Match {
    fn describe(&self) -> Object {
        let text = |pattern: &super::pattern::Pattern| pattern.as_str().to_owned();
        let mut object = Object::new();
        set_field(&mut object, "method", &self.method);
        set_field(&mut object, "path", &self.path.as_ref().map(text));
        set_field(&mut object, "userId", &self.user);
        set_field(&mut object, "channel", &self.channel.as_ref().map(text));
        set_field(&mut object, "event", &self.event);
        object
    }
}

impl Action {
    fn describe(&self) -> Object {
        let mut object = Object::new();
        object.set("type", self.name());
        match self {
            Action::Answer(retort) => retort.describe(&mut object),
            Action::Delay(time) | Action::Silence(time) => object.set("ms", millis(*time)),
            Action::DropBefore => object.set("when", "before"),
            Action::DropAfter => object.set("when", "after"),
            Action::DropDuring => object.set("when", "during"),
            Action::Skew(micros) => object.set("seconds", number(*micros)),
            Action::Close | Action::Twice | Action::Reorder | Action::Lose => {}
        }
        object
    }
}

impl Retort {
    fn describe(&self, object: &mut Object) {
        object.set("status", u32::from(self.status));
        set_field(object, "code", &self.code);
        set_field(object, "description", &self.description);
        set_field(object, "retryAfter", &self.retry_after);
        set_field(object, "text", &self.text);
    }
}

fn number(micros: i64) -> Value {
    Value::Number(Number::from_micros(micros))
}

fn millis(time: Duration) -> u32 {
    u32::try_from(time.as_millis()).unwrap_or(u32::MAX)
}
