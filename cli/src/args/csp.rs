//! The arguments of `avmsdk csp`.

use super::{EmbeddingArgs, ServiceArgs};
use std::path::PathBuf;

/// Print the Content-Security-Policy that the widget needs
#[derive(Debug, clap::Args)]
pub(crate) struct CspArgs {
    /// Where the files are hosted [default: as in the configured package in or under the current folder,
    /// else as in `avmsdk.toml`]
    #[arg(value_name = "PUBLIC_PATH")]
    pub(crate) public_path: Option<String>,
    /// The package to judge by: a folder, or `bundled` for the one in this program [default: the configured
    /// package that is found, else bundled]
    #[arg(long, value_name = "DIR|bundled")]
    pub(crate) source: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) embedding: EmbeddingArgs,
    #[command(flatten)]
    pub(crate) service: ServiceArgs,
    /// Sites that messages open inside the widget
    #[arg(long, value_name = "URL,…", value_delimiter = ',')]
    pub(crate) webview_host: Vec<String>,
    /// Do without `blob:`, for pages that turn the upload of images off
    #[arg(long)]
    pub(crate) no_image_upload: bool,
    /// Do without `'wasm-unsafe-eval'`; the widget then runs as plain JavaScript
    #[arg(long)]
    pub(crate) strict: bool,
    /// Allow nothing else, for a page of your own that has no policy yet
    #[arg(long)]
    pub(crate) standalone: bool,
    /// Require Trusted Types, with the snippet for them, `snippets/loader-trusted.html`
    #[arg(long)]
    pub(crate) trusted_types: bool,
    /// A file with an inline script of your page, exactly what stands between its tags (repeatable)
    #[arg(long, value_name = "FILE")]
    pub(crate) inline: Vec<PathBuf>,
    /// Allow the snippets by a nonce, not by their hash: the expression by which your server makes a new one for
    /// each answer, such as `{{ nonce }}` or `$request_id`
    #[arg(long, value_name = "TEMPLATE", conflicts_with = "check")]
    pub(crate) nonce: Option<String>,
    /// Where browsers report what is blocked: an address, or the name of a reporting endpoint
    #[arg(long, value_name = "URL|NAME", conflicts_with_all = ["check", "merge"])]
    pub(crate) report_to: Option<String>,
    /// How to print it [default: meta, or header where a `<meta>` tag cannot say it]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) format: Option<CspFormat>,
    /// Print each source with the reason why it is there
    #[arg(long, conflicts_with = "format")]
    pub(crate) explain: bool,
    /// Print your site's own policy with what the widget needs added to it: a policy, a file with one, or a page
    #[arg(long, value_name = "POLICY|@FILE|URL", conflicts_with_all = ["check", "standalone"])]
    pub(crate) merge: Option<String>,
    /// Say what a page or a policy would block of it, source by source
    #[arg(long, value_name = "URL|@FILE", conflicts_with_all = ["format", "explain", "standalone"])]
    pub(crate) check: Option<String>,
}

/// One value of `--format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum CspFormat {
    /// A `<meta>` tag for the page's head
    Meta,
    /// An HTTP header
    Header,
    /// A document with every source and its reasons
    Json,
    /// A directive of nginx
    Nginx,
    /// Directives of Apache's `mod_headers`
    Apache,
    /// A directive of a Caddyfile
    Caddy,
    /// The file `_headers` of Netlify and Cloudflare Pages
    Netlify,
    /// The configuration of a response headers policy of CloudFront
    Cloudfront,
    /// A rule of Cloudflare that transforms response headers
    Cloudflare,
}
