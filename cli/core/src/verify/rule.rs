//! Everything that can be found: its code, how bad it is, why it matters.

use serde::Serialize;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Some visitors get no messenger, or a broken one.
    Error,
    /// It works, slower or less safely than it could.
    Warning,
    /// Worth knowing.
    Note,
}

macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $name:ident = ($code:literal, $level:ident, $why:literal),)+) => {
        /// What `verify` looks for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Rule {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// A name for scripts. It never changes meaning.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }

            /// How bad it is.
            #[must_use]
            pub const fn level(self) -> Level {
                match self { $(Self::$name => Level::$level),+ }
            }

            /// Why it matters.
            #[must_use]
            pub const fn why(self) -> &'static str {
                match self { $(Self::$name => $why),+ }
            }
        }
    };
}

rules! {
    /// No answer at all.
    Unreachable = ("unreachable", Error, "a visitor's browser gets no answer either"),
    /// `loader.json` is not there.
    LoaderMissing = ("loader-missing", Error, "every page asks for this file first; without it nothing else is loaded"),
    /// `loader.json` is not what it should be.
    LoaderMalformed = ("loader-malformed", Error, "the snippet reads the host script's address from it, and gives up in silence if it cannot"),
    /// `loader.json` leads away from the public path.
    LoaderElsewhere = ("loader-elsewhere", Error, "visitors get the files of another place, or none"),
    /// `loader.json` is that of another release.
    LoaderStale = ("loader-stale", Error, "visitors get another release than the one that was published"),
    /// A cache keeps `loader.json` longer than it may.
    LoaderOld = ("loader-old", Warning, "a cache gives out answers that have expired, so a new release comes late"),
    /// The release's record is not below its public path.
    RecordMissing = ("record-missing", Error, "what readers get comes from another place than the one that was deployed to, or nobody can tell"),
    /// A file is not there.
    FileMissing = ("file-missing", Error, "the widget stops where it cannot load one of its files"),
    /// A file has other bytes.
    FileAltered = ("file-altered", Error, "browsers refuse a file whose integrity hash does not fit, and what is not refused is not what was published"),
    /// A type with which browsers refuse the file.
    TypeRefused = ("type-refused", Error, "browsers refuse to run or apply a file of another type"),
    /// A type that does some harm.
    TypeOdd = ("type-odd", Warning, "a wrong type costs speed (WebAssembly is compiled while it comes only as `application/wasm`), and some proxies and scanners refuse it"),
    /// What may change is kept for too long.
    CacheTooLong = ("cache-too-long", Error, "browsers keep the old file for so long, and nothing that you do reaches them"),
    /// What may change is kept for rather long.
    CacheLong = ("cache-long", Warning, "visitors meet a new release only when their copy expires"),
    /// What may change says nothing of how long.
    CacheUnsaid = ("cache-unsaid", Warning, "browsers and caches then guess how long they may keep it"),
    /// What never changes is asked for again.
    CacheShort = ("cache-short", Warning, "every visitor loads or asks for what cannot have changed, on every visit"),
    /// What never changes is asked for on reload.
    CacheNotImmutable = ("cache-not-immutable", Note, "a reload of the page asks for each of these files again"),
    /// A file that could be small is not.
    Uncompressed = ("uncompressed", Warning, "every visitor waits for bytes that compression would save"),
    /// Compressed for someone who did not ask.
    EncodingUnasked = ("encoding-unasked", Error, "a browser or proxy that did not ask for this encoding cannot read the file"),
    /// Compressed for everyone, as it is stored.
    EncodingStored = ("encoding-stored", Warning, "browsers read it; a client that did not ask for this encoding, and does not know it, cannot"),
    /// A compressed body that cannot be read.
    EncodingBroken = ("encoding-broken", Error, "browsers fail to load a file that cannot be unpacked"),
    /// A cache may mix compressed and plain.
    VaryEncoding = ("vary-encoding", Warning, "a cache in between may hand the compressed bytes to a client that cannot read them"),
    /// No `Access-Control-Allow-Origin`.
    CorsMissing = ("cors-missing", Error, "browsers keep the file from pages of other origins, so the snippet gets nothing"),
    /// It names another origin.
    CorsOther = ("cors-other", Error, "browsers keep the file from every origin but the one that is named"),
    /// It is there twice.
    CorsDoubled = ("cors-doubled", Error, "browsers take more than one `Access-Control-Allow-Origin` for none"),
    /// A cache keeps the answer without it.
    CorsPoisoned = ("cors-poisoned", Error, "a cache kept an answer to a request without `Origin` and gives it to pages, for which it is useless; the messenger comes and goes with the cache"),
    /// A cache could.
    CorsVary = ("cors-vary", Warning, "a cache may keep the answer to one origin, or to none, and give it to another"),
    /// The preflight is refused.
    PreflightRefused = ("preflight-refused", Note, "the widget sends no request that needs it; pages that read the files with headers of their own do"),
    /// `Cross-Origin-Resource-Policy` forbids other sites.
    Corp = ("corp", Error, "browsers keep scripts and images from pages of other sites"),
    /// A page under COEP needs CORP.
    CorpMissing = ("corp-missing", Error, "this page sends `Cross-Origin-Embedder-Policy: require-corp`, so browsers load no script or image that does not allow it"),
    /// `http` on a page by `https`.
    MixedContent = ("mixed-content", Error, "browsers load nothing by `http` into a page that came by `https`"),
    /// Plain `http`.
    PlainHttp = ("plain-http", Warning, "anyone on the way can change the scripts, and pages by `https` do not load them"),
    /// The page does not answer as one.
    PageMissing = ("page-missing", Error, "without the page there is nothing to check on it"),
    /// The page holds no snippet.
    SnippetMissing = ("snippet-missing", Error, "nothing brings the messenger into this page"),
    /// The page holds it more than once.
    SnippetDoubled = ("snippet-doubled", Error, "each snippet replaces what the one before was told, so calls of `init` are lost or run twice"),
    /// The snippet loads from another place.
    SnippetElsewhere = ("snippet-elsewhere", Error, "the page loads the messenger from another place than the one that is checked"),
    /// The page's policy blocks the widget.
    PagePolicy = ("page-policy", Error, "browsers block what the page's Content-Security-Policy does not allow"),
    /// The page's policy forbids WebAssembly, and nothing else that this is about.
    PageWithoutWebAssembly = ("page-without-webassembly", Warning, "the widget runs as JavaScript then: a fourth more to load, and slower to start"),
    /// A policy that only reports would.
    PagePolicyReported = ("page-policy-reported", Note, "the page's `Content-Security-Policy-Report-Only` would block this, once it is enforced"),
    /// Hashes were not compared.
    HashesUnchecked = ("hashes-unchecked", Note, "without a list of what was published, altered and missing files go unseen"),
}

#[cfg(test)]
mod tests {
    use super::Rule;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_unique_and_fit_for_scripts() {
        let codes: BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.code()).collect();
        assert_eq!(codes.len(), Rule::ALL.len());
        let is_fit = |code: &&str| code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        assert!(codes.iter().all(is_fit));
    }

    #[test]
    fn the_documentation_has_every_rule() {
        let page = include_str!("../../../../docs/verify.md");
        for rule in Rule::ALL {
            let level = format!("{:?}", rule.level()).to_lowercase();
            let row = format!("| `{}` | {level} | {} |", rule.code(), rule.why());
            assert!(page.contains(&row), "docs/verify.md lacks: {row}");
        }
        assert_eq!(page.matches("\n| `").count(), Rule::ALL.len());
    }
}
