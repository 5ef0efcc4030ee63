//! What the policy and the snippets depend on, the same for the commands that know it.

/// Flags about the pages that carry the widget.
#[derive(Debug, clap::Args)]
pub(crate) struct EmbeddingArgs {
    /// Channels that visitors can link to, for the Content-Security-Policy
    #[arg(long, value_name = "CHANNEL,…", value_delimiter = ',')]
    pub(crate) channels: Option<Vec<String>>,
    /// Hosts of images and files in messages, for the Content-Security-Policy
    #[arg(long, value_name = "URL,…", value_delimiter = ',')]
    pub(crate) media_host: Vec<String>,
    /// Your integration id, for the init snippet
    #[arg(long, value_name = "ID")]
    pub(crate) integration_id: Option<String>,
}

/// Flags about the messaging service.
#[derive(Debug, clap::Args)]
pub(crate) struct ServiceArgs {
    /// Origin of a messaging service of your own, instead of the hosted one
    #[arg(long, value_name = "ORIGIN", conflicts_with = "region")]
    pub(crate) api_host: Option<String>,
    /// Region of the hosted service, such as `eu-1`
    #[arg(long, value_name = "REGION")]
    pub(crate) region: Option<String>,
}
