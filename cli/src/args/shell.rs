//! The arguments of the commands that describe the program to others.

use std::path::PathBuf;

/// Print a script that completes commands and flags in a shell
#[derive(Debug, clap::Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub(crate) shell: clap_complete::Shell,
}

/// Print a manual page, or write all of them into a folder
#[derive(Debug, clap::Args)]
pub(crate) struct ManArgs {
    /// The command whose page is printed [default: the page of the whole program]
    #[arg(value_name = "COMMAND")]
    pub(crate) page: Option<String>,
    /// The folder to write all pages into; it is made if it is not there
    #[arg(long, value_name = "DIR", conflicts_with = "page")]
    pub(crate) out: Option<PathBuf>,
}
