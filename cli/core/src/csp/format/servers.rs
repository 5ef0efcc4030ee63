//! The configuration of servers that one runs oneself.

use super::sending::Field;
use crate::csp::nonce::NonceTemplate;

/// nginx reads no longer parameter than its buffer of 4,096 bytes; a longer one is put together from pieces.
const NGINX_PARAMETER: usize = 3_500;

pub(super) fn nginx(fields: &[Field], nonces: &[NonceTemplate]) -> String {
    let mut lines = Vec::new();
    for field in fields {
        let value = quoted(&field.value, nonces, str::to_owned);
        if value.len() <= NGINX_PARAMETER {
            lines.push(format!("add_header {} \"{value}\" always;", field.name));
            continue;
        }
        let name = format!("avmsdk_{}", field.name.to_ascii_lowercase().replace('-', "_"));
        let mut before = String::new();
        for piece in pieces(&value) {
            lines.push(format!("set ${name} \"{before}{piece}\";"));
            before = format!("${{{name}}}");
        }
        lines.push(format!("add_header {} ${name} always;", field.name));
    }
    lines.join("\n")
}

/// Headers of scripts and of servers behind this one are in a table of their own, which is emptied first: a second
/// policy beside this one could only block more.
pub(super) fn apache(fields: &[Field], nonces: &[NonceTemplate]) -> String {
    let line = |field: &Field| {
        let value = quoted(&field.value, nonces, |text| text.replace('%', "%%"));
        format!(
            "Header onsuccess unset {name}\nHeader always set {name} \"{value}\"",
            name = field.name
        )
    };
    fields.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// `defer` has it replace what comes from a server behind this one.
pub(super) fn caddy(fields: &[Field], nonces: &[NonceTemplate]) -> String {
    let mut text = "header {\n".to_owned();
    for field in fields {
        let value = quoted(&field.value, nonces, str::to_owned);
        text.push_str(&format!("\t{} \"{value}\"\n", field.name));
    }
    text.push_str("\tdefer\n}");
    text
}

/// What stands between double quotes: nothing of it is a variable, a placeholder or an escape but the nonce.
///
/// Those characters are percent-encoded, which browsers undo before they compare a path.
fn quoted(value: &str, nonces: &[NonceTemplate], more: impl Fn(&str) -> String) -> String {
    let plain = |text: &str| {
        let mut plain = String::with_capacity(text.len());
        for character in text.chars() {
            match character {
                '"' => plain.push_str("\\\""),
                ' '..='~' if !"$\\{}`".contains(character) => plain.push(character),
                _ => {
                    let mut bytes = [0; 4];
                    for byte in character.encode_utf8(&mut bytes).bytes() {
                        plain.push_str(&format!("%{byte:02X}"));
                    }
                }
            }
        }
        more(&plain)
    };
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    let next = |rest: &str| {
        let found = nonces
            .iter()
            .filter_map(|nonce| Some((rest.find(nonce.as_str())?, nonce.as_str())));
        found.min_by_key(|(at, nonce)| (*at, usize::MAX - nonce.len()))
    };
    while let Some((at, nonce)) = next(rest) {
        text.push_str(&plain(&rest[..at]));
        text.push_str(nonce);
        rest = &rest[at + nonce.len()..];
    }
    text.push_str(&plain(rest));
    text
}

/// Cuts before spaces.
fn pieces(value: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = value;
    while rest.len() > NGINX_PARAMETER {
        let end = rest[..NGINX_PARAMETER].rfind(' ').filter(|end| *end > 0);
        let (piece, others) = rest.split_at(end.unwrap_or(NGINX_PARAMETER));
        pieces.push(piece);
        rest = others;
    }
    pieces.push(rest);
    pieces
}
