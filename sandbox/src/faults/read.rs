//! Faults as they are asked for: `{match?, action, count | probability, seed?}`.

use super::dice::Dice;
use super::fault::{Action, Chance, Fault, Match, Retort};
use super::pattern::Pattern;
use crate::world::Refusal;
use avmsdk_protocol::json::Number;
use avmsdk_protocol::record::{check_field, get_field};
use avmsdk_protocol::{Object, Value, Wire};
use std::time::Duration;

/// Where faults are met.
const REACH: [&str; 3] = ["/sdk/", "/v2/", "/faye"];
/// The longest that a request or a socket is kept waiting.
const MAX_WAIT_MS: u32 = 10 * 60 * 1000;
/// A century: beyond it the service's ids, which begin with the time, would wrap.
const MAX_SKEW_SECONDS: i64 = 100 * 365 * 24 * 3600;
/// What a client is told to wait by 429 where nothing is said, in seconds.
const RETRY_AFTER: u32 = 1;

/// Reads a fault; `fresh` seeds its dice where the body names no seed.
pub(crate) fn read(body: &Object, fresh: u32) -> Result<Fault, Refusal> {
    let keys = Keys::of(body, "", &["match", "action", "count", "probability", "seed"])?;
    let action = match body.get("action") {
        Some(action) => read_action(action)?,
        None => return Err(Refusal::bad_request("`action` should be there")),
    };
    let matcher = read_match(&keys.get::<Object>("match")?)?;
    check_pair(&matcher, &action)?;
    Ok(Fault {
        id: 0,
        matcher,
        chance: read_chance(&keys, &action, fresh)?,
        action,
        hits: 0,
    })
}

/// An object, where it stands, and that it has no other keys.
struct Keys<'a> {
    object: &'a Object,
    place: &'static str,
}

impl<'a> Keys<'a> {
    fn of(object: &'a Object, place: &'static str, known: &[&str]) -> Result<Self, Refusal> {
        match object.iter().find(|(name, _)| !known.contains(name)) {
            None => Ok(Keys { object, place }),
            Some((name, _)) => Err(Refusal::bad_request(format!(
                "`{place}{name}` is not known here; the keys are {}",
                listed(known)
            ))),
        }
    }

    fn get<T: Wire>(&self, name: &'static str) -> Result<T, Refusal> {
        check_field::<T>(self.object, name)
            .map_err(|fault| self.wrong(name, &format!("should be {}", fault.wanted)))?;
        Ok(get_field(self.object, name))
    }

    fn wrong(&self, name: &str, what: &str) -> Refusal {
        Refusal::bad_request(format!("`{}{name}` {what}", self.place))
    }

    fn wait(&self) -> Result<Duration, Refusal> {
        let millis = self.get::<u32>("ms")?;
        if millis == 0 || millis > MAX_WAIT_MS {
            return Err(self.wrong("ms", &format!("should be 1 to {MAX_WAIT_MS}")));
        }
        Ok(Duration::from_millis(millis.into()))
    }
}

fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

const ACTIONS: [&str; 9] = [
    "answer", "delay", "drop", "close", "silence", "twice", "reorder", "lose", "skew",
];

/// In full `{type, …}`; in short a status, or the name of an action that needs nothing else.
fn read_action(action: &Value) -> Result<Action, Refusal> {
    let mut object = Object::new();
    match action {
        Value::Number(_) => object.set("status", action.clone()),
        Value::String(name) => object.set("type", name.as_str()),
        Value::Object(given) => object = given.clone(),
        _ => {
            return Err(Refusal::bad_request(
                "`action` should be an object with `type`, a status, or a name",
            ));
        }
    }
    if object.get("type").is_none() && object.get("status").is_some() {
        object.set("type", "answer");
    }
    let kind = object
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let keys = |names: &[&str]| {
        let known: Vec<&str> = ["type"].iter().chain(names).copied().collect();
        Keys::of(&object, "action.", &known)
    };
    match kind.as_str() {
        "answer" => read_retort(&keys(&["status", "code", "description", "retryAfter", "text"])?),
        "delay" => keys(&["ms"])?.wait().map(Action::Delay),
        "silence" => keys(&["ms"])?.wait().map(Action::Silence),
        "drop" => {
            let keys = keys(&["when"])?;
            match keys.get::<Option<String>>("when")?.as_deref() {
                Some("before") => Ok(Action::DropBefore),
                Some("during") => Ok(Action::DropDuring),
                None | Some("after") => Ok(Action::DropAfter),
                Some(_) => Err(keys.wrong("when", "should be `before`, `during` or `after`")),
            }
        }
        "skew" => read_skew(&keys(&["seconds"])?),
        "close" => keys(&[]).map(|_| Action::Close),
        "twice" => keys(&[]).map(|_| Action::Twice),
        "reorder" => keys(&[]).map(|_| Action::Reorder),
        "lose" => keys(&[]).map(|_| Action::Lose),
        _ => Err(Refusal::bad_request(format!(
            "`action.type` should be one of {}",
            listed(&ACTIONS)
        ))),
    }
}

fn read_retort(keys: &Keys<'_>) -> Result<Action, Refusal> {
    let status = keys.get::<u32>("status")?;
    let status = u16::try_from(status)
        .ok()
        .filter(|status| (400..600).contains(status));
    let status = status.ok_or_else(|| keys.wrong("status", "should be 400 to 599"))?;
    let retry_after: Option<u32> = keys.get("retryAfter")?;
    Ok(Action::Answer(Retort {
        status,
        code: keys.get("code")?,
        description: keys.get("description")?,
        retry_after: retry_after.or((status == 429).then_some(RETRY_AFTER)),
        text: keys.get("text")?,
    }))
}

fn read_skew(keys: &Keys<'_>) -> Result<Action, Refusal> {
    let micros = keys.get::<Number>("seconds")?.as_micros();
    let is_bearable = |micros: &i64| micros.abs() <= MAX_SKEW_SECONDS * 1_000_000;
    let wanted = || {
        keys.wrong(
            "seconds",
            "should be a number of at most a century, without exponent",
        )
    };
    micros.filter(is_bearable).map(Action::Skew).ok_or_else(wanted)
}

fn read_match(object: &Object) -> Result<Match, Refusal> {
    let keys = Keys::of(
        object,
        "match.",
        &["method", "path", "userId", "channel", "event"],
    )?;
    let path = keys.get::<Option<String>>("path")?.map(Pattern::new);
    if path
        .as_ref()
        .is_some_and(|path| !REACH.iter().any(|head| path.can_begin(head)))
    {
        let wanted = "should lie below `/sdk/` or `/v2/` or be `/faye`: other paths meet no faults";
        return Err(keys.wrong("path", wanted));
    }
    let channel = keys.get::<Option<String>>("channel")?.map(Pattern::new);
    if channel
        .as_ref()
        .is_some_and(|channel| !channel.can_begin("/sdk/apps/"))
    {
        return Err(keys.wrong("channel", "should be like `/sdk/apps/*/appusers/*`"));
    }
    Ok(Match {
        method: keys.get("method")?,
        path,
        user: keys.get("userId")?,
        channel,
        event: keys.get("event")?,
    })
}

/// Refuses what could never come true.
fn check_pair(matcher: &Match, action: &Action) -> Result<(), Refusal> {
    let of_request = [
        ("method", matcher.method.is_some()),
        ("path", matcher.path.is_some()),
    ];
    let of_event = [
        ("channel", matcher.channel.is_some()),
        ("event", matcher.event.is_some()),
    ];
    let given = |pairs: [(&'static str, bool); 2]| pairs.into_iter().find(|pair| pair.1).map(|pair| pair.0);
    let nonsense = |name| {
        let action = action.name();
        Err(Refusal::bad_request(format!(
            "`match.{name}` makes no sense with the action `{action}`"
        )))
    };
    match (given(of_request), given(of_event)) {
        (Some(name), _) if !action.is_for_requests() => nonsense(name),
        (_, Some(name)) if !action.is_for_events() => nonsense(name),
        _ if matches!(action, Action::Skew(_)) && matcher.user.is_some() => nonsense("userId"),
        (Some(one), Some(other)) => Err(Refusal::bad_request(format!(
            "`match.{one}` is about requests and `match.{other}` about events: nothing is both"
        ))),
        _ => Ok(()),
    }
}

fn read_chance(keys: &Keys<'_>, action: &Action, fresh: u32) -> Result<Chance, Refusal> {
    let count: Option<u32> = keys.get("count")?;
    let probability: Option<Number> = keys.get("probability")?;
    let seed: Option<u32> = keys.get("seed")?;
    if matches!(action, Action::Skew(_)) {
        let given = [("count", count.is_some()), ("probability", probability.is_some())];
        if let Some((name, _)) = given.into_iter().find(|pair| pair.1) {
            let why = "makes no sense with the action `skew`, which lasts until it is deleted";
            return Err(keys.wrong(name, why));
        }
    }
    match (count, probability) {
        (Some(_), Some(_)) => Err(keys.wrong("count", "and `probability` exclude each other")),
        (_, None) if seed.is_some() => Err(keys.wrong("seed", "is for `probability`")),
        (None, None) => Ok(Chance::Always),
        (Some(0), None) => Err(keys.wrong("count", "should be at least 1")),
        (Some(count), None) => Ok(Chance::Times(count)),
        (None, Some(probability)) => {
            let millionths = probability
                .as_micros()
                .and_then(|micros| u32::try_from(micros).ok());
            let wanted = || keys.wrong("probability", "should be a number from 0 to 1");
            let millionths = millionths
                .filter(|micros| *micros <= 1_000_000)
                .ok_or_else(wanted)?;
            let seed = seed.unwrap_or(fresh);
            Ok(Chance::Probably(millionths, seed, Dice::new(seed)))
        }
    }
}
