//! What became of each message.

use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use tokio::time::Instant;

/// All messages, by number.
pub(crate) struct Record {
    sent: RefCell<Vec<Sent>>,
    missing: Cell<usize>,
    /// Sockets that closed before their time.
    ended: Cell<usize>,
}

#[derive(Clone, Default)]
struct Sent {
    due: Option<Instant>,
    answered: Option<Duration>,
    delivered: Option<Duration>,
    deliveries: u32,
}

impl Record {
    pub(crate) fn of(total: usize) -> Rc<Self> {
        Rc::new(Record {
            sent: RefCell::new(vec![Sent::default(); total]),
            missing: Cell::new(total),
            ended: Cell::new(0),
        })
    }

    pub(crate) fn due(&self, number: usize, due: Instant) {
        self.sent.borrow_mut()[number].due = Some(due);
    }

    pub(crate) fn answered(&self, number: usize) {
        let sent = &mut self.sent.borrow_mut()[number];
        sent.answered = sent.due.map(|due| due.elapsed());
    }

    pub(crate) fn delivered(&self, number: usize) {
        if let Some(sent) = self.sent.borrow_mut().get_mut(number) {
            if sent.deliveries == 0 {
                sent.delivered = sent.due.map(|due| due.elapsed());
                self.missing.set(self.missing.get() - 1);
            }
            sent.deliveries += 1;
        }
    }

    pub(crate) fn end(&self) {
        self.ended.set(self.ended.get() + 1);
    }

    pub(crate) fn ended(&self) -> usize {
        self.ended.get()
    }

    pub(crate) fn is_complete(&self) -> bool {
        self.missing.get() == 0
    }

    /// Milliseconds, and what was lost or came twice.
    pub(crate) fn report(&self) -> Value {
        let sent = self.sent.borrow();
        let doubled = sent.iter().filter(|one| one.deliveries > 1).count();
        json!({
            "messages": sent.len(), "lost": self.missing.get(), "doubled": doubled,
            "delivery": spread(sent.iter().filter_map(|one| one.delivered)),
            "answer": spread(sent.iter().filter_map(|one| one.answered)),
        })
    }
}

fn spread(times: impl Iterator<Item = Duration>) -> Value {
    let mut times: Vec<f64> = times.map(|time| time.as_secs_f64() * 1e3).collect();
    times.sort_by(f64::total_cmp);
    let at = |percent: usize| {
        times
            .get((times.len().saturating_sub(1)) * percent / 100)
            .copied()
    };
    json!({ "p50": at(50), "p99": at(99), "max": times.last() })
}
