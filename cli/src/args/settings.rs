//! Where defaults come from.

use std::path::PathBuf;

/// Flags about `avmsdk.toml`, the same for every command.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct SettingsArgs {
    /// Take the settings of one place: what stands under `[env.NAME]` goes before the rest
    #[arg(long, value_name = "NAME", global = true, help_heading = "Settings")]
    pub(crate) env: Option<String>,
    /// The settings file [default: the nearest `avmsdk.toml`, from the current folder upwards]
    #[arg(long, value_name = "FILE", global = true, help_heading = "Settings")]
    pub(crate) config: Option<PathBuf>,
}
