//! The business API: who may call it, and which rule answers which call.

mod actions;
mod attachments;
mod clients;
mod content;
mod conversations;
mod fields;
mod integrations;
mod messages;
mod page;
mod participants;
mod people;
pub(super) mod person;
mod plain;
mod reader;
pub(super) mod shape;
mod switchboard;
mod users;
mod web;
mod webhooks;

#[cfg(test)]
mod business_test;

pub(super) use conversations::added;

use super::outcome::Refusal;
use super::{BusinessCall, Credentials, Ruling, Turn, World};
use avmsdk_protocol::id::AppId;

impl World {
    pub(super) fn business(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        credentials: &Credentials,
        call: BusinessCall,
    ) -> Ruling {
        self.authorize(app, credentials)?;
        match call {
            BusinessCall::Conversation(call) => self.business_conversation(turn, app, call),
            BusinessCall::User(call) => self.business_user(turn, app, call),
            BusinessCall::Integration(call) => self.business_integration(turn, app, call),
            BusinessCall::Attachment(call) => self.business_attachment(turn, app, call),
        }
    }

    /// Lets in who proves to hold a key of the app.
    fn authorize(&self, app: &AppId, credentials: &Credentials) -> Result<(), Refusal> {
        let Credentials::Basic { name, secret } = credentials else {
            return Err(unauthorized());
        };
        let mut apps = self.state.directory.apps.iter();
        let of_key = apps.find(|(_, one)| {
            one.keys
                .iter()
                .any(|key| key.id == *name && key.secret == *secret)
        });
        match of_key {
            Some((found, _)) if found == app => Ok(()),
            Some(_) => Err(Refusal::new(403, "forbidden", "The key is not one of this app")),
            None => Err(unauthorized()),
        }
    }
}

fn unauthorized() -> Refusal {
    Refusal::new(401, "unauthorized", "Authentication failed")
}
