//! Why a source is in a policy, in words for the person who must allow it.

use std::fmt;

use avmsdk_protocol::channel::Channel;

/// What the widget uses a source for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nothing that is not listed may load.
    Standalone,
    /// Nothing may change what relative URLs mean.
    FixedBase,
    /// Files of the package, named by what they are.
    Files(&'static str),
    /// The messaging service, named by what it is used for.
    Service(&'static str),
    /// The picture of a channel's QR code.
    QrCode(Channel),
    /// Images in messages from a host that the owner names.
    Media,
    /// The same, but from one address alone, since its path does not end with a slash.
    MediaAtOneAddress,
    /// A site that messages open inside the widget.
    Webview,
    /// The preview of an image before it is sent.
    Upload,
    /// The widget's WebAssembly.
    Wasm,
    /// The loader snippet.
    Loader,
    /// The init snippet.
    Init,
    /// An inline script of the page's own.
    Inline(String),
    /// The snippets, whose scripts carry the nonce.
    Nonce,
    /// Plain text is to become no script.
    TrustedTypes,
    /// What makes the addresses of the widget's scripts trusted.
    TrustedPolicy(&'static str),
    /// Where browsers report, by an address or by a name.
    Report(&'static str),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Standalone => f.write_str("nothing loads that is not listed below (`--standalone`)"),
            Self::FixedBase => f.write_str("no `<base>` may redirect relative URLs (`--standalone`)"),
            Self::Files(what) => write!(f, "the package's files: {what}"),
            Self::Service(what) => write!(f, "the messaging service: {what}"),
            Self::QrCode(channel) => write!(f, "the QR code of {}", channel.label()),
            Self::Media => f.write_str("images in messages (`--media-host`)"),
            Self::MediaAtOneAddress => {
                f.write_str("one image in messages (`--media-host`; end it with `/` for all below it)")
            }
            Self::Webview => f.write_str("pages that messages open in the widget (`--webview-host`)"),
            Self::Upload => {
                f.write_str("the preview of an image before it is sent (`--no-image-upload` does without)")
            }
            Self::Wasm => f.write_str("the widget's WebAssembly, and no `eval` (`--strict` does without)"),
            Self::Loader => f.write_str("the loader snippet"),
            Self::Init => f.write_str("the init snippet (`--integration-id`)"),
            Self::Nonce => f.write_str("the snippets, each `<script>` with this nonce (`--nonce`)"),
            Self::TrustedTypes => {
                f.write_str("no plain text becomes a script or its address (`--trusted-types`)")
            }
            Self::TrustedPolicy(what) => write!(f, "the addresses that {what} loads (`--trusted-types`)"),
            Self::Report(how) => write!(f, "where browsers report what is blocked, {how} (`--report-to`)"),
            Self::Inline(file) => write!(f, "the script in `{file}` (`--inline`)"),
        }
    }
}
