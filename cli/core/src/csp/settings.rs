//! Defaults for the command: flags beat the environment, which beats `avmsdk.toml`.
//!
//! Decides which of several given values counts, and reads it; names the place of a wrong one.

use std::{collections::BTreeSet, fmt};

use avmsdk_protocol::channel::Channel;

use super::{
    error::Refusal,
    host::ApiOrigin,
    options::{Api, Region},
};

/// What one place says, as it was written there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layer {
    /// Where the files are.
    pub public_path: Option<String>,
    /// The channels that visitors may link.
    pub channels: Option<Vec<String>>,
    /// The origin of a messaging service of one's own.
    pub api_host: Option<String>,
    /// The region of the hosted one.
    pub region: Option<String>,
}

/// Where a value was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The command line.
    Flags,
    /// Variables that start with `AVMSDK_`.
    Environment,
    /// `avmsdk.toml`.
    File,
}

/// What counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The channels, none where nothing names any.
    pub channels: BTreeSet<Channel>,
    /// The messaging service, the hosted one where nothing names any.
    pub api: Api,
}

impl Layer {
    fn api(&self) -> Result<Option<Api>, Refusal> {
        match (&self.api_host, &self.region) {
            (Some(_), Some(_)) => Err(Refusal::ApiAndRegion),
            (Some(host), None) => Ok(Some(Api::Origin(ApiOrigin::parse(host)?))),
            (None, Some(region)) => Ok(Some(Api::Hosted {
                region: Some(region.parse::<Region>()?),
            })),
            (None, None) => Ok(None),
        }
    }
}

impl Settings {
    /// Takes each setting from the first layer that has it. The API host and the region are one setting.
    ///
    /// # Errors
    /// The first value that cannot be understood, with the place where it was found.
    pub fn resolve(layers: &[(Origin, Layer)]) -> Result<Self, Refusal> {
        let mut settings = Self {
            channels: BTreeSet::new(),
            api: Api::Hosted { region: None },
        };
        if let Some((origin, names)) = first(layers, |layer| layer.channels.as_deref()) {
            settings.channels = channels(names).map_err(|cause| cause.met_in(origin))?;
        }
        for (origin, layer) in layers {
            if let Some(api) = layer.api().map_err(|cause| cause.met_in(*origin))? {
                settings.api = api;
                break;
            }
        }
        Ok(settings)
    }
}

fn first<'a, T>(layers: &'a [(Origin, Layer)], of: impl Fn(&'a Layer) -> Option<T>) -> Option<(Origin, T)> {
    layers
        .iter()
        .find_map(|(origin, layer)| of(layer).map(|value| (*origin, value)))
}

/// Reads a list of channel names; empty ones (`line,`) count for nothing.
///
/// # Errors
/// [`Refusal::Channel`] for the first unknown one.
pub fn channels(names: &[String]) -> Result<BTreeSet<Channel>, Refusal> {
    let names = names.iter().filter(|name| !name.trim().is_empty());
    names.map(|name| name.parse().map_err(Refusal::Channel)).collect()
}

impl Refusal {
    fn met_in(self, origin: Origin) -> Self {
        match origin {
            Origin::Flags => self,
            Origin::Environment | Origin::File => Self::From {
                origin,
                cause: Box::new(self),
            },
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Flags => "the command line",
            Self::Environment => "the environment",
            Self::File => "`avmsdk.toml`",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Coded as _;
    use crate::settings::FileSettings;

    fn layer(toml: &str) -> Layer {
        FileSettings::parse(toml, None).unwrap().csp()
    }

    #[test]
    fn the_first_place_that_says_something_counts() {
        let settings = Settings::resolve(&[
            (Origin::Flags, layer("api-host = 'http://localhost:8000'")),
            (Origin::Environment, layer("region = 'eu-1'\nchannels = ['line']")),
            (
                Origin::File,
                layer("region = 'us-9'\nchannels = ['viber', 'sms']"),
            ),
        ])
        .unwrap();
        assert_eq!(settings.api.http().as_str(), "http://localhost:8000");
        assert_eq!(settings.channels, BTreeSet::from([Channel::Line]));
    }

    #[test]
    fn a_wrong_value_is_named_with_its_place() {
        let table = [
            (
                "channels = ['icq']",
                "unknown channel: `icq` (from `avmsdk.toml`)",
                "csp-unknown-channel",
            ),
            (
                "region = 'eu 1'",
                "`region` is not a region's name: `eu 1` (from `avmsdk.toml`)",
                "csp-bad-region",
            ),
            (
                "region = 'eu-1'\napi-host = 'http://localhost'",
                "`api-host` and `region` are both given (from `avmsdk.toml`)",
                "csp-api-and-region",
            ),
        ];
        for (toml, message, code) in table {
            let refusal =
                Settings::resolve(&[(Origin::Flags, Layer::default()), (Origin::File, layer(toml))]);
            let refusal = refusal.expect_err(toml);
            assert_eq!((refusal.to_string().as_str(), refusal.code()), (message, code));
        }
    }
}
