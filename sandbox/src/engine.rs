//! The thread that owns the world and its store.
//!
//! Calls queue up; whatever waits is handled together and its changes are committed in one
//! transaction before any of the replies leaves. So nothing acknowledged is ever lost, and a
//! commit is shared by all who came during the one before. Deliveries leave in the order of the
//! world's decisions, each after the reply that it belongs to ([`Publication::after`]).

use crate::clock;
use crate::files::Files;
use crate::store::{Store, StoreError};
use crate::webhooks::Journal;
use crate::world::{
    Call, Change, Delivery, Directory, Entropy, Notice, Outcome, Refusal, Reply, State, WebhookPost, World,
};
use std::sync::Arc;
use std::thread::JoinHandle;
use tokio::sync::{broadcast, mpsc, oneshot};

/// Calls that may wait. Beyond it callers wait to queue.
const QUEUE: usize = 1024;
/// Calls that share a commit.
const BATCH: usize = 256;

/// The way to the world. Clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Engine {
    queue: mpsc::Sender<Order>,
}

#[derive(Debug)]
enum Order {
    Call(Request),
    End,
}

#[derive(Debug)]
struct Request {
    call: Box<Call>,
    answer: oneshot::Sender<Answer>,
}

/// A reply, and what must wait for it.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) reply: Reply,
    /// Dropped when the reply has been written: then others may hear of it.
    pub(crate) hold: Hold,
}

/// Holds deliveries back for as long as it lives.
#[derive(Debug)]
pub(crate) struct Hold {
    _release: Option<oneshot::Sender<()>>,
}

/// Events that are to be delivered.
#[derive(Debug)]
pub(crate) struct Publication {
    pub(crate) deliveries: Vec<Delivery>,
    /// Resolves when the reply that they follow has been written, or can never be.
    pub(crate) after: oneshot::Receiver<()>,
}

/// Where the world's notices go once what they tell is stored.
#[derive(Clone, Debug)]
pub(crate) struct Happenings {
    /// To whoever looks on.
    pub(crate) notices: broadcast::Sender<Arc<Notice>>,
    /// To webhooks.
    pub(crate) posts: mpsc::UnboundedSender<WebhookPost>,
    /// Knows which webhooks are gone.
    pub(crate) journal: Arc<Journal>,
    /// What was uploaded goes with the conversation that it belongs to.
    pub(crate) files: Files,
}

#[cfg(test)]
impl Happenings {
    /// Where nobody listens.
    pub(crate) fn unheard() -> Self {
        Happenings {
            notices: broadcast::channel(1).0,
            posts: mpsc::unbounded_channel().0,
            journal: Arc::default(),
            files: Files::open(&crate::Data::Memory).expect("a folder"),
        }
    }
}

impl Hold {
    /// Lets `release` go when it is dropped.
    pub(crate) fn of(release: oneshot::Sender<()>) -> Self {
        Hold {
            _release: Some(release),
        }
    }

    /// Holds nothing back.
    pub(crate) fn nothing() -> Self {
        Hold { _release: None }
    }
}

impl Engine {
    /// Starts the thread.
    pub(crate) fn start(
        store: Option<Store>,
        state: State,
        origin: Directory,
        publications: mpsc::UnboundedSender<Publication>,
        happenings: Happenings,
    ) -> std::io::Result<(Self, JoinHandle<()>)> {
        let (orders, queue) = mpsc::channel(QUEUE);
        let keeper = Keeper {
            world: World::new(state, origin, fresh_entropy()?),
            is_broken: false,
            store,
            publications,
            happenings,
        };
        let thread = std::thread::Builder::new()
            .name("sandbox-world".to_owned())
            .spawn(move || keeper.run(queue))?;
        Ok((Engine { queue: orders }, thread))
    }

    /// Asks the world.
    pub(crate) async fn call(&self, call: Call) -> Answer {
        let call = Box::new(call);
        let (answer, answered) = oneshot::channel();
        let gone = Answer {
            reply: unavailable().to_client(),
            hold: Hold::nothing(),
        };
        if self
            .queue
            .send(Order::Call(Request { call, answer }))
            .await
            .is_err()
        {
            return gone;
        }
        answered.await.unwrap_or(gone)
    }

    /// Ends the thread once it has taken what waits now; later calls are refused.
    pub(crate) async fn end(&self) {
        // Nobody there: it has ended.
        let _ = self.queue.send(Order::End).await;
    }
}

struct Keeper {
    world: World,
    /// Set when neither the world nor the store can be trusted any more.
    is_broken: bool,
    store: Option<Store>,
    publications: mpsc::UnboundedSender<Publication>,
    happenings: Happenings,
}

impl Keeper {
    fn run(mut self, mut queue: mpsc::Receiver<Order>) {
        let mut next = queue.blocking_recv();
        while let Some(Order::Call(first)) = next {
            let mut waiting = vec![first];
            next = None;
            while waiting.len() < BATCH {
                match queue.try_recv() {
                    Ok(Order::Call(request)) => waiting.push(request),
                    Ok(Order::End) => {
                        next = Some(Order::End);
                        break;
                    }
                    Err(_) => break,
                }
            }
            self.take(waiting);
            if self.is_broken {
                return;
            }
            next = next.or_else(|| queue.blocking_recv());
        }
    }

    fn take(&mut self, requests: Vec<Request>) {
        let mut changes = Vec::new();
        let mut done = Vec::with_capacity(requests.len());
        for Request { call, answer } in requests {
            let mut outcome = self.world.handle(*call, clock::now());
            changes.append(&mut outcome.changes);
            done.push((answer, outcome));
        }
        if self.keep(&changes).is_err() {
            // The world is ahead of its store: whatever was decided since is void.
            for (_, outcome) in &mut done {
                outcome.reply = unavailable().to_client();
                outcome.deliveries.clear();
                outcome.notices.clear();
                outcome.posts.clear();
                outcome.silenced.clear();
            }
        } else {
            self.happenings.files.follow(&changes);
        }
        for (answer, outcome) in done {
            self.release(answer, outcome);
        }
    }

    fn keep(&mut self, changes: &[Change]) -> Result<(), StoreError> {
        let Some(store) = self.store.as_mut().filter(|_| !changes.is_empty()) else {
            return Ok(());
        };
        store.commit(changes).inspect_err(|_| match store.state() {
            Ok(state) => self.world.recall(state),
            Err(_) => self.is_broken = true,
        })
    }

    fn release(&self, answer: oneshot::Sender<Answer>, outcome: Outcome) {
        let Outcome {
            reply,
            deliveries,
            notices,
            posts,
            silenced,
            ..
        } = outcome;
        for notice in notices {
            // Nobody looks on.
            let _ = self.happenings.notices.send(Arc::new(notice));
        }
        for webhook in silenced {
            self.happenings.journal.silence(webhook);
        }
        for post in posts {
            // The service ends.
            let _ = self.happenings.posts.send(post);
        }
        let release = (!deliveries.is_empty()).then(|| {
            let (release, after) = oneshot::channel();
            // Nobody listens any more only when the service ends.
            let _ = self.publications.send(Publication { deliveries, after });
            release
        });
        // A caller that has gone away drops the answer, and so the hold.
        let _ = answer.send(Answer {
            reply,
            hold: release.map_or_else(Hold::nothing, Hold::of),
        });
    }
}

fn unavailable() -> Refusal {
    Refusal::new(503, "service_unavailable", "The sandbox could not store this")
}

pub(crate) fn fresh_entropy() -> std::io::Result<Entropy> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed)?;
    Ok(Entropy::new(seed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{ControlCall, Credentials, GuestCall, demo};
    use avmsdk_protocol::id::AppId;
    use avmsdk_protocol::record::from_text;

    #[tokio::test]
    async fn events_are_published_in_order_and_each_waits_for_its_reply() {
        let (publish, mut publications) = mpsc::unbounded_channel();
        let (engine, thread) = Engine::start(
            None,
            State::of(demo::directory()),
            demo::directory(),
            publish,
            Happenings::unheard(),
        )
        .unwrap();
        let create = r#"{"client":{"platform":"web","id":"c","integrationId":"b","info":{}},"intent":"x"}"#;
        let create = GuestCall::CreateUser(from_text(create).unwrap());
        let create = Call::Guest(AppId::new(demo::APP), Credentials::None, create);
        assert_eq!(engine.call(create).await.reply.status, 201);
        let say = |text: &str| engine.call(Call::Control(ControlCall::Reply(None, text.to_owned())));
        let (first, second) = (say("one").await, say("two").await);

        let mut one = publications.recv().await.unwrap();
        let mut two = publications.recv().await.unwrap();
        let text = |publication: &Publication| format!("{:?}", publication.deliveries);
        assert!(
            text(&one).contains("\"one\"") && text(&two).contains("\"two\""),
            "{one:?} {two:?}"
        );
        // Written out of order, they are still published in order.
        drop(second);
        assert!(
            one.after
                .try_recv()
                .is_err_and(|error| error == oneshot::error::TryRecvError::Empty)
        );
        assert!(
            two.after
                .try_recv()
                .is_err_and(|error| error == oneshot::error::TryRecvError::Closed)
        );
        drop(first);
        assert!(
            one.after
                .try_recv()
                .is_err_and(|error| error == oneshot::error::TryRecvError::Closed)
        );
        engine.end().await;
        thread.join().unwrap();
        assert_eq!(say("late").await.reply.status, 503);
    }
}
