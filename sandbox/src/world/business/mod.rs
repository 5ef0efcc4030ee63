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

pub(super) use conversations::{added, set, settings};
pub(crate) use web::WEB_KEYS;

use super::outcome::Refusal;
use super::{BusinessCall, Credentials, Ruling, Turn, World, jwt};
use avmsdk_protocol::Seconds;
use avmsdk_protocol::id::AppId;

impl World {
    pub(super) fn business(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        credentials: &Credentials,
        call: BusinessCall,
    ) -> Ruling {
        self.authorize(app, credentials, turn.clock)?;
        match call {
            BusinessCall::Conversation(call) => self.business_conversation(turn, app, call),
            BusinessCall::User(call) => self.business_user(turn, app, call),
            BusinessCall::Integration(call) => self.business_integration(turn, app, call),
            BusinessCall::Attachment(call) => self.business_attachment(turn, app, call),
        }
    }

    /// Lets in who proves to hold a key of the app: by the key itself, or by a JWT that it has signed
    /// with the scope `app`.
    fn authorize(&self, app: &AppId, credentials: &Credentials, now: Seconds) -> Result<(), Refusal> {
        match credentials {
            Credentials::None => Err(unauthorized()),
            Credentials::Basic { name, secret } => self.holds_key(app, name, secret),
            Credentials::Bearer(token) => {
                let claims = jwt::verify(&self.state.directory, app, token, now);
                match claims {
                    Ok(claims) if claims.scope == jwt::BUSINESS => Ok(()),
                    _ => Err(unauthorized()),
                }
            }
        }
    }

    fn holds_key(&self, app: &AppId, name: &str, secret: &str) -> Result<(), Refusal> {
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
