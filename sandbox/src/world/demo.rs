//! The identities that exist on every machine, so that examples and scripts work anywhere.

/// The app.
pub const APP: &str = "5f00000000000000000000a1";
/// Its web integration.
pub const INTEGRATION: &str = "5f00000000000000000000b1";
/// The web integration of another app, which is not active: `init` fails with it.
pub const INACTIVE_INTEGRATION: &str = "5f00000000000000000000b4";
/// The id of the app's API key.
pub const KEY_ID: &str = "app_5f00000000000000000000c1";
/// The secret of that key. It protects nothing: the sandbox holds only what a developer typed.
pub const KEY_SECRET: &str = "sandbox-secret";

/// The app of the inactive integration.
pub(super) const INACTIVE_APP: &str = "5f00000000000000000000a4";
/// The name of the business, shown where the page gives none.
pub(super) const BUSINESS_NAME: &str = "Sandbox";

/// A web integration and its app.
pub(super) struct WebIntegration {
    pub(super) app: &'static str,
    pub(super) is_active: bool,
}

/// The integration of this id.
pub(super) fn integration(id: &str) -> Option<WebIntegration> {
    match id {
        INTEGRATION => Some(WebIntegration {
            app: APP,
            is_active: true,
        }),
        INACTIVE_INTEGRATION => Some(WebIntegration {
            app: INACTIVE_APP,
            is_active: false,
        }),
        _ => None,
    }
}
