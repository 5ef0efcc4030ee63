//! What a client is told before anything else.

use super::call::Addresses;
use super::demo::{self, WebIntegration};
use super::outcome::{Refusal, Reply};
use avmsdk_protocol::config::{
    App, BaseUrl, Config, ConfigResponse, Integration, Profile, Realtime, Style, Typing,
};
use avmsdk_protocol::id::{AppId, IntegrationId};
use avmsdk_protocol::json::Number;

/// Seconds between tries of a client that lost its connection. The hosted service says 15; somebody
/// who restarts a sandbox is less patient.
const RETRY_INTERVAL: u32 = 2;
/// Tries before a client gives up; the hosted service says 5. With the interval above a client
/// survives a restart of a minute.
const MAX_CONNECTION_ATTEMPTS: u32 = 30;
/// Seconds between uploads of a profile.
const UPLOAD_INTERVAL: u32 = 5;

/// The config of an integration.
pub(super) fn config(id: IntegrationId, addresses: Addresses) -> Result<Reply, Refusal> {
    let found = demo::integration(id.as_str());
    let found = found.ok_or_else(|| Refusal::new(404, "integration_not_found", "Integration not found"))?;
    let mut response = ConfigResponse::new();
    response.set_config(describe(&found, id, addresses));
    Ok(Reply::ok(&response))
}

fn describe(found: &WebIntegration, id: IntegrationId, addresses: Addresses) -> Config {
    let mut app = App::new();
    app.set_id(AppId::new(found.app))
        .set_status(if found.is_active { "active" } else { "inactive" }.to_owned())
        .set_name(Some(demo::BUSINESS_NAME.to_owned()));
    let mut integration = Integration::new();
    integration.set_id(id);
    let mut base_url = BaseUrl::new();
    base_url.set_web(addresses.web);
    let mut realtime = Realtime::new();
    realtime
        .set_enabled(Some(true))
        .set_base_url(addresses.realtime)
        .set_retry_interval(Some(RETRY_INTERVAL))
        .set_max_connection_attempts(Some(MAX_CONNECTION_ATTEMPTS));
    let mut profile = Profile::new();
    profile
        .set_enabled(true)
        .set_upload_interval(Some(Number::from(UPLOAD_INTERVAL)));
    let mut typing = Typing::new();
    typing.set_enabled(true);
    let mut config = Config::new();
    config
        .set_app(app)
        .set_integration(integration)
        .set_base_url(base_url)
        .set_realtime(realtime)
        .set_profile(Some(profile))
        .set_typing(Some(typing))
        .set_integrations(Vec::new())
        .set_style(Some(style()));
    config
}

fn style() -> Style {
    let text = |text: &str| Some(text.to_owned());
    let mut style = Style::new();
    style
        .set_brand_color(text("2f3a8f"))
        .set_accent_color(text("3f51d6"))
        .set_link_color(text("3f51d6"))
        .set_display_style(text("button"));
    style
}
