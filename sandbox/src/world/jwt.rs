//! JWTs of the kind that the service takes: HS256, signed by a key of the app.

use super::directory::ApiKey;
use avmsdk_protocol::json::{self, Number};
use avmsdk_protocol::{Object, Seconds, Value};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// A JWT as a business makes it: its `exp` in whole seconds.
pub(super) fn sign(key: &ApiKey, scope: &str, external_id: Option<&str>, expires: Option<Seconds>) -> String {
    let mut header = Object::new();
    header.set("alg", "HS256");
    header.set("typ", "JWT");
    header.set("kid", key.id.as_str());
    let mut claims = Object::new();
    claims.set("scope", scope);
    if let Some(id) = external_id {
        claims.set("external_id", id);
    }
    if let Some(expires) = expires {
        let whole = expires.as_micros().div_euclid(1_000_000) * 1_000_000;
        claims.set("exp", Value::Number(Number::from_micros(whole)));
    }
    let part = |object: Object| URL_SAFE_NO_PAD.encode(json::write(&object.into()));
    let signed = format!("{}.{}", part(header), part(claims));
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.secret.as_bytes()) else {
        return signed;
    };
    mac.update(signed.as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
    format!("{signed}.{signature}")
}
