//! How a command talks, the same for all of them.

/// Flags that every command takes.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct OutputArgs {
    /// Print one JSON document instead of text
    #[arg(long, global = true, help_heading = "Output")]
    pub(crate) json: bool,
    /// Print nothing but warnings and errors
    #[arg(long, short, global = true, help_heading = "Output")]
    pub(crate) quiet: bool,
}

impl OutputArgs {
    /// The flags as they stand in a command line that could not be understood.
    pub(crate) fn typed() -> Self {
        let has = |flag: &str| std::env::args_os().any(|arg| arg == flag);
        Self {
            json: has("--json"),
            quiet: has("--quiet") || has("-q"),
        }
    }
}
