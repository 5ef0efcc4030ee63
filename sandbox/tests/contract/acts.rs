//! What may happen, and how often each does.

use proptest::prelude::*;

/// One thing that happens. Numbers choose among what there is by then.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// The visitor writes.
    Submit(usize),
    /// The page sends a message to one of the conversations.
    SubmitTo(usize, u8),
    RetryFailed(usize),
    /// The business says something, in one of the conversations.
    Incoming(u8),
    /// The business makes a conversation for the user of a tab, with so many messages of earlier.
    BusinessBegins(usize, u32),
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
    /// The tab is left, as the page is told (`true`) or not; of its requests under way those reach the
    /// service whose bits are set.
    Leave(usize, bool, u8),
    /// The page destroys the messenger, and makes another.
    Destroy(usize),
    /// The page goes into the browser's cache and comes back.
    ComeBack(usize, u16),
    /// What other tabs have stored comes to a tab, so many of it.
    Notify(usize, u8),
    Restart,
    /// The service's clock jumps, by so many seconds.
    ServiceClock(i16),
    /// The clock of the visitor's machine does.
    BrowserClock(u16),
    Call(usize, Asked),
    MarkAllAsRead(usize, u8),
    LoadHistory(usize),
    /// The page gives functions, by bits.
    SetDelegates(usize, u8),
    /// The page answers one of the questions.
    Consulted(usize, u8, Said),
    Login(usize, bool),
    Logout(usize),
    /// No token so far is believed any more.
    Revoke,
}

/// What the page asks.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Asked {
    UpdateUser,
    Start,
    Create,
    Change(u8),
    Load(u8),
    Get(Option<u8>),
    List(u32),
    More,
    Typing(bool),
    Postback,
}

/// What the page says to a question.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Said {
    Nothing,
    /// What it was given.
    Same,
    /// Something else of the same kind.
    Other,
    /// A value that makes no sense, or hides.
    False,
}

pub(crate) const TABS: usize = 2;

/// Histories in which the visitor stays who it is.
pub(crate) fn of_one_visitor() -> impl Strategy<Value = Vec<Act>> {
    prop::collection::vec(prop_oneof![4 => basics().boxed(), 1 => page().boxed()], 0..150)
}

/// Histories in which the visitor also logs in and out.
pub(crate) fn of_several() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![8 => basics().boxed(), 2 => page().boxed(), 1 => accounts().boxed()];
    prop::collection::vec(act, 0..150)
}

fn tab() -> impl Strategy<Value = usize> {
    0..TABS
}

fn basics() -> impl Strategy<Value = Act> {
    let at = any::<u8>;
    prop_oneof![
        4 => tab().prop_map(Act::Submit),
        1 => tab().prop_map(Act::RetryFailed),
        3 => at().prop_map(Act::Incoming),
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
        1 => (tab(), any::<bool>(), at()).prop_map(|(tab, told, reach)| Act::Leave(tab, told, reach)),
        1 => (tab(), 0..20_000u16).prop_map(|(tab, wait)| Act::ComeBack(tab, wait)),
        4 => (tab(), at()).prop_map(|(tab, many)| Act::Notify(tab, many)),
        1 => Just(Act::Restart),
        1 => (-3000..3000i16).prop_map(Act::ServiceClock),
        1 => (0..300u16).prop_map(Act::BrowserClock),
    ]
}

fn page() -> impl Strategy<Value = Act> {
    let at = any::<u8>;
    prop_oneof![
        2 => (tab(), at()).prop_map(|(tab, at)| Act::SubmitTo(tab, at)),
        2 => (tab(), prop_oneof![8 => Just(0u32), 1 => Just(130)])
            .prop_map(|(tab, count)| Act::BusinessBegins(tab, count)),
        6 => (tab(), asked()).prop_map(|(tab, asked)| Act::Call(tab, asked)),
        1 => tab().prop_map(Act::Destroy),
        1 => (tab(), at()).prop_map(|(tab, at)| Act::MarkAllAsRead(tab, at)),
        1 => tab().prop_map(Act::LoadHistory),
        1 => (tab(), at()).prop_map(|(tab, bits)| Act::SetDelegates(tab, bits)),
        3 => (tab(), at(), said()).prop_map(|(tab, at, said)| Act::Consulted(tab, at, said)),
    ]
}

fn asked() -> impl Strategy<Value = Asked> {
    let at = any::<u8>;
    prop_oneof![
        1 => Just(Asked::UpdateUser),
        1 => Just(Asked::Start),
        1 => Just(Asked::Create),
        1 => at().prop_map(Asked::Change),
        3 => at().prop_map(Asked::Load),
        1 => prop::option::of(at()).prop_map(Asked::Get),
        1 => (0..3u32).prop_map(Asked::List),
        1 => Just(Asked::More),
        1 => any::<bool>().prop_map(Asked::Typing),
        1 => Just(Asked::Postback),
    ]
}

fn said() -> impl Strategy<Value = Said> {
    prop_oneof![
        Just(Said::Nothing),
        Just(Said::Same),
        Just(Said::Other),
        Just(Said::False)
    ]
}

fn accounts() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => (tab(), any::<bool>()).prop_map(|(tab, who)| Act::Login(tab, who)),
        2 => tab().prop_map(Act::Logout),
        1 => Just(Act::Revoke),
    ]
}
