//! What must hold once all is quiet.

use crate::play::Play;
use crate::tab::Tab;
use avmsdk_protocol::{Value, json};
use avmsdk_session::{ConnectionState, History, Slot};
use proptest::prelude::*;

/// All of it.
pub(crate) fn check(play: &Play) -> Result<(), TestCaseError> {
    prop_assert!(play.faults.is_empty(), "{:?}", play.faults);
    messages(play)?;
    for tab in play.tabs.iter().flatten() {
        promises(play, tab)?;
        // Where the first page of a user was refused, what it would have shown comes as news.
        if !play.was_refused {
            told(tab)?;
        }
        timeline(play, tab, true)?;
    }
    Ok(())
}

/// What needs no new connection: whoever hears all there is has it right.
pub(crate) fn at_rest(play: &Play) -> Result<(), TestCaseError> {
    let mut tabs = play.tabs.iter().flatten();
    let is_told = !tabs.any(|tab| tab.has_read_unheard);
    for tab in play.tabs.iter().flatten() {
        timeline(play, tab, is_told)?;
    }
    Ok(())
}

/// What was written is stored once, shown as refused, or kept for whoever wrote it.
fn messages(play: &Play) -> Result<(), TestCaseError> {
    let texts = play.service.texts();
    let tabs: Vec<&Tab> = play.tabs.iter().flatten().collect();
    for written in &play.written {
        let text = &written.text;
        let stored = texts.iter().filter(|stored| *stored == text).count();
        // A tab whose token died when the visitor logged in elsewhere cannot find out whether it was stored, and asks again.
        let cannot_know = play.has_changed_user && !play.is_alone;
        let most = 1 + usize::from(cannot_know);
        prop_assert!(stored <= most, "{} is stored {} times", text, stored);
        if written.outcome == Some(Ok(())) {
            prop_assert!(stored > 0, "{} is said to be sent", text);
        }
        let is_failed = tabs.iter().any(|tab| tab.failed().contains(text));
        let kept = kept(play, text);
        let is_somebody_elses = kept
            .as_ref()
            .is_some_and(|(owner, _)| !owner.is_empty() && tabs.iter().all(|tab| !is_of(tab, owner)));
        if written.is_created {
            continue;
        }
        if stored > 0 && cannot_know {
            continue;
        }
        if stored == 1 {
            prop_assert!(!is_failed, "{} is sent and shown as failed", text);
            prop_assert!(
                kept.is_none() || is_somebody_elses,
                "{} is sent and still kept: {:?}",
                text,
                kept
            );
        } else if !is_failed && !written.may_be_dropped {
            let Some((_, has_failed)) = kept else {
                return Err(TestCaseError::fail(format!(
                    "{text} is lost: {:?}",
                    written.outcome
                )));
            };
            prop_assert!(has_failed || is_somebody_elses, "{} is kept and not sent", text);
        }
    }
    Ok(())
}

/// The writer of a message that the browser still keeps, and whether it was refused.
fn kept(play: &Play, text: &str) -> Option<(String, bool)> {
    let mut items = play.browser.items().iter();
    items.find_map(|(slot, value)| {
        if !matches!(slot, Slot::Outbox(_)) {
            return None;
        }
        let value = json::parse(value).ok()?;
        let is_it = value.get("m")?.get("text")?.as_str() == Some(text);
        let owner = value.get("o").and_then(Value::as_str).unwrap_or_default();
        is_it.then(|| (owner.to_owned(), value.get("f") == Some(&Value::Bool(true))))
    })
}

fn is_of(tab: &Tab, owner: &str) -> bool {
    let (user, name) = tab.user();
    match name {
        Some(name) => name == owner,
        None => user.is_some_and(|user| user.as_str() == owner),
    }
}

/// Each is settled once; but where another tab has sent a message, in a conversation that is not shown here,
/// the one who wrote it need not hear of it.
fn promises(play: &Play, tab: &Tab) -> Result<(), TestCaseError> {
    let texts = play.service.texts();
    for promise in &tab.page.promises {
        let is_stored = promise.text.as_ref().is_some_and(|text| texts.contains(text));
        if promise.what == "send" && promise.results.is_empty() && is_stored && !play.is_alone {
            continue;
        }
        prop_assert_eq!(
            promise.results.len(),
            1,
            "a promise of {} {:?} is settled once: {:?}",
            promise.what,
            promise.text,
            promise.results
        );
    }
    Ok(())
}

fn told(tab: &Tab) -> Result<(), TestCaseError> {
    prop_assert!(tab.page.faults.is_empty(), "{:?}", tab.page.faults);
    let told = &tab.page.told;
    for (name, id) in told {
        let count = told
            .iter()
            .filter(|(other, told)| other == name && told == id)
            .count();
        prop_assert_eq!(
            count,
            1,
            "the page is told of {} once by {}: {:?}",
            id,
            name,
            told
        );
    }
    for promise in tab.page.promises.iter().filter(|promise| promise.what == "send") {
        if let Some(Ok(message)) = promise.results.first() {
            let id = message.get("_id").and_then(Value::as_str).unwrap_or_default();
            let is_told = told.iter().any(|(name, told)| *name == "message" && told == id);
            prop_assert!(is_told, "the page is told of {} that it sent: {:?}", id, told);
        }
    }
    for (name, id) in told {
        let own = *name == "message:sent"
            && told
                .iter()
                .any(|(other, told)| *other == "message:received" && told == id);
        prop_assert!(!own, "{} is either sent or received", id);
    }
    Ok(())
}

/// Whether the service still knows the tab's user as the tab does.
fn is_current(play: &Play, tab: &Tab) -> bool {
    let (user, name) = tab.user();
    let account = user.and_then(|user| play.service.account(&user));
    account.is_some_and(|account| {
        let known = account.user.external_id().map(|id| id.as_str().to_owned());
        known == name && tab.session.connection() == ConnectionState::Connected
    })
}

/// What is shown is what was said, as far back as it was loaded.
fn timeline(play: &Play, tab: &Tab, is_count_told: bool) -> Result<(), TestCaseError> {
    let (true, Some(active), (Some(user), _)) =
        (is_current(play, tab), tab.session.conversation(), tab.user())
    else {
        return Ok(());
    };
    let Some(thread) = play.service.thread(&active.id()) else {
        return Err(TestCaseError::fail("the conversation shown does not exist"));
    };
    prop_assert!(
        thread.members.iter().any(|member| member.user == user),
        "the user is in the conversation shown"
    );
    prop_assert!(
        thread
            .messages
            .is_sorted_by(|one, next| one.received() < next.received()),
        "the service's times increase whatever its clock does"
    );
    let log: Vec<String> = thread
        .messages
        .iter()
        .map(|message| message.id().as_str().to_owned())
        .collect();
    let shown = tab.shown();
    match tab.session.history() {
        History::Whole => prop_assert_eq!(&shown, &log, "what is shown is what was said"),
        _ => prop_assert!(
            !shown.is_empty() && log.ends_with(&shown),
            "what is shown is the end of what was said: {:?} {:?}",
            shown.last(),
            log.last()
        ),
    }
    // Where a request for it was lost, the tab's own count holds until it connects again.
    let mut tabs = play.tabs.iter().flatten();
    let is_in_doubt = play.was_reading_in_doubt || tabs.any(|tab| tab.is_reading_in_doubt);
    if is_count_told && !play.has_changed_user && !is_in_doubt {
        let unread = play.service.unread_of(&user, thread);
        prop_assert_eq!(tab.session.unread(), unread, "unread in the conversation shown");
        let threads = play.service.threads_of(&user);
        let all: u32 = threads
            .iter()
            .map(|thread| play.service.unread_of(&user, thread))
            .sum();
        prop_assert_eq!(tab.session.unread_in_all(), all, "unread in all");
    }
    Ok(())
}

/// After the visitor has seen it all.
pub(crate) fn all_is_read(play: &Play) -> Result<(), TestCaseError> {
    for tab in play.tabs.iter().flatten() {
        let (true, Some(active), (Some(user), _)) =
            (is_current(play, tab), tab.session.conversation(), tab.user())
        else {
            continue;
        };
        prop_assert_eq!(tab.session.unread(), 0);
        let thread = play.service.thread(&active.id());
        let unread = thread.map(|thread| play.service.unread_of(&user, thread));
        prop_assert_eq!(unread, Some(0), "the service knows that all is read");
    }
    Ok(())
}

/// After all have logged out who were logged in.
pub(crate) fn nothing_stays_behind(play: &Play) -> Result<(), TestCaseError> {
    if play.tabs.iter().flatten().all(|tab| tab.user().0.is_none()) {
        let left = play.browser.items().iter();
        let left: Vec<String> = left.map(|(slot, _)| slot.name()).collect();
        prop_assert!(
            left.iter().all(|name| name == "clientId"),
            "nothing of a user stays behind: {:?}",
            left
        );
    }
    Ok(())
}
