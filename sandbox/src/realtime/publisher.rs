//! From the world to the hub: in the world's order, each event after the reply it belongs to.

use super::courier::Courier;
use crate::engine::Publication;
use crate::faults::Parcel;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::timeout;

/// How long events wait for a reply to be written. Replies are small and need not be read to be
/// written, so this only ends when something is wrong with one connection; nobody else waits on.
const PATIENCE: Duration = Duration::from_millis(500);

/// Delivers until the world ends.
pub(crate) async fn publish(mut publications: mpsc::UnboundedReceiver<Publication>, courier: Arc<Courier>) {
    while let Some(Publication { deliveries, after }) = publications.recv().await {
        let _ = timeout(PATIENCE, after).await;
        for delivery in deliveries {
            courier.carry(Parcel {
                channel: delivery.channel,
                events: vec![delivery.event],
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::hub::Hub;
    use super::*;
    use crate::faults::FaultBoard;
    use crate::world::{Delivery, Entropy};
    use tokio::sync::oneshot;
    use tokio::task::yield_now;

    #[tokio::test]
    async fn nothing_overtakes_a_reply_or_an_event_before_it() {
        let hub = Arc::new(Hub::new(Entropy::new([9; 32])));
        let id = hub.connect();
        let (sender, publications) = mpsc::unbounded_channel();
        let publisher = tokio::spawn(publish(
            publications,
            Arc::new(Courier::new(Arc::clone(&hub), Arc::new(FaultBoard::default()))),
        ));
        let (first, second) = (oneshot::channel(), oneshot::channel());
        for (channel, after) in [("/one", first.1), ("/two", second.1)] {
            hub.subscribe(&id, channel);
            let delivery = Delivery {
                channel: channel.to_owned(),
                event: Default::default(),
            };
            sender
                .send(Publication {
                    deliveries: vec![delivery],
                    after,
                })
                .unwrap();
        }
        drop(second.0);
        for _ in 0..10 {
            yield_now().await;
        }
        assert!(hub.take_queue(&id).is_empty());
        drop((first.0, sender));
        publisher.await.unwrap();
        let published = hub.take_queue(&id);
        assert_eq!(published.len(), 2);
        assert!(
            published[0].contains("/one") && published[1].contains("/two"),
            "{published:?}"
        );
    }
}
