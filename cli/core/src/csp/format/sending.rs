//! The header fields that a page is to come with.

use super::{Format, hosts, servers};
use crate::csp::{error::Refusal, nonce::NonceTemplate};

/// What a server is to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sending {
    /// The value of each policy; a page obeys all of them.
    pub policies: Vec<String>,
    /// The value of `Reporting-Endpoints`.
    pub endpoints: Option<String>,
    /// What is to be evaluated for each answer and therefore stays as it is.
    pub nonces: Vec<NonceTemplate>,
}

/// One header field.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) value: String,
}

impl Sending {
    /// The text for a target; for [`Format::Meta`] each policy is one tag.
    ///
    /// # Errors
    /// [`Refusal::NonceFormat`] where the target does not evaluate the nonce.
    pub fn text(&self, format: Format) -> Result<String, Refusal> {
        if let Some(nonce) = self.nonces.iter().find(|nonce| !nonce.fits(format)) {
            return Err(Refusal::NonceFormat {
                template: nonce.to_string(),
                format,
            });
        }
        let fields = self.fields();
        Ok(match format {
            Format::Meta => {
                let tags = self.policies.iter();
                tags.map(|policy| meta_tag(policy)).collect::<Vec<_>>().join("\n")
            }
            Format::Header => {
                let policies = self.policies.iter().map(|value| (POLICY, value.as_str()));
                let endpoints = self.endpoints.iter().map(|value| (ENDPOINTS, value.as_str()));
                let lines = policies
                    .chain(endpoints)
                    .map(|(name, value)| format!("{name}: {value}"));
                lines.collect::<Vec<_>>().join("\n")
            }
            Format::Nginx => servers::nginx(&fields, &self.nonces),
            Format::Apache => servers::apache(&fields, &self.nonces),
            Format::Caddy => servers::caddy(&fields, &self.nonces),
            Format::Netlify => hosts::netlify(&fields),
            Format::Cloudfront => hosts::cloudfront(&fields),
            Format::Cloudflare => hosts::cloudflare(&fields),
        })
    }

    /// Several policies are one field, with commas: not every target can send a field twice.
    pub(super) fn fields(&self) -> Vec<Field> {
        let policy = Field {
            name: POLICY,
            value: self.policies.join(", "),
        };
        let endpoints = self.endpoints.iter().map(|value| Field {
            name: ENDPOINTS,
            value: value.clone(),
        });
        std::iter::once(policy).chain(endpoints).collect()
    }
}

const POLICY: &str = "Content-Security-Policy";
const ENDPOINTS: &str = "Reporting-Endpoints";

/// A `<meta>` tag, one directive a line.
pub(in crate::csp) fn meta_tag(policy: &str) -> String {
    let mut tag = format!("<meta http-equiv=\"{POLICY}\" content=\"\n");
    for directive in policy.split("; ") {
        tag.push_str("  ");
        tag.push_str(&attribute(directive));
        tag.push_str(";\n");
    }
    tag.push_str("\">");
    tag
}

fn attribute(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
