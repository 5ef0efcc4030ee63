//! The webhooks of a custom integration.

use super::super::outcome::{Refusal, Reply};
use super::super::{Ruling, Turn, WebhookCall, World};
use super::reader::Reader;
use avmsdk_protocol::business::BusinessWebhook;
use avmsdk_protocol::id::{AppId, IntegrationId};
use avmsdk_protocol::{Object, Value, Wire as _};
use url::Url;

/// Webhooks of one integration. Assumed.
pub(super) const MOST: usize = 10;
/// What a webhook may hear of; `*` is all of it.
///
/// Source: <https://docs.smooch.io/rest/#section/Webhook-Triggers>. Those of channels' referrals and of
/// switchboards are taken and never come.
const TRIGGERS: [&str; 24] = [
    "*",
    "client:add",
    "client:remove",
    "client:update",
    "conversation:create",
    "conversation:join",
    "conversation:leave",
    "conversation:message",
    "conversation:message:delivery:channel",
    "conversation:message:delivery:failure",
    "conversation:message:delivery:user",
    "conversation:postback",
    "conversation:read",
    "conversation:referral",
    "conversation:remove",
    "conversation:typing",
    "switchboard:acceptControl",
    "switchboard:acceptControl:failure",
    "switchboard:offerControl",
    "switchboard:passControl",
    "switchboard:releaseControl",
    "user:delete",
    "user:merge",
    "user:update",
];

impl World {
    pub(super) fn business_webhook(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        id: &IntegrationId,
        call: WebhookCall,
    ) -> Ruling {
        let mut integration = self.integration(app, id)?.clone();
        if integration.record.kind() != "custom" {
            return Err(Refusal::bad_request(
                "only an integration of type `custom` has webhooks",
            ));
        }
        let all = integration.webhooks.clone();
        let find = |webhook: &str| {
            let found = all.iter().position(|one| one.id() == webhook);
            found.ok_or_else(|| Refusal::new(404, "webhook_not_found", "Webhook not found"))
        };
        let reply = match call {
            WebhookCall::List => {
                let mut response = Object::new();
                response.set("webhooks", integration.webhooks.to_value());
                return Ok(Reply::ok(&response));
            }
            WebhookCall::Get(webhook) => {
                return Ok(Reply::ok(&response(&integration.webhooks[find(&webhook)?])));
            }
            WebhookCall::Create(body) => {
                if integration.webhooks.len() >= MOST {
                    let text = format!("an integration has at most {MOST} webhooks");
                    return Err(Refusal::bad_request(text));
                }
                let webhook = self.new_webhook(turn, &mut Reader::new(&body, ""))?;
                let reply = Reply::created(&response(&webhook));
                integration.webhooks.push(webhook);
                reply
            }
            WebhookCall::Update(webhook, body) => {
                let webhook = &mut integration.webhooks[find(&webhook)?];
                apply(webhook, &mut Reader::new(&body, ""))?;
                Reply::ok(&response(webhook))
            }
            WebhookCall::Delete(webhook) => {
                integration.webhooks.remove(find(&webhook)?);
                Reply::ok(&Object::new())
            }
        };
        self.put_integration(turn, id, integration);
        Ok(reply)
    }

    /// A webhook as it is asked for, with an id and a secret of its own.
    pub(super) fn new_webhook(
        &mut self,
        turn: &Turn,
        reader: &mut Reader<'_>,
    ) -> Result<BusinessWebhook, Refusal> {
        reader.need("target", reader.value("target"))?;
        reader.need("triggers", reader.value("triggers"))?;
        let mut webhook = BusinessWebhook::new();
        webhook
            .set_id(self.entropy.id(turn.now))
            .set_version(Some("v2".to_owned()))
            .set_secret(self.entropy.secret())
            .set_include_full_user(Some(false))
            .set_include_full_source(Some(false));
        apply(&mut webhook, reader)?;
        Ok(webhook)
    }
}

fn response(webhook: &BusinessWebhook) -> Object {
    let mut response = Object::new();
    response.set("webhook", webhook.to_value());
    response
}

fn apply(webhook: &mut BusinessWebhook, reader: &mut Reader<'_>) -> Result<(), Refusal> {
    if let Some(target) = reader.uri("target")? {
        let is_reachable =
            Url::parse(target).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        if !is_reachable {
            return Err(reader.fault("target", "an address that begins with `http:` or `https:`"));
        }
        webhook.set_target(target.to_owned());
    }
    match reader.value("triggers") {
        None => {}
        Some(Value::Array(given)) if !given.is_empty() => {
            let mut triggers = Vec::new();
            for (index, one) in given.iter().enumerate() {
                let known = one.as_str().filter(|one| TRIGGERS.contains(one));
                let known = known.ok_or_else(|| {
                    let words = TRIGGERS.map(|one| format!("`{one}`")).join(", ");
                    reader.fault(&format!("triggers[{index}]"), format!("one of {words}"))
                })?;
                triggers.push(known.to_owned());
            }
            webhook.set_triggers(triggers);
        }
        Some(_) => return Err(reader.fault("triggers", "a list of at least one trigger")),
    }
    if let Some(flag) = reader.flag("includeFullUser")? {
        webhook.set_include_full_user(Some(flag));
    }
    if let Some(flag) = reader.flag("includeFullSource")? {
        webhook.set_include_full_source(Some(flag));
    }
    Ok(())
}
