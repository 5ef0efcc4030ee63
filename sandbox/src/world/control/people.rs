//! Whom a developer speaks of: channels, JWTs and auth codes of users.

use super::super::outcome::{Refusal, Reply};
use super::super::state::{Account, Code, Purpose};
use super::super::{Ruling, Turn, World, demo, jwt};
use avmsdk_protocol::id::{AppId, ExternalId, UserId};
use avmsdk_protocol::record::set_field;
use avmsdk_protocol::{Object, Seconds, Wire as _, path};

/// How long a JWT lasts that is made here.
const JWT_LIFE: i64 = 3600 * 1_000_000;
/// How long ago an expired one did.
const EXPIRED_SINCE: i64 = 60 * 1_000_000;
/// How long an auth code lasts that is made here; assumed.
const CODE_LIFE: i64 = 600 * 1_000_000;

impl World {
    /// A user by the service's id, else by the business's in the demo app, else in any.
    pub(super) fn somebody(&self, name: &str) -> Option<&Account> {
        let external = ExternalId::new(name);
        let is_named = |account: &&Account| account.user.external_id().as_ref() == Some(&external);
        self.state
            .accounts
            .get(&UserId::new(name))
            .or_else(|| self.state.named(&AppId::new(demo::APP), &external))
            .or_else(|| self.state.accounts.values().find(is_named))
    }

    /// `{names}`: these, and by the other id those of them whom there are.
    pub(super) fn names_of(&self, mut names: Vec<String>) -> Reply {
        let known: Vec<&Account> = names.iter().filter_map(|name| self.somebody(name)).collect();
        for account in known {
            names.push(account.user.id().as_str().to_owned());
            names.extend(account.user.external_id().map(|id| id.as_str().to_owned()));
        }
        let mut answer = Object::new();
        answer.set("names", names.to_value());
        Reply::ok(&answer)
    }

    /// `{channel, userId?}`: where this user's clients listen, and how the business calls it.
    pub(super) fn channel_of(&self, name: &str) -> Ruling {
        let account = self.somebody(name).ok_or_else(nobody)?;
        let mut answer = Object::new();
        answer.set("channel", path::subscription(&account.app, &account.user.id()));
        set_field(&mut answer, "userId", &account.user.external_id());
        Ok(Reply::ok(&answer))
    }

    /// `{jwt}`: for a user by the business's id, who need not exist yet. One who does is signed for by
    /// its app, all others by the demo app.
    pub(super) fn make_jwt(&self, turn: &Turn, name: &str, is_expired: bool, scope: &str) -> Ruling {
        let known = self.somebody(name);
        let external = match known {
            None => name.to_owned(),
            Some(account) => account.user.external_id().map_or_else(
                || {
                    let why = "This user is anonymous: a JWT names users by the business's id";
                    Err(Refusal::bad_request(why))
                },
                |id| Ok(id.as_str().to_owned()),
            )?,
        };
        let app = known.map_or_else(|| AppId::new(demo::APP), |account| account.app.clone());
        let keys = self.state.directory.apps.get(&app).map(|app| app.keys.as_slice());
        let key = keys
            .and_then(<[_]>::first)
            .ok_or_else(|| Refusal::new(409, "no_key", format!("The app `{app}` has no key to sign with")))?;
        let expires = turn.clock.as_micros() + if is_expired { -EXPIRED_SINCE } else { JWT_LIFE };
        let expires = Seconds::from_micros(expires);
        let mut answer = Object::new();
        answer.set("jwt", jwt::sign(key, scope, Some(&external), Some(expires)));
        Ok(Reply::ok(&answer))
    }

    /// `{authCode}`: by which a client becomes this user, once.
    pub(super) fn make_auth_code(&mut self, turn: &mut Turn, name: &str) -> Ruling {
        let id = self.somebody(name).ok_or_else(nobody)?.user.id();
        let text = self.entropy.secret();
        let account = self.state.accounts.get_mut(&id).ok_or_else(nobody)?;
        account.codes.push(Code {
            text: text.clone(),
            purpose: Purpose::SignIn,
            expires: Seconds::from_micros(turn.clock.as_micros() + CODE_LIFE),
        });
        turn.keep_account(account);
        let mut answer = Object::new();
        answer.set("authCode", text);
        Ok(Reply::ok(&answer))
    }
}

pub(super) fn nobody() -> Refusal {
    Refusal::new(404, "user_not_found", "User not found")
}
