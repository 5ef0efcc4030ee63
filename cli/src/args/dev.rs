//! The arguments of `avmsdk dev`.

use std::path::PathBuf;

/// Serve the widget with a local messaging service and a demo page
#[derive(Debug, clap::Args)]
pub(crate) struct DevArgs {
    /// The package to serve, configured or not [default: the one in this program]
    #[arg(value_name = "DIR")]
    pub(crate) package: Option<PathBuf>,
    /// The port to listen on; 0 takes any that is free
    #[arg(long, default_value_t = 8000)]
    pub(crate) port: u16,
    /// The name or address to listen on [default: this machine only]
    #[arg(long, value_name = "ADDR")]
    pub(crate) host: Option<String>,
    /// The URL that the files are configured for [default: http://localhost:PORT/static/]
    #[arg(long, value_name = "URL")]
    pub(crate) public_path: Option<String>,
    /// Where conversations are kept; `memory` forgets them at the end
    #[arg(long, value_name = "FILE|memory", default_value = ".avmsdk/sandbox.db")]
    pub(crate) data: PathBuf,
    /// A TOML file of apps, integrations, users and messages that are there at first
    #[arg(long, value_name = "FILE")]
    pub(crate) seed: Option<PathBuf>,
    /// Speak HTTPS, by certificates of an authority that is kept beside the conversations
    #[arg(long)]
    pub(crate) tls: bool,
    /// Open the demo page in the browser
    #[arg(long)]
    pub(crate) open: bool,
}
