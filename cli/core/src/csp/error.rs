//! Why a policy cannot be made from what was given, and what to give instead.

use avmsdk_protocol::channel::UnknownChannel;
use thiserror::Error;

use super::format::Format;
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
    /// A nonce that would be the same on every page.
    #[error("`--nonce` is a fixed word, which protects nothing: `{0}`")]
    NonceFixed(String),
    /// A nonce that would break out of the policy.
    #[error("`--nonce` must not hold `{character}`: `{given}`")]
    NonceCharacter {
        /// The template as it was given.
        given: String,
        /// What a policy or its quotes would end with.
        character: char,
    },
    /// A nonce that nobody would evaluate.
    #[error("nothing evaluates `{template}` in the format `{}`", format.name())]
    NonceFormat {
        /// The template.
        template: String,
        /// The format.
        format: Format,
    },
    /// No place for reports.
    #[error("`--report-to` is neither an address nor the name of an endpoint: `{0}`")]
    ReportTo(String),
    /// A vendor's widget, of which it is not known how it gets on with Trusted Types.
    #[error("`--trusted-types` is for our widget, and this package is a vendor's")]
    TrustedVendor,
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
            Self::NonceFixed(_) => "csp-nonce-fixed",
            Self::NonceCharacter { .. } => "csp-nonce-character",
            Self::NonceFormat { .. } => "csp-nonce-format",
            Self::ReportTo(_) => "csp-bad-report-to",
            Self::TrustedVendor => "csp-trusted-vendor",
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
            Self::NonceFixed(_) | Self::NonceCharacter { .. } => {
                "give the expression by which your server makes a new one for each answer, as in `--nonce '{{ nonce }}'` or, with `--format nginx`, `--nonce '$request_id'`".into()
            }
            Self::NonceFormat { format, .. } => match format.nonce_example() {
                "" => "a nonce must be new in each answer, and what is sent here is fixed: leave `--nonce` out, the snippet is then allowed by its hash".into(),
                example => format!("write it as in `--nonce '{example}'`, or leave it out"),
            },
            Self::ReportTo(_) => {
                "write it as in `https://reports.acme.org/csp`, `/csp-reports`, or the name of an endpoint as in `csp-endpoint`".into()
            }
            Self::TrustedVendor => "leave `--trusted-types` out".into(),
        }
    }
}
