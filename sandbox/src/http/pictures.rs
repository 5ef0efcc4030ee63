//! QR codes at the addresses where channels have them, whatever host is asked: so a page under a
//! strict policy can be tested with the channels' names mapped to this machine.

use super::Service;
use crate::world::png;
use axum::Router;
use axum::extract::{Path, Query};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use std::collections::HashMap;

/// The longest name or ticket, in bytes.
const MAX_NAME: usize = 256;

/// The paths, at the root.
pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/sid/M/{file}", get(line))
        .route("/cgi-bin/showqrcode", get(wechat))
}

/// `https://qr-official.line.me/sid/M/{id}.png`: leads to the account of that id.
async fn line(Path(file): Path<String>) -> Response {
    let name = file.strip_suffix(".png").unwrap_or_default();
    picture(name, |name| format!("https://line.me/R/ti/p/@{name}"))
}

/// `https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket={ticket}`.
async fn wechat(Query(parameters): Query<HashMap<String, String>>) -> Response {
    let ticket = parameters.get("ticket").map_or("", String::as_str);
    picture(ticket, |ticket| format!("http://weixin.qq.com/q/{ticket}"))
}

fn picture(name: &str, address: impl FnOnce(&str) -> String) -> Response {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'=');
    let is_name = (1..=MAX_NAME).contains(&name.len()) && name.bytes().all(is_plain);
    match is_name.then(|| png(&address(name))).flatten() {
        Some(bytes) => {
            let headers = [
                (header::CONTENT_TYPE, "image/png"),
                (header::CACHE_CONTROL, "no-cache"),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
                (
                    header::HeaderName::from_static("cross-origin-resource-policy"),
                    "cross-origin",
                ),
            ];
            (headers, bytes).into_response()
        }
        None => (StatusCode::NOT_FOUND, "There is no such picture").into_response(),
    }
}
