//! The arguments of `avmsdk configure`.

use super::EmbeddingArgs;
use std::path::PathBuf;

/// Make a folder of files that is ready to be hosted under your URL
#[derive(Debug, clap::Args)]
pub(crate) struct ConfigureArgs {
    /// The URL under which the files will be hosted, such as `https://cdn.example.com/chat/`
    #[arg(value_name = "PUBLIC_PATH")]
    pub(crate) public_path: String,
    /// The package to configure: a folder, or `bundled` for the one in this program
    #[arg(long, value_name = "DIR|bundled", default_value = "bundled")]
    pub(crate) source: PathBuf,
    /// The folder to make [default: the public path with `_` for every `/`, in the current folder]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Replace this URL instead of the placeholder, in a package that was configured by other means
    #[arg(long, value_name = "URL")]
    pub(crate) from: Option<String>,
    /// Replace the output folder even if this program did not make it
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) embedding: EmbeddingArgs,
    /// Write compressed siblings (`x.js.br`, `x.js.gz`) for servers that pick them up
    #[arg(
        long,
        value_name = "none|br,gzip",
        value_delimiter = ',',
        default_value = "none"
    )]
    #[arg(hide_possible_values = true)]
    pub(crate) precompress: Vec<PrecompressArg>,
}

/// One value of `--precompress`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum PrecompressArg {
    /// No siblings
    None,
    /// Brotli
    Br,
    /// Gzip
    Gzip,
}
