//! How much a target takes.

use super::{Format, Sending, hosts};

/// A line of `_headers` on Cloudflare Pages: <https://developers.cloudflare.com/pages/configuration/headers/>.
const CLOUDFLARE_LINE: usize = 2_000;

/// The policy in a response headers policy, by the default quota:
/// <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html>.
const CLOUDFRONT_POLICY: usize = 1_783;

/// What is longer than a target takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Excess {
    format: Format,
    length: usize,
}

impl Sending {
    /// Whether this is longer than a target takes, where that is known.
    #[must_use]
    pub fn excess(&self, format: Format) -> Option<Excess> {
        let length = |text: &str| text.trim().chars().count();
        let (length, most) = match format {
            Format::Netlify => {
                let text = hosts::netlify(&self.fields());
                (text.lines().map(length).max()?, CLOUDFLARE_LINE)
            }
            Format::Cloudfront => (length(&self.policies.join(", ")), CLOUDFRONT_POLICY),
            Format::Meta
            | Format::Header
            | Format::Nginx
            | Format::Apache
            | Format::Caddy
            | Format::Cloudflare => return None,
        };
        (length > most).then_some(Excess { format, length })
    }
}

impl Excess {
    /// What is too long, and for whom.
    #[must_use]
    pub fn what(self) -> String {
        let length = thousands(self.length);
        match self.format {
            Format::Cloudfront => {
                format!(
                    "the policy has {length} characters, and CloudFront takes 1,783 unless your quota is higher"
                )
            }
            _ => format!(
                "a line has {length} characters, and Cloudflare Pages passes over those of more than 2,000"
            ),
        }
    }

    /// How to mend it.
    #[must_use]
    pub fn hint(self) -> &'static str {
        match self.format {
            Format::Cloudfront => {
                "name fewer hosts, as in `https://*.acme.org` for many, or ask for a higher quota of the length of the content security policy value"
            }
            _ => {
                "Netlify takes it; for Cloudflare Pages name fewer hosts, as in `https://*.acme.org` for many, or send the header by a rule: `--format cloudflare`"
            }
        }
    }
}

/// With commas, as in `2,001`.
fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut shown = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::thousands;

    #[test]
    fn a_million_has_two_commas() {
        for (number, wanted) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (123_456, "123,456"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(thousands(number), wanted);
        }
    }
}
