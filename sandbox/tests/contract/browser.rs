//! What the tabs of a browser share: its storage, and the news of what is put there.

use avmsdk_protocol::id::{ClientId, UserId};
use avmsdk_session::{Slot, StoredIdentity};
use std::collections::VecDeque;

#[derive(Default)]
pub(crate) struct Browser {
    items: Vec<(Slot, String)>,
    /// What has been put there and each tab has not heard of yet, in order.
    news: [VecDeque<(Slot, Option<String>)>; crate::acts::TABS],
    /// How far the machine's clock is off, in milliseconds.
    pub(crate) skew: u64,
}

impl Browser {
    /// A tab puts something there, or takes it out; browsers tell of a change only.
    pub(crate) fn store(&mut self, tab: usize, slot: Slot, value: Option<String>) {
        if self.get(&slot) == value.as_deref() {
            return;
        }
        self.items.retain(|(stored, _)| *stored != slot);
        self.items
            .extend(value.clone().map(|value| (slot.clone(), value)));
        for (number, news) in self.news.iter_mut().enumerate() {
            if number != tab {
                news.push_back((slot.clone(), value.clone()));
            }
        }
    }

    pub(crate) fn get(&self, slot: &Slot) -> Option<&str> {
        let found = self.items.iter().find(|(stored, _)| stored == slot);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn items(&self) -> &[(Slot, String)] {
        &self.items
    }

    /// What a page finds that is loaded now.
    pub(crate) fn stored(&self) -> StoredIdentity {
        let text = |slot| self.get(&slot).map(str::to_owned);
        StoredIdentity {
            client_id: text(Slot::ClientId).map(ClientId::new),
            user_id: text(Slot::UserId).map(UserId::new),
            session_token: text(Slot::SessionToken),
            items: self.items.clone(),
        }
    }

    /// The next that a tab has not heard of.
    pub(crate) fn next_news(&mut self, tab: usize) -> Option<(Slot, Option<String>)> {
        self.news[tab].pop_front()
    }

    /// Nobody is there to hear.
    pub(crate) fn drop_news(&mut self, tab: usize) {
        self.news[tab].clear();
    }
}
