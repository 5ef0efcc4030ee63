//! Random histories of a visitor with two tabs, a business and a service that has its troubles.

use crate::service::Service;
use crate::tab::{Socket, Tab, answer};
use avmsdk_protocol::id::{ClientId, UserId};
use avmsdk_session::{Answer, Input, Slot, StoredIdentity};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Act {
    Submit(usize),
    RetryFailed(usize),
    Incoming,
    Process(usize, u8),
    Answer(usize, u8),
    /// Lost on its way to the service, or with `true` on the way back.
    Lose(usize, u8, bool),
    Fail(usize, u8, u16, bool),
    AskToWait(usize, u8),
    Deliver(u8),
    Duplicate(u8),
    OpenSocket(usize),
    DropSocket(usize),
    Pass(u16),
    Open(usize),
    Close(usize),
    Visible(usize, bool),
    Online(usize),
    /// The page is loaded anew, or for the first time.
    Load(usize),
    Restart,
    /// The service's clock jumps, by so many seconds.
    ServiceClock(i16),
    /// The clock of the visitor's machine does.
    TabClock(usize, u16),
}

const TABS: usize = 2;

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let tab = || 0..TABS;
    let at = any::<u8>;
    let act = prop_oneof![
        4 => tab().prop_map(Act::Submit),
        1 => tab().prop_map(Act::RetryFailed),
        3 => Just(Act::Incoming),
        9 => (tab(), at()).prop_map(|(tab, at)| Act::Process(tab, at)),
        9 => (tab(), at()).prop_map(|(tab, at)| Act::Answer(tab, at)),
        2 => (tab(), at(), any::<bool>()).prop_map(|(tab, at, done)| Act::Lose(tab, at, done)),
        1 => (tab(), at(), prop_oneof![Just(500), Just(503)], any::<bool>())
            .prop_map(|(tab, at, status, done)| Act::Fail(tab, at, status, done)),
        1 => (tab(), at()).prop_map(|(tab, at)| Act::AskToWait(tab, at)),
        9 => at().prop_map(Act::Deliver),
        1 => at().prop_map(Act::Duplicate),
        4 => tab().prop_map(Act::OpenSocket),
        1 => tab().prop_map(Act::DropSocket),
        3 => (0..20_000u16).prop_map(Act::Pass),
        1 => tab().prop_map(Act::Open),
        1 => tab().prop_map(Act::Close),
        1 => (tab(), any::<bool>()).prop_map(|(tab, visible)| Act::Visible(tab, visible)),
        1 => tab().prop_map(Act::Online),
        1 => tab().prop_map(Act::Load),
        1 => Just(Act::Restart),
        1 => (-3000..3000i16).prop_map(Act::ServiceClock),
        1 => (tab(), any::<u16>()).prop_map(|(tab, skew)| Act::TabClock(tab, skew)),
    ];
    prop::collection::vec(act, 0..150)
}

fn pick(choice: u8, length: usize) -> Option<usize> {
    (length > 0).then(|| usize::from(choice) % length)
}

/// A browser with its tabs, and the service.
struct Play {
    service: Service,
    tabs: [Option<Tab>; TABS],
    storage: StoredIdentity,
    elapsed: u64,
    texts: u32,
    loads: u64,
}

impl Play {
    fn begin() -> Self {
        let mut play = Play {
            service: Service::new(),
            tabs: [None, None],
            storage: StoredIdentity::default(),
            elapsed: 0,
            texts: 0,
            loads: 0,
        };
        play.load(0);
        play
    }

    fn load(&mut self, number: usize) {
        // Two tabs of which none has a user yet make two users: what the widget does about that is
        // its own affair. So a tab is opened, or left, only once there is one.
        let is_first = self.tabs.iter().all(Option::is_none);
        if !is_first && self.storage.user_id.is_none() {
            return;
        }
        if let Some(tab) = &mut self.tabs[number] {
            tab.drop_socket(&mut self.service);
        }
        self.loads += 1;
        let stored = self.storage.clone();
        let tab = Tab::open(number, self.loads, stored, self.elapsed, &mut self.service);
        self.tabs[number] = Some(tab);
    }

    fn act(&mut self, act: &Act) {
        self.texts += 1;
        let number = self.texts;
        match *act {
            Act::Incoming => self.business_says(&format!("theirs {number}")),
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
            Act::Restart => {
                self.service.restart();
                for tab in self.tabs.iter_mut().flatten() {
                    tab.drop_socket(&mut self.service);
                }
            }
            Act::ServiceClock(seconds) => {
                self.service.clock = self.service.clock.wrapping_add_signed(i64::from(seconds) * 1000);
            }
            Act::Submit(tab)
            | Act::RetryFailed(tab)
            | Act::Process(tab, _)
            | Act::Answer(tab, _)
            | Act::Lose(tab, ..)
            | Act::Fail(tab, ..)
            | Act::AskToWait(tab, _)
            | Act::OpenSocket(tab)
            | Act::DropSocket(tab)
            | Act::Open(tab)
            | Act::Close(tab)
            | Act::Visible(tab, _)
            | Act::Online(tab)
            | Act::TabClock(tab, _) => {
                if let Some(tab) = &mut self.tabs[tab] {
                    act_in(tab, act, number, &mut self.service);
                }
            }
        }
        self.exchange();
    }

    /// The visitor's conversation is the business's to answer in.
    fn business_says(&mut self, text: &str) {
        let user = self.storage.user_id.clone();
        let thread = user.and_then(|user| self.service.conversation_of(&user));
        if let Some(id) = thread {
            self.service.say(&id, text);
        }
    }

    fn deliver(&mut self, at: usize) {
        let (to, frame) = self.service.channel.frames.remove(at);
        if let Some(tab) = self.tabs[to].as_mut().filter(|tab| tab.socket == Socket::Open) {
            tab.step(Input::SocketText(frame));
        }
    }

    fn pass(&mut self, millis: u64) {
        self.elapsed += millis;
        self.service.clock += millis;
        for tab in self.tabs.iter_mut().flatten() {
            tab.pass(millis);
        }
    }

    /// What tabs have stored is in the storage, what they have said is heard.
    fn exchange(&mut self) {
        for (number, tab) in self.tabs.iter_mut().enumerate() {
            let Some(tab) = tab else { continue };
            for (slot, value) in tab.take_stored() {
                match slot {
                    Slot::ClientId => self.storage.client_id = value.map(ClientId::new),
                    Slot::UserId => self.storage.user_id = value.map(UserId::new),
                    Slot::SessionToken => self.storage.session_token = value,
                }
            }
            for text in tab.take_said() {
                self.service.hear(number, &text);
            }
        }
    }

    /// All goes well, until nothing is left to do but to keep the channel alive.
    fn settle(&mut self) {
        for _ in 0..5000 {
            self.exchange();
            if !self.service.channel.frames.is_empty() {
                self.deliver(0);
                continue;
            }
            let mut is_at_rest = true;
            for tab in self.tabs.iter_mut().flatten() {
                if !tab.answers.is_empty() {
                    tab.answer(0);
                } else if !tab.requests.is_empty() {
                    tab.process(0, &mut self.service);
                } else if tab.socket == Socket::Opening {
                    tab.open_socket();
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
}

fn act_in(tab: &mut Tab, act: &Act, number: u32, service: &mut Service) {
    let request = |tab: &Tab, at| pick(at, tab.requests.len());
    match *act {
        Act::Submit(_) => tab.submit(&format!("mine {number}")),
        Act::RetryFailed(_) => {
            if let Some(key) = tab.first_failed() {
                tab.step(Input::Retry(key));
            }
        }
        Act::Process(_, at) => {
            if let Some(at) = request(tab, at) {
                tab.process(at, service);
            }
        }
        Act::Answer(_, at) => {
            if let Some(at) = pick(at, tab.answers.len()) {
                tab.answer(at);
            }
        }
        // `init` gives up after some failures, which the session's own tests show.
        Act::Lose(_, at, done) if tab.is_ready => {
            if let Some(at) = request(tab, at) {
                tab.answer_with(at, done, Answer::Unreachable, service);
            }
        }
        Act::Fail(_, at, status, done) if tab.is_ready => {
            if let Some(at) = request(tab, at) {
                tab.answer_with(at, done, answer(status, String::new(), None), service);
            }
        }
        Act::AskToWait(_, at) if tab.is_ready => {
            if let Some(at) = request(tab, at) {
                tab.answer_with(at, false, answer(429, String::new(), Some(40)), service);
            }
        }
        Act::OpenSocket(_) => tab.open_socket(),
        Act::DropSocket(_) => tab.drop_socket(service),
        Act::Open(_) => tab.step(Input::Open),
        Act::Close(_) => tab.step(Input::Close),
        Act::Visible(_, visible) => tab.step(Input::PageVisible(visible)),
        Act::Online(_) => tab.step(Input::Online),
        Act::TabClock(_, skew) => tab.skew = u64::from(skew) * 1000,
        _ => {}
    }
}

/// What must hold once all is quiet.
fn check(play: &Play) -> Result<(), TestCaseError> {
    let log = match &play.storage.user_id {
        Some(user) => play.service.log_of(user),
        None => Vec::new(),
    };
    let ids: Vec<String> = log
        .iter()
        .map(|message| message.id().as_str().to_owned())
        .collect();
    let texts: Vec<String> = log.iter().filter_map(|message| message.text()).collect();
    let mut once = texts.clone();
    once.sort_unstable();
    once.dedup();
    prop_assert_eq!(once.len(), texts.len(), "nothing is stored twice: {:?}", texts);
    prop_assert!(
        log.is_sorted_by(|one, next| one.received() < next.received()),
        "the service's times increase whatever its clock does"
    );
    for tab in play.tabs.iter().flatten() {
        prop_assert!(tab.has_settled_all(), "every promise is settled");
        prop_assert_eq!(&tab.shown(), &ids, "what is shown is what was said");
        let failed = tab.failed();
        for text in &tab.written {
            let stored = texts.contains(text);
            let refused = failed.contains(text);
            prop_assert!(
                stored != refused,
                "{} is stored or shown as failed: {} {}",
                text,
                stored,
                refused
            );
        }
        let mut told = tab.told.clone();
        told.sort_unstable();
        let all = told.len();
        told.dedup();
        prop_assert_eq!(told.len(), all, "the page is told of a message once");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn they_agree_in_the_end(acts in acts()) {
        let mut play = Play::begin();
        for act in &acts {
            play.act(act);
        }
        play.settle();
        // A frame that was lost under way is only made up for by a new connection.
        for tab in play.tabs.iter_mut().flatten() {
            tab.drop_socket(&mut play.service);
        }
        play.settle();
        check(&play)?;
        // Where a request for it was lost, or the visitor reads in another tab, the tab's own count holds
        // until it connects again.
        let tabs: Vec<&Tab> = play.tabs.iter().flatten().collect();
        if let ([tab], Some(user)) = (tabs.as_slice(), &play.storage.user_id)
            && !tab.is_reading_in_doubt
        {
            prop_assert_eq!(tab.session.unread(), play.service.unread_of(user));
        }
        for tab in play.tabs.iter_mut().flatten() {
            tab.step(Input::PageVisible(true));
            tab.step(Input::Open);
        }
        play.settle();
        if let Some(user) = &play.storage.user_id {
            prop_assert_eq!(play.service.unread_of(user), 0);
        }
        for tab in play.tabs.iter().flatten() {
            prop_assert_eq!(tab.session.unread(), 0);
        }
    }
}

/// `PROPTEST_CASES` for longer runs.
fn cases() -> u32 {
    let asked = std::env::var("PROPTEST_CASES").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(2000)
}
