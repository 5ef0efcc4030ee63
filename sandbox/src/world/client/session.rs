//! Coming and going: login, logout, auth codes, entering a conversation.

use super::super::outcome::Refusal;
use super::super::{Credentials, Ruling, Turn, World};
use avmsdk_protocol::Object;
use avmsdk_protocol::call::LogoutRequest;
use avmsdk_protocol::id::{AppId, ConversationId, UserId};

impl World {
    pub(super) fn login(
        &mut self,
        _turn: &mut Turn,
        _app: &AppId,
        _credentials: &Credentials,
        _request: &Object,
    ) -> Ruling {
        Err(not_yet())
    }

    pub(super) fn redeem_code(&mut self, _turn: &mut Turn, _app: &AppId, _request: &Object) -> Ruling {
        Err(not_yet())
    }

    pub(super) fn logout(&mut self, _turn: &mut Turn, _user: &UserId, _request: &LogoutRequest) -> Ruling {
        Err(not_yet())
    }

    pub(super) fn enter(
        &mut self,
        _turn: &mut Turn,
        _app: &AppId,
        _caller: &UserId,
        _id: &ConversationId,
        _request: &Object,
    ) -> Ruling {
        Err(not_yet())
    }
}

fn not_yet() -> Refusal {
    Refusal::new(501, "not_implemented", "Not implemented")
}
