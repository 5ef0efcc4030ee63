//! What a CDN must forget after a release, told to each CDN in its own way.
//!
//! Only addresses whose bytes or headers changed are named, so a release of the bundled package is one
//! address. Telling a CDN twice does no harm. Tokens come from the environment and are never printed.

mod call;
mod cloudflare;
mod cloudfront;
mod fastly;
mod purge;

use crate::failure::Failure;
use crate::storage::Profile;
use reqwest::Url;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// Whom to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cdn {
    /// Nobody: there is no CDN, or it asks the origin often enough.
    None,
    /// Amazon CloudFront, by the distribution's id.
    CloudFront(String),
    /// Fastly, by the service's id.
    Fastly(String),
    /// Cloudflare, by the zone's id.
    Cloudflare(String),
    /// A cache that takes the method `PURGE` (Varnish, Traffic Server, nginx with a module for it), by its
    /// own address.
    Purge(Url),
}

/// Whom the calls are made for.
#[derive(Debug, Clone)]
pub(crate) struct Caller<'a> {
    /// Makes the calls.
    pub(crate) http: &'a reqwest::Client,
    /// The profile of the AWS files, for CloudFront.
    pub(crate) aws_profile: Option<&'a Profile>,
    /// How long to wait for a CDN that works through it.
    pub(crate) within: Duration,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Invalidated {
    /// In words, for the report: `CloudFront, invalidation I2J0`.
    pub(crate) by: String,
    /// How many addresses were named.
    pub(crate) urls: usize,
}

impl Cdn {
    /// Whether there are the token or the credentials that it takes to tell this CDN something: to be known before
    /// anything is uploaded.
    ///
    /// # Errors
    /// When there are none.
    pub(crate) async fn ready(&self, aws_profile: Option<&Profile>) -> Result<(), Failure> {
        let ready = match self {
            Self::None | Self::Purge(_) => Ok(()),
            Self::CloudFront(_) => cloudfront::ready(aws_profile).await,
            Self::Fastly(_) => fastly::ready(),
            Self::Cloudflare(_) => cloudflare::ready(),
        };
        ready.map_err(Failure::with_usage_exit)
    }

    /// Has the CDN forget these addresses, and waits until it says that it has. `release` makes a repetition
    /// known as such. `told` hears what is waited for.
    ///
    /// # Errors
    /// When the CDN cannot be reached, refuses, or is not done in time.
    pub(crate) async fn invalidate(
        &self,
        caller: &Caller<'_>,
        release: &str,
        urls: &[String],
        told: &mut dyn FnMut(&str),
    ) -> Result<Option<Invalidated>, Failure> {
        if urls.is_empty() {
            return Ok(None);
        }
        let by = match self {
            Self::None => return Ok(None),
            Self::CloudFront(distribution) => {
                cloudfront::invalidate(caller, distribution, release, urls, told).await?
            }
            Self::Fastly(service) => fastly::invalidate(caller, fastly::API, service, urls, told).await?,
            Self::Cloudflare(zone) => {
                cloudflare::invalidate(caller, cloudflare::API, zone, urls, told).await?
            }
            Self::Purge(base) => purge::invalidate(caller, base, urls, told).await?,
        };
        Ok(Some(Invalidated { by, urls: urls.len() }))
    }
}

impl fmt::Display for Cdn {
    /// As it is written on the command line; it holds no secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::CloudFront(id) => write!(f, "cloudfront:{id}"),
            Self::Fastly(id) => write!(f, "fastly:{id}"),
            Self::Cloudflare(id) => write!(f, "cloudflare:{id}"),
            Self::Purge(base) => write!(f, "purge:{base}"),
        }
    }
}

impl FromStr for Cdn {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let forms = "write `cloudfront:ID`, `fastly:SERVICE`, `cloudflare:ZONE`, `purge:URL` or `none`";
        if text == "none" {
            return Ok(Self::None);
        }
        let (kind, rest) = text.split_once(':').ok_or_else(|| forms.to_owned())?;
        if kind == "purge" {
            return purge_address(rest).map(Self::Purge);
        }
        if rest.is_empty() || !rest.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(format!("an id has letters and digits only; {forms}"));
        }
        match kind {
            "cloudfront" => Ok(Self::CloudFront(rest.to_owned())),
            "fastly" => Ok(Self::Fastly(rest.to_owned())),
            "cloudflare" => Ok(Self::Cloudflare(rest.to_owned())),
            _ => Err(forms.to_owned()),
        }
    }
}

/// The address of the cache alone: which file is meant, the public path says.
fn purge_address(text: &str) -> Result<Url, String> {
    let form = "name the cache by scheme, host and port: `purge:http://127.0.0.1:6081`";
    let url = Url::parse(text).map_err(|_| form.to_owned())?;
    let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let has_secret = !url.username().is_empty() || url.password().is_some();
    if matches!(url.scheme(), "http" | "https") && url.host().is_some() && is_bare && !has_secret {
        Ok(url)
    } else {
        Err(form.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::Cdn;

    #[test]
    fn each_cdn_has_its_form() {
        for (text, wanted) in [
            ("none", Cdn::None),
            ("cloudfront:E1A2B3", Cdn::CloudFront("E1A2B3".to_owned())),
            (
                "fastly:SU1Z0isxPaozGVKXdv0eY",
                Cdn::Fastly("SU1Z0isxPaozGVKXdv0eY".to_owned()),
            ),
            (
                "cloudflare:023e105f4ecef8ad",
                Cdn::Cloudflare("023e105f4ecef8ad".to_owned()),
            ),
            (
                "purge:http://127.0.0.1:6081",
                Cdn::Purge("http://127.0.0.1:6081/".parse().unwrap()),
            ),
        ] {
            assert_eq!(text.parse(), Ok(wanted), "{text}");
        }
        for text in [
            "",
            "akamai:1",
            "cloudfront",
            "cloudfront:",
            "fastly:../x",
            "purge:127.0.0.1",
            "purge:http://cdn.acme.org/chat/",
            "purge:http://user:secret@127.0.0.1/",
        ] {
            let refusal = text.parse::<Cdn>().unwrap_err();
            assert!(!refusal.contains("secret"), "{refusal}");
        }
    }
}

#[cfg(test)]
mod contract_test;
#[cfg(test)]
#[path = "../../tests/support/server.rs"]
mod server;
#[cfg(test)]
mod varnish_test;
