//! What the policy and the snippets depend on, the same for `configure` and `csp`.

/// Flags about the pages that carry the widget.
#[derive(Debug, clap::Args)]
pub(crate) struct EmbeddingArgs {
    /// Channels that visitors can link to, for the Content-Security-Policy
    #[arg(
        long,
        value_name = "CHANNEL,…",
        value_delimiter = ',',
        env = "AVMSDK_CHANNELS",
        hide_env_values = true
    )]
    pub(crate) channels: Option<Vec<String>>,
    /// Hosts of images and files in messages, for the Content-Security-Policy
    #[arg(
        long,
        value_name = "URL,…",
        value_delimiter = ',',
        env = "AVMSDK_MEDIA_HOST",
        hide_env_values = true
    )]
    pub(crate) media_host: Vec<String>,
    /// Your integration id, for the init snippet
    #[arg(
        long,
        value_name = "ID",
        env = "AVMSDK_INTEGRATION_ID",
        hide_env_values = true
    )]
    pub(crate) integration_id: Option<String>,
}
