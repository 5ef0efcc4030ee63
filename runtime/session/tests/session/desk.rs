//! A session alone, with each request in the test's hand: for what the model of a service does not know.

use crate::bench::answer;
use avmsdk_protocol::record::from_text;
use avmsdk_protocol::{Value, json};
use avmsdk_session::{
    Alarm, Answer, Change, ConsultId, Delegates, Effect, FormInput, Input, Key, Login, Now, PrechatSetup,
    PromiseId, Refusal, Request, Session, Setup, Slot, StoredIdentity,
};

/// What a session is begun with.
#[derive(Default)]
pub(crate) struct Begin {
    pub(crate) config: &'static str,
    pub(crate) stored: StoredIdentity,
    pub(crate) login: Login,
    pub(crate) delegates: Delegates,
    pub(crate) prechat: PrechatSetup,
    pub(crate) embedded: bool,
}

pub(crate) struct Desk {
    pub(crate) session: Session,
    pub(crate) millis: u64,
    pub(crate) requests: Vec<Request>,
    pub(crate) alarms: Vec<(Alarm, u64)>,
    /// Since the last look.
    pub(crate) changes: Vec<Change>,
    pub(crate) events: Vec<&'static str>,
    pub(crate) settled: Vec<(PromiseId, Result<Value, Refusal>)>,
    pub(crate) consults: Vec<(ConsultId, Vec<Value>)>,
    /// What the browser keeps.
    pub(crate) kept: Vec<(Slot, String)>,
    shown: Vec<Key>,
}

impl Desk {
    pub(crate) fn new(begin: Begin) -> Self {
        let config = [
            r#"{"app":{"_id":"a","status":"active"},"integration":{"_id":"i"},"baseUrl":{"web":"https://h"},
            "realtime":{"baseUrl":"https://rt"},"integrations":[{"type":"twilio","_id":"t1"},{"type":"mailgun","_id":"m1"}]"#,
            begin.config,
            "}",
        ];
        let kept = begin.stored.items.clone();
        let session = Session::new(Setup {
            stored: begin.stored,
            login: begin.login,
            delegates: begin.delegates,
            prechat: begin.prechat,
            embedded: begin.embedded,
            ..Setup::new(from_text(&config.concat()).unwrap(), [3, 5])
        });
        let mut desk = Desk {
            session,
            millis: 1_000_000,
            requests: Vec::new(),
            alarms: Vec::new(),
            changes: Vec::new(),
            events: Vec::new(),
            settled: Vec::new(),
            consults: Vec::new(),
            kept,
            shown: Vec::new(),
        };
        desk.step(Input::Start(PromiseId(1)));
        desk
    }

    pub(crate) fn step(&mut self, input: Input) {
        let was_blocked = self.session.is_composer_blocked();
        let step = self.session.step(input, Now(self.millis));
        for change in &step.changes {
            self.show(*change);
        }
        let entries = self.session.timeline().iter();
        let visible: Vec<Key> = entries.filter(|it| it.is_visible()).map(|it| it.key).collect();
        assert_eq!(
            self.shown, visible,
            "the changes tell what became of the timeline"
        );
        if self.session.is_composer_blocked() != was_blocked {
            let told = step.changes.iter().filter(|it| **it == Change::Composer);
            assert_eq!(told.count(), 1, "and of the composer");
        }
        self.changes.extend(step.changes);
        for effect in step.effects {
            self.run(effect);
        }
    }

    fn show(&mut self, change: Change) {
        let shown = &mut self.shown;
        let at = |shown: &[Key], before: Option<Key>| {
            before.map_or(shown.len(), |before| {
                shown.iter().position(|it| *it == before).unwrap()
            })
        };
        match change {
            Change::Inserted(key, before) => shown.insert(at(shown, before), key),
            Change::Moved(key, before) => {
                shown.retain(|it| *it != key);
                shown.insert(at(shown, before), key);
            }
            Change::Updated(key) | Change::Form(key) => assert!(shown.contains(&key)),
            Change::Removed(key) => shown.retain(|it| *it != key),
            Change::Cleared => shown.clear(),
            _ => {}
        }
    }

    fn run(&mut self, effect: Effect) {
        match effect {
            Effect::Request(request) => self.requests.push(request),
            Effect::Store(slot, value) => {
                self.kept.retain(|(kept, _)| *kept != slot);
                self.kept.extend(value.map(|value| (slot, value)));
            }
            Effect::SetAlarm(alarm, wait) => {
                self.alarms.retain(|(set, _)| *set != alarm);
                self.alarms.push((alarm, self.millis + u64::from(wait)));
            }
            Effect::ClearAlarm(alarm) => self.alarms.retain(|(set, _)| *set != alarm),
            Effect::Emit(name, _) => self.events.push(name),
            Effect::Settle(promise, result) => self.settled.push((promise, result)),
            Effect::Consult(id, _, arguments) => self.consults.push((id, arguments)),
            Effect::LoadLate => self.step(Input::LateLoaded(true)),
            _ => {}
        }
    }

    /// Time passes, and alarms go off.
    pub(crate) fn pass(&mut self, millis: u64) {
        let until = self.millis + millis;
        while let Some(at) = (0..self.alarms.len())
            .filter(|at| self.alarms[*at].1 <= until)
            .min_by_key(|at| self.alarms[*at].1)
        {
            let (alarm, due) = self.alarms.remove(at);
            self.millis = self.millis.max(due);
            self.step(Input::Alarm(alarm));
        }
        self.millis = until;
    }

    pub(crate) fn form(&mut self, key: Key, input: FormInput) {
        self.step(Input::Form(key, input));
    }

    /// The ends of the addresses that are asked.
    pub(crate) fn asked(&self) -> Vec<&str> {
        let requests = self.requests.iter();
        requests
            .map(|it| it.url.strip_prefix("https://h/v2/apps/a/").unwrap())
            .collect()
    }

    /// The body of the request that is asked of that end.
    pub(crate) fn body(&self, end: &str) -> Value {
        let request = self.requests.iter().find(|it| it.url.ends_with(end)).unwrap();
        json::parse(request.body.as_ref().unwrap()).unwrap()
    }

    pub(crate) fn answer(&mut self, end: &str, answer: Answer) {
        let at = self.requests.iter().position(|it| it.url.ends_with(end));
        let request = self
            .requests
            .remove(at.unwrap_or_else(|| panic!("{end} of {:?}", self.asked())));
        self.step(Input::Answered(request.ticket, answer));
    }

    pub(crate) fn reply(&mut self, end: &str, status: u16, body: &str) {
        self.answer(end, answer(status, body, None));
    }

    /// The channel is there.
    pub(crate) fn connect(&mut self) {
        self.step(Input::SocketOpened);
        for text in [
            r#"[{"channel":"/meta/handshake","successful":true,"clientId":"b"}]"#,
            r#"[{"channel":"/meta/subscribe","successful":true}]"#,
        ] {
            self.step(Input::SocketText(text.to_owned()));
        }
        self.events.clear();
    }

    /// The only form of the timeline.
    pub(crate) fn only_form(&self) -> Key {
        let keys = self.session.timeline().iter().map(|entry| entry.key);
        let forms: Vec<Key> = keys.filter(|key| self.session.form(*key).is_some()).collect();
        assert_eq!(forms.len(), 1);
        forms[0]
    }

    pub(crate) fn texts(&self) -> Vec<String> {
        let entries = self.session.timeline().iter();
        entries.map(|entry| entry.text().unwrap_or_default()).collect()
    }

    pub(crate) fn has_alarm(&self, alarm: Alarm) -> bool {
        self.alarms.iter().any(|(set, _)| *set == alarm)
    }
}
