//! The arguments of `avmsdk csp`.

use super::{EmbeddingArgs, SettingsArgs};
use std::path::PathBuf;

/// Print the Content-Security-Policy that the widget needs
#[derive(Debug, clap::Args)]
pub(crate) struct CspArgs {
    /// Where the files are hosted [default: as in the configured package in or under the current folder,
    /// else as in `avmsdk.toml`]
    #[arg(
        value_name = "PUBLIC_PATH",
        env = "AVMSDK_PUBLIC_PATH",
        hide_env_values = true
    )]
    pub(crate) public_path: Option<String>,
    /// The package to judge by: a folder, or `bundled` for the one in this program [default: the configured
    /// package that is found, else bundled]
    #[arg(
        long,
        value_name = "DIR|bundled",
        env = "AVMSDK_SOURCE",
        hide_env_values = true
    )]
    pub(crate) source: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) embedding: EmbeddingArgs,
    /// Origin of a messaging service of your own, instead of the hosted one
    // A flag must beat the other's variable, so `settings` reads both variables and not clap.
    #[arg(
        long,
        value_name = "ORIGIN",
        conflicts_with = "region",
        help = "Origin of a messaging service of your own, instead of the hosted one [env: AVMSDK_API_HOST]"
    )]
    pub(crate) api_host: Option<String>,
    /// Region of the hosted service
    #[arg(
        long,
        value_name = "REGION",
        help = "Region of the hosted service, such as `eu-1` [env: AVMSDK_REGION]"
    )]
    pub(crate) region: Option<String>,
    /// Sites that messages open inside the widget
    #[arg(
        long,
        value_name = "URL,…",
        value_delimiter = ',',
        env = "AVMSDK_WEBVIEW_HOST",
        hide_env_values = true
    )]
    pub(crate) webview_host: Vec<String>,
    /// Do without `blob:`, for pages that turn the upload of images off
    #[arg(long)]
    pub(crate) no_image_upload: bool,
    /// Do without `'wasm-unsafe-eval'`; the widget then runs as plain JavaScript
    #[arg(long)]
    pub(crate) strict: bool,
    /// Allow nothing else, for a page of your own that has no policy yet
    #[arg(long)]
    pub(crate) standalone: bool,
    /// A file with an inline script of your page, exactly what stands between its tags (repeatable)
    #[arg(long, value_name = "FILE")]
    pub(crate) inline: Vec<PathBuf>,
    /// How to print it [default: meta]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) format: Option<CspFormat>,
    /// Print each source with the reason why it is there
    #[arg(long, conflicts_with = "format")]
    pub(crate) explain: bool,
    /// Say what a page or a policy would block of it, source by source
    #[arg(long, value_name = "URL|@FILE", conflicts_with_all = ["format", "explain", "standalone"])]
    pub(crate) check: Option<String>,
    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
}

/// One value of `--format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum CspFormat {
    /// A `<meta>` tag for the page's head
    Meta,
    /// An HTTP header
    Header,
    /// A document with every source and its reasons
    Json,
}
