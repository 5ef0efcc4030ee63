//! Policies of sites that nobody has written: the same ones in each run.

use std::fmt::Write as _;

/// How a page sends its policies.
#[derive(Debug, Clone, Default)]
pub(crate) struct Policies {
    /// The values of headers.
    pub(crate) headers: Vec<String>,
    /// The value of a `<meta>` tag.
    pub(crate) tag: Option<String>,
}

/// A small generator of numbers (xorshift), for which a crate would be too much.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap_or_default()
    }

    fn one<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// Directives; those that matter most stand there more than once.
const DIRECTIVES: &[&str] = &[
    "default-src",
    "default-src",
    "script-src",
    "script-src",
    "script-src-elem",
    "script-src-attr",
    "style-src",
    "style-src-elem",
    "img-src",
    "img-src",
    "connect-src",
    "connect-src",
    "frame-src",
    "child-src",
    "font-src",
    "worker-src",
];

/// Words that stand anywhere. `PAGE` is the port of the page, `REST` that of everything else.
const WORDS: &[&str] = &[
    "'self'",
    "'none'",
    "*",
    "http:",
    "https:",
    "ws:",
    "data:",
    "blob:",
    "http://cdn.localhost:REST",
    "http://cdn.localhost:REST/chat/",
    "http://cdn.localhost:REST/chat/other.js",
    "http://cdn.localhost:REST/%63hat/",
    "http://CDN.localhost:REST/Chat/",
    "http://cdn.localhost:REST/chat",
    "http://cdn.localhost",
    "cdn.localhost:REST",
    "cdn.localhost:*",
    "https://cdn.localhost:REST",
    "http://*.localhost:REST",
    "*.localhost:*",
    "*.cdn.localhost:REST",
    "*:REST",
    "http://*:*",
    "http://media.localhost:REST/m/",
    "http://shop.localhost:REST",
    "http://localhost:PAGE",
    "localhost:PAGE",
    "ws://localhost:PAGE",
    "wss://localhost:PAGE",
    "ws://localhost:*",
    "localhost",
    "nonsense/",
    // Of other characters than ASCII: browsers pass over the whole directive.
    "http://bücher.localhost:REST",
];

/// Words of directives that govern scripts.
const SCRIPT_WORDS: &[&str] = &[
    "'unsafe-inline'",
    "'unsafe-inline'",
    "'unsafe-eval'",
    "'wasm-unsafe-eval'",
    "'strict-dynamic'",
    "'nonce-abc'",
    "HASH",
    "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='",
    "'report-sample'",
    "'unsafe-hashes'",
];

/// So many of them. `hash` is the hash of the page's inline script.
pub(crate) fn policies(count: usize, page: u16, rest: u16, hash: &str) -> Vec<Policies> {
    let mut numbers = Numbers(0x5EED_CAFE_F00D_D00D);
    let mut policy = || {
        let mut text = String::new();
        for _ in 0..=numbers.below(4) {
            let name = *numbers.one(DIRECTIVES);
            text += name;
            for _ in 0..numbers.below(4) {
                let is_script = name.starts_with("script") || name == "default-src";
                let word = if is_script && numbers.below(2) == 0 {
                    *numbers.one(SCRIPT_WORDS)
                } else {
                    *numbers.one(WORDS)
                };
                let word = if word == "HASH" { hash } else { word };
                let _ = write!(text, " {word}");
            }
            text += "; ";
        }
        let text = text.replace("PAGE", &page.to_string());
        (text.replace("REST", &rest.to_string()), numbers.below(8))
    };
    let mut all = Vec::new();
    while all.len() < count {
        let (one, kind) = policy();
        all.push(match kind {
            0 => Policies {
                headers: vec![format!("{one}, {}", policy().0)],
                tag: None,
            },
            1 => Policies {
                headers: vec![one],
                tag: Some(policy().0),
            },
            2 => Policies {
                headers: Vec::new(),
                tag: Some(one),
            },
            3 => Policies {
                headers: vec![one, policy().0],
                tag: None,
            },
            _ => Policies {
                headers: vec![one],
                tag: None,
            },
        });
    }
    all
}
