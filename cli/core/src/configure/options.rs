//! What the owner of a site chooses.

use super::{FromUrl, IntegrationId};
use crate::{PublicPath, csp};

/// Everything that decides an output besides the package itself.
#[derive(Debug, Clone)]
pub struct ConfigureOptions {
    /// Where the files will be hosted.
    pub public_path: PublicPath,
    /// The URL that stands in the package in place of the placeholder, as it was written there.
    pub from: Option<FromUrl>,
    /// Channels and hosts, for the policy in the README.
    pub csp: csp::Options,
    /// The integration to show in snippets.
    pub integration_id: Option<IntegrationId>,
    /// The version of the program, for the manifest.
    pub tool_version: String,
}

impl ConfigureOptions {
    /// The plain choice: a public path and nothing else.
    #[must_use]
    pub fn new(public_path: PublicPath, tool_version: &str) -> Self {
        Self {
            public_path,
            from: None,
            csp: csp::Options::default(),
            integration_id: None,
            tool_version: tool_version.to_owned(),
        }
    }
}
