//! The rules of compression.

use super::{Answer, Ask, Body, Findings, Place, Rule, site::Wanted};

/// Below this a body fits into one packet as it is.
const WORTH_IT: u64 = 1_400;

/// What the three ways to ask gave.
pub(super) struct Encodings<'a> {
    pub(super) plain: Option<&'a Answer>,
    pub(super) brotli: Option<&'a Answer>,
    pub(super) gzip: Option<&'a Answer>,
}

/// Judges whether compression is offered, and only to those who ask for it.
pub(super) fn judge(wanted: &Wanted, encodings: &Encodings<'_>, findings: &mut Findings) {
    let unasked = encodings.plain.and_then(encoding);
    if let Some(encoding) = unasked.filter(|encoding| wanted.encoding.as_deref() == Some(encoding)) {
        let hint = "where a CDN or the server compresses for those who ask, deploy without `--encoding`";
        let what = "a file comes compressed to everyone, as it was stored by `--encoding`";
        let place = Place::new(&wanted.url, format!("`{encoding}`"));
        findings.add(Rule::EncodingStored, what, place, hint);
    } else if let Some(encoding) = unasked {
        let hint =
            "store and serve the plain bytes, and let the CDN or the server compress for those who ask";
        let what = "a file comes compressed to a client that did not ask for it";
        findings.add(
            Rule::EncodingUnasked,
            what,
            Place::new(&wanted.url, format!("`{encoding}`")),
            hint,
        );
        return;
    }
    let asked = [(Ask::Brotli, encodings.brotli), (Ask::Gzip, encodings.gzip)];
    let answered: Vec<(Ask, &Answer)> = asked
        .into_iter()
        .filter_map(|(ask, answer)| Some((ask, answer?)))
        .collect();
    if answered.is_empty() {
        return;
    }
    let compressed: Vec<&(Ask, &Answer)> = answered
        .iter()
        .filter(|(_, answer)| encoding(answer).is_some())
        .collect();
    if compressed.is_empty() {
        let size = answered.iter().find_map(|(_, answer)| size(answer));
        if let Some(size) = size.filter(|size| *size >= WORTH_IT) {
            let hint = "turn on compression (brotli, gzip) for this type at the CDN or the server";
            let what = "files that compress well come as they are";
            findings.add(
                Rule::Uncompressed,
                what,
                Place::new(&wanted.url, format!("{size} bytes")),
                hint,
            );
        }
    }
    // What comes encoded to everyone depends on nothing.
    let depends = compressed
        .into_iter()
        .filter(|(_, answer)| encoding(answer) != unasked);
    for (ask, answer) in depends {
        if !answer.headers.lists("vary", "accept-encoding") && !answer.headers.lists("vary", "*") {
            let seen = format!("Vary: {}, {}", answer.headers.shown("vary"), ask.shown());
            let hint = "add `Vary: Accept-Encoding` where the answer is compressed";
            let what = "a compressed answer does not say that it depends on `Accept-Encoding`";
            findings.add(Rule::VaryEncoding, what, Place::new(&wanted.url, seen), hint);
            break;
        }
    }
}

fn encoding(answer: &Answer) -> Option<&str> {
    answer
        .headers
        .get("content-encoding")
        .filter(|encoding| !encoding.eq_ignore_ascii_case("identity"))
}

fn size(answer: &Answer) -> Option<u64> {
    match answer.body {
        Body::Whole { size, .. } => Some(size),
        Body::Broken(_) | Body::TooLarge => None,
    }
}
