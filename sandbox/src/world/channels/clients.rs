//! Channels that are linked by a number or an email address, and unlinking any.

use super::super::outcome::{Refusal, Reply};
use super::super::{Ruling, Turn, World};
use super::news::News;
use super::{identity, no_client};
use avmsdk_protocol::event::EventType;
use avmsdk_protocol::id::{AppId, ConversationId, IntegrationId, UserId};
use avmsdk_protocol::link::{ClientRequest, ClientResponse, Confirmation, Criteria};
use avmsdk_protocol::user::LinkedClient;
use avmsdk_protocol::{Malformed, Object, Value, Wire as _};

/// Where a client that waits keeps the conversation that it is to be linked to.
const TARGET: &str = "conversationId";

impl World {
    /// `POST …/clients`: somebody at a channel is asked whether to link it, or nobody is.
    ///
    /// The answer is the client as it waits, in either case; what becomes of it comes as events
    /// (observed). One channel waits for one confirmation: a further request takes the place of the
    /// former (assumed).
    pub(super) fn add_client(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        user: &UserId,
        request: &Object,
    ) -> Ruling {
        let request = ClientRequest::from_value(request.to_value())
            .map_err(|fault: Malformed| Refusal::bad_request(fault.to_string()))?;
        let how = request.confirmation().kind();
        if let Confirmation::Other(_) = how {
            return Err(Refusal::bad_request(
                "`confirmation.type` should be `prompt` or `immediate`",
            ));
        }
        let criteria = request.criteria();
        let external = external_id(&criteria)?;
        let kind = self.channel(app, &criteria.integration_id())?.record.kind();
        if kind != criteria.kind() {
            return Err(Refusal::bad_request(format!(
                "`criteria.type` should be the integration's: `{kind}`"
            )));
        }
        let target = request.target().and_then(|target| target.conversation_id());
        if let Some(target) = &target
            && !self.state.thread(app, target)?.has(user)
        {
            return Err(Refusal::no_conversation());
        }
        let known = self.linking(user)?.user.clients();
        let wanted = Some((kind.clone(), external.clone()));
        if known.iter().any(|client| identity(client) == wanted) {
            return Err(Refusal::new(
                409,
                "already_linked",
                format!("{external} is linked to this user already"),
            ));
        }
        let mut client = self.new_client(turn, &kind, &criteria.integration_id(), &external, &external);
        let mut response = ClientResponse::new();
        response.set_client(client.clone());
        let conversation = self.conversation_for(turn, user, target.as_ref())?;
        client.object_mut().set(TARGET, conversation.as_str());
        self.put_in_wait(turn, user, &client, &conversation);
        if let Some(fault) = self.failures.remove(&external) {
            self.take_from_wait(turn, user, &client.id());
            let gone = News::Removed("linkFailed");
            self.tell_of_client(turn, user, &client, gone, Some(&conversation));
            self.tell_visitor(
                turn,
                user,
                EventType::LinkFailed,
                &conversation,
                client,
                Some(fault),
            )?;
            return Ok(Reply::created(&response));
        }
        match how {
            Confirmation::Immediate => {
                self.take_from_wait(turn, user, &client.id());
                self.link_channel(turn, user, &conversation, client, News::Confirmed)?;
            }
            // The sandbox's channels know everybody, and ask at once.
            Confirmation::Prompt | Confirmation::UserActivity | Confirmation::Other(_) => {
                self.tell_of_client(turn, user, &client, News::Matched, Some(&conversation));
                self.tell_visitor(turn, user, EventType::LinkMatched, &conversation, client, None)?;
            }
        }
        Ok(Reply::created(&response))
    }

    /// `DELETE …/clients/{id}`: unlinks a channel, or gives up waiting for one. No event tells of it:
    /// `link:cancelled` would undo what the visitor does next in the observed client.
    pub(super) fn remove_client(&mut self, turn: &mut Turn, user: &UserId, id: &str) -> Ruling {
        let gone = match self.take_from_wait(turn, user, id) {
            Some(gone) => gone,
            None => self.take_channel(turn, user, id)?,
        };
        self.tell_of_client(turn, user, &gone, News::Removed("sdk"), None);
        Ok(Reply::ok(&Object::new()))
    }

    fn take_channel(&mut self, turn: &mut Turn, user: &UserId, id: &str) -> Result<LinkedClient, Refusal> {
        let mut clients = self.linking(user)?.user.clients();
        let found = clients.iter().position(|client| client.id() == id);
        let gone = clients.remove(found.ok_or_else(no_client)?);
        if gone.platform() == "web" {
            return Err(Refusal::bad_request("A browser is unlinked by logging out"));
        }
        if let Some(account) = self.state.accounts.get_mut(user) {
            account.user.set_clients(clients);
            turn.keep_account(account);
        }
        Ok(gone)
    }

    /// A client by which nothing can be received yet.
    pub(super) fn new_client(
        &mut self,
        turn: &Turn,
        platform: &str,
        integration: &IntegrationId,
        external: &str,
        display_name: &str,
    ) -> LinkedClient {
        let id = self.entropy.id(turn.now);
        let mut client = LinkedClient::new();
        client
            .set_id(id.clone())
            .set_platform(platform.to_owned())
            .set_active(Some(false))
            .set_display_name(Some(display_name.to_owned()));
        let object = client.object_mut();
        object.set("_id", id);
        object.set("integrationId", integration.as_str());
        object.set("externalId", external);
        object.set("info", Value::Object(Object::new()));
        client
    }

    fn put_in_wait(
        &mut self,
        turn: &mut Turn,
        user: &UserId,
        client: &LinkedClient,
        conversation: &ConversationId,
    ) {
        let integration = |one: &LinkedClient| one.object().get("integrationId").cloned();
        let mut replaced = Vec::new();
        if let Some(account) = self.state.accounts.get_mut(user) {
            let mut waiting = account.user.pending_clients();
            waiting.retain(|one| {
                let stays = integration(one) != integration(client);
                if !stays {
                    replaced.push(one.clone());
                }
                stays
            });
            waiting.push(client.clone());
            account.user.set_pending_clients(waiting);
            turn.keep_account(account);
        }
        for gone in replaced {
            self.tell_of_client(turn, user, &gone, News::Removed("sdk"), None);
        }
        self.tell_of_client(turn, user, client, News::Added, Some(conversation));
    }

    /// A client that waits no longer, if it did.
    pub(super) fn take_from_wait(
        &mut self,
        turn: &mut Turn,
        user: &UserId,
        id: &str,
    ) -> Option<LinkedClient> {
        let account = self.state.accounts.get_mut(user)?;
        let mut waiting = account.user.pending_clients();
        let at = waiting.iter().position(|client| client.id() == id)?;
        let taken = waiting.remove(at);
        account.user.set_pending_clients(waiting);
        turn.keep_account(account);
        Some(taken)
    }
}

/// The conversation that a client which waits is meant for.
pub(super) fn target(client: &LinkedClient) -> Option<ConversationId> {
    let id = client.object().get(TARGET).and_then(Value::as_str)?;
    Some(ConversationId::new(id))
}

/// A client as it is shown.
pub(super) fn shown(mut client: LinkedClient) -> LinkedClient {
    client.object_mut().take(TARGET);
    client
}

/// Who is meant, by the number or address that the channel knows them by.
fn external_id(criteria: &Criteria) -> Result<String, Refusal> {
    match criteria.kind().as_str() {
        "twilio" | "messagebird" | "whatsapp" => {
            let number = criteria.phone_number().unwrap_or_default();
            phone_number(&number).ok_or_else(|| {
                Refusal::bad_request(
                    "`criteria.phoneNumber` should be `+`, a country code and a number: +15145550123",
                )
            })
        }
        "mailgun" => {
            let address = criteria.address().unwrap_or_default();
            email_address(&address).ok_or_else(|| {
                Refusal::bad_request("`criteria.address` should be an email address: bea@example.com")
            })
        }
        _ => Err(Refusal::bad_request(
            "`criteria.type` should be one of twilio, messagebird, whatsapp, mailgun",
        )),
    }
}

/// A number by E.164: `+` and 7 to 15 digits, no leading 0. Spaces, dashes and parentheses, which the
/// observed client takes out, may be in it.
pub(super) fn phone_number(text: &str) -> Option<String> {
    let number: String = text
        .chars()
        .filter(|char| !matches!(char, ' ' | '-' | '(' | ')'))
        .collect();
    let digits = number.strip_prefix('+')?;
    let is_whole = (7..=15).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0');
    is_whole.then_some(number)
}

/// What could be an email address, without the white around it.
pub(super) fn email_address(text: &str) -> Option<String> {
    let address = text.trim();
    let (local, domain) = address.rsplit_once('@')?;
    let is_plain = |part: &str| {
        !part.is_empty()
            && !part.contains(|char: char| char == '@' || char.is_whitespace() || char.is_control())
    };
    let labels = domain.split('.').collect::<Vec<_>>();
    let is_whole = address.len() <= 254
        && is_plain(local)
        && is_plain(domain)
        && labels.len() > 1
        && labels.iter().all(|label| !label.is_empty());
    is_whole.then(|| address.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for (text, wanted) in [
            ("+15145550123", Some("+15145550123")),
            ("+1 (514) 555-0123", Some("+15145550123")),
            ("+2901234", Some("+2901234")),
            ("15145550123", None),
            ("+05145550123", None),
            ("+123456", None),
            ("+1234567890123456", None),
            ("+1514555O123", None),
            ("+", None),
            ("", None),
        ] {
            assert_eq!(phone_number(text).as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn addresses() {
        for (text, wanted) in [
            ("bea@example.com", Some("bea@example.com")),
            (" bea.ray+x@mail.example.com ", Some("bea.ray+x@mail.example.com")),
            ("bea@example", None),
            ("bea@.com", None),
            ("@example.com", None),
            ("bea example@example.com", None),
            ("bea@ray@example.com", None),
            ("bea", None),
            ("", None),
        ] {
            assert_eq!(email_address(text).as_deref(), wanted, "{text}");
        }
    }
}
