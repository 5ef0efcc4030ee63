//! All faults, and the events that one of them holds back.

use super::fault::{Action, Fault};
use crate::realtime::is_realtime;
use avmsdk_protocol::event::Event;
use avmsdk_protocol::id::ExternalId;
use std::collections::BTreeMap;
use std::time::Duration;

/// What a fault can know of a request.
#[derive(Clone, Debug, Default)]
pub(crate) struct RequestFacts {
    pub(crate) method: String,
    pub(crate) path: String,
    /// Whom it names or comes from, by whichever ids it shows.
    pub(crate) users: Vec<String>,
}

impl RequestFacts {
    pub(super) fn is_realtime(&self) -> bool {
        is_realtime(&self.path)
    }
}

/// Events on their way to the clients of one user, in one frame.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Parcel {
    pub(crate) channel: String,
    /// The user, as the business calls it.
    pub(crate) external: Option<ExternalId>,
    pub(crate) events: Vec<Event>,
}

/// What becomes of a parcel, step by step.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Step {
    Deliver(Parcel),
    /// The sockets that listen to this channel are closed.
    Close(String),
    /// The sockets that listen to this channel say nothing for so long.
    Silence(String, Duration),
}

/// A fault that was met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Met {
    /// Its id.
    pub(crate) fault: u64,
    pub(crate) action: Action,
}

/// All faults, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    all: Vec<Fault>,
    set_up: u64,
    /// What waits for the next parcel of its channel, and the fault that holds it.
    held: BTreeMap<String, (u64, Parcel)>,
}

impl Faults {
    /// Whether one of them is about a certain user.
    pub(crate) fn name_users(&self) -> bool {
        self.all.iter().any(|fault| fault.matcher.user.is_some())
    }

    /// Sets one up.
    pub(crate) fn add(&mut self, mut fault: Fault) -> &Fault {
        self.set_up += 1;
        fault.id = self.set_up;
        self.all.push(fault);
        &self.all[self.all.len() - 1]
    }

    pub(crate) fn all(&self) -> &[Fault] {
        &self.all
    }

    /// Takes one away; false where there is none of this id.
    pub(crate) fn remove(&mut self, id: u64) -> bool {
        let before = self.all.len();
        self.all.retain(|fault| fault.id != id);
        self.all.len() < before
    }

    /// Takes all away; returns how many.
    pub(crate) fn clear(&mut self) -> usize {
        std::mem::take(&mut self.all).len()
    }

    /// What was held back, where nothing holds it any more.
    pub(crate) fn take_freed(&mut self) -> Vec<Parcel> {
        let all = &self.all;
        let is_freed = |_: &String, held: &mut (u64, Parcel)| all.iter().all(|fault| fault.id != held.0);
        let freed = self.held.extract_if(.., is_freed);
        freed.map(|(_, (_, parcel))| parcel).collect()
    }

    /// What was held back, to be forgotten.
    pub(crate) fn forget_held(&mut self) {
        self.held.clear();
    }

    /// How wrong the world's clock is, in microseconds.
    pub(crate) fn skew(&self) -> i64 {
        let skews = self.all.iter().map(|fault| match fault.action {
            Action::Skew(micros) => micros,
            _ => 0,
        });
        skews.fold(0, i64::saturating_add)
    }

    /// The fault that this request meets.
    pub(crate) fn decide(&mut self, facts: &RequestFacts) -> Option<Met> {
        let met = self
            .all
            .iter_mut()
            .find_map(|fault| fault.strikes_request(facts).then_some(fault));
        met.map(|fault| Met {
            fault: fault.id,
            action: fault.action.clone(),
        })
    }

    /// What becomes of this parcel.
    pub(crate) fn pass(&mut self, parcel: Parcel) -> Vec<Step> {
        let late = self.held.remove(&parcel.channel);
        let met = self.all.iter_mut().find_map(|fault| {
            // One that overtakes is not held itself: else the other would wait on.
            let is_met = (late.is_none() || fault.action != Action::Reorder) && fault.strikes_parcel(&parcel);
            is_met.then_some((fault.id, &fault.action))
        });
        let channel = parcel.channel.clone();
        let mut steps = match met {
            Some((_, Action::Lose)) => Vec::new(),
            Some((_, Action::Twice)) => vec![Step::Deliver(parcel.clone()), Step::Deliver(parcel)],
            Some((id, Action::Reorder)) => {
                self.held.insert(channel, (id, parcel));
                return Vec::new();
            }
            Some((_, Action::Close)) => vec![Step::Close(channel), Step::Deliver(parcel)],
            Some((_, Action::Silence(time))) => vec![Step::Silence(channel, *time)],
            _ => vec![Step::Deliver(parcel)],
        };
        steps.extend(late.map(|(_, parcel)| Step::Deliver(parcel)));
        steps
    }
}
