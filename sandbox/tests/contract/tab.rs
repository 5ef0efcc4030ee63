//! One tab of the visitor's browser: a session with everything around it in the test's hand.

use crate::browser::Browser;
use crate::page::Page;
use crate::service::Service;
use avmsdk_protocol::id::{ConversationId, UserId};
use avmsdk_protocol::message::Draft;
use avmsdk_protocol::record::from_text;
use avmsdk_protocol::{Object, Value, json};
use avmsdk_session::{
    Alarm, Answer, Call, ConsultId, Delegate, Delegates, Delivery, Effect, History, Input, Key, Login,
    Method, Now, PrechatSetup, Request, Session, Setup, Ticket,
};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Socket {
    Closed,
    Opening,
    Open,
}

pub(crate) struct Tab {
    pub(crate) number: usize,
    pub(crate) session: Session,
    /// Milliseconds since the test began.
    elapsed: u64,
    /// Asked, and not yet with the service.
    pub(crate) requests: Vec<Request>,
    /// Nobody waits for an answer any more; they are on the wire all the same.
    strays: Vec<Request>,
    /// On their way back.
    pub(crate) answers: Vec<(Ticket, Answer)>,
    /// Tickets of requests that fill a view with a whole page.
    filling: Vec<Ticket>,
    alarms: Vec<(Alarm, u64)>,
    pub(crate) socket: Socket,
    /// What it sent by the socket and the service has not heard yet.
    said: Vec<String>,
    pub(crate) consults: Vec<(ConsultId, Delegate, Vec<Value>)>,
    /// A poll is under way. Here they all fail: the channel's own tests run them.
    pub(crate) is_polling: bool,
    /// Whether the second part of the module is on its way: it comes after the step.
    is_late_loading: bool,
    pub(crate) is_ready: bool,
    pub(crate) page: Page,
    /// Whether the service could not be told, or may not have heard, that the visitor has read.
    pub(crate) is_reading_in_doubt: bool,
    /// Whether it told that the visitor has read while more was on its way: that bears no time, so what came after it
    /// was told counts as read with the rest, until the next connection only for the service.
    pub(crate) has_read_unheard: bool,
}

impl Tab {
    /// Opens it, with what the browser keeps. `seed` must be fresh, as a browser's is.
    pub(crate) fn open(
        number: usize,
        seed: u64,
        browser: &mut Browser,
        elapsed: u64,
        service: &mut Service,
    ) -> Self {
        let session = Session::new(Setup {
            config: from_text(&json::write(&service.config())).unwrap(),
            client_info: Object::new(),
            stored: browser.stored(),
            login: Login::None,
            prechat: PrechatSetup::default(),
            options: Default::default(),
            delegates: Delegates::default(),
            embedded: false,
            is_whole: false,
            seed: [seed, 5],
        });
        let mut tab = Tab {
            number,
            session,
            elapsed,
            requests: Vec::new(),
            strays: Vec::new(),
            answers: Vec::new(),
            filling: Vec::new(),
            alarms: Vec::new(),
            socket: Socket::Closed,
            said: Vec::new(),
            consults: Vec::new(),
            is_polling: false,
            is_late_loading: false,
            is_ready: false,
            page: Page::default(),
            is_reading_in_doubt: false,
            has_read_unheard: false,
        };
        let promise = tab.page.promise("account", None);
        tab.step(Input::Start(promise), browser);
        tab
    }

    pub(crate) fn submit(&mut self, text: &str, place: Option<ConversationId>, browser: &mut Browser) {
        let promise = self.page.promise("send", Some(text.to_owned()));
        let draft = Box::new(Draft::text_only(text));
        self.step(Input::Submit(draft, place, Some(promise)), browser);
    }

    pub(crate) fn call(&mut self, call: Call, browser: &mut Browser) {
        let (what, text) = match &call {
            Call::Login(..) | Call::Logout => ("account", None),
            Call::CreateConversation(settings) => {
                let Some(Value::Array(messages)) = settings.get("messages") else {
                    panic!("{settings:?}")
                };
                let text = messages[0].get("text").and_then(Value::as_str);
                ("create", text.map(str::to_owned))
            }
            _ => ("call", None),
        };
        let promise = self.page.promise(what, text);
        self.step(Input::Called(call, promise), browser);
    }

    pub(crate) fn step(&mut self, input: Input, browser: &mut Browser) {
        let is_page = self.page.is_changing_user()
            || matches!(&input, Input::Answered(ticket, _) if self.filling.contains(ticket));
        let now = Now(1_795_000_000_000 + self.elapsed + browser.skew);
        let told = std::env::var_os("CONTRACT_TRACE").map(|_| format!("{input:?}"));
        let step = self.session.step(input, now);
        if let Some(told) = told {
            self.trace(&told, &step.effects);
        }
        for effect in step.effects {
            self.take(effect, browser);
        }
        self.page.draw(&step.changes, &self.session);
        let shown = self.shown();
        self.page.see(&shown, is_page);
        if std::mem::take(&mut self.is_late_loading) {
            self.step(Input::LateLoaded(true), browser);
        }
    }

    #[expect(clippy::print_stdout, reason = "whoever asks for it wants to read it")]
    fn trace(&self, input: &str, effects: &[Effect]) {
        println!("tab {} at {}: {input}", self.number, self.elapsed);
        for effect in effects {
            println!("    {effect:?}");
        }
    }

    fn take(&mut self, effect: Effect, browser: &mut Browser) {
        match effect {
            Effect::Request(request) => {
                let is_history = self.session.history() == History::Loading;
                let is_first = request.method == Method::Get && request.url.ends_with("/messages");
                let is_earlier = is_history && request.url.contains("before=");
                if request.url.ends_with("/subscribe") || is_first || is_earlier {
                    self.filling.push(request.ticket);
                }
                self.requests.push(request);
            }
            Effect::Store(slot, value) => browser.store(self.number, slot, value),
            Effect::OpenSocket(_) => {
                self.said.clear();
                self.socket = Socket::Opening;
            }
            Effect::SendText(text) => self.said.push(text),
            Effect::Poll(..) => self.is_polling = true,
            Effect::Abort(ticket) => {
                let asked = self.requests.iter().position(|request| request.ticket == ticket);
                self.strays.extend(asked.map(|at| self.requests.remove(at)));
                self.answers.retain(|(it, _)| *it != ticket);
            }
            Effect::Upload { .. } | Effect::ReleaseFile(_) => {
                self.page.faults.push("nobody gave a file".to_owned());
            }
            Effect::LoadLate => self.is_late_loading = true,
            Effect::StopPoll => self.is_polling = false,
            Effect::CloseSocket => self.socket = Socket::Closed,
            Effect::SetAlarm(alarm, wait) => {
                self.alarms.retain(|(set, _)| *set != alarm);
                self.alarms.push((alarm, self.elapsed + u64::from(wait)));
            }
            Effect::ClearAlarm(alarm) => self.alarms.retain(|(set, _)| *set != alarm),
            Effect::Emit("ready", _) => self.is_ready = true,
            Effect::Emit(name @ ("message:sent" | "message:received" | "message"), arguments) => {
                self.page.tell(name, &arguments);
            }
            Effect::Emit(..) => {}
            Effect::Settle(id, result) => self.page.settle(id, result),
            Effect::Consult(id, delegate, arguments) => self.consults.push((id, delegate, arguments)),
        }
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
        let mut under_way = service.channel.frames.iter();
        self.has_read_unheard |=
            request.url.ends_with("/activity") && under_way.any(|(to, _)| *to == self.number);
        let (status, body) = service.answer(&request);
        self.answers.push((request.ticket, answer(status, body, None)));
        for stray in std::mem::take(&mut self.strays) {
            service.answer(&stray);
        }
    }

    /// The request is answered so, and before that done or not.
    pub(crate) fn answer_with(
        &mut self,
        at: usize,
        done: bool,
        answer: Answer,
        browser: &mut Browser,
        service: &mut Service,
    ) {
        let request = self.requests.remove(at);
        self.is_reading_in_doubt |= request.url.ends_with("/activity");
        if done {
            service.answer(&request);
        }
        self.step(Input::Answered(request.ticket, answer), browser);
    }

    /// No answer comes to what is under way; those requests reach the service whose bits are set.
    pub(crate) fn lose_all(&mut self, reach: u8, service: &mut Service) {
        let mut lost: Vec<Ticket> = self.answers.drain(..).map(|(ticket, _)| ticket).collect();
        for (at, stray) in std::mem::take(&mut self.strays).iter().enumerate() {
            if reach & 1 << (at % 8) != 0 {
                service.answer(stray);
            }
        }
        for (at, request) in self.requests.drain(..).enumerate() {
            self.is_reading_in_doubt |= request.url.ends_with("/activity");
            if reach & 1 << (at % 8) != 0 {
                service.answer(&request);
            }
            lost.push(request.ticket);
        }
        let lost = lost.into_iter().map(|ticket| (ticket, Answer::Unreachable));
        self.answers.extend(lost);
    }

    pub(crate) fn answer(&mut self, at: usize, browser: &mut Browser) {
        let (ticket, answer) = self.answers.remove(at);
        self.step(Input::Answered(ticket, answer), browser);
    }

    pub(crate) fn lose_poll(&mut self, browser: &mut Browser) {
        self.is_polling = false;
        self.step(Input::Polled(Answer::Unreachable), browser);
    }

    pub(crate) fn open_socket(&mut self, browser: &mut Browser) {
        if self.socket == Socket::Opening {
            self.socket = Socket::Open;
            self.step(Input::SocketOpened, browser);
        }
    }

    pub(crate) fn drop_socket(&mut self, browser: &mut Browser, service: &mut Service) {
        service.channel.drop_socket(self.number);
        if self.socket != Socket::Closed {
            self.socket = Socket::Closed;
            self.said.clear();
            self.step(Input::SocketClosed, browser);
        }
    }

    pub(crate) fn next_alarm(&self) -> Option<(Alarm, u64)> {
        self.alarms.iter().copied().min_by_key(|(_, due)| *due)
    }

    /// Whether anything is left to do but to keep the channel alive, or to look from time to time without one.
    pub(crate) fn has_alarms(&self) -> bool {
        let mut alarms = self.alarms.iter();
        alarms.any(|(alarm, _)| !matches!(alarm, Alarm::Connect | Alarm::Refresh))
    }

    /// Time passes, and alarms go off; returns whether any did.
    /// An alarm goes off before its time, if it is set.
    pub(crate) fn ring(&mut self, alarm: Alarm, browser: &mut Browser) {
        if self.alarms.iter().any(|(set, _)| *set == alarm) {
            self.alarms.retain(|(set, _)| *set != alarm);
            self.step(Input::Alarm(alarm), browser);
        }
    }

    pub(crate) fn pass(&mut self, millis: u64, browser: &mut Browser) -> bool {
        let until = self.elapsed + millis;
        let mut rings = 0;
        while let Some((alarm, due)) = self.next_alarm().filter(|(_, due)| *due <= until) {
            rings += 1;
            assert!(rings < 1000, "{alarm:?} rings without end");
            self.elapsed = self.elapsed.max(due);
            self.alarms.retain(|(set, _)| *set != alarm);
            self.step(Input::Alarm(alarm), browser);
        }
        self.elapsed = until;
        rings > 0
    }

    pub(crate) fn elapsed(&self) -> u64 {
        self.elapsed
    }

    /// Ids of the messages that the service has, in order.
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

    pub(crate) fn first_failed(&self) -> Option<Key> {
        let mut entries = self.session.timeline().iter();
        entries
            .find(|entry| entry.delivery == Delivery::Failed)
            .map(|entry| entry.key)
    }

    /// The user that it has, by the service's id and by the site's.
    pub(crate) fn user(&self) -> (Option<UserId>, Option<String>) {
        let user = self.session.page_user().unwrap_or_default();
        let text = |name| user.get(name).and_then(Value::as_str).map(str::to_owned);
        (text("_id").map(UserId::new), text("userId"))
    }

    /// Where it stands, for the message of a test that fails.
    pub(crate) fn describe(&self) -> String {
        let asked: Vec<&str> = self.requests.iter().map(|request| request.url.as_str()).collect();
        format!(
            "{:?}, asked {asked:?}, answers {:?}, alarms {:?}, said {:?}",
            self.socket, self.answers, self.alarms, self.said
        )
    }
}

pub(crate) fn answer(status: u16, body: String, retry_after: Option<u32>) -> Answer {
    Answer::Status {
        status,
        body,
        retry_after,
    }
}
