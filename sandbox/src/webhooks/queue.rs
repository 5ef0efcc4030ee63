//! What waits: in order within a conversation, in turn between conversations.

use avmsdk_protocol::id::ConversationId;
use std::collections::{HashMap, HashSet, VecDeque};

/// What is told in order: a webhook, and a conversation unless it happened in none.
pub(super) type Key = (String, Option<ConversationId>);

/// Lanes of posts, one for each key.
#[derive(Debug)]
pub(super) struct Queue<T> {
    lanes: HashMap<Key, VecDeque<T>>,
    /// Lanes that wait for their turn, each once.
    turns: VecDeque<Key>,
    /// Lanes whose first post is on its way.
    busy: HashSet<Key>,
    waiting: usize,
    limit: usize,
}

impl<T> Queue<T> {
    pub(super) fn new(limit: usize) -> Self {
        Queue {
            lanes: HashMap::new(),
            turns: VecDeque::new(),
            busy: HashSet::new(),
            waiting: 0,
            limit,
        }
    }

    /// Adds at the end of a lane; over the limit the oldest of the longest lane falls out.
    pub(super) fn push(&mut self, key: Key, item: T) -> Option<T> {
        let lane = self.lanes.entry(key.clone()).or_default();
        if lane.is_empty() && !self.busy.contains(&key) {
            self.turns.push_back(key);
        }
        lane.push_back(item);
        self.waiting += 1;
        if self.waiting <= self.limit {
            return None;
        }
        let longest = self.lanes.values_mut().max_by_key(|lane| lane.len())?;
        self.waiting -= 1;
        longest.pop_front()
    }

    /// The first of the lane whose turn it is; that lane is busy until it is done.
    pub(super) fn next(&mut self) -> Option<(Key, T)> {
        while let Some(key) = self.turns.pop_front() {
            if let Some(item) = self.lanes.get_mut(&key).and_then(VecDeque::pop_front) {
                self.waiting -= 1;
                self.busy.insert(key.clone());
                return Some((key, item));
            }
            self.lanes.remove(&key);
        }
        None
    }

    /// A lane goes to the end of the line, if anything waits in it.
    pub(super) fn done(&mut self, key: &Key) {
        self.busy.remove(key);
        match self.lanes.get(key) {
            Some(lane) if !lane.is_empty() => self.turns.push_back(key.clone()),
            _ => drop(self.lanes.remove(key)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(conversation: &str) -> Key {
        ("w".to_owned(), Some(ConversationId::new(conversation)))
    }

    #[test]
    fn order_within_a_lane_and_turns_between_lanes() {
        let mut queue = Queue::new(10);
        for (conversation, item) in [("a", 1), ("a", 2), ("a", 3), ("b", 4)] {
            assert_eq!(queue.push(key(conversation), item), None);
        }
        assert_eq!(queue.next(), Some((key("a"), 1)));
        assert_eq!(queue.next(), Some((key("b"), 4)));
        assert_eq!(queue.next(), None, "`a` is busy");
        assert_eq!(queue.push(key("b"), 5), None);
        queue.done(&key("b"));
        queue.done(&key("a"));
        assert_eq!(queue.next(), Some((key("b"), 5)));
        assert_eq!(queue.next(), Some((key("a"), 2)));
        queue.done(&key("a"));
        assert_eq!(queue.next(), Some((key("a"), 3)));
        queue.done(&key("a"));
        queue.done(&key("b"));
        assert!(queue.next().is_none() && queue.lanes.is_empty() && queue.busy.is_empty());
    }

    #[test]
    fn beyond_the_limit_the_oldest_fall_out() {
        let mut queue = Queue::new(2);
        assert_eq!(queue.push(key("a"), 1), None);
        assert_eq!(queue.push(key("a"), 2), None);
        assert_eq!(queue.push(key("b"), 3), Some(1));
        assert_eq!(queue.next(), Some((key("a"), 2)));
        assert_eq!(queue.next(), Some((key("b"), 3)));
    }
}
