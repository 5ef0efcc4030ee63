//! The second part of the module: what few visitors need comes when it is first needed (ADR 9). Until it is there,
//! what would run in it waits here, and what a visitor would see of it is wanted as soon as there is a reason.
//!
//! For what sends, which comes at the first key (ADR 14), nothing waits here: the bridge lets nothing in before.
//!
//! A build in one piece has it from the beginning.

use super::{Phase, Session};
use crate::change::Change;
use crate::delegate::{Delegate, Delegates};
use crate::effect::{Alarm, Effect, Refusal, Slot};
use crate::input::{Input, Now};
use crate::setup::Login;
use avmsdk_protocol::event::Event;

/// Milliseconds after which it is asked for again where it could not be had and nobody insists.
const RETRY: u64 = 15_000;
/// Milliseconds after which it is asked for where it only adds to what shows.
const SOON: u32 = 1_500;

/// How many inputs wait, and how many events.
const WAITING: usize = 200;

/// What waits for the second part.
#[derive(Clone, Debug, Default)]
pub(super) struct Waiting {
    inputs: Vec<Input>,
    events: Vec<Event>,
    /// Whether it is on its way.
    is_asked: bool,
    /// Whether the alarm for it is set, or has rung: then nobody waits for it.
    is_due: bool,
    /// When it could not be had, and how often.
    failed: Option<Now>,
    failures: u32,
    /// Whether the visitor wants to see something of it.
    is_wanted: bool,
}

impl Session {
    /// Whether the whole module is there.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Whether the visitor lacks what the second part shows, as that could not be had.
    pub fn is_late_missed(&self) -> bool {
        self.late.is_wanted && self.late.failed.is_some()
    }

    /// Whether it is on its way, as the visitor wants it.
    pub(super) fn is_late_asked(&self) -> bool {
        self.late.is_asked && !self.late.is_due
    }

    /// Whether what other tabs have written has not been looked at, and will be.
    pub(super) fn has_foreign_unseen(&self) -> bool {
        let is_foreign = |input: &Input| {
            matches!(
                input,
                Input::Stored(Slot::Outbox(_) | Slot::SessionToken, Some(_))
            )
        };
        let is_any = self.has_foreign() || self.late.inputs.iter().any(is_foreign);
        !self.is_whole && self.late.failed.is_none() && is_any
    }

    /// Stands at the door of what sends.
    pub(super) fn debug_sending(&self) {
        debug_assert!(self.can_send, "what sends is called before it is there");
    }

    /// Sends what is to be sent next, if anything was written.
    pub(super) fn pump(&mut self) {
        if self.can_send {
            self.send_first();
        }
    }

    /// Stands at the door of what is in the second part.
    pub(super) fn debug_whole(&self) {
        debug_assert!(self.is_whole, "the second part is called before it is there");
    }

    /// Puts an input aside that needs the second part, and asks for that; answers those that can be taken now.
    pub(super) fn hold(&mut self, input: Input) -> Option<Input> {
        if self.is_whole || !self.needs_late(&input) {
            return Some(input);
        }
        if let Input::Stored(Slot::Snapshot, _) = input {
            // It is for the next page.
            return None;
        }
        // What happened elsewhere insists on nothing: other tabs write every few seconds.
        if matches!(input, Input::Stored(..)) {
            self.want_late();
        } else {
            // What the page wants it is told of, and what alarms want nobody misses.
            self.late.is_wanted |= !matches!(
                input,
                Input::Called(..)
                    | Input::Start(_)
                    | Input::Submit(..)
                    | Input::SetDelegates(_)
                    | Input::Alarm(_)
            );
            self.load_late();
        }
        self.want_late();
        if let Input::Stored(slot, _) = &input {
            // The last counts, and in its order: another tab stores a user before it takes out what it has sent.
            self.late
                .inputs
                .retain(|it| !matches!(it, Input::Stored(older, _) if older == slot));
        }
        if self.late.inputs.len() < WAITING {
            self.late.inputs.push(input);
        } else {
            self.give_up(input);
        }
        None
    }

    fn needs_late(&self, input: &Input) -> bool {
        match input {
            Input::Start(_) => {
                !matches!(self.given, Login::None) || self.consults.delegates != Default::default()
            }
            Input::Called(..)
            | Input::Consulted(..)
            | Input::SetDelegates(_)
            | Input::Choose(..)
            | Input::Form(..)
            | Input::Upload(_)
            | Input::Progressed(..)
            | Input::CancelUpload(_)
            | Input::ShareLocation(_)
            | Input::Channel(..)
            | Input::List(_)
            | Input::ShowNotificationPrompt
            | Input::LateWanted
            | Input::LoadHistory
            | Input::Stored(..) => true,
            Input::Alarm(alarm) => matches!(alarm, Alarm::Prompt | Alarm::Claim),
            // It is meant for whomever, and is judged by whom, the calls before it have made so.
            Input::Submit(..) => {
                let mut held = self.late.inputs.iter();
                held.any(|it| matches!(it, Input::Start(_) | Input::Called(..) | Input::SetDelegates(_)))
            }
            _ => false,
        }
    }

    /// The same for an event of the service's; returns whether it waits.
    pub(super) fn hold_event(&mut self, event: &Event) -> bool {
        if !self.is_whole {
            if self.late.events.len() < WAITING {
                self.late.events.push(event.clone());
            }
            self.want_late();
        }
        !self.is_whole
    }

    /// Asks for the second part, unless it is there, on its way, or could not be had a moment ago.
    pub(super) fn want_late(&mut self) {
        let is_soon = |failed: Now| self.now.0 < failed.0 + RETRY;
        if !self.late.failed.is_some_and(is_soon) {
            self.load_late();
        }
    }

    /// The same, whatever was a moment ago.
    pub(super) fn load_late(&mut self) {
        if !self.is_whole && !self.late.is_asked {
            self.late.is_asked = true;
            self.effect(Effect::LoadLate);
            self.change(Change::Connection);
        }
    }

    /// The visitor wants what could not be had.
    pub(super) fn load_missed(&mut self) {
        if self.is_late_missed() {
            self.late.is_due = false;
            self.load_late();
        }
    }

    /// What the visitor sees of whether it is there.
    fn show_late(&mut self) {
        self.change(Change::Whole);
        self.change(Change::Connection);
    }

    /// Whether what the visitor sees needs it: anything but a text, or the form before the first message.
    pub(super) fn see_whether_late_is_wanted(&mut self) {
        let has_prechat =
            || self.opened && self.timeline.entries().is_empty() && self.is_prechat_on("enabled", false);
        let is_rich = |change: &Change| match change {
            Change::Inserted(key, _) | Change::Updated(key) => {
                self.entry(*key).is_some_and(|entry| !entry.is_plain())
            }
            _ => false,
        };
        let has_ways = || self.opened && self.is_announced && self.can_link();
        if self.late.is_asked {
        } else if self.changes.iter().any(is_rich) || has_prechat() {
            self.want_late();
            if !core::mem::replace(&mut self.late.is_wanted, true) {
                self.show_late();
            }
        } else if !self.late.is_due && has_ways() {
            // That there are other ways to talk stands above the talk, and may come after it.
            self.late.is_due = true;
            self.set_alarm(Alarm::Late, SOON);
        }
    }

    /// It is there, or cannot be had: then whoever waits for a call is told, and messages go on.
    pub(super) fn late_loaded(&mut self, is_there: bool) {
        self.late.is_asked = false;
        self.is_whole |= is_there;
        self.can_send |= is_there;
        self.late.failed = (!is_there).then_some(self.now);
        self.show_late();
        if is_there {
            return self.go_on_whole();
        }
        for input in core::mem::take(&mut self.late.inputs) {
            match input {
                // What the visitor wanted is not done much later; what happened elsewhere has happened, and what the
                // page has to say of messages it wants to say once it can.
                Input::Stored(..) | Input::SetDelegates(_) => self.late.inputs.push(input),
                _ => self.give_up(input),
            }
        }
        self.late.is_wanted |= self.can_send && self.is_anything_unsent() && self.is_page_unasked();
        // Later each time: the page's policy may never let it in.
        self.late.failures += 1;
        self.set_alarm(Alarm::Late, self.late.failures * RETRY as u32);
        self.late.is_due = true;
        // It may have waited for what other tabs have written.
        self.pump();
    }

    /// Whether the page wants to be asked before anything is sent, and cannot be yet. What is written meanwhile shows
    /// and is kept, but it may be nothing that the page would let out.
    pub(super) fn is_page_unasked(&self) -> bool {
        self.held_delegates().has(Delegate::BeforeSend)
    }

    /// What the page has set last, and waits here.
    fn held_delegates(&self) -> Delegates {
        let mut last = Delegates::default();
        for input in &self.late.inputs {
            if let Input::SetDelegates(delegates) = input {
                last = *delegates;
            }
        }
        last
    }

    /// Takes what has waited, in its order.
    #[inline(never)]
    fn go_on_whole(&mut self) {
        self.debug_whole();
        let events = core::mem::take(&mut self.late.events);
        if events.len() >= WAITING || self.sync.is_gone {
            // Of those after them the count is in the list, and so is whether the conversation is gone.
            self.refresh_list();
        }
        for event in &events {
            self.deliver_one(event);
        }
        if self.is_page_unasked() {
            // What was written since is in the outbox, and could go with whatever comes before them.
            self.consults.delegates = self.held_delegates();
        }
        for input in core::mem::take(&mut self.late.inputs) {
            self.take(input);
        }
        self.see_to_foreign();
        self.pump();
    }

    /// It cannot be done: whoever waits for it is told. What was written goes all the same.
    fn give_up(&mut self, input: Input) {
        let refusal = Refusal::ours(
            "not_loaded",
            "a file of the messenger could not be loaded; the call may be made again",
        );
        match input {
            Input::Called(_, promise) => self.settle(Some(promise), Err(refusal)),
            Input::Start(promise) => {
                self.starting.push(promise);
                self.fail(refusal);
            }
            Input::Submit(..) if self.phase == Phase::Ended => self.refuse(input),
            Input::Submit(..) => self.take(input),
            _ => {}
        }
    }

    /// Whoever waits for a call that waits here.
    pub(super) fn take_held_promises(&mut self) -> Vec<crate::PromiseId> {
        let mut promises = Vec::new();
        for input in &core::mem::take(&mut self.late.inputs) {
            if let Input::Called(_, promise) | Input::Start(promise) | Input::Submit(_, _, Some(promise)) =
                input
            {
                promises.push(*promise);
            }
        }
        promises
    }
}
