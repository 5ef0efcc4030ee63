//! The arguments of `avmsdk verify`.

use super::SettingsArgs;
use std::path::PathBuf;

/// Check from outside what visitors get: files, headers, caches, and the page that embeds the widget
#[derive(Debug, clap::Args)]
pub(crate) struct VerifyArgs {
    /// Where the files are hosted, or a page that embeds the widget [default: `public-path` in `avmsdk.toml`]
    #[arg(
        value_name = "PUBLIC_PATH|PAGE_URL",
        env = "AVMSDK_PUBLIC_PATH",
        hide_env_values = true
    )]
    pub(crate) address: Option<String>,
    /// The site that embeds the widget, for the checks of CORS [default: the page's, else any]
    #[arg(long, value_name = "URL", env = "AVMSDK_ORIGIN", hide_env_values = true)]
    pub(crate) origin: Option<String>,
    /// What should be there: a configured package, or its `manifest.json` [default: the record of the
    /// current release below the public path]
    #[arg(long, value_name = "FILE|DIR")]
    pub(crate) manifest: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
}
