//! What the page says about the user: kept until there is a user, then sent, at most once in the
//! interval that the service names, and before each message.

use super::Session;
use crate::change::Change;
use crate::effect::{Alarm, Method, PromiseId, Refusal};
use crate::input::{Answer, Now};
use crate::outcome::Outcome;
use crate::ticket::Purpose;
use avmsdk_protocol::user::User;
use avmsdk_protocol::{Object, Value, path};

/// What may be said about a user.
const KEYS: [&str; 5] = ["givenName", "surname", "email", "signedUpAt", "properties"];
/// Seconds between two uploads where the service does not say.
const DEFAULT_INTERVAL: u64 = 60;

/// What the service has yet to be told.
#[derive(Clone, Debug, Default)]
pub(super) struct Profile {
    pending: Object,
    /// Told, and not answered yet.
    sent: Object,
    last: Option<Now>,
    promises: Vec<PromiseId>,
    /// How many of them wait for what is on its way.
    told: usize,
}

impl Profile {
    /// Those who wait for it to be sent.
    pub(super) fn take_promises(&mut self) -> Vec<PromiseId> {
        core::mem::take(&mut self.promises)
    }
}

impl Session {
    /// The user as the page sees it: what the service says, and what it has yet to be told.
    pub fn page_user(&self) -> Option<Value> {
        let mut user = match &self.user {
            Some(user) => user.object().clone(),
            None => Object::new(),
        };
        if let Some(external) = self.identity.external_id() {
            user.set("userId", external.as_str());
        }
        if self.is_whole {
            self.add_profile(&mut user);
        }
        (!user.is_empty()).then(|| user.into())
    }

    #[inline(never)]
    fn add_profile(&self, user: &mut Object) {
        self.debug_whole();
        merge(user, &self.profile.sent);
        merge(user, &self.profile.pending);
    }

    pub(super) fn update_user(&mut self, given: Object, promise: PromiseId) {
        let mut properties = Object::new();
        for key in KEYS {
            if let Some(value) = given.get(key) {
                properties.set(key, value.clone());
            }
        }
        let is_text = |key| {
            properties
                .get(key)
                .is_none_or(|value: &Value| value.as_str().is_some())
        };
        if let Some(key) = ["givenName", "surname", "email"]
            .into_iter()
            .find(|key| !is_text(key))
        {
            let message = ["updateUser: `", key, "` should be a string"].concat();
            return self.settle(Some(promise), Err(Refusal::ours("bad_user", &message)));
        }
        merge(&mut self.profile.pending, &properties);
        self.change(Change::User);
        self.profile.promises.push(promise);
        self.send_profile_in_time();
    }

    /// Sends what is new, or sees to it that it will be.
    #[inline(never)]
    pub(super) fn send_profile_in_time(&mut self) {
        let due = self.profile.last.map(|last| last.0 + self.upload_interval());
        match due.filter(|due| *due > self.now.0) {
            Some(due) if !self.profile.pending.is_empty() && self.profile.sent.is_empty() => {
                let wait = (due - self.now.0).min(u64::from(u32::MAX)) as u32;
                self.set_alarm(Alarm::Profile, wait);
                self.settle_profile(None);
            }
            _ => self.send_profile(),
        }
    }

    /// Sends what is new, if anything is and there is somebody to say it of.
    #[inline(never)]
    pub(super) fn send_profile(&mut self) {
        self.debug_whole();
        if self.is_being_asked(Purpose::Profile) {
            // Of two the later might arrive first. What is new goes after it.
            return;
        }
        self.forget_what_is_known();
        let is_enabled = self.setting("profile", "enabled") != Some(&false.into());
        let user = self
            .identity
            .user()
            .filter(|_| is_enabled && !self.profile.pending.is_empty());
        let Some(user) = user else {
            return self.settle_profile(None);
        };
        let path = path::user(&self.app, user);
        self.profile.sent = core::mem::take(&mut self.profile.pending);
        self.profile.told = self.profile.promises.len();
        self.profile.last = Some(self.now);
        self.clear_alarm(Alarm::Profile);
        let body = self.profile.sent.clone();
        self.ask(Purpose::Profile, Method::Put, path, Some(body));
    }

    pub(super) fn profile_sent(&mut self, answer: Answer) {
        let sent = core::mem::take(&mut self.profile.sent);
        let refusal = match answer.outcome::<Value>() {
            Outcome::Refused(refusal) if refusal.status.is_some() => {
                self.change(Change::User);
                Some(refusal)
            }
            Outcome::Done(_) | Outcome::Refused(_) => {
                self.user_is(&sent);
                None
            }
            Outcome::Later { .. } => {
                // It goes with the next message, or with the next change.
                let newer = core::mem::replace(&mut self.profile.pending, sent);
                merge(&mut self.profile.pending, &newer);
                return self.settle_profile(Some(Refusal::unreachable()));
            }
        };
        let told = self.profile.told.min(self.profile.promises.len());
        let newer = self.profile.promises.split_off(told);
        self.settle_profile(refusal);
        self.profile.promises = newer;
        self.send_profile_in_time();
    }

    /// The visitor becomes another: what was said of the one before is not said of the next.
    #[inline(never)]
    pub(super) fn profile_of_another(&mut self, refusal: &Refusal) {
        self.debug_whole();
        self.settle_profile(Some(refusal.clone()));
        self.profile = Profile::default();
    }

    /// What goes along when the user is made.
    #[inline(never)]
    pub(super) fn add_profile_of_new_user(&mut self, request: &mut Object) {
        self.debug_whole();
        merge(
            &mut self.profile.sent,
            &core::mem::take(&mut self.profile.pending),
        );
        request.extend(&self.profile.sent);
    }

    /// The user was made with it, or was not made.
    #[inline(never)]
    pub(super) fn profile_went_along(&mut self, made: bool) {
        self.debug_whole();
        let sent = core::mem::take(&mut self.profile.sent);
        if made {
            self.user_is(&sent);
            if !sent.is_empty() {
                self.profile.last = Some(self.now);
            }
        } else {
            let newer = core::mem::replace(&mut self.profile.pending, sent);
            merge(&mut self.profile.pending, &newer);
        }
        self.settle_profile(None);
    }

    fn user_is(&mut self, properties: &Object) {
        if let Some(user) = &mut self.user {
            merge(user.object_mut(), properties);
            self.change(Change::User);
        }
    }

    /// What the service knows already need not be sent.
    fn forget_what_is_known(&mut self) {
        let Some(user) = &self.user else { return };
        for key in KEYS {
            if self.profile.pending.get(key).is_some() && self.profile.pending.get(key) == known(user, key) {
                self.profile.pending.take(key);
            }
        }
    }

    fn settle_profile(&mut self, refusal: Option<Refusal>) {
        let result = match refusal {
            Some(refusal) => Err(refusal),
            None => Ok(self.page_user().unwrap_or_default()),
        };
        let promises = self.profile.take_promises();
        self.settle_all(promises, &result);
    }

    /// Milliseconds between two uploads.
    fn upload_interval(&self) -> u64 {
        let interval = self.setting("profile", "uploadInterval");
        let micros = interval
            .and_then(Value::as_number)
            .and_then(|number| number.as_micros());
        micros.map_or(DEFAULT_INTERVAL * 1000, |micros| {
            u64::try_from(micros / 1000).unwrap_or_default()
        })
    }
}

fn known<'a>(user: &'a User, key: &str) -> Option<&'a Value> {
    user.object().get(key)
}

/// Puts what is new over what was; properties go one by one (observed).
fn merge(into: &mut Object, from: &Object) {
    for (key, value) in from.iter() {
        let before = into.get(key).and_then(Value::as_object).cloned();
        match (key, before, value.as_object()) {
            ("properties", Some(mut before), Some(newer)) => {
                for (name, value) in newer.iter() {
                    before.set(name, value.clone());
                }
                into.set(key, before);
            }
            _ => into.set(key, value.clone()),
        }
    }
}

impl Session {
    /// A part of the config, which a user may have of its own.
    pub(super) fn setting(&self, part: &str, name: &str) -> Option<&Value> {
        self.config.get(part)?.get(name)
    }

    /// What the service sets for this user in place of the config.
    pub(super) fn take_settings(&mut self, settings: &Object) {
        for (part, value) in settings.iter() {
            self.config.set(part, value.clone());
        }
        self.realtime.configure(self.config.get("realtime"));
    }
}
