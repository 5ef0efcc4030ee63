use super::*;
use avmsdk_protocol::event::Event;
use avmsdk_protocol::json::{parse, write};
use avmsdk_protocol::{Object, Value};

fn object(text: &str) -> Object {
    match parse(text) {
        Ok(Value::Object(object)) => object,
        other => panic!("an object: {other:?}"),
    }
}

fn faults(bodies: &[&str]) -> Faults {
    let mut faults = Faults::default();
    for body in bodies {
        faults.add(read(&object(body), 1).unwrap());
    }
    faults
}

fn request(method: &str, path: &str, user: &str) -> RequestFacts {
    RequestFacts {
        method: method.to_owned(),
        path: path.to_owned(),
        users: vec![user.to_owned()],
    }
}

fn parcel(user: &str, kind: &str) -> Parcel {
    let mut event = Event::new();
    *event.object_mut() = object(kind);
    Parcel {
        channel: format!("/sdk/apps/a/appusers/{user}"),
        external: None,
        events: vec![event],
    }
}

fn delivered(steps: &[Step]) -> Vec<&Parcel> {
    let parcels = steps.iter().map(|step| match step {
        Step::Deliver(parcel) => parcel,
        other => panic!("{other:?}"),
    });
    parcels.collect()
}

const MESSAGE: &str = r#"{"type":"message"}"#;
const TYPING: &str = r#"{"type":"activity","activity":{"type":"typing:start"}}"#;

#[test]
fn the_oldest_that_matches_and_is_not_used_up_strikes() {
    let mut faults = faults(&[
        r#"{"match":{"method":"post","path":"/sdk/**/messages"},"action":503,"count":1}"#,
        r#"{"match":{"userId":"u"},"action":{"type":"delay","ms":5}}"#,
    ]);
    let post = request("POST", "/sdk/v2/apps/a/conversations/c/messages", "u");
    let met: Vec<_> = (0..3)
        .map(|_| faults.decide(&post).map(|met| met.fault))
        .collect();
    assert_eq!(met, [Some(1), Some(2), Some(2)]);
    assert_eq!(faults.decide(&request("POST", "/sdk/v2/apps/a/x", "other")), None);
    let listed: Vec<String> = faults
        .all()
        .iter()
        .map(|fault| write(&fault.describe()))
        .collect();
    assert_eq!(
        listed,
        [
            r#"{"id":"1","match":{"method":"post","path":"/sdk/**/messages"},"action":{"type":"answer","status":503},"count":1,"left":0,"hits":1}"#,
            r#"{"id":"2","match":{"userId":"u"},"action":{"type":"delay","ms":5},"hits":2}"#,
        ]
    );
    assert!(faults.remove(2) && !faults.remove(2));
    assert_eq!((faults.decide(&post), faults.clear()), (None, 1));
}

#[test]
fn a_chance_is_drawn_by_the_seed_that_is_shown() {
    let draw = |seed: u32| {
        let body = format!(r#"{{"action":500,"probability":0.5,"seed":{seed}}}"#);
        let mut faults = faults(&[&body]);
        let shown = write(&faults.all()[0].describe());
        assert!(
            shown.contains(&format!(r#""probability":0.5,"seed":{seed}"#)),
            "{shown}"
        );
        let get = request("GET", "/v2/apps/a/users", "u");
        (0..64).map(|_| faults.decide(&get).is_some()).collect::<Vec<_>>()
    };
    assert_eq!(draw(7), draw(7));
    assert_ne!(draw(7), draw(8));
}

#[test]
fn sockets_are_only_opened_on_the_realtime_channel() {
    let mut faults = faults(&[r#"{"action":"close"}"#]);
    assert_eq!(faults.decide(&request("POST", "/sdk/v2/x", "u")), None);
    assert_eq!(
        faults.decide(&request("GET", "/faye", "u")).unwrap().action,
        Action::Close
    );
    let steps = faults.pass(parcel("u", MESSAGE));
    assert!(
        matches!(steps.as_slice(), [Step::Close(_), Step::Deliver(_)]),
        "{steps:?}"
    );
}

#[test]
fn an_event_comes_twice_late_or_never() {
    let mut faults = faults(&[
        r#"{"match":{"event":"message"},"action":"twice","count":1}"#,
        r#"{"match":{"event":"typing:start"},"action":"lose","count":1}"#,
        r#"{"match":{"userId":"u"},"action":"reorder"}"#,
    ]);
    let (message, typing, other) = (parcel("u", MESSAGE), parcel("u", TYPING), parcel("v", MESSAGE));
    assert_eq!(delivered(&faults.pass(message.clone())), [&message, &message]);
    assert!(faults.pass(typing.clone()).is_empty(), "lost");
    assert!(faults.pass(message.clone()).is_empty(), "held");
    assert_eq!(
        delivered(&faults.pass(other.clone())),
        [&other],
        "another channel"
    );
    assert_eq!(delivered(&faults.pass(typing.clone())), [&typing, &message]);
    assert!(faults.pass(message.clone()).is_empty(), "held again");
    assert!(faults.take_freed().is_empty(), "the fault is still there");
    faults.remove(3);
    assert_eq!(faults.take_freed(), [message]);
}

#[test]
fn one_who_waits_is_never_left_waiting() {
    let mut faults = faults(&[r#"{"action":"reorder"}"#]);
    let all: Vec<Parcel> = (0..6).map(|n| parcel("u", &format!(r#"{{"n":{n}}}"#))).collect();
    let came: Vec<Step> = all
        .iter()
        .flat_map(|parcel| faults.pass(parcel.clone()))
        .collect();
    assert_eq!(delivered(&came), [1, 0, 3, 2, 5, 4].map(|n| &all[n]));
}

#[test]
fn a_bad_body_says_which_key() {
    let table = [
        (r#"{}"#, "`action` should be there"),
        (
            r#"{"action":true}"#,
            "`action` should be an object with `type`, a status, or a name",
        ),
        (
            r#"{"action":"explode"}"#,
            "`action.type` should be one of `answer`",
        ),
        (
            r#"{"action":{"type":"close","ms":1}}"#,
            "`action.ms` is not known here; the keys are `type`",
        ),
        (r#"{"action":200}"#, "`action.status` should be 400 to 599"),
        (
            r#"{"action":{"status":"503"}}"#,
            "`action.status` should be a whole number",
        ),
        (r#"{"action":{"type":"delay"}}"#, "`action.ms` should be there"),
        (
            r#"{"action":{"type":"delay","ms":0}}"#,
            "`action.ms` should be 1 to",
        ),
        (
            r#"{"action":{"type":"drop","when":"now"}}"#,
            "`action.when` should be `before`, `during` or `after`",
        ),
        (
            r#"{"action":{"type":"skew","seconds":1e9}}"#,
            "`action.seconds` should be a number",
        ),
        (
            r#"{"action":{"type":"skew","seconds":1},"count":1}"#,
            "`count` makes no sense",
        ),
        (r#"{"action":503,"counts":1}"#, "`counts` is not known here"),
        (r#"{"action":503,"count":0}"#, "`count` should be at least 1"),
        (
            r#"{"action":503,"count":1,"probability":1}"#,
            "`count` and `probability`",
        ),
        (
            r#"{"action":503,"probability":1.5}"#,
            "`probability` should be a number from 0 to 1",
        ),
        (r#"{"action":503,"seed":1}"#, "`seed` is for `probability`"),
        (r#"{"action":503,"match":[]}"#, "`match` should be an object"),
        (
            r#"{"action":503,"match":{"user":"u"}}"#,
            "`match.user` is not known here",
        ),
        (
            r#"{"action":503,"match":{"path":"/sandbox/state"}}"#,
            "`match.path` should lie below",
        ),
        (
            r#"{"action":503,"match":{"event":"message"}}"#,
            "`match.event` makes no sense",
        ),
        (
            r#"{"action":"twice","match":{"path":"/sdk"}}"#,
            "`match.path` makes no sense",
        ),
        (
            r#"{"action":"close","match":{"path":"/faye","event":"x"}}"#,
            "`match.path` is about requests",
        ),
    ];
    for (body, wanted) in table {
        let refusal = read(&object(body), 1).unwrap_err();
        assert_eq!(refusal.status, 400);
        assert!(
            refusal.description.starts_with(wanted),
            "{body}: {}",
            refusal.description
        );
    }
}

#[test]
fn skews_add_up_and_go_with_their_fault() {
    let mut faults = faults(&[
        r#"{"action":{"type":"skew","seconds":3600.5}}"#,
        r#"{"action":{"type":"skew","seconds":-600}}"#,
    ]);
    assert_eq!(faults.skew(), 3_000_500_000);
    faults.remove(1);
    assert_eq!(faults.skew(), -600_000_000);
}
