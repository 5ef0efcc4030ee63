//! What web messengers may do, and which rule answers which call.

mod activity;
mod browsers;
#[cfg(test)]
mod client_test;
mod conversations;
#[cfg(test)]
mod conversations_test;
mod files;
mod forms;
mod messages;
mod misc;
mod prechat;
mod session;
mod users;

pub use messages::PAGE;
pub(super) use messages::{MAX_TEXT, event_in};

use super::outcome::Reply;
use super::{ClientCall, Credentials, GuestCall, Ruling, Turn, World};
use avmsdk_protocol::Object;
use avmsdk_protocol::id::AppId;
use users::own;

impl World {
    pub(super) fn guest(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        credentials: &Credentials,
        call: GuestCall,
    ) -> Ruling {
        match call {
            GuestCall::CreateUser(request) => self.create_user(turn, app, credentials, &request),
            GuestCall::Login(request) => self.login(turn, app, credentials, &request),
            GuestCall::RedeemCode(request) => self.redeem_code(turn, app, &request),
            GuestCall::Prechat(request) => self.prechat(turn, app, credentials, &request),
            GuestCall::ValidatePrechat(request) => Self::validate_form(&request),
        }
    }

    pub(super) fn client(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        credentials: &Credentials,
        call: ClientCall,
    ) -> Ruling {
        self.known(app)?;
        let caller = &self.caller(app, credentials, turn.clock)?;
        match call {
            ClientCall::CreateConversation(user) => {
                own(caller, &user)?;
                self.create_conversation(turn, app, &user)
            }
            ClientCall::CreateFurther(user, request) => {
                own(caller, &user)?;
                self.create_further(turn, app, &user, &request)
            }
            ClientCall::ChangeConversation(id, request) => {
                self.change_conversation(turn, app, caller, &id, &request)
            }
            ClientCall::User(user) => own(caller, &user).and_then(|()| self.user(&user)),
            ClientCall::UpdateUser(user, profile) => {
                own(caller, &user)?;
                self.update_user(turn, &user, &profile)
            }
            ClientCall::Conversations(user, offset) => {
                own(caller, &user)?;
                self.conversations(&user, offset)
            }
            ClientCall::Listen(user) => own(caller, &user).map(|()| Reply::ok(&Object::new())),
            ClientCall::Conversation(id) => self.conversation(app, caller, &id),
            ClientCall::Messages(id, before) => self.messages(app, caller, &id, before),
            ClientCall::Post(id, request) => self.post(turn, app, caller, &id, &request),
            ClientCall::Activity(id, request) => self.activity(turn, app, caller, &id, &request),
            ClientCall::Postback(id, request) => self.postback(turn, app, caller, &id, &request),
            ClientCall::Logout(user, request) => {
                own(caller, &user)?;
                self.logout(turn, &user, &request)
            }
            ClientCall::Enter(id, request) => self.enter(app, caller, &id, &request),
            ClientCall::ValidateForm(user, request) => {
                own(caller, &user).and_then(|()| Self::validate_form(&request))
            }
            ClientCall::MayUpload(id) => self.may_upload(app, caller, &id),
            ClientCall::Upload(id, upload) => self.upload(turn, app, caller, &id, upload),
            ClientCall::LocationMap {
                latitude,
                longitude,
                base,
            } => Self::location_map(app, &latitude, &longitude, &base),
            ClientCall::Pay(user, request) => {
                own(caller, &user)?;
                self.pay(turn, &user, &request)
            }
            ClientCall::Link(user, call) => {
                own(caller, &user)?;
                self.link(turn, app, &user, call)
            }
        }
    }
}
