//! How many connections there are, in all and by address.

use super::Limits;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// Counts connections. Clones share the count.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    taken: Mutex<HashMap<IpAddr, usize>>,
    all: watch::Sender<usize>,
    limits: Limits,
}

/// One connection's place. It is free again when this is dropped.
#[derive(Debug)]
pub(super) struct Place {
    shared: Arc<Shared>,
    address: IpAddr,
}

impl Places {
    pub(crate) fn new(limits: Limits) -> Self {
        let shared = Shared {
            taken: Mutex::default(),
            all: watch::Sender::new(0),
            limits,
        };
        Places {
            shared: Arc::new(shared),
        }
    }

    /// A place for a connection from this address, unless there is none.
    pub(super) fn take(&self, address: IpAddr) -> Option<Place> {
        // One machine under two names is one machine.
        let address = address.to_canonical();
        let mut taken = self.shared.lock();
        let limits = &self.shared.limits;
        let of_address = taken.get(&address).copied().unwrap_or_default();
        if *self.shared.all.borrow() >= limits.connections || of_address >= limits.connections_per_address {
            return None;
        }
        taken.insert(address, of_address + 1);
        self.shared.all.send_modify(|all| *all += 1);
        Some(Place {
            shared: Arc::clone(&self.shared),
            address,
        })
    }

    /// Resolves when nobody is there.
    pub(crate) async fn empty(&self) {
        // The sender lives as long as this does.
        let _ = self.shared.all.subscribe().wait_for(|all| *all == 0).await;
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.shared.lock();
        if let Entry::Occupied(mut of_address) = taken.entry(self.address) {
            *of_address.get_mut() -= 1;
            if *of_address.get() == 0 {
                of_address.remove();
            }
        }
        self.shared.all.send_modify(|all| *all -= 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_place_is_free_again_when_its_connection_has_gone() {
        let places = Places::new(Limits {
            connections: 3,
            connections_per_address: 2,
            ..Limits::default()
        });
        let (one, two): (IpAddr, IpAddr) = ("10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap());
        let first = places.take(one).unwrap();
        let second = places.take("::ffff:10.0.0.1".parse().unwrap()).unwrap();
        assert!(places.take(one).is_none(), "two of this address");
        let third = places.take(two).unwrap();
        assert!(places.take(two).is_none(), "three in all");
        drop(first);
        let again = places.take(two).unwrap();
        drop((second, third, again));
        places.empty().await;
        assert!(places.shared.lock().is_empty(), "no address is remembered");
    }
}
