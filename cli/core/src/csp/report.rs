//! Where browsers report what a policy blocked.

use url::Url;

use super::error::Refusal;
use crate::without_user_info;

/// An endpoint of the Reporting API, by its address or by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportTarget {
    /// An address, absolute or on the page's own origin. The header `Reporting-Endpoints` gives it a name.
    Address(String),
    /// The name of an endpoint that the site already has.
    Name(String),
}

impl ReportTarget {
    /// The name that an address gets.
    pub const NAME: &'static str = "csp";

    /// Reads `https://reports.acme.org/csp`, `/csp-reports` or the name of an endpoint.
    ///
    /// # Errors
    /// [`Refusal::ReportTo`] where it is none of them.
    pub fn parse(given: &str) -> Result<Self, Refusal> {
        let text = given.trim();
        let refuse = || Refusal::ReportTo(without_user_info(given).into_owned());
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) || text.contains(['"', '\\', '\'', '<', '>']) {
            return Err(refuse());
        }
        // The two characters that end a directive and a policy.
        let escaped = |text: &str| text.replace(';', "%3B").replace(',', "%2C");
        if text.starts_with("https://") || text.starts_with("http://") {
            let url = Url::parse(text).map_err(|_| refuse())?;
            let is_plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
            return if is_plain {
                Ok(Self::Address(escaped(url.as_str())))
            } else {
                Err(refuse())
            };
        }
        if text.starts_with('/') && !text.starts_with("//") && !text.contains('#') {
            return Ok(Self::Address(escaped(text)));
        }
        // <https://www.rfc-editor.org/rfc/rfc9651#name-dictionaries>
        let is_key = text.starts_with(|c: char| c.is_ascii_lowercase() || c == '*')
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-.*".contains(&b));
        if is_key {
            Ok(Self::Name(text.to_owned()))
        } else {
            Err(refuse())
        }
    }

    /// What `report-to` holds.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Address(_) => Self::NAME,
            Self::Name(name) => name,
        }
    }

    /// The value of the header `Reporting-Endpoints`, where the site has none for it.
    #[must_use]
    pub fn endpoints(&self) -> Option<String> {
        match self {
            Self::Address(address) => Some(format!("{}=\"{address}\"", Self::NAME)),
            Self::Name(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_or_a_name() {
        let address = |text: &str| Ok(ReportTarget::Address(text.to_owned()));
        let table = [
            ("https://r.acme.org/csp", address("https://r.acme.org/csp")),
            ("https://r.acme.org", address("https://r.acme.org/")),
            (
                "https://r.acme.org/a;b?c,d",
                address("https://r.acme.org/a%3Bb?c%2Cd"),
            ),
            ("/csp-reports", address("/csp-reports")),
            ("csp-endpoint", Ok(ReportTarget::Name("csp-endpoint".to_owned()))),
        ];
        for (given, wanted) in table {
            assert_eq!(ReportTarget::parse(given), wanted, "{given}");
        }
        for given in [
            "",
            "CSP",
            "//acme.org/x",
            "https://",
            "https://a:b@acme.org/",
            "https://acme.org/#x",
            "https://acme.org/\"",
            "a b",
            "x; script-src *",
            "ftp://acme.org/",
        ] {
            assert_eq!(
                ReportTarget::parse(given),
                Err(Refusal::ReportTo(without_user_info(given).into_owned())),
                "{given}"
            );
        }
        let target = ReportTarget::parse("/r").unwrap();
        assert_eq!(
            (target.name(), target.endpoints()),
            ("csp", Some("csp=\"/r\"".to_owned()))
        );
        assert_eq!(ReportTarget::Name("x".to_owned()).endpoints(), None);
    }
}
