//! The profile of the AWS files by which the bucket and the CDN are asked.
//!
//! One that was typed counts alone: the AWS command line, too, passes over `AWS_ACCESS_KEY_ID` then. One that the file
//! or a variable names comes after the AWS variables, so that a job with a key of its own needs no other file.

use crate::failure::Failure;
use crate::settings::Origins;
use aws_config::ConfigLoader;
use aws_config::environment::EnvironmentVariableRegionProvider;
use aws_config::meta::region::RegionProviderChain;
use aws_config::profile::{self, ProfileFileCredentialsProvider, ProfileFileRegionProvider};
use aws_config::provider_config::ProviderConfig;
use aws_sdk_s3::config::SharedHttpClient;
use aws_types::region::Region;

/// A profile by its name.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    name: String,
    is_typed: bool,
}

impl Profile {
    /// The one that was named, if any.
    pub(crate) fn of(given: Option<&str>, origins: &Origins) -> Option<Self> {
        let name = given.filter(|name| !name.is_empty())?;
        Some(Self {
            name: name.to_owned(),
            is_typed: !origins.is_default("profile"),
        })
    }

    /// Has the settings of the profile count, and where it was typed its credentials alone.
    pub(crate) async fn choose(
        &self,
        loader: ConfigLoader,
        http: SharedHttpClient,
        region: Option<Region>,
    ) -> Result<ConfigLoader, Failure> {
        let loader = loader.profile_name(&self.name);
        if !self.is_typed {
            return Ok(loader);
        }
        self.check().await?;
        let config = ProviderConfig::without_region().with_http_client(http);
        let region = match region {
            Some(region) => Some(region),
            None => {
                let of_profile = ProfileFileRegionProvider::builder().profile_name(&self.name);
                RegionProviderChain::first_try(EnvironmentVariableRegionProvider::new())
                    .or_else(of_profile.build())
                    .region()
                    .await
            }
        };
        let config = config.with_region(region);
        let credentials = ProfileFileCredentialsProvider::builder()
            .configure(&config)
            .profile_name(&self.name)
            .build();
        Ok(loader.credentials_provider(credentials))
    }

    /// Refuses a name that the AWS files do not hold.
    async fn check(&self) -> Result<(), Failure> {
        let refuse = || {
            let hint = "name one of `~/.aws/config` or `~/.aws/credentials`, or leave `--profile` out";
            let what = format!("cannot use the profile `{}`", self.name);
            Failure::new("storage-profile", what, hint).with_usage_exit()
        };
        let (disk, variables, places) = Default::default();
        let files = profile::load(&disk, &variables, &places, None).await;
        let files = files.map_err(|error| refuse().because(error))?;
        match files.get_profile(&self.name) {
            Some(_) => Ok(()),
            None => Err(refuse().why("the AWS files hold no profile of that name")),
        }
    }
}
