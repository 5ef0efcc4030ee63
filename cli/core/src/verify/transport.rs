//! The rules of the way: `https`, and which sites may load from it.

use url::{Host, Url};

use super::{
    Answer, Findings, Place, Rule,
    site::{Site, Wanted},
};

const CORP: &str = "cross-origin-resource-policy";

/// Judges the public path's scheme, for a page's origin where one is known.
pub(super) fn scheme(site: &Site, findings: &mut Findings) {
    if site.public_path.scheme() == "https" || site.public_path.is_local() {
        return;
    }
    let path = site.public_path.as_str();
    let secure = path.replacen("http:", "https:", 1);
    let place = Place::new(path, "`http`");
    let hint =
        format!("serve the files by `https` and configure the package for that: `avmsdk configure {secure}`");
    if site
        .origin
        .as_deref()
        .is_some_and(|origin| origin.starts_with("https:"))
    {
        findings.add(
            Rule::MixedContent,
            "the page comes by `https`, the files by `http`",
            place,
            hint,
        );
    } else {
        findings.add(Rule::PlainHttp, "the files come by `http`", place, hint);
    }
}

/// An address that a page by `https` may not load from: `http`, unless it is this machine
/// (<https://www.w3.org/TR/mixed-content/>, <https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy>).
pub(super) fn is_insecure(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    let is_local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.scheme() == "http" && !is_local
}

/// A redirect from `https` to `http` on the way to a file.
pub(super) fn redirect(wanted: &Wanted, answer: &Answer, findings: &mut Findings) {
    if wanted.url.starts_with("https:") && is_insecure(&answer.url) {
        let hint = "let the server redirect to `https`, or not at all";
        let what = "a file by `https` is redirected to `http`";
        findings.add(
            Rule::MixedContent,
            what,
            Place::new(&wanted.url, format!("to `{}`", answer.url)),
            hint,
        );
    }
}

/// `Cross-Origin-Resource-Policy`: <https://fetch.spec.whatwg.org/#cross-origin-resource-policy-header>.
pub(super) fn resource_policy(
    site: &Site,
    needs_corp: bool,
    wanted: &Wanted,
    answer: &Answer,
    findings: &mut Findings,
) {
    let hint = "serve the files with `Cross-Origin-Resource-Policy: cross-origin`";
    let said = answer.headers.get(CORP).map(str::to_ascii_lowercase);
    let is_shut = match said.as_deref() {
        Some("same-origin") => true,
        Some("same-site") => !are_related(site),
        Some("cross-origin") => false,
        _ if needs_corp => {
            let place = Place::new(&wanted.url, "none");
            findings.add(
                Rule::CorpMissing,
                "files do not allow pages that are isolated",
                place,
                hint,
            );
            false
        }
        _ => false,
    };
    if is_shut {
        let place = Place::new(&wanted.url, answer.headers.shown(CORP));
        findings.add(
            Rule::Corp,
            "files are kept from pages of other sites",
            place,
            hint,
        );
    }
}

/// Whether page and files may be of one site. Which names can be bought is a long list; two hosts that do
/// not even share their last two labels are strangers for certain.
fn are_related(site: &Site) -> bool {
    let host = |url: &str| {
        Url::parse(url)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned))
    };
    let last = |host: String| {
        let mut labels: Vec<&str> = host.rsplit('.').take(2).collect();
        labels.reverse();
        labels.join(".")
    };
    let of = |url: &str| host(url).map(last);
    of(site.public_path.as_str()) == of(site.asking_origin())
}
