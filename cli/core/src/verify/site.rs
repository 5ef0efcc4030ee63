//! What is checked, and which requests that takes.
//!
//! [`Site::next`] is asked again with all that was observed until it wants nothing more: first the
//! loader, then every file that was published or, where that is not known, what one file says of the next.

use std::collections::BTreeSet;

use url::Url;

use super::{Answer, Ask, Expected, Observation, Probe, expected::entry_name, names};
use crate::release::Sha256;
use crate::{
    PublicPath,
    package::{Class, Kind, content_type, hash_in_name, is_compressible},
    release::file_url,
};

/// An origin that stands for any site where none was given.
const ANY_SITE: &str = "https://site.example";

/// What is checked.
#[derive(Clone, Debug)]
pub struct Site {
    /// Where the files are.
    pub public_path: PublicPath,
    /// The origin of a page that embeds the widget, where one is known.
    pub origin: Option<String>,
    /// What was published, where that is known.
    pub expected: Option<Expected>,
    /// Only these names are asked for; the loader always is.
    pub only: Option<BTreeSet<String>>,
    /// What to do where pages may not read the files, for whoever knows better than in general.
    pub mend_cors: Option<&'static str>,
}

/// One file that must be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) name: String,
    pub(super) url: String,
    pub(super) class: Class,
    pub(super) content_type: String,
    pub(super) sha256: Option<String>,
    pub(super) encoding: Option<String>,
}

impl Site {
    /// A public path of which nothing else is known.
    #[must_use]
    pub fn new(public_path: PublicPath) -> Self {
        Self {
            public_path,
            origin: None,
            expected: None,
            only: None,
            mend_cors: None,
        }
    }

    /// The origin that requests come from.
    #[must_use]
    pub fn asking_origin(&self) -> &str {
        self.origin.as_deref().unwrap_or(ANY_SITE)
    }

    /// The address of a file below the public path.
    #[must_use]
    pub fn url(&self, name: &str) -> String {
        file_url(&self.public_path, name)
    }

    /// Whether pages of the asking origin are strangers to the files.
    pub(super) fn is_cross_origin(&self) -> bool {
        let origin = Url::parse(self.public_path.as_str()).map(|url| url.origin().ascii_serialization());
        origin.ok().as_deref() != Some(self.asking_origin())
    }

    /// The names of the files that must be there, as far as is known by now.
    #[must_use]
    pub fn names(&self, seen: &[Observation]) -> Vec<String> {
        self.wanted(seen).into_iter().map(|wanted| wanted.name).collect()
    }

    /// Whose widget it is: as the list of what was published says, else ours where there is WebAssembly, which no
    /// vendor's package holds.
    #[must_use]
    pub fn kind(&self, seen: &[Observation]) -> Kind {
        let told = self.expected.as_ref().and_then(|expected| expected.kind);
        let has_wasm = || self.names(seen).iter().any(|name| name.ends_with(".wasm"));
        told.unwrap_or_else(|| if has_wasm() { Kind::Ours } else { Kind::Vendor })
    }

    /// The requests that are still to be made, in groups: those of a group one after the other.
    #[must_use]
    pub fn next(&self, seen: &[Observation]) -> Vec<Vec<Probe>> {
        let mut groups = Vec::new();
        let is_dead = |url: &str| {
            let of_url = seen.iter().filter(|one| one.probe.url == url);
            of_url.into_iter().any(|one| one.outcome.is_err())
        };
        // Who does not answer once would only be waited for again.
        for wanted in self
            .wanted(seen)
            .into_iter()
            .filter(|wanted| !is_dead(&wanted.url))
        {
            let probes = self.asks(&wanted, seen).into_iter().map(|ask| Probe {
                url: wanted.url.clone(),
                ask,
                keep_text: ask == Ask::Plain && is_read(&wanted.name),
            });
            let is_new = |probe: &Probe| find(seen, &probe.url, probe.ask).is_none();
            let probes: Vec<Probe> = probes.filter(is_new).collect();
            if !probes.is_empty() {
                groups.push(probes);
            }
        }
        groups
    }

    /// The files that must be there, as far as is known by now.
    pub(super) fn wanted(&self, seen: &[Observation]) -> Vec<Wanted> {
        let mut wanted = vec![self.wanted_by_name(entry_name())];
        let mut names: Vec<String> = match &self.expected {
            Some(expected) => expected.files.iter().map(|file| file.name.clone()).collect(),
            None => Vec::new(),
        };
        // What is expected may be a site of other means, which leads to files that no record names.
        if self.expected.is_none() || self.is_loader_as_expected(seen) {
            names.extend(self.told(seen));
        }
        let is_asked_for = |name: &String| self.only.as_ref().is_none_or(|only| only.contains(name));
        for name in names.iter().filter(|name| is_asked_for(name)) {
            let one = self.wanted_by_name(name);
            if !wanted.iter().any(|known| known.url == one.url) {
                wanted.push(one);
            }
        }
        wanted
    }

    fn is_loader_as_expected(&self, seen: &[Observation]) -> bool {
        let expected = self
            .expected
            .as_ref()
            .and_then(|expected| expected.file(entry_name()));
        let text = answer(seen, &self.url(entry_name()), Ask::Plain).and_then(Answer::text);
        expected
            .zip(text)
            .is_some_and(|(file, text)| Sha256::of(text.as_bytes()).as_str() == file.sha256)
    }

    /// What the loader says of the host script, and that one of the others.
    fn told(&self, seen: &[Observation]) -> Vec<String> {
        let text = |name: &str| answer(seen, &self.url(name), Ask::Plain).and_then(Answer::text);
        let Some(host) = text(entry_name()).and_then(names::host) else {
            return Vec::new();
        };
        let Some(host) = host.strip_prefix(self.public_path.as_str()).map(str::to_owned) else {
            return Vec::new();
        };
        // The host script knows the runtime, and that one the second part.
        let mut told = vec![host];
        let mut read = 0;
        while let Some(name) = told.get(read).cloned() {
            read += 1;
            for further in text(&name).map(names::hashed_names).unwrap_or_default() {
                if !told.contains(&further) {
                    told.push(further);
                }
            }
        }
        told
    }

    fn wanted_by_name(&self, name: &str) -> Wanted {
        let file = self.expected.as_ref().and_then(|expected| expected.file(name));
        let guess = || match (name == entry_name(), hash_in_name(name)) {
            (true, _) => Class::Entry,
            (false, Some(_)) => Class::Hashed,
            (false, None) => Class::Versioned,
        };
        Wanted {
            name: name.to_owned(),
            url: self.url(name),
            class: file.map_or_else(guess, |file| file.class),
            content_type: file
                .map_or_else(|| content_type(name).to_owned(), |file| file.content_type.clone()),
            sha256: file.map(|file| file.sha256.clone()),
            encoding: file.and_then(|file| file.encoding.clone()),
        }
    }

    fn asks(&self, wanted: &Wanted, seen: &[Observation]) -> Vec<Ask> {
        let mut asks = vec![Ask::Plain, Ask::Origin];
        if is_compressible(&wanted.name) {
            asks.extend([Ask::Brotli, Ask::Gzip]);
        }
        if wanted.class == Class::Entry {
            asks.push(Ask::Preflight);
        }
        // Only the server behind the caches can tell a missing rule from a cache that forgot it.
        let lacks_cors = |answer: &Answer| answer.headers.get("access-control-allow-origin").is_none();
        let is_kept_from_pages = answer(seen, &wanted.url, Ask::Origin)
            .is_some_and(|answer| answer.status == 200 && lacks_cors(answer));
        if self.is_cross_origin() && is_kept_from_pages {
            asks.push(Ask::Uncached);
        }
        asks
    }
}

/// Files whose text says something of other files.
fn is_read(name: &str) -> bool {
    name == entry_name() || name.ends_with(".js")
}

pub(super) fn find<'a>(seen: &'a [Observation], url: &str, ask: Ask) -> Option<&'a Observation> {
    seen.iter()
        .find(|observation| observation.probe.ask == ask && observation.probe.url == url)
}

pub(super) fn answer<'a>(seen: &'a [Observation], url: &str, ask: Ask) -> Option<&'a Answer> {
    find(seen, url, ask)?.outcome.as_ref().ok()
}
