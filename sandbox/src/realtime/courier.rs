//! The last stretch of every event: past the faults, into the hub.

use super::connection::Frame;
use super::hub::Hub;
use crate::faults::{FaultBoard, Parcel, Step};
use avmsdk_protocol::Wire;
use avmsdk_protocol::bayeux::BayeuxMessage;
use avmsdk_protocol::event::Events;
use avmsdk_protocol::record::to_text;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Carries events to whoever listens.
#[derive(Debug)]
pub(crate) struct Courier {
    hub: Arc<Hub>,
    faults: Arc<FaultBoard>,
    /// Frames so far: their ids.
    carried: AtomicU64,
}

impl Courier {
    pub(crate) fn new(hub: Arc<Hub>, faults: Arc<FaultBoard>) -> Self {
        Courier {
            hub,
            faults,
            carried: AtomicU64::new(0),
        }
    }

    /// Carries one parcel, with whatever a fault makes of it.
    pub(crate) fn carry(&self, parcel: Parcel) {
        // Bound first: the lock must not last for the loop.
        let steps = self.faults.lock().pass(parcel);
        for step in steps {
            match step {
                Step::Deliver(parcel) => self.deliver(&parcel),
                Step::Close(channel) => self.hub.close_listeners(&channel),
                Step::Silence(channel, time) => self.hub.silence(&channel, time),
            }
        }
    }

    /// Carries what was held back by faults that are gone.
    pub(crate) fn carry_freed(&self) {
        let freed = self.faults.lock().take_freed();
        for parcel in freed {
            self.deliver(&parcel);
        }
    }

    fn deliver(&self, parcel: &Parcel) {
        let number = self.carried.fetch_add(1, Ordering::Relaxed) + 1;
        self.hub.deliver(&parcel.channel, &frame(parcel, number));
    }
}

fn frame(parcel: &Parcel, number: u64) -> Frame {
    let mut events = Events::new();
    events.set_events(parcel.events.clone());
    let mut message = BayeuxMessage::on(&parcel.channel);
    message
        .set_data(Some(events.to_value()))
        .set_id(Some(number.to_string()));
    to_text(&message).into()
}
