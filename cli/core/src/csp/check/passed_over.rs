//! Directives that browsers pass over, where whoever wrote them may not know.

/// A directive that does nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOver {
    /// Its name, in lower case.
    pub name: String,
    pub(super) why: Why,
}

/// Why it does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// One of the same name stands before it.
    Twice,
    /// It holds other characters than those of ASCII.
    NotAscii,
    /// No browser knows it.
    Unknown,
}

impl PassedOver {
    /// What is passed over.
    #[must_use]
    pub fn what(&self) -> String {
        let name = &self.name;
        match self.why {
            Why::Twice => format!("`{name}` is there more than once, and browsers read the first one only"),
            Why::NotAscii => {
                format!(
                    "browsers pass over the whole of `{name}`: it holds other characters than those of ASCII"
                )
            }
            Why::Unknown => format!("`{name}` is no directive that browsers know"),
        }
    }

    /// How to mend it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self.why {
            Why::Twice => "put all its sources into one",
            Why::NotAscii => {
                "write hosts as in `xn--bcher-kva.example`, and percent-encode paths; `--merge` leaves it out"
            }
            Why::Unknown => "mend its name, or leave it out",
        }
    }
}

/// Those of the specifications, and those that browsers once had.
const DIRECTIVES: [&str; 34] = [
    "base-uri",
    "block-all-mixed-content",
    "child-src",
    "connect-src",
    "default-src",
    "fenced-frame-src",
    "font-src",
    "form-action",
    "frame-ancestors",
    "frame-src",
    "img-src",
    "manifest-src",
    "media-src",
    "navigate-to",
    "object-src",
    "plugin-types",
    "prefetch-src",
    "referrer",
    "reflected-xss",
    "report-to",
    "report-uri",
    "require-sri-for",
    "require-trusted-types-for",
    "sandbox",
    "script-src",
    "script-src-attr",
    "script-src-elem",
    "style-src",
    "style-src-attr",
    "style-src-elem",
    "trusted-types",
    "upgrade-insecure-requests",
    "webrtc",
    "worker-src",
];

/// Whether browsers know a directive, by its name in lower case.
pub(super) fn is_known(name: &str) -> bool {
    DIRECTIVES.contains(&name)
}
