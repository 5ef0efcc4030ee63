//! Why a policy cannot be made from what was given, and what to give instead.

use avmsdk_protocol::channel::UnknownChannel;
use thiserror::Error;

use crate::Coded;

/// A setting or a value from which no policy can be made.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// A channel that we do not know.
    #[error("{0}")]
    Channel(UnknownChannel),
    /// A region that could not be part of a host name.
    #[error("`region` is not a region's name: `{0}`")]
    Region(String),
    /// An address from which no source can be made.
    #[error("`{option}` {fault}: `{given}`")]
    Host {
        /// The option it was given for, e.g. `--media-host`.
        option: &'static str,
        /// What is wrong with it.
        fault: HostFault,
        /// The address as it was given.
        given: String,
    },
    /// A public path that the page's policy cannot name.
    #[error("the public path {fault}: `{given}`")]
    PublicPath {
        /// What is wrong with it.
        fault: HostFault,
        /// The public path.
        given: String,
    },
    /// A file for `--inline` that starts with a tag.
    #[error("`--inline` takes the text of one script, but the file starts with a tag: `{0}`")]
    InlineTag(String),
    /// A snippet without exactly one inline script.
    #[error("the snippet holds no single inline script: `{0}`")]
    NoScript(String),
}

/// What keeps an address out of a policy.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum HostFault {
    /// No `http://` or `https://` in front.
    #[error("is not an absolute `http` or `https` address")]
    Scheme,
    /// Not an address at all.
    #[error("is not a valid address")]
    Syntax,
    /// Holds a user name or a password.
    #[error("must not hold credentials")]
    Credentials,
    /// Has a query or a fragment.
    #[error("must have no query and no fragment")]
    Tail,
    /// Has a path where only an origin fits.
    #[error("must have no path")]
    Path,
    /// An IPv6 address.
    #[error("is an IPv6 address, which a policy cannot name")]
    Ipv6,
    /// A host name with characters that the policy's grammar lacks.
    #[error("has a host that a policy cannot name")]
    HostName,
}

impl Coded for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Channel(_) => "csp-unknown-channel",
            Self::Region(_) => "csp-bad-region",
            Self::Host { .. } => "csp-bad-host",
            Self::PublicPath { .. } => "csp-public-path-unnameable",
            Self::InlineTag(_) => "csp-inline-tag",
            Self::NoScript(_) => "csp-no-script",
        }
    }

    fn is_usage(&self) -> bool {
        // A snippet is a file of the package, not something that was typed.
        !matches!(self, Self::NoScript(_))
    }

    fn hint(&self) -> String {
        match self {
            Self::Channel(unknown) => unknown.hint(),
            Self::Region(_) => "write it as in `eu-1`, or leave it out for the United States".into(),
            Self::Host { option: "--api-host", .. } => {
                "give the origin alone, as in `https://chat.acme.org` or `http://localhost:8000`".into()
            }
            Self::Host { .. } => {
                "write it as in `https://media.acme.org`, `https://*.acme.org` or `https://acme.org/media/`".into()
            }
            Self::PublicPath { .. } => {
                "serve the files under a host name of letters, digits and hyphens, as in `https://cdn.acme.org/chat/`"
                    .into()
            }
            Self::InlineTag(_) => "give a file with exactly what stands between `<script>` and `</script>`".into(),
            Self::NoScript(_) => "run `avmsdk configure` again to have the snippet written anew".into(),
        }
    }
}
