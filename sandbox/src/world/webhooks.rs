//! Which webhooks hear of a notice, and what each of them is sent.

use super::World;
use super::notice::{Notice, WebhookPost};

impl World {
    /// The requests that carry these notices, in their order.
    pub(super) fn address(&mut self, _notices: &[Notice]) -> Vec<WebhookPost> {
        Vec::new()
    }
}
