//! The newest entries, bounded by number and by size.

use super::entry::Record;
use std::collections::VecDeque;
use std::sync::Arc;

/// Entries kept.
const MAX_ENTRIES: usize = 10_000;
/// Bytes kept, by what was sent.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// Entries by their numbers, which count from 1 and have no gaps.
#[derive(Debug, Default)]
pub(super) struct Ring {
    entries: VecDeque<Arc<Record>>,
    bytes: usize,
    /// The number of the newest entry there ever was.
    newest: u64,
}

impl Ring {
    pub(super) fn push(&mut self, record: Record) {
        self.newest += 1;
        self.bytes += record.size();
        self.entries.push_back(Arc::new(record));
        while self.entries.len() > MAX_ENTRIES || self.bytes > MAX_BYTES {
            match self.entries.pop_front() {
                Some(oldest) => self.bytes -= oldest.size(),
                None => break,
            }
        }
    }

    /// With their numbers; see [`super::Traffic::lines`].
    pub(super) fn select(&self, after: Option<u64>, limit: usize) -> Vec<(u64, Arc<Record>)> {
        let first = self.newest - self.entries.len() as u64 + 1;
        let skipped = match after {
            Some(after) => {
                usize::try_from(after.saturating_add(1).saturating_sub(first)).unwrap_or(usize::MAX)
            }
            None => self.entries.len().saturating_sub(limit),
        };
        let numbered = (first..).zip(self.entries.iter().cloned());
        numbered.skip(skipped).take(limit).collect()
    }

    pub(super) fn clear(&mut self) -> usize {
        self.bytes = 0;
        std::mem::take(&mut self.entries).len()
    }
}

#[cfg(test)]
mod tests {
    use super::super::entry::{Direction, FrameRecord, Transport};
    use super::*;

    fn push(ring: &mut Ring, bytes: usize) {
        let text = "x".repeat(bytes);
        let frame = FrameRecord::new(0, Direction::In, None, Transport::WebSocket, &text);
        ring.push(Record::Frame(frame));
    }

    fn numbers(ring: &Ring, after: Option<u64>, limit: usize) -> Vec<u64> {
        ring.select(after, limit)
            .into_iter()
            .map(|(number, _)| number)
            .collect()
    }

    #[test]
    fn the_newest_are_kept_and_found_by_number() {
        let mut ring = Ring::default();
        assert_eq!(numbers(&ring, None, 9), [0; 0]);
        for _ in 0..5 {
            push(&mut ring, 1);
        }
        assert_eq!(numbers(&ring, None, 2), [4, 5]);
        assert_eq!(numbers(&ring, Some(0), 2), [1, 2]);
        assert_eq!(numbers(&ring, Some(2), 9), [3, 4, 5]);
        assert_eq!(numbers(&ring, Some(9), 9), [0; 0]);
        assert_eq!(ring.clear(), 5);
        push(&mut ring, 1);
        assert_eq!(numbers(&ring, Some(0), 9), [6]);
        for _ in 0..MAX_ENTRIES {
            push(&mut ring, 1);
        }
        assert_eq!(numbers(&ring, Some(0), 1), [7]);
        assert_eq!(ring.entries.len(), MAX_ENTRIES);
    }

    #[test]
    fn a_few_large_ones_do_not_fill_the_memory() {
        let mut ring = Ring::default();
        for _ in 0..2000 {
            push(&mut ring, 64 * 1024);
        }
        assert!(ring.bytes <= MAX_BYTES && ring.entries.len() > 1000);
        assert_eq!(
            ring.bytes,
            ring.entries.iter().map(|entry| entry.size()).sum::<usize>()
        );
    }
}
