//! The end: whoever waits for something is told, and nothing comes afterwards.

use super::{Phase, Session};
use crate::effect::{Alarm, Effect, PromiseId, Refusal};
use crate::input::Input;

impl Session {
    pub(super) fn destroy(&mut self) {
        self.page_left();
        self.fail(Refusal::ours(
            "destroyed",
            "the messenger was destroyed meanwhile",
        ));
        for alarm in Alarm::ALL {
            self.effect(Effect::ClearAlarm(alarm));
        }
        self.effect(Effect::Emit("destroy", Vec::new()));
        // The shell does not drop a session, so what is large is let go here.
        self.timeline.clear(&mut self.changes);
        self.others = Vec::new();
        self.config = Default::default();
    }

    /// What comes after the end is told so, where someone waits for it.
    pub(super) fn refuse(&mut self, input: Input) {
        if let Input::Start(promise) | Input::Called(_, promise) | Input::Submit(_, _, Some(promise)) = input
        {
            let refusal = Refusal::ours("ended", "the messenger has ended");
            self.settle(Some(promise), Err(refusal));
        }
    }

    /// Ends: whoever waits for something is told why. What is on its way stays in the storage.
    pub(super) fn fail(&mut self, refusal: Refusal) {
        let mut promises = core::mem::take(&mut self.starting);
        promises.append(&mut self.waiting);
        if self.can_send {
            self.take_unsent_promises(&mut promises);
        }
        if self.is_whole {
            self.take_late_promises(&mut promises);
        } else {
            promises.append(&mut self.take_held_promises());
        }
        self.settle_all(promises, &Err(refusal.clone()));
        self.drop_calls(&refusal);
        self.phase = Phase::Ended;
    }

    /// Whoever waits for a message.
    #[inline(never)]
    fn take_unsent_promises(&mut self, promises: &mut Vec<PromiseId>) {
        self.debug_sending();
        self.abort_first();
        for item in &self.outbox.take_all() {
            promises.extend(item.promise);
        }
    }

    /// Whoever waits for something that only the second part begins.
    #[inline(never)]
    fn take_late_promises(&mut self, promises: &mut Vec<PromiseId>) {
        self.debug_whole();
        for (_, promise) in &core::mem::take(&mut self.deferred) {
            promises.push(*promise);
        }
        for (_, promise) in &core::mem::take(&mut self.creating) {
            promises.push(*promise);
        }
        promises.append(&mut self.profile.take_promises());
    }
}
