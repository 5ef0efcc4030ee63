//! Integrations as the business has them.

use super::super::directory::Integration;
use super::super::outcome::{Change, Refusal, Reply};
use super::super::{IntegrationCall, Paging, Ruling, Turn, World};
use super::reader::Reader;
use super::{page, web, webhooks};
use avmsdk_protocol::business::BusinessIntegration;
use avmsdk_protocol::id::{AppId, IntegrationId};
use avmsdk_protocol::{Object, Value, Wire as _};

/// Characters of a name that the business gives an integration. Assumed.
const NAME: std::ops::RangeInclusive<usize> = 1..=100;

impl World {
    pub(super) fn business_integration(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        call: IntegrationCall,
    ) -> Ruling {
        match call {
            IntegrationCall::Create(body) => self.create_integration(turn, app, &body),
            IntegrationCall::List(types, paging) => self.integrations(app, types.as_deref(), &paging),
            IntegrationCall::Get(id) => Ok(Reply::ok(&response(self.integration(app, &id)?))),
            IntegrationCall::Update(id, body) => self.update_integration(turn, app, &id, &body),
            IntegrationCall::Delete(id) => {
                self.integration(app, &id)?;
                self.state.directory.integrations.remove(&id);
                turn.changes.push(Change::Integration(id, None));
                Ok(Reply::ok(&Object::new()))
            }
            IntegrationCall::Webhook(id, call) => self.business_webhook(turn, app, &id, call),
        }
    }

    /// An integration of an app.
    pub(super) fn integration(&self, app: &AppId, id: &IntegrationId) -> Result<&Integration, Refusal> {
        let found = self.state.directory.integrations.get(id);
        found
            .filter(|found| found.app == *app)
            .ok_or_else(|| Refusal::new(404, "integration_not_found", "Integration not found"))
    }

    /// Puts an integration in its place and keeps it.
    pub(super) fn put_integration(&mut self, turn: &mut Turn, id: &IntegrationId, integration: Integration) {
        let change = Change::Integration(id.clone(), Some(integration.clone()));
        turn.changes.push(change);
        self.state.directory.integrations.insert(id.clone(), integration);
    }

    /// A custom one with its webhooks, or a web messenger. Channels need accounts elsewhere: those of the
    /// sandbox come from its seed.
    fn create_integration(&mut self, turn: &mut Turn, app: &AppId, body: &Object) -> Ruling {
        let mut reader = Reader::new(body, "");
        let kind = reader.word("type", &["custom", "web"])?;
        let kind = reader.need("type", kind)?;
        let id = IntegrationId::new(self.entropy.id(turn.now));
        let mut record = BusinessIntegration::new();
        record
            .set_id(id.clone())
            .set_kind(kind.to_owned())
            .set_status("active".to_owned());
        name(&mut record, &mut reader)?;
        let mut made = Vec::new();
        if kind == "web" {
            web::apply(&mut record, &mut reader)?;
        } else {
            let given = reader.objects("webhooks", 1..=webhooks::MOST)?;
            for mut one in reader.need("webhooks", given)? {
                made.push(self.new_webhook(turn, &mut one)?);
            }
        }
        let integration = Integration {
            app: app.clone(),
            record,
            webhooks: made,
        };
        let reply = Reply::created(&response(&integration));
        self.put_integration(turn, &id, integration);
        Ok(reply)
    }

    fn integrations(&self, app: &AppId, types: Option<&str>, paging: &Paging) -> Ruling {
        let is_wanted = |kind: &str| types.is_none_or(|types| types.split(',').any(|one| one.trim() == kind));
        let found: Vec<(&IntegrationId, &Integration)> = self
            .state
            .directory
            .of_app(app)
            .filter(|(_, one)| is_wanted(&one.record.kind()))
            .collect();
        let ids: Vec<&str> = found.iter().map(|(id, _)| id.as_str()).collect();
        page::reply("integrations", &ids, page::Order::FromFirst, paging, |index| {
            found
                .get(index)
                .map_or(Value::Null, |(_, one)| describe(one).into())
        })
    }

    fn update_integration(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        id: &IntegrationId,
        body: &Object,
    ) -> Ruling {
        let mut integration = self.integration(app, id)?.clone();
        let mut reader = Reader::new(body, "");
        name(&mut integration.record, &mut reader)?;
        if integration.record.kind() == "web" {
            web::apply(&mut integration.record, &mut reader)?;
        }
        let reply = Reply::ok(&response(&integration));
        self.put_integration(turn, id, integration);
        Ok(reply)
    }
}

fn name(record: &mut BusinessIntegration, reader: &mut Reader<'_>) -> Result<(), Refusal> {
    if let Some(name) = reader.text("displayName", NAME)? {
        record.set_display_name(Some(name.to_owned()));
    } else if reader.whole_object().get("displayName") == Some(&Value::Null) {
        record.set_display_name(None);
    }
    Ok(())
}

fn response(integration: &Integration) -> Object {
    let mut response = Object::new();
    response.set("integration", describe(integration));
    response
}

fn describe(integration: &Integration) -> Object {
    let mut seen = integration.record.object().clone();
    if integration.record.kind() == "custom" {
        let all = integration.webhooks.iter().map(|one| one.to_value());
        seen.set("webhooks", Value::Array(all.collect()));
    }
    seen
}
