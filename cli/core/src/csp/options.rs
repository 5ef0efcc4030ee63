//! What a policy is made from: the package's needs and the owner's choices.

use std::{collections::BTreeSet, fmt, str::FromStr};

use avmsdk_protocol::channel::Channel;

use super::{
    error::Refusal,
    host::{ApiOrigin, HostSource},
    nonce::NonceTemplate,
    report::ReportTarget,
    script::InlineScript,
};
use crate::{PublicPath, package::Kind};

/// What the package needs of the page.
#[derive(Clone, Debug)]
pub struct Needs {
    /// Where its files are.
    pub public_path: PublicPath,
    /// Whose widget it is.
    pub kind: Kind,
    /// Whether it holds images.
    pub has_images: bool,
    /// Whether it holds fonts.
    pub has_fonts: bool,
    /// Whether it holds sounds.
    pub has_sound: bool,
    /// The inline scripts that the page carries for it, in the page's order.
    pub scripts: Vec<InlineScript>,
}

impl Needs {
    /// What these files of a package ask for, judged by their names.
    pub fn of_files<'a>(
        public_path: PublicPath,
        kind: Kind,
        scripts: Vec<InlineScript>,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut needs = Self {
            public_path,
            kind,
            has_images: false,
            has_fonts: false,
            has_sound: false,
            scripts,
        };
        for name in names {
            let extension = name
                .rsplit_once('.')
                .map(|(_, extension)| extension.to_ascii_lowercase());
            match extension.as_deref() {
                Some("png" | "svg" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "ico") => {
                    needs.has_images = true
                }
                Some("woff2" | "woff" | "ttf" | "otf" | "eot") => needs.has_fonts = true,
                Some("mp3" | "ogg" | "oga" | "opus" | "wav" | "m4a" | "aac" | "flac") => {
                    needs.has_sound = true
                }
                _ => {}
            }
        }
        needs
    }
}

/// What the owner uses and wants.
#[derive(Clone, Debug)]
pub struct Options {
    /// The channels that visitors may link.
    pub channels: BTreeSet<Channel>,
    /// Which messaging service the widget talks to.
    pub api: Api,
    /// Where images in messages come from.
    pub media_hosts: Vec<HostSource>,
    /// Which sites messages may open inside the widget.
    pub webview_hosts: Vec<HostSource>,
    /// Whether visitors may send images.
    pub image_upload: bool,
    /// Whether to allow nothing that is not listed, for a page of one's own.
    pub standalone: bool,
    /// Whether to do without WebAssembly.
    pub strict: bool,
    /// Whether the page is to require Trusted Types.
    pub trusted_types: bool,
    /// The nonce that the snippets' scripts carry, which then need no hash.
    pub nonce: Option<NonceTemplate>,
    /// Where browsers report what is blocked.
    pub report: Option<ReportTarget>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            channels: BTreeSet::new(),
            api: Api::Hosted { region: None },
            media_hosts: Vec::new(),
            webview_hosts: Vec::new(),
            image_upload: true,
            standalone: false,
            strict: false,
            trusted_types: false,
            nonce: None,
            report: None,
        }
    }
}

/// A messaging service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Api {
    /// The hosted one, in the United States or in the region given.
    Hosted {
        /// The region; `None` for the United States.
        region: Option<Region>,
    },
    /// One's own, at one origin.
    Origin(ApiOrigin),
}

impl Api {
    /// Its hosts for requests, images and scripts.
    #[must_use]
    pub fn http(&self) -> HostSource {
        match self {
            Self::Hosted { region } => HostSource::known(format!("https://*.{}", hosted(region.as_ref()))),
            Self::Origin(origin) => origin.http(),
        }
    }

    /// Its hosts for the realtime socket.
    #[must_use]
    pub fn ws(&self) -> HostSource {
        match self {
            Self::Hosted { region } => HostSource::known(format!("wss://*.{}", hosted(region.as_ref()))),
            Self::Origin(origin) => origin.ws(),
        }
    }
}

fn hosted(region: Option<&Region>) -> String {
    region.map_or_else(|| "smooch.io".to_owned(), |region| format!("{region}.smooch.io"))
}

/// A region of the hosted service, e.g. `eu-1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region(String);

impl FromStr for Region {
    type Err = Refusal;

    fn from_str(given: &str) -> Result<Self, Refusal> {
        let name = given.trim().to_ascii_lowercase();
        let is_label = name.len() <= 63
            && name
                .split('-')
                .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric()));
        if is_label {
            Ok(Self(name))
        } else {
            Err(Refusal::Region(given.to_owned()))
        }
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_one_label_of_a_host_name() {
        assert_eq!("eu-1".parse::<Region>().unwrap().to_string(), "eu-1");
        for given in ["", "-", "eu-", "eu.1", "eu 1", "eu;1", "*", "ü"] {
            assert_eq!(
                given.parse::<Region>(),
                Err(Refusal::Region(given.to_owned())),
                "{given}"
            );
        }
    }

    #[test]
    fn images_fonts_and_sounds_are_known_by_their_names() {
        let path = || "https://cdn.acme.org/".parse::<PublicPath>().unwrap();
        let table: [(&[&str], bool, bool, bool); 5] = [
            (&["loader.json", "mp3"], false, false, false),
            (&["a/b.WOFF2"], false, true, false),
            (&["notify.mp3"], false, false, true),
            (&["x.ttf", "y.ogg"], false, true, true),
            (&["img/face.svg"], true, false, false),
        ];
        for (names, images, fonts, sound) in table {
            let needs = Needs::of_files(path(), Kind::Ours, Vec::new(), names.iter().copied());
            let found = (needs.has_images, needs.has_fonts, needs.has_sound);
            assert_eq!(found, (images, fonts, sound), "{names:?}");
        }
    }
}
