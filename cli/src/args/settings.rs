//! Where defaults come from.

use std::path::PathBuf;

/// Flags about `avmsdk.toml`.
#[derive(Debug, clap::Args)]
pub(crate) struct SettingsArgs {
    /// Take the settings of one place: what stands under `[env.NAME]` goes before the rest
    #[arg(long, value_name = "NAME", env = "AVMSDK_ENV", hide_env_values = true)]
    pub(crate) env: Option<String>,
    /// The settings file [default: the nearest `avmsdk.toml`, from the current folder upwards]
    #[arg(long, value_name = "FILE", env = "AVMSDK_CONFIG", hide_env_values = true)]
    pub(crate) config: Option<PathBuf>,
}
