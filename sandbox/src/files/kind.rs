//! Which files are taken, by their names, and how each is shown.
//!
//! The list is the one that the hosted service documents: <https://docs.smooch.io/guide/validating-files>.
//! A client's own idea of the media type only counts where the name has no ending.

/// What may be done with a file in a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Show {
    /// A picture that any browser draws: a message of type `image`.
    Picture,
    /// A sound or film that a browser may play by itself.
    Media,
    /// To be downloaded under its type.
    Download,
    /// To be downloaded as mere bytes: by its type a browser might run it.
    Bytes,
}

/// A sort of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    /// Its media type.
    pub(crate) media_type: &'static str,
    /// What a browser may do with it.
    pub(crate) show: Show,
}

/// The sort of a file whose name has no ending in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unsupported;

use Show::{Bytes, Download, Media, Picture};

#[rustfmt::skip]
const KINDS: &[(&str, &str, Show)] = &[
    ("3g2", "video/3gpp2", Media), ("3gp", "video/3gpp", Media), ("7z", "application/x-7z-compressed", Download),
    ("aac", "audio/aac", Media), ("amr", "audio/amr", Media), ("avi", "video/x-msvideo", Media),
    ("bmp", "image/bmp", Picture), ("csv", "text/csv", Download), ("doc", "application/msword", Download),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Download),
    ("eml", "message/rfc822", Bytes), ("gif", "image/gif", Picture), ("heic", "image/heic", Download),
    ("heif", "image/heif", Download), ("ics", "text/calendar", Download), ("jpg", "image/jpeg", Picture),
    ("jpeg", "image/jpeg", Picture), ("jfif", "image/jpeg", Picture),
    ("key", "application/vnd.apple.keynote", Download), ("txt", "text/plain", Download),
    ("log", "text/plain", Download), ("m4a", "audio/mp4", Media), ("mp4a", "audio/mp4", Media),
    ("m4v", "video/x-m4v", Media), ("mov", "video/quicktime", Media), ("qt", "video/quicktime", Media),
    ("mp3", "audio/mpeg", Media), ("mpga", "audio/mpeg", Media), ("mp4", "video/mp4", Media),
    ("mpeg", "video/mpeg", Media), ("mpg", "video/mpeg", Media), ("neon", "application/octet-stream", Bytes),
    ("numbers", "application/vnd.apple.numbers", Download),
    ("odt", "application/vnd.oasis.opendocument.text", Download), ("ogg", "audio/ogg", Media),
    ("oga", "audio/ogg", Media), ("ogv", "video/ogg", Media), ("opus", "audio/opus", Media),
    ("pages", "application/vnd.apple.pages", Download), ("pdf", "application/pdf", Download),
    ("png", "image/png", Picture), ("ppt", "application/vnd.ms-powerpoint", Download),
    ("pps", "application/vnd.ms-powerpoint", Download),
    ("ppsx", "application/vnd.openxmlformats-officedocument.presentationml.slideshow", Download),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", Download),
    ("svg", "image/svg+xml", Bytes), ("tif", "image/tiff", Download), ("tiff", "image/tiff", Download),
    ("vcf", "text/vcard", Download), ("wav", "audio/wav", Media), ("webm", "video/webm", Media),
    ("webp", "image/webp", Picture), ("wmv", "video/x-ms-wmv", Media), ("xls", "application/vnd.ms-excel", Download),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Download),
    ("xml", "application/xml", Bytes), ("yaml", "application/yaml", Download), ("yml", "application/yaml", Download),
    ("zip", "application/zip", Download),
];

/// The sort and the name of a file: as it is named, else as its sender types it, by which the name
/// gets its ending.
pub(crate) fn kind_of(name: Option<&str>, declared: Option<&str>) -> Result<(String, Kind), Unsupported> {
    let name = super::name::clean(name.unwrap_or_default());
    if let Some((stem, ending)) = name.rsplit_once('.')
        && !ending.is_empty()
        && !stem.is_empty()
    {
        let found = KINDS.iter().find(|(one, ..)| one.eq_ignore_ascii_case(ending));
        return found
            .map(|(_, media_type, show)| {
                (
                    name.clone(),
                    Kind {
                        media_type,
                        show: *show,
                    },
                )
            })
            .ok_or(Unsupported);
    }
    let declared = declared
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default()
        .trim();
    let found = KINDS
        .iter()
        .find(|(_, media_type, _)| media_type.eq_ignore_ascii_case(declared));
    let (ending, media_type, show) = found.ok_or(Unsupported)?;
    let stem = name.trim_matches('.');
    let stem = if stem.is_empty() { "file" } else { stem };
    // Bytes of no sort in particular: nothing tells how their name should end.
    let name = if *media_type == "application/octet-stream" {
        stem.to_owned()
    } else {
        format!("{stem}.{ending}")
    };
    Ok((
        name,
        Kind {
            media_type,
            show: *show,
        },
    ))
}

impl Kind {
    /// The sort of a file that has been kept.
    pub(crate) fn of_kept(name: &str) -> Self {
        kind_of(Some(name), None).map_or(
            Kind {
                media_type: "application/octet-stream",
                show: Bytes,
            },
            |(_, kind)| kind,
        )
    }

    /// Whether a message shows it as a picture.
    pub(crate) fn is_picture(&self) -> bool {
        self.show == Picture
    }

    /// Whether a browser may show it by itself.
    pub(crate) fn is_inline(&self) -> bool {
        matches!(self.show, Picture | Media)
    }

    /// The type under which it is served.
    pub(crate) fn served_as(&self) -> &'static str {
        if self.show == Bytes {
            "application/octet-stream"
        } else {
            self.media_type
        }
    }

    /// Whether it holds other files, which are looked through later.
    pub(crate) fn is_archive(&self) -> bool {
        matches!(self.media_type, "application/zip" | "application/x-7z-compressed")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_and_how_it_is_shown() {
        let table = [
            ("a.png", "", Some(("a.png", "image/png", true))),
            ("a.PNG", "text/html", Some(("a.PNG", "image/png", true))),
            (
                "Dockerfile",
                "application/octet-stream",
                Some(("Dockerfile", "application/octet-stream", false)),
            ),
            ("a.b.pdf", "", Some(("a.b.pdf", "application/pdf", false))),
            ("a.mp4", "", Some(("a.mp4", "video/mp4", true))),
            (
                "a.svg",
                "image/svg+xml",
                Some(("a.svg", "application/octet-stream", false)),
            ),
            ("a.xml", "", Some(("a.xml", "application/octet-stream", false))),
            ("blob", "image/png", Some(("blob.png", "image/png", true))),
            (
                "",
                "Text/Plain; charset=utf-8",
                Some(("file.txt", "text/plain", false)),
            ),
            (".png", "image/png", Some(("png.png", "image/png", true))),
            ("a.", "image/png", Some(("a.png", "image/png", true))),
            ("a.html", "image/png", None),
            ("a.png.exe", "image/png", None),
            ("a.js", "text/plain", None),
            ("blob", "text/html", None),
            ("blob", "", None),
        ];
        for (name, declared, wanted) in table {
            let found = kind_of(Some(name), Some(declared)).ok();
            let found = found
                .as_ref()
                .map(|(name, kind)| (name.as_str(), kind.served_as(), kind.is_inline()));
            assert_eq!(found, wanted, "{name} {declared}");
        }
    }

    #[test]
    fn nothing_that_a_browser_would_run_is_served_under_its_type() {
        for (_, media_type, show) in KINDS {
            let runs = ["html", "xml", "javascript", "rfc822", "svg"]
                .iter()
                .any(|part| media_type.contains(part) && !media_type.contains("openxml"));
            assert_eq!(
                runs || *media_type == "application/octet-stream",
                *show == Bytes,
                "{media_type}"
            );
        }
    }
}
