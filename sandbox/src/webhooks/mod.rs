//! Posts to the webhooks of the business.
//!
//! Each webhook hears of a conversation in order: a post waits for the one before it, however often
//! that one is tried. Everything else goes on meanwhile, so many posts at a time.
//!
//! Tries, their limit and which answers are final follow the hosted service's documentation (five tries
//! within 15 minutes; 400, 401, 403, 404 and 406 are final, an answer may take 20 seconds:
//! <https://docs.smooch.io/rest/#section/Webhooks>), with waits that suit somebody who watches.

mod attempt;
mod journal;
mod queue;

pub(crate) use journal::Journal;

use crate::world::WebhookPost;
use attempt::{Attempt, Poster};
use queue::{Key, Queue};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::sleep;

/// Posts on their way at the same time.
const ABREAST: usize = 32;
/// Posts that wait; beyond it the oldest give way.
const WAITING: usize = 10_000;

/// How often and how long something is tried.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Tries of one post.
    pub tries: u32,
    /// The wait before the second try; each further one waits twice as long.
    pub first_wait: Duration,
    /// The longest wait, also where the other side asks for a longer one.
    pub longest_wait: Duration,
    /// How long an answer may take.
    pub timeout: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Patience {
            tries: 5,
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(30),
            timeout: Duration::from_secs(20),
        }
    }
}

/// Posts what comes, until the service ends: then whatever is on its way is given up.
pub(crate) async fn dispatch(
    mut posts: mpsc::UnboundedReceiver<WebhookPost>,
    journal: Arc<Journal>,
    patience: Patience,
) {
    let Ok(poster) = Poster::new(patience.timeout) else {
        return;
    };
    let mut queue = Queue::new(WAITING);
    let mut running: JoinSet<Key> = JoinSet::new();
    loop {
        while running.len() < ABREAST {
            let Some((key, (number, post))) = queue.next() else {
                break;
            };
            let (poster, journal) = (poster.clone(), Arc::clone(&journal));
            running.spawn(async move {
                deliver(&poster, &journal, patience, number, &post).await;
                key
            });
        }
        tokio::select! {
            post = posts.recv() => {
                let Some(post) = post else { return };
                let number = journal.begin(&post);
                let key = (post.webhook.clone(), post.conversation.clone());
                if let Some((number, _)) = queue.push(key, (number, post)) {
                    journal.give_up(number, "too many posts wait".to_owned());
                }
            }
            Some(done) = running.join_next() => {
                if let Ok(key) = done {
                    queue.done(&key);
                }
            }
        }
    }
}

async fn deliver(poster: &Poster, journal: &Journal, patience: Patience, number: u64, post: &WebhookPost) {
    for already in 0..patience.tries {
        if journal.is_silenced(&post.webhook) {
            journal.give_up(number, "the webhook is deleted".to_owned());
            return;
        }
        let attempt = poster.post(post).await;
        journal.tried(number, &attempt);
        let wait = match attempt {
            Attempt::Taken(_) | Attempt::Refused(_) => return,
            Attempt::Failed { retry_after, .. } => wait(patience, already, retry_after),
        };
        if already + 1 < patience.tries {
            sleep(wait).await;
        }
    }
    journal.exhausted(number);
}

/// Twice as long each time, less up to a half: so not all come back at once.
fn wait(patience: Patience, already: u32, wanted: Option<Duration>) -> Duration {
    let doubled = patience.first_wait.saturating_mul(1 << already.min(16));
    let mut byte = [0];
    // Without randomness it is the whole wait.
    let _ = getrandom::fill(&mut byte);
    let jittered = doubled
        .min(patience.longest_wait)
        .mul_f64(1.0 - f64::from(byte[0]) / 512.0);
    wanted.map_or(jittered, |wanted| wanted.min(patience.longest_wait).max(jittered))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_are_bounded() {
        let patience = Patience::default();
        for (already, most) in [(0, 1.0), (1, 2.0), (3, 8.0), (10, 30.0), (31, 30.0)] {
            let wait = wait(patience, already, None).as_secs_f64();
            assert!(wait <= most && wait >= most / 2.0, "{already}: {wait}");
        }
        let asked = |seconds| wait(patience, 0, Some(Duration::from_secs(seconds)));
        assert_eq!(asked(7), Duration::from_secs(7));
        assert_eq!(asked(3600), Duration::from_secs(30));
        assert!(asked(0) >= Duration::from_millis(500));
    }
}
