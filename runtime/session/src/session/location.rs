//! Where the visitor is: a message of its own, or a word why it is not known.

use super::Session;
use crate::notice::Notice;
use avmsdk_protocol::author::Role;
use avmsdk_protocol::message::{Coordinates, Draft, MessageType};

impl Session {
    /// The service adds a text for those who cannot see a map (observed).
    pub(super) fn share_location(&mut self, result: Result<Coordinates, Notice>) {
        match result {
            Ok(coordinates) => {
                let mut draft = Draft::new();
                draft
                    .set_kind(MessageType::Location)
                    .set_role(Role::AppUser)
                    .set_coordinates(Some(coordinates));
                self.submit(draft, None, None);
            }
            Err(notice) => self.notify(notice),
        }
    }
}
