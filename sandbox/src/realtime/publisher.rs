//! From the world to the hub: on each channel in the world's order, each event after the reply it belongs
//! to.

use super::courier::Courier;
use crate::engine::Publication;
use crate::faults::Parcel;
use crate::world::Delivery;
use std::collections::HashSet;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Timeout, timeout};

/// How long events wait for a reply to be written. Replies are small and need not be read to be
/// written, so this only ends when something is wrong with one connection.
const PATIENCE: Duration = Duration::from_millis(500);

/// Delivers until the world ends. What waits for its reply holds up only what goes to the same
/// channels: one caller who does not take its answers delays nobody else.
pub(crate) async fn publish(mut publications: mpsc::UnboundedReceiver<Publication>, courier: Arc<Courier>) {
    let mut waiting: Vec<Waiting> = Vec::new();
    let mut is_over = false;
    poll_fn(|context| {
        while !is_over && let Poll::Ready(next) = publications.poll_recv(context) {
            match next {
                Some(publication) => waiting.push(Waiting::of(publication)),
                None => is_over = true,
            }
        }
        let mut held = HashSet::new();
        waiting.retain_mut(|one| {
            let is_due = one.is_due(context);
            let mut channels = one.deliveries.iter().map(|delivery| &delivery.channel);
            if is_due && !channels.any(|channel| held.contains(channel)) {
                for delivery in one.deliveries.drain(..) {
                    courier.carry(Parcel {
                        channel: delivery.channel,
                        external: delivery.external,
                        events: vec![delivery.event],
                    });
                }
                false
            } else {
                held.extend(one.deliveries.iter().map(|delivery| delivery.channel.clone()));
                true
            }
        });
        if is_over && waiting.is_empty() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
}

/// Events that wait for their reply to be written.
struct Waiting {
    deliveries: Vec<Delivery>,
    after: Pin<Box<Timeout<oneshot::Receiver<()>>>>,
    is_due: bool,
}

impl Waiting {
    fn of(publication: Publication) -> Self {
        Waiting {
            deliveries: publication.deliveries,
            after: Box::pin(timeout(PATIENCE, publication.after)),
            is_due: false,
        }
    }

    fn is_due(&mut self, context: &mut Context<'_>) -> bool {
        self.is_due = self.is_due || self.after.as_mut().poll(context).is_ready();
        self.is_due
    }
}

#[cfg(test)]
mod tests {
    use super::super::hub::Hub;
    use super::*;
    use crate::faults::FaultBoard;
    use crate::world::Entropy;
    use tokio::task::yield_now;

    fn publication(channels: &[&str], after: oneshot::Receiver<()>) -> Publication {
        let of = |channel: &&str| Delivery {
            channel: (*channel).to_owned(),
            external: None,
            event: Default::default(),
        };
        Publication {
            deliveries: channels.iter().map(of).collect(),
            after,
        }
    }

    fn courier(hub: &Arc<Hub>) -> Arc<Courier> {
        Arc::new(Courier::new(Arc::clone(hub), Arc::new(FaultBoard::default())))
    }

    async fn settle() {
        for _ in 0..10 {
            yield_now().await;
        }
    }

    #[tokio::test]
    async fn nothing_overtakes_a_reply_or_an_event_before_it_on_its_channel() {
        let hub = Arc::new(Hub::new(Entropy::new([9; 32])));
        let id = hub.connect().unwrap();
        for channel in ["/one", "/two", "/three"] {
            hub.subscribe(&id, channel);
        }
        let published = || -> Vec<String> {
            let frames = hub.take_queue(&id);
            let named = frames.iter().flat_map(|frame| {
                ["/one", "/two", "/three"]
                    .into_iter()
                    .filter(|name| frame.contains(*name))
            });
            named.map(str::to_owned).collect()
        };
        let (sender, publications) = mpsc::unbounded_channel();
        let publisher = tokio::spawn(publish(publications, courier(&hub)));
        let (first, second, third, fourth) = (
            oneshot::channel(),
            oneshot::channel(),
            oneshot::channel(),
            oneshot::channel(),
        );
        for (channels, after) in [
            (&["/one"][..], first.1),
            (&["/one", "/two"], second.1),
            (&["/two"], third.1),
            (&["/three"], fourth.1),
        ] {
            sender.send(publication(channels, after)).unwrap();
        }
        drop((second.0, third.0));
        settle().await;
        assert!(
            published().is_empty(),
            "the first reply is not written, the others wait in line"
        );
        drop(fourth.0);
        settle().await;
        assert_eq!(published(), ["/three"], "it stands in no line");
        drop((first.0, sender));
        publisher.await.unwrap();
        assert_eq!(published(), ["/one", "/one", "/two", "/two"]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_reply_that_is_never_written_is_not_waited_for_for_long() {
        let hub = Arc::new(Hub::new(Entropy::new([9; 32])));
        let id = hub.connect().unwrap();
        hub.subscribe(&id, "/one");
        let (sender, publications) = mpsc::unbounded_channel();
        let (release, after) = oneshot::channel();
        sender.send(publication(&["/one"], after)).unwrap();
        drop(sender);
        publish(publications, courier(&hub)).await;
        assert_eq!(hub.take_queue(&id).len(), 1);
        drop(release);
    }
}
