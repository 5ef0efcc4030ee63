//! The arguments of `avmsdk verify`.

use super::ServiceArgs;
use std::path::PathBuf;

/// Check from outside what visitors get: files, headers, caches, and the page that embeds the widget
#[derive(Debug, clap::Args)]
pub(crate) struct VerifyArgs {
    /// Where the files are hosted, or a page that embeds the widget [default: `public-path` in `avmsdk.toml`]
    #[arg(id = "public_path", value_name = "PUBLIC_PATH|PAGE_URL")]
    pub(crate) address: Option<String>,
    /// The site that embeds the widget, for the checks of CORS [default: the page's, else any]
    #[arg(long, value_name = "URL")]
    pub(crate) origin: Option<String>,
    /// What should be there: a configured package, or its `manifest.json` [default: the record of the
    /// current release below the public path]
    #[arg(long, value_name = "FILE|DIR")]
    pub(crate) manifest: Option<PathBuf>,
    /// Channels that visitors can link to, for the check of the page's policy
    #[arg(long, value_name = "CHANNEL,…", value_delimiter = ',')]
    pub(crate) channels: Option<Vec<String>>,
    #[command(flatten)]
    pub(crate) service: ServiceArgs,
}
