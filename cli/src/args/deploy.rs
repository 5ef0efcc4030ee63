//! The arguments of the commands that work on a bucket.

use super::SettingsArgs;
use std::path::PathBuf;

/// Upload a configured package so that no reader ever meets half of it
#[derive(Debug, clap::Args)]
pub(crate) struct DeployArgs {
    /// The configured package [default: the one in or under the current folder]
    #[arg(value_name = "DIR")]
    pub(crate) package: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) bucket: BucketArgs,
    #[command(flatten)]
    pub(crate) run: RunArgs,
    #[command(flatten)]
    pub(crate) readers: ReadersArgs,
    /// Keep the plan in a file for review, and do nothing
    #[arg(long, value_name = "FILE", conflicts_with_all = ["plan", "apply"])]
    pub(crate) plan_out: Option<PathBuf>,
    /// Carry out a reviewed plan; refused if the package or the bucket has changed since
    #[arg(long, value_name = "FILE", conflicts_with = "plan")]
    pub(crate) apply: Option<PathBuf>,
    /// Add the CORS rule that the widget needs, if it is missing; the other rules stay
    #[arg(long)]
    pub(crate) fix_cors: bool,
    /// Of the files whose names tell their content, store those by gzip that get smaller by a tenth at least: for a
    /// bucket without a CDN that compresses [default: none]
    #[arg(long, value_name = "none|gzip", hide_possible_values = true)]
    pub(crate) encoding: Option<EncodingArg>,
    /// Ask each object for its headers instead of trusting the record
    #[arg(long)]
    pub(crate) deep: bool,
    /// Print the least IAM policy for this target, and do nothing
    #[arg(long, conflicts_with_all = ["plan", "plan_out", "apply"])]
    pub(crate) print_policy: bool,
}

/// List the releases of a target, the current one first
#[derive(Debug, clap::Args)]
pub(crate) struct ReleasesArgs {
    #[command(flatten)]
    pub(crate) bucket: BucketArgs,
}

/// Bring an earlier release back
#[derive(Debug, clap::Args)]
pub(crate) struct RollbackArgs {
    /// The release, or the beginning of its id [default: the one before the current one]
    #[arg(value_name = "ID")]
    pub(crate) id: Option<String>,
    #[command(flatten)]
    pub(crate) bucket: BucketArgs,
    #[command(flatten)]
    pub(crate) run: RunArgs,
    #[command(flatten)]
    pub(crate) readers: ReadersArgs,
}

/// Remove files that only forgotten releases name
#[derive(Debug, clap::Args)]
pub(crate) struct PruneArgs {
    /// How many releases to keep, the current one included
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) keep: usize,
    /// Keep all releases that readers got since then, such as `30d` or `12h`: tabs that are open still load their files
    #[arg(long, value_name = "AGE", default_value = "30d")]
    pub(crate) older_than: Age,
    /// Finish a prune that was cut short less than an hour ago, if you know that it does not run any more
    #[arg(long)]
    pub(crate) take_over: bool,
    #[command(flatten)]
    pub(crate) bucket: BucketArgs,
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

/// Which bucket, and how it is reached.
#[derive(Debug, clap::Args)]
pub(crate) struct BucketArgs {
    /// The bucket and a folder in it, such as `s3://acme-chat/widget`
    #[arg(long, value_name = "s3://…", env = "AVMSDK_TARGET", hide_env_values = true)]
    pub(crate) target: Option<String>,
    /// The URL of an S3 server that is not AWS
    #[arg(long, value_name = "URL", env = "AVMSDK_ENDPOINT", hide_env_values = true)]
    pub(crate) endpoint: Option<String>,
    /// The bucket's region [default: as the AWS variables and files say]
    // Another variable than the one for the region of the messaging service.
    #[arg(
        long,
        value_name = "REGION",
        env = "AVMSDK_TARGET_REGION",
        hide_env_values = true
    )]
    pub(crate) region: Option<String>,
    /// The profile of the AWS files
    #[arg(long, value_name = "NAME", env = "AVMSDK_PROFILE", hide_env_values = true)]
    pub(crate) profile: Option<String>,
    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
}

/// How a plan is carried out.
#[derive(Debug, clap::Args)]
pub(crate) struct RunArgs {
    /// Print the plan, and do nothing
    #[arg(long)]
    pub(crate) plan: bool,
    /// Do not ask on a terminal
    #[arg(long, short = 'y')]
    pub(crate) yes: bool,
    /// How many objects to send at a time [default: 16]
    #[arg(long, value_name = "N", env = "AVMSDK_CONCURRENCY", hide_env_values = true)]
    pub(crate) concurrency: Option<u16>,
    /// How to show what goes on [default: bars on a terminal, else lines]
    #[arg(long, value_name = "auto|json", default_value = "auto")]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub(crate) progress: ProgressArg,
}

/// What is done until readers get the release.
#[derive(Debug, clap::Args)]
pub(crate) struct ReadersArgs {
    /// The CDN that is to forget what changed: `cloudfront:ID`, `fastly:SERVICE`, `cloudflare:ZONE`, `purge:URL` or `none`
    #[arg(long, value_name = "CDN", env = "AVMSDK_CDN", hide_env_values = true)]
    pub(crate) cdn: Option<String>,
    /// How long to wait until readers get the release [default: as long as caches may keep the old one; with a
    /// CDN two minutes]
    #[arg(long, value_name = "SECONDS")]
    pub(crate) wait: Option<u32>,
    /// Do not look at the public path afterwards
    #[arg(long, conflicts_with = "wait")]
    pub(crate) no_proof: bool,
}

/// One value of `--progress`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum ProgressArg {
    /// Bars on a terminal, else lines
    Auto,
    /// One JSON document a line, on stderr
    Json,
}

/// One value of `--encoding`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum EncodingArg {
    /// As they are
    None,
    /// By gzip
    Gzip,
}

/// A length of time in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Age(pub(crate) i64);

impl std::str::FromStr for Age {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || "give a number with `d` (days), `h` (hours) or `m` (minutes), such as `30d`".to_owned();
        let unit = match text.bytes().last() {
            Some(b'd') => 86_400,
            Some(b'h') => 3_600,
            Some(b'm') => 60,
            _ => return Err(wrong()),
        };
        let number: u32 = text[..text.len() - 1].parse().map_err(|_| wrong())?;
        Ok(Self(i64::from(number) * unit))
    }
}

#[cfg(test)]
mod tests {
    use super::Age;

    #[test]
    fn ages() {
        for (text, seconds) in [("30d", 2_592_000), ("12h", 43_200), ("0m", 0)] {
            assert_eq!(text.parse(), Ok(Age(seconds)));
        }
        for text in ["", "d", "30", "-1d", "1.5h", "1w", "é"] {
            assert!(text.parse::<Age>().is_err(), "{text}");
        }
    }
}
