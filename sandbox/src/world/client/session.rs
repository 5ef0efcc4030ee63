//! Coming and going: login, logout, auth codes, entering a conversation.

use super::super::merge::Reason;
use super::super::notice::source_of_client;
use super::super::outcome::{Refusal, Reply};
use super::super::state::Purpose;
use super::super::{Credentials, Ruling, Turn, World};
use super::messages::page;
use super::users::{seen_by_itself, unauthorized};
use avmsdk_protocol::Object;
use avmsdk_protocol::call::{LogoutRequest, MessagesResponse};
use avmsdk_protocol::id::{AppId, ConversationId, UserId};
use avmsdk_protocol::login::{
    AuthCodeRequest, AuthCodeResponse, EnterRequest, EnterResponse, LoginRequest, ProvedUser,
};

impl World {
    /// The anonymous user that the browser was becomes the user of that name, or goes up in it. Where
    /// there is neither, 204: the user is made by its first message.
    pub(super) fn login(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        credentials: &Credentials,
        request: &LoginRequest,
    ) -> Ruling {
        let client = request.client();
        if client.platform() != "web" {
            return Err(Refusal::bad_request("`client.platform` should be `web`"));
        }
        let claimed = request.external_id();
        let Some(name) = self.named_by(app, credentials, Some(&claimed), turn.clock)? else {
            return Err(unauthorized("A login needs a JWT"));
        };
        let known = self.state.named(app, &name).map(|account| account.user.id());
        let user = match (known, self.anonymous(app, request)) {
            (None, None) => return Ok(Reply::nothing()),
            (Some(known), None) => known,
            (Some(known), Some(anonymous)) => {
                self.merge_users(turn, &known, &anonymous, Reason::Login);
                known
            }
            (None, Some(anonymous)) => {
                if let Some(account) = self.state.accounts.get_mut(&anonymous) {
                    account.user.set_external_id(Some(name));
                    // From now on only a JWT proves this user.
                    account.session_token = None;
                    turn.keep_account(account);
                }
                let source = source_of_client(&client);
                self.tell_user_updated(turn, &anonymous, Some("authentication"), Some(&source));
                anonymous
            }
        };
        self.take_in(turn, &user, &client, "sdkLogin");
        Ok(Reply::ok(&self.session(&user)?))
    }

    /// The anonymous user that a browser proves to have been. What it cannot prove is as if it had not
    /// been said (assumed): a pair that went stale in a browser's storage must not keep a visitor out who
    /// proves by JWT who it is, and nobody else's conversation is touched.
    fn anonymous(&self, app: &AppId, request: &LoginRequest) -> Option<UserId> {
        let (id, secret) = (request.user_id()?, request.session_token()?);
        let account = self.state.accounts.get(&id)?;
        let is_proved = account.app == *app && account.session_token.as_ref() == Some(&secret);
        (is_proved && account.user.external_id().is_none()).then_some(id)
    }

    /// A code signs a browser in once.
    pub(super) fn redeem_code(&mut self, turn: &mut Turn, app: &AppId, request: &AuthCodeRequest) -> Ruling {
        let client = request.client();
        if client.platform() != "web" {
            return Err(Refusal::bad_request("`client.platform` should be `web`"));
        }
        let (code, now) = (request.code(), turn.clock);
        let secret = self.entropy.secret();
        let mut accounts = self.state.accounts.values_mut();
        let found = accounts.find_map(|account| {
            let is_it = |one: &super::super::Code| one.purpose == Purpose::SignIn && one.text == code;
            let at = account.codes.iter().position(is_it)?;
            (account.app == *app).then_some((account, at))
        });
        let (account, at) = found
            .filter(|(account, at)| account.codes[*at].expires > now)
            .ok_or_else(|| unauthorized("The auth code is not valid or has expired"))?;
        account.codes.remove(at);
        let mut proved = ProvedUser::new();
        let id = account.user.id();
        // A user that has proved itself by JWT so far gets a token too: the client knows no other way on.
        proved
            .set_id(id.clone())
            .set_session_token(account.session_token.get_or_insert(secret).clone());
        turn.keep_account(account);
        self.take_in(turn, &id, &client, "authCode");
        let mut response = AuthCodeResponse::new();
        response.set_user(proved);
        Ok(Reply::ok(&response))
    }

    /// This browser is none of the user's any more, its others are. What it has subscribed to it hears until it goes.
    pub(super) fn logout(&mut self, turn: &mut Turn, user: &UserId, request: &LogoutRequest) -> Ruling {
        self.let_go(turn, user, request.client().id().as_str());
        Ok(Reply::nothing())
    }

    /// A conversation with its newest messages, and who looks at it.
    pub(super) fn enter(
        &mut self,
        app: &AppId,
        caller: &UserId,
        id: &ConversationId,
        request: &EnterRequest,
    ) -> Ruling {
        if request.author().user_id() != *caller {
            return Err(Refusal::bad_request("`author.appUserId` should be the caller"));
        }
        let thread = self.thread_of(app, caller, id)?;
        let page = page(MessagesResponse::new(), thread, None);
        let mut response = EnterResponse::new();
        response
            .set_conversation(thread.seen_by(caller))
            .set_messages(page.messages())
            .set_has_previous(page.has_previous())
            .set_user(seen_by_itself(&self.account(caller)?.user));
        // Written though empty, as in a session.
        response.object_mut().set("settings", Object::new());
        Ok(Reply::ok(&response))
    }
}
