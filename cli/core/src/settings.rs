//! `avmsdk.toml`: defaults for flags, with one set on top for each place to deploy to.
//!
//! Decides what the file says for a place; whether a value is right is for those to say who use it.

use crate::Coded;
use crate::csp::Layer;
use serde::Deserialize;
use std::collections::BTreeMap;
use thiserror::Error;

/// What the file says, the place that was chosen included.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FileSettings {
    /// Where the files are.
    pub public_path: Option<String>,
    /// The channels that visitors may link.
    pub channels: Option<Vec<String>>,
    /// The origin of a messaging service of one's own.
    pub api_host: Option<String>,
    /// The region of the hosted one.
    pub region: Option<String>,
    /// Where releases go.
    #[serde(default)]
    pub deploy: DeploySettings,
    /// What holds for one place only, by its name: `[env.production]`.
    #[serde(default)]
    env: BTreeMap<String, Self>,
}

/// `[deploy]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DeploySettings {
    /// `s3://bucket/folder`.
    pub target: Option<String>,
    /// The URL of a server that is not AWS.
    pub endpoint: Option<String>,
    /// The bucket's region.
    pub region: Option<String>,
    /// The profile of the AWS files.
    pub profile: Option<String>,
    /// The CDN that is to forget what changed: `cloudfront:ID`, `purge:URL`, …
    pub cdn: Option<String>,
    /// How many objects are sent at a time.
    pub concurrency: Option<u16>,
}

/// Why the file cannot be used.
#[derive(Debug, Error)]
pub enum SettingsError {
    /// It is not what it should be.
    #[error("the settings are not understood: {0}")]
    NotUnderstood(String),
    /// It does not know the place.
    #[error("the settings know no `[env.{wanted}]`")]
    UnknownEnv {
        /// The name.
        wanted: String,
        /// The names that it knows.
        known: Vec<String>,
    },
}

impl FileSettings {
    /// Reads the text of the file. With `env`, what stands under `[env.NAME]` goes before the rest.
    ///
    /// # Errors
    /// When the text is not understood, with what the parser says in one line, or has no such place.
    pub fn parse(text: &str, env: Option<&str>) -> Result<Self, SettingsError> {
        let mut file: Self = toml::from_str(text).map_err(|error| {
            let place = error
                .span()
                .map(|span| 1 + text[..span.start].matches('\n').count());
            let place = place.map(|line| format!("line {line}: ")).unwrap_or_default();
            SettingsError::NotUnderstood(format!("{place}{}", error.message()))
        })?;
        if let Some((name, _)) = file.env.iter().find(|(_, place)| !place.env.is_empty()) {
            let what = format!("`[env.{name}]` holds an `env` of its own");
            return Err(SettingsError::NotUnderstood(what));
        }
        let mut places = std::mem::take(&mut file.env);
        let Some(wanted) = env else { return Ok(file) };
        match places.remove(wanted) {
            Some(place) => Ok(place.over(file)),
            None => Err(SettingsError::UnknownEnv {
                wanted: wanted.to_owned(),
                known: places.into_keys().collect(),
            }),
        }
    }

    /// What the policy depends on.
    #[must_use]
    pub fn csp(&self) -> Layer {
        Layer {
            public_path: self.public_path.clone(),
            channels: self.channels.clone(),
            api_host: self.api_host.clone(),
            region: self.region.clone(),
        }
    }

    /// Every field is named, so that a new one that is left out does not compile.
    fn over(self, base: Self) -> Self {
        let Self {
            public_path,
            channels,
            mut api_host,
            mut region,
            deploy,
            env,
        } = self;
        // These two are one setting.
        if api_host.is_none() && region.is_none() {
            (api_host, region) = (base.api_host, base.region);
        }
        Self {
            public_path: public_path.or(base.public_path),
            channels: channels.or(base.channels),
            api_host,
            region,
            deploy: deploy.over(base.deploy),
            env,
        }
    }
}

impl DeploySettings {
    /// What is said here, and where nothing is, what `base` says.
    #[must_use]
    pub fn over(self, base: Self) -> Self {
        let Self {
            target,
            endpoint,
            region,
            profile,
            cdn,
            concurrency,
        } = self;
        Self {
            target: target.or(base.target),
            endpoint: endpoint.or(base.endpoint),
            region: region.or(base.region),
            profile: profile.or(base.profile),
            cdn: cdn.or(base.cdn),
            concurrency: concurrency.or(base.concurrency),
        }
    }
}

impl Coded for SettingsError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotUnderstood(_) => "settings-not-understood",
            Self::UnknownEnv { .. } => "settings-unknown-env",
        }
    }

    fn hint(&self) -> String {
        match self {
            Self::NotUnderstood(_) => "docs/deploy.md has a whole `avmsdk.toml`; for the policy the keys are `public-path`, `channels`, `api-host` and `region`, as in `channels = [\"line\"]`".to_owned(),
            Self::UnknownEnv { known, .. } if known.is_empty() => {
                "add that table, or leave `--env` out".to_owned()
            }
            Self::UnknownEnv { known, .. } => format!("those that it knows: {}", known.join(", ")),
        }
    }

    fn is_usage(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "
public-path = 'https://cdn.acme.org/'
region = 'eu-1'
[deploy]
target = 's3://acme'
profile = 'acme'
[env.production]
api-host = 'https://chat.acme.org'
[env.production.deploy]
target = 's3://acme-production'
";

    #[test]
    fn a_place_goes_before_the_rest() {
        let file = FileSettings::parse(FILE, None).unwrap();
        assert_eq!(file.deploy.target.as_deref(), Some("s3://acme"));
        assert_eq!(file.csp().region.as_deref(), Some("eu-1"));
        let place = FileSettings::parse(FILE, Some("production")).unwrap();
        assert_eq!(place.deploy.target.as_deref(), Some("s3://acme-production"));
        assert_eq!(place.deploy.profile.as_deref(), Some("acme"));
        assert_eq!(place.public_path.as_deref(), Some("https://cdn.acme.org/"));
        assert_eq!(
            (place.api_host.as_deref(), place.region.as_deref()),
            (Some("https://chat.acme.org"), None)
        );
    }

    #[test]
    fn what_is_not_understood_is_refused_by_line() {
        for (text, wanted) in [
            (
                "region = 'eu-1'\nchannel = ['line']",
                "line 2: unknown field `channel`",
            ),
            ("[deploy]\nsecret = 'x'", "line 2: unknown field `secret`"),
            ("[env.a.env.b]", "`[env.a]` holds an `env` of its own"),
        ] {
            let error = FileSettings::parse(text, None).unwrap_err().to_string();
            assert!(error.contains(wanted), "{error}");
        }
        let error = FileSettings::parse(FILE, Some("staging")).unwrap_err();
        assert_eq!(error.code(), "settings-unknown-env");
        assert_eq!(error.hint(), "those that it knows: production");
    }
}
