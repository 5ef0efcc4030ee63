//! JWTs of the kind that the service takes: HS256, signed by a key of the app that `kid` names.
//!
//! The form is RFC 7519 and RFC 7515; the claims are those of the hosted service: `scope` is `app` or
//! `appUser`, the latter with `external_id` (`userId` in older ones).

use super::directory::{ApiKey, Directory};
use super::outcome::Refusal;
use avmsdk_protocol::id::{AppId, ExternalId};
use avmsdk_protocol::json::{self, Number};
use avmsdk_protocol::{Object, Seconds, Value, Wire as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The scope of a user's JWT.
pub(super) const USER: &str = "appUser";
/// The scope of a business's JWT.
pub(super) const BUSINESS: &str = "app";
/// How far a signer's clock may be ahead, in milliseconds. Assumed.
const LEEWAY: u64 = 5_000;

/// What a valid JWT says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Claims {
    /// [`USER`] or [`BUSINESS`], or what the signer wrote there.
    pub(super) scope: String,
    /// The user, as the business calls it.
    pub(super) external_id: Option<ExternalId>,
}

/// Reads a JWT that a key of this app has signed and whose time it is.
///
/// # Errors
/// 401 `invalid_auth`, the code that makes a web messenger ask its page for a new one.
pub(super) fn verify(
    directory: &Directory,
    app: &AppId,
    token: &str,
    now: Seconds,
) -> Result<Claims, Refusal> {
    let invalid = || refused("The JWT is not valid");
    let (signed, signature) = token.rsplit_once('.').ok_or_else(invalid)?;
    let (header, payload) = signed.split_once('.').ok_or_else(invalid)?;
    let header = object(header).ok_or_else(invalid)?;
    let text = |object: &Object, name| object.get(name).and_then(Value::as_str).map(str::to_owned);
    if text(&header, "alg").as_deref() != Some("HS256") {
        return Err(refused("The JWT should be signed by HS256"));
    }
    let kid = text(&header, "kid").ok_or_else(|| refused("The JWT's header should have a `kid`"))?;
    let keys = directory.apps.get(app).map(|app| app.keys.as_slice());
    let mut keys = keys.unwrap_or_default().iter();
    let key = keys
        .find(|key| key.id == kid)
        .ok_or_else(|| refused("The JWT's `kid` should be a key of the app"))?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| invalid())?;
    let mut mac = mac(key).ok_or_else(invalid)?;
    mac.update(signed.as_bytes());
    // In constant time.
    mac.verify_slice(&signature).map_err(|_| invalid())?;

    let claims = object(payload).ok_or_else(invalid)?;
    let time = |name| match claims.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => Seconds::read(value).map(Some).ok_or_else(invalid),
    };
    if time("exp")?.is_some_and(|expires| expires <= now) {
        return Err(refused("The JWT has expired"));
    }
    let latest = Seconds::from_millis(now.as_millis() + LEEWAY);
    if time("nbf")?.is_some_and(|begins| begins > latest) {
        return Err(refused("The JWT is not valid yet"));
    }
    let external_id = text(&claims, "external_id").or_else(|| text(&claims, "userId"));
    Ok(Claims {
        scope: text(&claims, "scope").ok_or_else(|| refused("The JWT should have a `scope`"))?,
        external_id: external_id.filter(|id| !id.is_empty()).map(ExternalId::new),
    })
}

/// The user whom a JWT proves.
///
/// # Errors
/// 401 `invalid_auth` where it is not valid or not a user's.
pub(super) fn verify_user(
    directory: &Directory,
    app: &AppId,
    token: &str,
    now: Seconds,
) -> Result<ExternalId, Refusal> {
    let claims = verify(directory, app, token, now)?;
    if claims.scope != USER {
        return Err(refused("The JWT's `scope` should be `appUser`"));
    }
    let name = claims.external_id;
    name.ok_or_else(|| refused("The JWT should have an `external_id`"))
}

/// A JWT signed by a key; without `external_id` or `exp` where there is none.
pub(super) fn sign(key: &ApiKey, scope: &str, external_id: Option<&str>, expires: Option<Seconds>) -> String {
    let mut header = Object::new();
    header.set("alg", "HS256");
    header.set("typ", "JWT");
    header.set("kid", key.id.as_str());
    let mut claims = Object::new();
    claims.set("scope", scope);
    if let Some(name) = external_id {
        claims.set("external_id", name);
    }
    if let Some(expires) = expires {
        let whole = i64::try_from(expires.as_millis() / 1000).unwrap_or(i64::MAX);
        claims.set(
            "exp",
            Value::Number(Number::from_micros(whole.saturating_mul(1_000_000))),
        );
    }
    seal(key, &header, &claims)
}

fn seal(key: &ApiKey, header: &Object, claims: &Object) -> String {
    let part = |object: &Object| URL_SAFE_NO_PAD.encode(json::write(&object.to_value()));
    let signed = format!("{}.{}", part(header), part(claims));
    let signature = mac(key).map(|mut mac| {
        mac.update(signed.as_bytes());
        mac.finalize().into_bytes()
    });
    format!(
        "{signed}.{}",
        URL_SAFE_NO_PAD.encode(signature.unwrap_or_default())
    )
}

/// Any key will do, whatever its length: there is always one.
fn mac(key: &ApiKey) -> Option<Hmac<Sha256>> {
    Hmac::new_from_slice(key.secret.as_bytes()).ok()
}

fn object(part: &str) -> Option<Object> {
    let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
    match json::parse(std::str::from_utf8(&bytes).ok()?) {
        Ok(Value::Object(object)) => Some(object),
        _ => None,
    }
}

fn refused(description: &str) -> Refusal {
    Refusal::new(401, "invalid_auth", description)
}

#[cfg(test)]
mod tests {
    use super::super::demo;
    use super::super::testing::{app, at, parse};
    use super::*;

    fn key() -> ApiKey {
        ApiKey {
            id: demo::KEY_ID.to_owned(),
            secret: demo::KEY_SECRET.to_owned(),
        }
    }

    fn sealed(header: &str, claims: &str) -> String {
        seal(&key(), &parse(header), &parse(claims))
    }

    fn read(token: &str) -> Result<Claims, String> {
        verify(&demo::directory(), &app(), token, at(0)).map_err(|refusal| {
            assert_eq!((refusal.status, refusal.code), (401, "invalid_auth"));
            refusal.description
        })
    }

    const HEADER: &str = r#"{"alg":"HS256","kid":"app_5f00000000000000000000c1"}"#;

    #[test]
    fn one_that_another_program_signed() {
        // Python 3.12: base64url(hmac.new(b"sandbox-secret", signed, "sha256").digest())
        let token = "eyJhbGciOiAiSFMyNTYiLCAidHlwIjogIkpXVCIsICJraWQiOiAiYXBwXzVmMDAwMDAwMDAwMDAwMDAwMDAwMDBjMSJ9.eyJzY29wZSI6ICJhcHBVc2VyIiwgImV4dGVybmFsX2lkIjogInVzZXItNDIifQ.OnskPlC32qnz2fKLI_LZ_WWq9Bh3mQXeg7yrVS0diLs";
        assert_eq!(read(token).unwrap().external_id, Some(ExternalId::new("user-42")));
    }

    #[test]
    fn what_is_signed_is_read_until_it_expires() {
        let token = sign(&key(), USER, Some("bea"), Some(at(1)));
        let claims = read(&token).unwrap();
        assert_eq!(
            (claims.scope.as_str(), claims.external_id),
            (USER, Some(ExternalId::new("bea")))
        );
        let late = verify(&demo::directory(), &app(), &token, at(1)).unwrap_err();
        assert_eq!(late.description, "The JWT has expired");
        let endless = sign(&key(), BUSINESS, None, None);
        assert_eq!(read(&endless).unwrap().external_id, None);
        let no_user = verify_user(&demo::directory(), &app(), &endless, at(0)).unwrap_err();
        assert_eq!(no_user.description, "The JWT's `scope` should be `appUser`");
    }

    #[test]
    fn older_ones_name_the_user_otherwise() {
        let token = sealed(HEADER, r#"{"scope":"appUser","userId":"bea"}"#);
        assert_eq!(read(&token).unwrap().external_id, Some(ExternalId::new("bea")));
    }

    #[test]
    fn forgeries_prove_nothing() {
        let good = sign(&key(), USER, Some("bea"), None);
        let (signed, signature) = good.rsplit_once('.').unwrap();
        let header = signed.split_once('.').unwrap().0;
        let other = URL_SAFE_NO_PAD.encode(r#"{"scope":"appUser","external_id":"eve"}"#);
        let stranger = ApiKey {
            secret: "another".to_owned(),
            ..key()
        };
        let no_algorithm = seal(
            &key(),
            &parse(r#"{"alg":"none","kid":"app_5f00000000000000000000c1"}"#),
            &parse("{}"),
        );
        let table = [
            (format!("{header}.{other}.{signature}"), "The JWT is not valid"),
            (format!("{signed}."), "The JWT is not valid"),
            (format!("{signed}.{}", &signature[..20]), "The JWT is not valid"),
            (signed.to_owned(), "The JWT is not valid"),
            (sign(&stranger, USER, Some("bea"), None), "The JWT is not valid"),
            (no_algorithm, "The JWT should be signed by HS256"),
            (
                sealed(r#"{"alg":"HS256"}"#, "{}"),
                "The JWT's header should have a `kid`",
            ),
            (
                sealed(r#"{"alg":"HS256","kid":"app_x"}"#, "{}"),
                "The JWT's `kid` should be a key of the app",
            ),
            (
                sealed(HEADER, r#"{"external_id":"bea"}"#),
                "The JWT should have a `scope`",
            ),
            (
                sealed(HEADER, r#"{"scope":"appUser","exp":"tomorrow"}"#),
                "The JWT is not valid",
            ),
            (
                sealed(HEADER, r#"{"scope":"appUser","nbf":1795366090}"#),
                "The JWT is not valid yet",
            ),
            ("a.b.c".to_owned(), "The JWT is not valid"),
            (String::new(), "The JWT is not valid"),
        ];
        for (token, why) in table {
            assert_eq!(read(&token).unwrap_err(), why, "{token}");
        }
        assert!(
            read(&sealed(HEADER, r#"{"scope":"appUser","nbf":1795366079}"#)).is_ok(),
            "leeway"
        );
    }
}
