//! One tab of the visitor's browser: a session with everything around it in the test's hand.

use crate::service::Service;
use avmsdk_protocol::message::Draft;
use avmsdk_protocol::record::from_text;
use avmsdk_protocol::{Object, Value, json};
use avmsdk_session::{
    Alarm, Answer, Delivery, Effect, Input, Now, PromiseId, Request, Session, Setup, Slot, StoredIdentity,
    Ticket,
};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Socket {
    Closed,
    Opening,
    Open,
}

pub(crate) struct Tab {
    number: usize,
    pub(crate) session: Session,
    /// How far the clock of the browser is off, in milliseconds.
    pub(crate) skew: u64,
    /// Milliseconds since the test began.
    elapsed: u64,
    /// Asked, and not yet with the service.
    pub(crate) requests: Vec<Request>,
    /// On their way back.
    pub(crate) answers: Vec<(Ticket, Answer)>,
    alarms: Vec<(Alarm, u64)>,
    pub(crate) socket: Socket,
    /// What it sent by the socket and the service has not heard yet.
    said: Vec<String>,
    stored: Vec<(Slot, Option<String>)>,
    pub(crate) is_ready: bool,
    /// What the visitor wrote here.
    pub(crate) written: Vec<String>,
    /// The ids of the messages that the page was told of, as they came.
    pub(crate) told: Vec<(&'static str, String)>,
    promises: u32,
    settled: u32,
    /// Whether the service could not be told, or may not have heard, that the visitor has read.
    pub(crate) is_reading_in_doubt: bool,
}

impl Tab {
    /// Opens it, with what the browser keeps. `seed` must be fresh, as a browser's is.
    pub(crate) fn open(
        number: usize,
        seed: u64,
        stored: StoredIdentity,
        elapsed: u64,
        service: &mut Service,
    ) -> Self {
        let session = Session::new(Setup {
            config: from_text(&json::write(&service.config())).unwrap(),
            client_info: Object::new(),
            stored,
            embedded: false,
            seed: [seed, 5],
        });
        let mut tab = Tab {
            number,
            session,
            skew: 0,
            elapsed,
            requests: Vec::new(),
            answers: Vec::new(),
            alarms: Vec::new(),
            socket: Socket::Closed,
            said: Vec::new(),
            stored: Vec::new(),
            is_ready: false,
            written: Vec::new(),
            told: Vec::new(),
            promises: 0,
            settled: 0,
            is_reading_in_doubt: false,
        };
        let promise = tab.promise();
        tab.step(Input::Start(promise));
        tab
    }

    fn promise(&mut self) -> PromiseId {
        self.promises += 1;
        PromiseId(self.promises)
    }

    pub(crate) fn submit(&mut self, text: &str) {
        let promise = self.promise();
        self.written.push(text.to_owned());
        self.step(Input::Submit(Box::new(Draft::text_only(text)), Some(promise)));
    }

    pub(crate) fn step(&mut self, input: Input) {
        let now = Now(1_795_000_000_000 + self.elapsed + self.skew);
        let step = self.session.step(input, now);
        for effect in step.effects {
            match effect {
                Effect::Request(request) => self.requests.push(request),
                Effect::Store(slot, value) => self.stored.push((slot, value)),
                Effect::OpenSocket(_) => {
                    self.said.clear();
                    self.socket = Socket::Opening;
                }
                Effect::SendText(text) => self.said.push(text),
                Effect::CloseSocket => self.socket = Socket::Closed,
                Effect::SetAlarm(alarm, wait) => {
                    self.alarms.retain(|(set, _)| *set != alarm);
                    self.alarms.push((alarm, self.elapsed + u64::from(wait)));
                }
                Effect::ClearAlarm(alarm) => self.alarms.retain(|(set, _)| *set != alarm),
                Effect::Emit("ready", _) => self.is_ready = true,
                Effect::Emit(name @ ("message:sent" | "message:received"), arguments) => {
                    let id = arguments[0].get("_id").and_then(Value::as_str).unwrap();
                    self.told.push((name, id.to_owned()));
                }
                Effect::Emit(..) => {}
                Effect::Settle(..) => self.settled += 1,
            }
        }
    }

    /// What it has put into the browser's storage since the last call.
    pub(crate) fn take_stored(&mut self) -> Vec<(Slot, Option<String>)> {
        std::mem::take(&mut self.stored)
    }

    /// What it has said by its socket since the last call.
    pub(crate) fn take_said(&mut self) -> Vec<String> {
        if self.socket == Socket::Open {
            std::mem::take(&mut self.said)
        } else {
            Vec::new()
        }
    }

    /// The request reaches the service, whose answer sets off.
    pub(crate) fn process(&mut self, at: usize, service: &mut Service) {
        let request = self.requests.remove(at);
        let (status, body) = service.answer(&request);
        self.answers.push((request.ticket, answer(status, body, None)));
    }

    /// The request is answered so, and before that done or not.
    pub(crate) fn answer_with(&mut self, at: usize, done: bool, answer: Answer, service: &mut Service) {
        let request = self.requests.remove(at);
        self.is_reading_in_doubt |= request.url.ends_with("/activity");
        if done {
            service.answer(&request);
        }
        self.step(Input::Answered(request.ticket, answer));
    }

    pub(crate) fn answer(&mut self, at: usize) {
        let (ticket, answer) = self.answers.remove(at);
        self.step(Input::Answered(ticket, answer));
    }

    pub(crate) fn open_socket(&mut self) {
        if self.socket == Socket::Opening {
            self.socket = Socket::Open;
            self.step(Input::SocketOpened);
        }
    }

    pub(crate) fn drop_socket(&mut self, service: &mut Service) {
        if self.socket != Socket::Closed {
            self.socket = Socket::Closed;
            self.said.clear();
            service.channel.drop_socket(self.number);
            self.step(Input::SocketClosed);
        }
    }

    pub(crate) fn next_alarm(&self) -> Option<(Alarm, u64)> {
        self.alarms.iter().copied().min_by_key(|(_, due)| *due)
    }

    /// Whether anything is left to do but to keep the channel alive.
    pub(crate) fn has_alarms(&self) -> bool {
        self.alarms.iter().any(|(alarm, _)| *alarm != Alarm::Connect)
    }

    /// Time passes, and alarms go off.
    pub(crate) fn pass(&mut self, millis: u64) {
        let until = self.elapsed + millis;
        while let Some((alarm, due)) = self.next_alarm().filter(|(_, due)| *due <= until) {
            self.elapsed = self.elapsed.max(due);
            self.alarms.retain(|(set, _)| *set != alarm);
            self.step(Input::Alarm(alarm));
        }
        self.elapsed = until;
    }

    pub(crate) fn elapsed(&self) -> u64 {
        self.elapsed
    }

    /// Ids of the messages that are shown, in order.
    pub(crate) fn shown(&self) -> Vec<String> {
        let messages = self.session.timeline().iter().filter_map(|entry| entry.message());
        messages.map(|message| message.id().as_str().to_owned()).collect()
    }

    /// Texts that are shown as not delivered.
    pub(crate) fn failed(&self) -> Vec<String> {
        let entries = self.session.timeline().iter();
        let failed = entries.filter(|entry| entry.delivery == Delivery::Failed);
        failed.filter_map(|entry| entry.text()).collect()
    }

    pub(crate) fn first_failed(&self) -> Option<avmsdk_session::Key> {
        let mut entries = self.session.timeline().iter();
        entries
            .find(|entry| entry.delivery == Delivery::Failed)
            .map(|entry| entry.key)
    }

    /// Where it stands, for the message of a test that fails.
    pub(crate) fn describe(&self) -> String {
        let asked: Vec<&str> = self.requests.iter().map(|request| request.url.as_str()).collect();
        format!(
            "{:?}, asked {asked:?}, answers {:?}, alarms {:?}, said {:?}",
            self.socket, self.answers, self.alarms, self.said
        )
    }

    pub(crate) fn has_settled_all(&self) -> bool {
        self.settled == self.promises
    }
}

pub(crate) fn answer(status: u16, body: String, retry_after: Option<u32>) -> Answer {
    Answer::Status {
        status,
        body,
        retry_after,
    }
}
