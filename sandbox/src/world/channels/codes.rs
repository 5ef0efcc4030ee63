//! Codes: words by which a person at a channel is known to be a certain user.

use super::super::outcome::Refusal;
use super::super::state::{Code, Purpose};
use super::super::{Turn, World};
use avmsdk_protocol::Seconds;
use avmsdk_protocol::id::{ConversationId, IntegrationId, UserId};

/// How long a code counts, in microseconds: a day (assumed).
const LIFETIME: i64 = 24 * 60 * 60 * 1_000_000;

/// What a code leads to.
pub(super) struct Lead {
    pub(super) user: UserId,
    pub(super) integration: IntegrationId,
    pub(super) conversation: Option<ConversationId>,
}

impl World {
    /// A new code for a user at a channel. One handed out before is void, and so are those that have
    /// expired.
    pub(super) fn hand_out(
        &mut self,
        turn: &mut Turn,
        user: &UserId,
        integration: &IntegrationId,
    ) -> Result<String, Refusal> {
        let conversation = self.conversation_now(user, None);
        self.linking(user)?;
        // The prefix keeps it apart from what people write by themselves (assumed).
        let text = format!("lr_{}", self.entropy.secret());
        let code = Code {
            text: text.clone(),
            purpose: Purpose::Link(integration.clone(), conversation),
            expires: Seconds::from_micros(turn.clock.as_micros() + LIFETIME),
        };
        if let Some(account) = self.state.accounts.get_mut(user) {
            let is_void = |code: &Code| match &code.purpose {
                Purpose::Link(one, _) => one == integration || code.expires <= turn.clock,
                Purpose::SignIn => false,
            };
            account.codes.retain(|code| !is_void(code));
            account.codes.push(code);
            turn.keep_account(account);
        }
        Ok(text)
    }

    /// Whom and what a code stands for.
    pub(super) fn lead_of(&self, text: &str, now: Seconds) -> Result<Lead, Refusal> {
        let of_account = self.state.accounts.values().find_map(|account| {
            let mut codes = account.codes.iter();
            let code = codes.find(|code| code.text == text && code.expires > now)?;
            match &code.purpose {
                Purpose::Link(integration, conversation) => Some(Lead {
                    user: account.user.id(),
                    integration: integration.clone(),
                    conversation: conversation.clone(),
                }),
                Purpose::SignIn => None,
            }
        });
        of_account.ok_or_else(|| {
            Refusal::new(
                404,
                "code_not_found",
                "There is no such code, or it has been used, replaced by a newer one, or expired",
            )
        })
    }

    /// The code counts no longer.
    pub(super) fn use_up(&mut self, turn: &mut Turn, user: &UserId, text: &str) {
        if let Some(account) = self.state.accounts.get_mut(user) {
            account.codes.retain(|code| code.text != text);
            turn.keep_account(account);
        }
    }
}
