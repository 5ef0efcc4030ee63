//! The arguments of `avmsdk schema`.

/// Print the JSON Schema of a document of `--json`, or the names of all
#[derive(Debug, clap::Args)]
pub(crate) struct SchemaArgs {
    /// The document, such as `deploy-plan` for `avmsdk.deploy-plan/1` [default: the names are listed]
    #[arg(value_name = "NAME")]
    pub(crate) document: Option<String>,
}
