//! A browser with its tabs, and the service; what happens to them.

use crate::acts::{Act, Asked, Said, TABS};
use crate::browser::Browser;
use crate::service::Service;
use crate::tab::{Socket, Tab, answer};
use avmsdk_protocol::id::{ActionId, ConversationId, ExternalId, UserId};
use avmsdk_protocol::{Object, Value};
use avmsdk_session::{Alarm, Answer, Call, ConsultId, Delegate, Delegates, History, Input, Slot};

/// Something that the visitor or the page of a visitor wrote.
pub(crate) struct Written {
    pub(crate) text: String,
    /// The visitor became somebody else before it is known to have arrived: it may be dropped.
    pub(crate) may_be_dropped: bool,
    /// How its promise was settled, where it was.
    pub(crate) outcome: Option<Result<(), String>>,
    /// Whether it is made once or not at all.
    pub(crate) is_created: bool,
}

pub(crate) struct Play {
    pub(crate) service: Service,
    pub(crate) tabs: [Option<Tab>; TABS],
    pub(crate) browser: Browser,
    elapsed: u64,
    acts: u32,
    loads: u64,
    pub(crate) written: Vec<Written>,
    /// What tabs that are gone should not have done.
    pub(crate) faults: Vec<String>,
    /// Whether there was ever a second tab, or one that was left.
    pub(crate) is_alone: bool,
    /// Whether anybody logged in or out, or was not believed.
    pub(crate) has_changed_user: bool,
    /// Who the page of each tab has said the visitor is.
    names: [Option<&'static str>; TABS],
    /// Whether a token was not believed.
    pub(crate) was_refused: bool,
    /// Whether that the visitor has read may not have been heard from a tab that is gone.
    pub(crate) was_reading_in_doubt: bool,
}

fn pick(choice: u8, length: usize) -> Option<usize> {
    (length > 0).then(|| usize::from(choice) % length)
}

impl Play {
    pub(crate) fn begin() -> Self {
        let mut play = Play {
            service: Service::new(),
            tabs: [None, None],
            browser: Browser::default(),
            elapsed: 0,
            acts: 0,
            loads: 0,
            written: Vec::new(),
            faults: Vec::new(),
            is_alone: true,
            has_changed_user: false,
            names: [None; TABS],
            was_refused: false,
            was_reading_in_doubt: false,
        };
        play.load(0);
        play
    }

    pub(crate) fn of(acts: &[Act]) -> Self {
        let mut play = Play::begin();
        for act in acts {
            play.act(act);
        }
        play
    }

    fn load(&mut self, number: usize) {
        // Two tabs of which none has a user yet make two users: what the widget does about that is
        // its own affair. So another tab is opened only once there is one.
        let is_other = self
            .tabs
            .iter()
            .enumerate()
            .any(|(at, tab)| at != number && tab.is_some());
        if is_other && self.browser.get(&Slot::SessionToken).is_none() {
            return;
        }
        self.leave(number, true, 0);
        self.loads += 1;
        self.is_alone &= self.loads == 1;
        self.browser.drop_news(number);
        let tab = Tab::open(
            number,
            self.loads,
            &mut self.browser,
            self.elapsed,
            &mut self.service,
        );
        self.tabs[number] = Some(tab);
    }

    /// A tab is left. `reach`: which of its requests under way reach the service.
    fn leave(&mut self, number: usize, is_told: bool, reach: u8) {
        let Some(mut tab) = self.tabs[number].take() else {
            return;
        };
        self.is_alone = false;
        self.names[number] = None;
        if is_told {
            tab.step(Input::PageLeft, &mut self.browser);
            for text in tab.take_said() {
                self.service.hear(number, &text);
            }
        }
        tab.lose_all(reach, &mut self.service);
        self.was_reading_in_doubt |= tab.is_reading_in_doubt;
        self.service.channel.drop_socket(number);
        self.note(&tab);
    }

    /// Whoever waits for something is told by then.
    fn destroy(&mut self, number: usize) {
        let Some(tab) = &mut self.tabs[number] else {
            return;
        };
        tab.step(Input::Destroy, &mut self.browser);
        for promise in &tab.page.promises {
            if promise.results.len() != 1 {
                let fault = format!(
                    "at the end {} is settled with {:?}",
                    promise.what, promise.results
                );
                self.faults.push(fault);
            }
        }
        self.leave(number, false, number as u8);
        self.load(number);
    }

    /// Remembers what became of what was written in a tab.
    fn note(&mut self, tab: &Tab) {
        self.faults.extend(tab.page.faults.iter().cloned());
        for promise in &tab.page.promises {
            let Some(text) = &promise.text else { continue };
            let outcome = promise.results.first().map(|result| match result {
                Ok(_) => Ok(()),
                Err(refusal) => Err(refusal.code.clone()),
            });
            for written in self.written.iter_mut().filter(|it| it.text == *text) {
                written.outcome = outcome.clone();
            }
        }
    }

    pub(crate) fn note_all(&mut self) {
        let tabs = std::mem::take(&mut self.tabs);
        for tab in tabs.iter().flatten() {
            self.note(tab);
        }
        self.tabs = tabs;
    }

    pub(crate) fn act(&mut self, act: &Act) {
        self.acts += 1;
        let number = self.acts;
        match *act {
            Act::Incoming(choice) => self.business_says(choice, &format!("theirs {number}")),
            Act::BusinessBegins(tab, history) => {
                let user = self.tabs[tab].as_ref().and_then(|tab| tab.user().0);
                if let Some(user) = user.filter(|user| self.service.account(user).is_some()) {
                    self.service.begin_conversation(&user, history);
                }
            }
            Act::Deliver(at) => {
                if let Some(at) = pick(at, self.service.channel.frames.len()) {
                    self.deliver(at);
                }
            }
            Act::Duplicate(at) => {
                let frames = &mut self.service.channel.frames;
                if let Some(at) = pick(at, frames.len()) {
                    frames.push(frames[at].clone());
                }
            }
            Act::Pass(millis) => self.pass(u64::from(millis)),
            Act::Load(number) => self.load(number),
            Act::Leave(number, is_told, reach) => {
                // One always stays, or comes back at once.
                self.leave(number, is_told, reach);
                if self.tabs.iter().all(Option::is_none) {
                    self.load(number);
                }
            }
            Act::Destroy(number) => self.destroy(number),
            Act::ComeBack(number, wait) => self.come_back(number, u64::from(wait)),
            Act::Notify(number, many) => {
                for _ in 0..=many % 8 {
                    self.notify(number);
                }
            }
            Act::Restart => {
                self.service.restart();
                for tab in self.tabs.iter_mut().flatten() {
                    tab.drop_socket(&mut self.browser, &mut self.service);
                }
            }
            Act::ServiceClock(seconds) => {
                self.service.clock = self.service.clock.wrapping_add_signed(i64::from(seconds) * 1000);
            }
            Act::BrowserClock(skew) => {
                self.browser.skew = u64::from(skew) * 1000;
                // By a clock that jumps tabs that live look dead, until they say again that they do not: a
                // post that is under way just then may be made twice, and is left out here.
                for tab in self.tabs.iter_mut().flatten() {
                    tab.ring(Alarm::Lease, &mut self.browser);
                }
            }
            Act::Revoke => {
                self.has_changed_user = true;
                self.was_refused = true;
                self.service.revoke();
            }
            Act::Submit(_)
            | Act::SubmitTo(..)
            | Act::RetryFailed(_)
            | Act::Process(..)
            | Act::Answer(..)
            | Act::Lose(..)
            | Act::Fail(..)
            | Act::AskToWait(..)
            | Act::OpenSocket(_)
            | Act::DropSocket(_)
            | Act::Open(_)
            | Act::Close(_)
            | Act::Visible(..)
            | Act::Online(_)
            | Act::Call(..)
            | Act::MarkAllAsRead(..)
            | Act::LoadHistory(_)
            | Act::SetDelegates(..)
            | Act::Consulted(..)
            | Act::Login(..)
            | Act::Logout(_) => self.act_in_tab(act, number),
        }
        self.exchange();
    }

    fn act_in_tab(&mut self, act: &Act, number: u32) {
        let (Act::Submit(at)
        | Act::SubmitTo(at, _)
        | Act::RetryFailed(at)
        | Act::Process(at, _)
        | Act::Answer(at, _)
        | Act::Lose(at, ..)
        | Act::Fail(at, ..)
        | Act::AskToWait(at, _)
        | Act::OpenSocket(at)
        | Act::DropSocket(at)
        | Act::Open(at)
        | Act::Close(at)
        | Act::Visible(at, _)
        | Act::Online(at)
        | Act::Call(at, _)
        | Act::MarkAllAsRead(at, _)
        | Act::LoadHistory(at)
        | Act::SetDelegates(at, _)
        | Act::Consulted(at, ..)
        | Act::Login(at, _)
        | Act::Logout(at)) = *act
        else {
            return;
        };
        let Some(mut tab) = self.tabs[at].take() else {
            return;
        };
        self.act_in(&mut tab, act, number);
        self.tabs[at] = Some(tab);
    }

    fn act_in(&mut self, tab: &mut Tab, act: &Act, number: u32) {
        let places = self.places(tab);
        // What is written in a tab goes with its user, whose secret dies where the other tab logs in.
        let is_user_gone = self.has_changed_user && !self.is_alone && self.names[tab.number].is_none();
        let is_user_leaving = tab.page.is_changing_user() || is_user_gone;
        let place = |choice| pick(choice, places.len()).map(|at| places[at].clone());
        let browser = &mut self.browser;
        let service = &mut self.service;
        let request = |tab: &Tab, at| pick(at, tab.requests.len());
        match *act {
            Act::Submit(_) | Act::SubmitTo(..) => {
                let text = format!("mine {number}");
                let to = match *act {
                    Act::SubmitTo(_, choice) => place(choice),
                    _ => None,
                };
                self.written.push(Written {
                    text: text.clone(),
                    may_be_dropped: is_user_leaving,
                    outcome: None,
                    is_created: false,
                });
                tab.submit(&text, to, browser);
            }
            Act::RetryFailed(_) => {
                if let Some(key) = tab.first_failed() {
                    tab.step(Input::Retry(key), browser);
                }
            }
            Act::Process(_, at) => {
                if let Some(at) = request(tab, at) {
                    tab.process(at, service);
                }
            }
            Act::Answer(_, at) => {
                if let Some(at) = pick(at, tab.answers.len()) {
                    tab.answer(at, browser);
                }
            }
            // `init` gives up after some failures, which the session's own tests show.
            Act::Lose(_, at, done) if tab.is_ready => {
                if let Some(at) = request(tab, at) {
                    tab.answer_with(at, done, Answer::Unreachable, browser, service);
                }
            }
            Act::Fail(_, at, status, done) if tab.is_ready => {
                if let Some(at) = request(tab, at) {
                    let answer = answer(status, String::new(), None);
                    // Who says 503 has done nothing: what must not be done twice is asked again.
                    tab.answer_with(at, done && status != 503, answer, browser, service);
                }
            }
            Act::AskToWait(_, at) if tab.is_ready => {
                if let Some(at) = request(tab, at) {
                    let answer = answer(429, String::new(), Some(40));
                    tab.answer_with(at, false, answer, browser, service);
                }
            }
            Act::OpenSocket(_) if tab.is_polling => tab.lose_poll(browser),
            Act::OpenSocket(_) => tab.open_socket(browser),
            Act::DropSocket(_) => tab.drop_socket(browser, service),
            Act::Open(_) => tab.step(Input::Open, browser),
            Act::Close(_) => tab.step(Input::Close, browser),
            Act::Visible(_, visible) => tab.step(Input::PageVisible(visible), browser),
            Act::Online(_) => tab.step(Input::Online, browser),
            Act::MarkAllAsRead(_, choice) => tab.step(Input::MarkAllAsRead(place(choice)), browser),
            Act::LoadHistory(_) if tab.session.history() != History::Loading => {
                tab.step(Input::LoadHistory, browser);
            }
            Act::SetDelegates(_, bits) => {
                let given = Delegate::ALL
                    .into_iter()
                    .enumerate()
                    .filter(|(at, _)| bits & 1 << at != 0)
                    .fold(Delegates::default(), |given, (_, one)| given.with(one));
                tab.step(Input::SetDelegates(given), browser);
            }
            Act::Consulted(_, at, said) => {
                if let Some(at) = pick(at, tab.consults.len()) {
                    let question = tab.consults.remove(at);
                    consulted(tab, question, said, browser, service);
                }
            }
            Act::Call(_, asked) => {
                if let Some(call) = self.call(asked, &places, number) {
                    if let Call::CreateConversation(_) = &call {
                        self.written.push(Written {
                            text: format!("mine {number}"),
                            may_be_dropped: true,
                            outcome: None,
                            is_created: true,
                        });
                    }
                    tab.call(call, &mut self.browser);
                }
            }
            Act::Login(_, who) => {
                let name = if who { "bea" } else { "max" };
                // One browser is not two people at a time.
                let mut others = self.names.iter().flatten();
                if others.any(|other| *other != name) {
                    return;
                }
                self.names[tab.number] = Some(name);
                let token = self.service.token(name);
                self.user_changes();
                tab.call(Call::Login(ExternalId::new(name), token), &mut self.browser);
            }
            Act::Logout(_) => {
                self.names[tab.number] = None;
                self.user_changes();
                tab.call(Call::Logout, &mut self.browser);
            }
            _ => {}
        }
    }

    /// What is not known to have arrived may be dropped.
    fn user_changes(&mut self) {
        self.has_changed_user = true;
        for written in &mut self.written {
            written.may_be_dropped = true;
        }
    }

    fn call(&self, asked: Asked, places: &[ConversationId], number: u32) -> Option<Call> {
        let place = |choice| pick(choice, places.len()).map(|at| places[at].clone());
        Some(match asked {
            Asked::UpdateUser => Call::UpdateUser(object("givenName", format!("Name {number}").into())),
            Asked::Start => Call::StartConversation,
            Asked::Create => {
                let mut message = object("type", "text".into());
                message.set("text", format!("mine {number}"));
                let messages = Value::Array(vec![message.into()]);
                Call::CreateConversation(object("messages", messages))
            }
            Asked::Change(choice) => {
                let name = object("displayName", format!("Name {number}").into());
                Call::UpdateConversation(place(choice)?, name)
            }
            Asked::Load(choice) => Call::LoadConversation(place(choice)?),
            Asked::Get(choice) => Call::GetConversation(choice.and_then(place)),
            Asked::List(offset) => Call::GetConversations(offset * 5),
            Asked::More => Call::GetMoreConversations,
            Asked::Typing(true) => Call::StartTyping(None),
            Asked::Typing(false) => Call::StopTyping(None),
            Asked::Postback => Call::TriggerPostback(ActionId::new("a1"), None),
        })
    }

    /// The conversations of a tab's user.
    fn places(&self, tab: &Tab) -> Vec<ConversationId> {
        let user = tab.user().0;
        let threads = user.map(|user| self.service.threads_of(&user));
        threads
            .into_iter()
            .flatten()
            .map(|thread| thread.id.clone())
            .collect()
    }

    /// The visitors' conversations are the business's to answer in.
    fn business_says(&mut self, choice: u8, text: &str) {
        let users: Vec<UserId> = self
            .tabs
            .iter()
            .flatten()
            .filter_map(|tab| tab.user().0)
            .collect();
        let threads: Vec<ConversationId> = users
            .iter()
            .flat_map(|user| self.service.threads_of(user))
            .map(|thread| thread.id.clone())
            .collect();
        if let Some(at) = pick(choice, threads.len()) {
            self.service.say(&threads[at], text);
        }
    }

    /// A page goes into the browser's cache: nothing comes to it there, and what was under way is lost.
    fn come_back(&mut self, number: usize, wait: u64) {
        let Some(mut tab) = self.tabs[number].take() else {
            return;
        };
        if !tab.is_ready {
            self.tabs[number] = Some(tab);
            return;
        }
        self.is_alone = false;
        tab.step(Input::PageLeft, &mut self.browser);
        for text in tab.take_said() {
            self.service.hear(number, &text);
        }
        self.service.channel.drop_socket(number);
        tab.lose_all(wait as u8, &mut self.service);
        self.pass(wait);
        self.exchange();
        self.browser.drop_news(number);
        let items = self.browser.items().to_vec();
        tab.step(Input::PageBack(items), &mut self.browser);
        tab.pass(wait, &mut self.browser);
        self.tabs[number] = Some(tab);
    }

    fn notify(&mut self, number: usize) -> bool {
        let Some(tab) = &mut self.tabs[number] else {
            return false;
        };
        let Some((slot, value)) = self.browser.next_news(number) else {
            return false;
        };
        tab.step(Input::Stored(slot, value), &mut self.browser);
        true
    }

    fn deliver(&mut self, at: usize) {
        let (to, frame) = self.service.channel.frames.remove(at);
        if let Some(tab) = self.tabs[to].as_mut().filter(|tab| tab.socket == Socket::Open) {
            tab.step(Input::SocketText(frame), &mut self.browser);
        }
    }

    /// Alarms go off in the order of their times; what is put into the storage is known in the other tabs
    /// before time goes on.
    fn pass(&mut self, millis: u64) {
        let until = self.elapsed + millis;
        loop {
            while (0..TABS).any(|number| self.notify(number)) {}
            let tabs = self.tabs.iter().flatten();
            let next = tabs.filter_map(|tab| Some(tab.next_alarm()?.1)).min();
            let next = next.unwrap_or(until).clamp(self.elapsed, until);
            let step = next - self.elapsed;
            self.elapsed = next;
            self.service.clock += step;
            let mut has_rung = false;
            for tab in self.tabs.iter_mut().flatten() {
                has_rung |= tab.pass(step, &mut self.browser);
            }
            if !has_rung && self.elapsed == until {
                return;
            }
        }
    }

    /// What tabs have said is heard.
    fn exchange(&mut self) {
        for (number, tab) in self.tabs.iter_mut().enumerate() {
            let Some(tab) = tab else { continue };
            for text in tab.take_said() {
                self.service.hear(number, &text);
            }
        }
    }

    /// All goes well, until nothing is left to do but to keep the channel alive.
    pub(crate) fn settle(&mut self) {
        for _ in 0..800 {
            self.exchange();
            if (0..TABS).any(|number| self.notify(number)) {
                continue;
            }
            if !self.service.channel.frames.is_empty() {
                self.deliver(0);
                continue;
            }
            let mut is_at_rest = true;
            for tab in self.tabs.iter_mut().flatten() {
                if !tab.answers.is_empty() {
                    tab.answer(0, &mut self.browser);
                } else if !tab.requests.is_empty() {
                    tab.process(0, &mut self.service);
                } else if !tab.consults.is_empty() {
                    let question = tab.consults.remove(0);
                    consulted(tab, question, Said::Same, &mut self.browser, &mut self.service);
                } else if tab.socket == Socket::Opening {
                    tab.open_socket(&mut self.browser);
                } else if tab.is_polling {
                    tab.lose_poll(&mut self.browser);
                } else {
                    continue;
                }
                is_at_rest = false;
                break;
            }
            if !is_at_rest {
                continue;
            }
            let tabs = self.tabs.iter().flatten();
            let next = tabs
                .filter(|tab| tab.has_alarms())
                .filter_map(|tab| Some(tab.next_alarm()?.1.saturating_sub(tab.elapsed())))
                .min();
            match next {
                Some(wait) => self.pass(wait),
                None => return,
            }
        }
        let tabs: Vec<String> = self.tabs.iter().flatten().map(Tab::describe).collect();
        panic!("it does not come to rest: {tabs:#?}");
    }

    /// All goes well again.
    pub(crate) fn rest(&mut self) {
        self.service.believe();
        self.settle();
    }

    /// What is lost under way is only made up for by a new connection.
    pub(crate) fn end(&mut self) {
        for tab in self.tabs.iter_mut().flatten() {
            tab.drop_socket(&mut self.browser, &mut self.service);
        }
        self.settle();
        self.note_all();
    }
}

/// The page answers.
fn consulted(
    tab: &mut Tab,
    (id, delegate, arguments): (ConsultId, Delegate, Vec<Value>),
    said: Said,
    browser: &mut Browser,
    service: &mut Service,
) {
    let first = arguments.into_iter().next();
    let answer = match (delegate, said, first) {
        (_, Said::Nothing, _) => None,
        (Delegate::OnInvalidAuth, Said::Same | Said::Other, _) => {
            let name = tab.user().1.unwrap_or_else(|| "nobody".to_owned());
            Some(service.token(&name).into())
        }
        (_, Said::False, _) => Some(Value::Bool(false)),
        (_, Said::Other, Some(Value::Object(mut given))) => {
            given.set("metadata", object("said", true.into()));
            Some(given.into())
        }
        (_, _, given) => given,
    };
    tab.step(Input::Consulted(id, answer), browser);
}

fn object(name: &str, value: Value) -> Object {
    let mut object = Object::new();
    object.set(name, value);
    object
}
