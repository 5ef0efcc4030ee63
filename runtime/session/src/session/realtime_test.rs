//! The session and its channel: what the page is told, what is read again, what becomes of tokens.

use super::Session;
use crate::realtime::{News, Subscription};
use crate::{
    Alarm, Answer, Delegate, Delegates, Effect, Input, Login, Now, PromiseId, Request, Setup, StoredIdentity,
};
use avmsdk_protocol::id::{ExternalId, UserId};
use avmsdk_protocol::record::from_text;
use avmsdk_protocol::{Object, Value};

const USER: &str = r#"{"appUser":{"_id":"u","clients":[{"id":"C","platform":"web","active":true}]},
    "conversations":[{"_id":"c"}]}"#;
const PAGE: &str = r#"{"conversation":{"_id":"c"},"messages":[]}"#;

struct Bench {
    session: Session,
    now: u64,
    effects: Vec<Effect>,
}

impl Bench {
    fn start(realtime: &str, login: Login, delegates: Delegates) -> Self {
        let config = [
            r#"{"app":{"_id":"a","status":"active"},"integration":{"_id":"i"},"integrations":[],
            "baseUrl":{"web":"https://api.example/sdk"},"realtime":"#,
            realtime,
            "}",
        ];
        let session = Session::new(Setup {
            stored: StoredIdentity {
                user_id: Some(UserId::new("u")),
                session_token: Some("t".to_owned()),
                client_id: Some(avmsdk_protocol::id::ClientId::new("C")),
                items: Vec::new(),
            },
            login,
            prechat: Default::default(),
            delegates,
            is_whole: true,
            ..Setup::new(from_text(&config.concat()).unwrap(), [3, 5])
        });
        let mut bench = Bench {
            session,
            now: 1_000_000,
            effects: Vec::new(),
        };
        bench.step(Input::Start(PromiseId(1)));
        bench.answer();
        bench
    }

    /// An anonymous user by a socket that is up.
    fn connected() -> Self {
        let config = r#"{"baseUrl":"https://rt.example/faye"}"#;
        let mut bench = Bench::start(config, Login::None, Delegates::default());
        bench.connect();
        assert_eq!(bench.names(), ["ready", "connected", "transport:up"]);
        bench.answer();
        bench.effects.clear();
        bench
    }

    fn step(&mut self, input: Input) {
        self.effects
            .extend(self.session.step(input, Now(self.now)).effects);
    }

    fn say(&mut self, channel: &str, rest: &str) {
        let text = [r#"[{"channel":""#, channel, r#"",""#, rest, "}]"].concat();
        self.step(Input::SocketText(text));
    }

    fn shake_hands(&mut self) {
        assert!(
            self.effects
                .contains(&Effect::OpenSocket("wss://rt.example/faye".to_owned()))
        );
        self.effects.clear_but_events();
        self.step(Input::SocketOpened);
        self.say("/meta/handshake", r#"successful":true,"clientId":"b""#);
    }

    fn connect(&mut self) {
        self.shake_hands();
        self.say("/meta/subscribe", r#"successful":true"#);
    }

    fn refuse(&mut self) {
        self.shake_hands();
        self.say(
            "/meta/subscribe",
            r#"successful":false,"error":"401:u:Unauthorized""#,
        );
    }

    fn requests(&mut self) -> Vec<Request> {
        let is_request = |effect: &mut Effect| matches!(effect, Effect::Request(_));
        let requests = self.effects.extract_if(.., is_request);
        requests
            .filter_map(|effect| match effect {
                Effect::Request(request) => Some(request),
                _ => None,
            })
            .collect()
    }

    /// Answers all that is asked, until nothing is.
    fn answer(&mut self) -> usize {
        let mut answered = 0;
        loop {
            let requests = self.requests();
            if requests.is_empty() {
                return answered;
            }
            for request in requests {
                answered += 1;
                let is_of_conversation = request.url.contains("/conversations/");
                self.step(Input::Answered(
                    request.ticket,
                    Answer::Status {
                        status: 200,
                        body: if is_of_conversation { PAGE } else { USER }.to_owned(),
                        retry_after: None,
                    },
                ));
            }
        }
    }

    /// The events, with the words of the log in place of `log:debug`.
    fn names(&mut self) -> Vec<String> {
        let is_event = |effect: &mut Effect| matches!(effect, Effect::Emit(..));
        let events = self.effects.extract_if(.., is_event);
        events
            .map(|effect| match effect {
                Effect::Emit("log:debug", log) => {
                    let word = log[0].get("message").and_then(Value::as_str).unwrap();
                    assert!(log[0].get("timestamp").is_some() && log[0].get("data").is_some());
                    word.to_owned()
                }
                Effect::Emit(name @ ("connected" | "disconnected" | "reconnecting"), what) => {
                    let place = what[0].get("conversation").and_then(|it| it.get("_id"));
                    assert_eq!((what.len(), place.and_then(Value::as_str)), (1, Some("c")));
                    name.to_owned()
                }
                Effect::Emit(name, _) => name.to_owned(),
                _ => String::new(),
            })
            .collect()
    }

    fn alarm(&self, alarm: Alarm) -> Option<u32> {
        let mut set = self.effects.iter().rev().filter_map(|effect| match effect {
            Effect::SetAlarm(it, wait) if *it == alarm => Some(Some(*wait)),
            Effect::ClearAlarm(it) if *it == alarm => Some(None),
            _ => None,
        });
        set.next().flatten()
    }
}

trait ClearButEvents {
    fn clear_but_events(&mut self);
}

impl ClearButEvents for Vec<Effect> {
    fn clear_but_events(&mut self) {
        self.retain(|effect| matches!(effect, Effect::Emit(..) | Effect::Request(_)));
    }
}

#[test]
fn a_lost_channel_is_told_and_what_was_missed_is_read() {
    let mut bench = Bench::connected();
    bench.step(Input::SocketClosed);
    assert_eq!(bench.names(), ["disconnected", "transport:down"]);
    bench.step(Input::Alarm(Alarm::Reconnect));
    assert_eq!(bench.names(), ["reconnecting"]);
    assert_eq!(bench.answer(), 0);
    bench.connect();
    assert_eq!(bench.names(), ["connected", "transport:up"]);
    assert_eq!(bench.answer(), 2);
}

#[test]
fn a_network_that_goes_is_told() {
    let mut bench = Bench::connected();
    bench.step(Input::Offline);
    assert_eq!(
        bench.names(),
        ["disconnected", "transport:down", "window:offline"]
    );
    bench.now += 5_000;
    bench.step(Input::Online);
    bench.connect();
    assert_eq!(bench.names(), ["reconnecting", "connected", "transport:up"]);
}

#[test]
fn a_page_in_the_cache_is_told_nothing_until_it_is_back() {
    let mut bench = Bench::connected();
    bench.step(Input::PageLeft);
    assert_eq!(bench.names(), [""; 0]);
    assert!(bench.effects.contains(&Effect::CloseSocket));
    bench.now += 100_000;
    let stored = [
        (crate::Slot::ClientId, "C"),
        (crate::Slot::UserId, "u"),
        (crate::Slot::SessionToken, "t"),
    ];
    let stored = stored.map(|(slot, text)| (slot, text.to_owned()));
    bench.step(Input::PageBack(stored.to_vec()));
    bench.connect();
    let names = bench.names();
    assert_eq!(
        names,
        [
            "disconnected",
            "transport:down",
            "reconnecting",
            "connected",
            "transport:up"
        ]
    );
}

#[test]
fn any_step_after_a_sleep_finds_the_channel_lost() {
    let mut bench = Bench::connected();
    bench.now += 3_600_000;
    bench.step(Input::Writing(false));
    bench.connect();
    let names = bench.names();
    assert_eq!(names[..3], ["disconnected", "transport:down", "reconnecting"]);
    // What the channel itself brings is taken as it comes.
    let mut bench = Bench::connected();
    bench.now += 3_600_000;
    bench.say("/meta/connect", r#"successful":true"#);
    assert_eq!(bench.names(), [""; 0]);
}

#[test]
fn a_poll_serves_as_well() {
    let config = r#"{"baseUrl":"https://rt.example/faye"}"#;
    let mut bench = Bench::start(config, Login::None, Delegates::default());
    for _ in 0..2 {
        bench.step(Input::SocketClosed);
        bench.step(Input::Alarm(Alarm::Reconnect));
    }
    for answer in [
        r#"[{"channel":"/meta/handshake","successful":true,"clientId":"b"}]"#,
        r#"[{"channel":"/meta/subscribe","successful":true}]"#,
        r#"[{"channel":"/sdk/apps/a/appusers/u","data":{"events":[{"type":"activity","conversation":{"_id":"c"},
            "activity":{"type":"typing:start","role":"appMaker","data":{"name":"Ann"}}}]}},
            {"channel":"/meta/connect","successful":true}]"#,
    ] {
        let polls = bench
            .effects
            .iter()
            .filter(|it| matches!(it, Effect::Poll(..)))
            .count();
        assert_eq!(polls, 1);
        bench.effects.clear_but_events();
        bench.step(Input::Polled(Answer::Status {
            status: 200,
            body: answer.to_owned(),
            retry_after: None,
        }));
    }
    assert_eq!(
        bench.names(),
        ["ready", "connected", "transport:up", "typing:start"]
    );
}

#[test]
fn without_a_channel_the_session_looks_while_the_page_is_seen() {
    let config = r#"{"enabled":false,"baseUrl":"https://rt.example/faye"}"#;
    let mut bench = Bench::start(config, Login::None, Delegates::default());
    for _ in 0..3 {
        assert_eq!(bench.alarm(Alarm::Refresh), Some(30_000));
        bench.effects.clear();
        bench.step(Input::Alarm(Alarm::Refresh));
        // The conversation that is shown, and the list of all.
        assert_eq!(bench.answer(), 2);
    }
    bench.step(Input::PageVisible(false));
    bench.step(Input::Alarm(Alarm::Refresh));
    assert_eq!((bench.answer(), bench.alarm(Alarm::Refresh)), (0, Some(30_000)));
    bench.step(Input::PageVisible(true));
    assert_eq!(bench.answer(), 2, "and at once when it is seen again");
    assert!(
        !bench
            .effects
            .iter()
            .any(|it| matches!(it, Effect::OpenSocket(_) | Effect::Poll(..)))
    );
    assert_eq!(bench.names(), [""; 0]);
}

#[test]
fn a_refused_token_is_replaced_by_the_page() {
    let known = || Login::User(ExternalId::new("ann"), "old".to_owned());
    let config = r#"{"baseUrl":"https://rt.example/faye"}"#;
    let delegates = Delegates::default().with(Delegate::OnInvalidAuth);
    let mut bench = Bench::start(config, known(), delegates);
    bench.refuse();
    let asked = bench.effects.iter().find_map(|effect| match effect {
        Effect::Consult(id, Delegate::OnInvalidAuth, _) => Some(*id),
        _ => None,
    });
    bench.step(Input::Consulted(asked.unwrap(), Some(Value::from("new"))));
    bench.shake_hands();
    let sent = bench
        .effects
        .iter()
        .any(|it| matches!(it, Effect::SendText(text) if text.contains(r#""jwt":"new""#)));
    assert!(sent);
    bench.say("/meta/subscribe", r#"successful":true"#);
    assert_eq!(bench.names(), ["ready", "connected", "transport:up"]);
    // A page that gives none is left without.
    for (delegates, is_asked) in [(delegates, true), (Delegates::default(), false)] {
        let mut bench = Bench::start(config, known(), delegates);
        bench.refuse();
        if is_asked {
            bench.step(Input::Consulted(crate::ConsultId(1), None));
        }
        assert_eq!(bench.alarm(Alarm::Reconnect), None);
        assert_eq!(bench.alarm(Alarm::Refresh), Some(30_000));
    }
}

#[test]
fn another_login_is_a_channel_of_its_own() {
    let mut bench = Bench::connected();
    bench.session.realtime_news(News::Unwanted);
    bench.step(Input::Close);
    assert_eq!(bench.names(), ["disconnected", "transport:down"]);
    bench.session.realtime_news(News::Wanted(Subscription {
        channel: "/other".to_owned(),
        ext: Object::new(),
    }));
    bench.step(Input::Close);
    bench.connect();
    assert_eq!(bench.names(), ["connected", "transport:up"]);
}
