//! What a business has set up: its apps, their keys, their integrations.

use avmsdk_protocol::business::{BusinessIntegration, BusinessWebhook};
use avmsdk_protocol::id::{AppId, IntegrationId};
use std::collections::BTreeMap;

/// All apps with their integrations.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Directory {
    /// All apps.
    pub apps: BTreeMap<AppId, App>,
    /// All integrations of all apps, by ids that no two share.
    pub integrations: BTreeMap<IntegrationId, Integration>,
}

/// One business's installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct App {
    /// The business's name, shown where the page gives none.
    pub name: String,
    /// Whether visitors are let in.
    pub is_active: bool,
    /// What the business calls by.
    pub keys: Vec<ApiKey>,
}

/// A key of an app: signs JWTs and calls the business API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// The `kid` of its JWTs, the name in Basic authentication.
    pub id: String,
    /// The secret.
    pub secret: String,
}

/// One way in or out of an app.
#[derive(Clone, Debug, PartialEq)]
pub struct Integration {
    /// The app it belongs to.
    pub app: AppId,
    /// As the business sees it, keys of its type included.
    pub record: BusinessIntegration,
    /// Who hears of what happens; only a custom integration has any.
    pub webhooks: Vec<BusinessWebhook>,
}

impl Directory {
    /// The integrations of an app, in the order of their ids.
    pub fn of_app<'a>(
        &'a self,
        app: &'a AppId,
    ) -> impl Iterator<Item = (&'a IntegrationId, &'a Integration)> {
        self.integrations
            .iter()
            .filter(move |(_, integration)| integration.app == *app)
    }

    /// The integrations that a web integration offers its visitors to link, in its order.
    ///
    /// Its `integrationOrder` filters and sorts; without one, all of the app's channels.
    pub fn offered_by<'a>(&'a self, web: &'a Integration) -> Vec<(&'a IntegrationId, &'a Integration)> {
        use avmsdk_protocol::Value;
        let channels: Vec<_> = self
            .of_app(&web.app)
            .filter(|(_, integration)| integration.is_channel())
            .collect();
        let Some(Value::Array(order)) = web.record.object().get("integrationOrder") else {
            return channels;
        };
        let wanted = order.iter().filter_map(Value::as_str);
        wanted
            .filter_map(|wanted| channels.iter().find(|(id, _)| id.as_str() == wanted))
            .copied()
            .collect()
    }
}

impl Integration {
    /// Whether visitors may link it: neither a messenger of its own nor the business's machinery.
    pub fn is_channel(&self) -> bool {
        !matches!(
            self.record.kind().as_str(),
            "web" | "ios" | "android" | "custom" | "apiConnector"
        )
    }
}
