//! Policies as what each server and host takes.
//!
//! Decides quoting: what comes out is to be read by the target as exactly the header that was meant.

mod hosts;
mod limit;
mod sending;
mod servers;

pub use limit::Excess;
pub use sending::Sending;
pub(super) use sending::meta_tag;

/// Who is to read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A `<meta>` tag for the page's head.
    Meta,
    /// The HTTP header itself.
    Header,
    /// nginx.
    Nginx,
    /// Apache, with `mod_headers`.
    Apache,
    /// Caddy, in its Caddyfile.
    Caddy,
    /// Netlify and Cloudflare Pages, in the file `_headers`.
    Netlify,
    /// CloudFront, as the configuration of a response headers policy.
    Cloudfront,
    /// Cloudflare, as a rule that transforms response headers.
    Cloudflare,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Meta,
        Self::Header,
        Self::Nginx,
        Self::Apache,
        Self::Caddy,
        Self::Netlify,
        Self::Cloudfront,
        Self::Cloudflare,
    ];

    /// As it is asked for.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Header => "header",
            Self::Nginx => "nginx",
            Self::Apache => "apache",
            Self::Caddy => "caddy",
            Self::Netlify => "netlify",
            Self::Cloudfront => "cloudfront",
            Self::Cloudflare => "cloudflare",
        }
    }

    /// Where it goes, in words; empty where that is plain.
    #[must_use]
    pub const fn place(self) -> &'static str {
        match self {
            Self::Meta | Self::Header => "",
            Self::Nginx => {
                "put it into the `server` or `location` of the pages; a `location` with an `add_header` of its own needs it there too"
            }
            Self::Apache => {
                "put it into the `VirtualHost`, `Directory` or `.htaccess` of the pages; it needs `mod_headers`"
            }
            Self::Caddy => {
                "put it into the site block of the pages, and into its `handle_errors` if there is one"
            }
            Self::Netlify => {
                "put it into `_headers` in the folder that is published (Netlify, Cloudflare Pages)"
            }
            Self::Cloudfront => {
                "make it with `aws cloudfront create-response-headers-policy --response-headers-policy-config file://policy.json` and attach it to the pages' behaviour"
            }
            Self::Cloudflare => "add it to the rules of the phase `http_response_headers_transform`",
        }
    }

    /// What its nonces look like; empty where they cannot be had.
    pub(super) const fn nonce_example(self) -> &'static str {
        match self {
            Self::Header => "{{ nonce }}",
            Self::Nginx => "$request_id",
            Self::Apache => "%{CSP_NONCE}e",
            Self::Caddy => "{http.request.uuid}",
            Self::Meta | Self::Netlify | Self::Cloudfront | Self::Cloudflare => "",
        }
    }
}

#[cfg(test)]
#[path = "format_test.rs"]
mod tests;
