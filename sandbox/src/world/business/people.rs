//! Of whom the business speaks: users by either of their ids, authors, the people of a conversation.

use super::super::World;
use super::super::outcome::Refusal;
use super::super::state::{Account, Thread};
use super::reader::Reader;
use avmsdk_protocol::Object;
use avmsdk_protocol::id::{AppId, ExternalId, UserId};
use std::ops::RangeInclusive;

/// Characters of an id.
const ID: RangeInclusive<usize> = 1..=128;
/// Characters of a name. Assumed.
const NAME: RangeInclusive<usize> = 0..=128;

/// Who says or does something.
pub(super) enum Speaker {
    /// The business, under the name and picture given: `displayName`, `avatarUrl`, `subtypes`.
    Business(Object),
    /// One of the conversation's users, on whose behalf the business speaks.
    User(UserId, Object),
}

impl World {
    /// The user that an object names by `userId` or by `userExternalId`.
    pub(super) fn user_named(&self, app: &AppId, named: &mut Reader<'_>) -> Result<&Account, Refusal> {
        let found = match (named.text("userId", ID)?, named.text("userExternalId", ID)?) {
            (Some(id), None) => self.user_by_id(app, &UserId::new(id)),
            (None, Some(name)) => self.state.named(app, &ExternalId::new(name)),
            _ => {
                let wanted = "there, or `userExternalId`, but not both";
                return Err(named.fault("userId", wanted));
            }
        };
        found.ok_or_else(no_user)
    }

    pub(super) fn user_by_id(&self, app: &AppId, id: &UserId) -> Option<&Account> {
        self.state.accounts.get(id).filter(|account| account.app == *app)
    }

    /// The author that a request names; a user must take part in the conversation.
    pub(super) fn speaker(&self, app: &AppId, thread: &Thread, request: &Object) -> Result<Speaker, Refusal> {
        let request = Reader::new(request, "");
        let author = request.object("author")?;
        let mut author = request.need("author", author)?;
        let kind = author.word("type", &["business", "user"])?;
        let kind = author.need("type", kind)?;
        author.text("displayName", NAME)?;
        author.media("avatarUrl")?;
        if kind == "business" {
            subtypes(&mut author)?;
            return Ok(Speaker::Business(author.done()));
        }
        let user = self.user_named(app, &mut author)?.user.id();
        if thread.has(&user) {
            Ok(Speaker::User(user, author.done()))
        } else {
            Err(no_participant())
        }
    }
}

/// What sort of business speaks: the only one that there is is a machine.
fn subtypes(author: &mut Reader<'_>) -> Result<(), Refusal> {
    use avmsdk_protocol::Value;
    match author.value("subtypes") {
        None => Ok(()),
        Some(Value::Array(words)) if words.iter().all(|word| word.as_str() == Some("AI")) => {
            author.keep("subtypes", Value::Array(words.clone()));
            Ok(())
        }
        Some(_) => Err(author.fault("subtypes", "a list of `AI`")),
    }
}

pub(super) fn no_user() -> Refusal {
    Refusal::new(404, "user_not_found", "User not found")
}

pub(super) fn no_participant() -> Refusal {
    Refusal::new(
        404,
        "participant_not_found",
        "The user is not a participant of the conversation",
    )
}
