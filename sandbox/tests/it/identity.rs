//! Who a visitor is: what the observed client sent, replayed; logins, and what becomes of the anonymous.

use crate::service::{APP, KEY, Service, client, object};
use avmsdk_sandbox::{Data, Site};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A JWT as a business's server makes it.
fn jwt(claims: &Value) -> String {
    let header = json!({ "alg": "HS256", "typ": "JWT", "kid": KEY.0 });
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&header), part(claims));
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(KEY.1.as_bytes()).unwrap();
    mac.update(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

fn jwt_of(name: &str) -> String {
    jwt(&json!({ "scope": "appUser", "external_id": name }))
}

async fn send(service: &Service, method: Method, path: &str, jwt: &str, body: Option<&Value>) -> Response {
    let request = service
        .request(method, &format!("/sdk/v2/apps/{APP}{path}"))
        .bearer_auth(jwt);
    let request = match body {
        Some(body) => request.body(body.to_string()),
        None => request,
    };
    request.send().await.unwrap()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// `fixtures/wire/observed.json` holds requests of the observed client, byte for byte but for ids, with
/// the statuses that it was given or `protocol.md` names.
#[tokio::test]
async fn what_the_observed_client_sent_is_accepted() {
    let service = Service::start().await;
    let steps: Value = serde_json::from_str(include_str!("../../../fixtures/wire/observed.json")).unwrap();
    let mut seen = BTreeMap::from([
        ("$name".to_owned(), "bea".to_owned()),
        ("$other".to_owned(), "eve".to_owned()),
    ]);
    let fill = |seen: &BTreeMap<String, String>, text: String| {
        seen.iter()
            .fold(text, |text, (name, value)| text.replace(name, value))
    };
    for step in steps.as_array().unwrap() {
        let what = step["what"].as_str().unwrap();
        if step["form"] == true {
            let fields = json!([
                { "type": "text", "name": "full_name", "label": "Your name?", "minSize": 1, "maxSize": 30 },
                { "type": "email", "name": "email", "label": "Email?" },
                { "type": "select", "name": "size", "label": "Size?",
                  "options": [{ "name": "s", "label": "Small" }, { "name": "l", "label": "Large" }] },
            ]);
            let body =
                json!({ "author": { "type": "business" }, "content": { "type": "form", "fields": fields } });
            let path = format!("/conversations/{}/messages", seen["$conversation"]);
            let response = service.business(Method::POST, &path, Some(&body)).await;
            assert_eq!(response.status(), 201, "{what}");
            seen.insert(
                "$form".to_owned(),
                text(&object(response).await["messages"][0]["id"]),
            );
            continue;
        }
        let path = fill(&seen, text(&step["path"]));
        let mut request = service
            .request(step["method"].as_str().unwrap().parse().unwrap(), &path)
            .header("content-type", "application/json");
        request = match step["auth"].as_str().unwrap() {
            "basic" => request.basic_auth(&seen["$user"], Some(&seen["$token"])),
            "bearer" => request.bearer_auth(jwt_of(&seen["$name"])),
            "other" => request.bearer_auth(jwt_of(&seen["$other"])),
            _ => request,
        };
        if let Some(body) = step.get("body") {
            request = request.body(fill(&seen, body.to_string()));
        }
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let answer = response.text().await.unwrap();
        assert_eq!(status, step["status"], "{what}: {answer}");
        let answer: Value = serde_json::from_str(&answer).unwrap_or_default();
        if let Some(id) = answer["conversations"][0]["_id"].as_str() {
            seen.insert("$conversation".to_owned(), id.to_owned());
            seen.insert("$user".to_owned(), text(&answer["appUser"]["_id"]));
        }
        if let Some(token) = answer["sessionToken"].as_str() {
            seen.insert("$token".to_owned(), token.to_owned());
        }
    }
}

#[tokio::test]
async fn an_anonymous_visitor_becomes_the_user_that_logs_in() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    visitor.say("before").await;
    let body = json!({ "userId": "bea", "appUserId": visitor.id, "sessionToken": visitor.token, "client": client() });
    let session = object(send(&service, Method::POST, "/login", &jwt_of("bea"), Some(&body)).await).await;
    assert_eq!(session["appUser"]["_id"], visitor.id.as_str());
    assert_eq!(session["appUser"]["userId"], "bea");
    assert_eq!(session["conversations"][0]["_id"], visitor.conversation.as_str());
    assert_eq!(session.get("sessionToken"), None);
    assert_eq!(
        visitor.get(&visitor.path("/messages")).await.status(),
        401,
        "the old token"
    );
    let messages = send(
        &service,
        Method::GET,
        &visitor.path("/messages"),
        &jwt_of("bea"),
        None,
    )
    .await;
    assert_eq!(object(messages).await["messages"][0]["text"], "before");
    let path = format!("/appusers/{}", visitor.id);
    let other = send(&service, Method::GET, &path, &jwt_of("eve"), None).await;
    assert_eq!(other.status(), 404);
}

#[tokio::test]
async fn an_anonymous_visitor_goes_up_in_a_user_who_exists() {
    let service = Service::start().await;
    let create = json!({ "userId": "bea", "client": client(), "intent": "message:appUser" });
    let response = send(&service, Method::POST, "/appusers", &jwt_of("bea"), Some(&create)).await;
    assert_eq!(response.status(), 201);
    let known = object(response).await;
    let again = object(send(&service, Method::POST, "/appusers", &jwt_of("bea"), Some(&create)).await).await;
    assert_eq!(again["appUser"]["_id"], known["appUser"]["_id"], "not doubled");

    let visitor = service.visitor().await;
    visitor.say("as a stranger").await;
    visitor.hear("unread").await;
    let body = json!({ "userId": "bea", "appUserId": visitor.id, "sessionToken": visitor.token, "client": client() });
    let session = object(send(&service, Method::POST, "/login", &jwt_of("bea"), Some(&body)).await).await;
    assert_eq!(session["appUser"]["_id"], known["appUser"]["_id"]);
    let conversations = session["conversations"].as_array().unwrap();
    assert_eq!(conversations.len(), 1);
    assert_eq!(conversations[0]["_id"], known["conversations"][0]["_id"]);
    assert_eq!(conversations[0]["unreadCount"], 1);
    let path = format!("/conversations/{}/messages", text(&conversations[0]["_id"]));
    let page = object(send(&service, Method::GET, &path, &jwt_of("bea"), None).await).await;
    assert_eq!(page["messages"][0]["text"], "as a stranger");
    assert_eq!(page["messages"][0]["authorId"], known["appUser"]["_id"]);
    assert_eq!(page["messages"][1]["text"], "unread");
    assert_eq!(visitor.get(&visitor.path("/messages")).await.status(), 401);
}

#[tokio::test]
async fn only_a_valid_jwt_of_that_user_logs_in() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let body =
        json!({ "userId": "bea", "appUserId": visitor.id, "sessionToken": "wrong", "client": client() });
    for (jwt, why) in [
        (jwt_of("eve"), "The JWT's `external_id` should be the `userId`"),
        (
            jwt(&json!({ "scope": "appUser", "external_id": "bea", "exp": 1_700_000_000 })),
            "The JWT has expired",
        ),
        (
            jwt(&json!({ "scope": "app", "external_id": "bea" })),
            "The JWT's `scope` should be `appUser`",
        ),
    ] {
        let response = send(&service, Method::POST, "/login", &jwt, Some(&body)).await;
        assert_eq!(response.status(), 401, "{why}");
        let error = object(response).await["error"].take();
        assert_eq!(error, json!({ "code": "invalid_auth", "description": why }));
    }
    // A stale pair keeps nobody out and takes nothing.
    let response = send(&service, Method::POST, "/login", &jwt_of("bea"), Some(&body)).await;
    assert_eq!(response.status(), 204);
    assert_eq!(visitor.get(&visitor.path("/messages")).await.status(), 200);
    let anonymous = json!({ "userId": "bea", "client": client(), "intent": "message:appUser" });
    let response = service
        .post(&format!("/sdk/v2/apps/{APP}/appusers"), &anonymous)
        .await;
    assert_eq!(response.status(), 401, "a name alone proves nothing");
}

#[tokio::test]
async fn who_logs_out_is_reached_no_longer() {
    let service = Service::start().await;
    let create = json!({ "userId": "bea", "client": client(), "intent": "message:appUser" });
    let known = object(send(&service, Method::POST, "/appusers", &jwt_of("bea"), Some(&create)).await).await;
    let path = format!("/appusers/{}", text(&known["appUser"]["_id"]));
    let body = json!({ "client": { "id": client()["id"], "integrationId": client()["integrationId"] } });
    let response = send(
        &service,
        Method::POST,
        &format!("{path}/logout"),
        &jwt_of("bea"),
        Some(&body),
    )
    .await;
    assert_eq!(response.status(), 204);
    let session = object(send(&service, Method::GET, &path, &jwt_of("bea"), None).await).await;
    assert_eq!(
        session["appUser"].get("clients").unwrap_or(&json!([])),
        &json!([])
    );
}

#[tokio::test]
async fn the_picture_of_a_map_loads_without_credentials() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let path = format!("/sdk/apps/{APP}/locationmap?lat=45.5&long=-73.6");
    let response = service
        .request(Method::GET, &path)
        .basic_auth(&visitor.id, Some(&visitor.token))
        .send()
        .await
        .unwrap();
    let map = object(response).await;
    assert_eq!(
        map["mapUrl"],
        "https://www.openstreetmap.org/?mlat=45.5&mlon=-73.6"
    );
    let image = service
        .http
        .get(map["mapImageUrl"].as_str().unwrap())
        .send()
        .await
        .unwrap();
    assert_eq!(image.headers()["content-type"], "image/svg+xml");
    assert!(image.text().await.unwrap().starts_with("<svg "));
    for query in ["lat=91&long=0", "lat=0&long=x", "lat=1%22&long=0", ""] {
        for part in ["locationmap", "locationmap/image"] {
            let path = format!("/sdk/apps/{APP}/{part}?{query}");
            let response = service
                .request(Method::GET, &path)
                .basic_auth(&visitor.id, Some(&visitor.token))
                .send()
                .await
                .unwrap();
            assert_eq!(response.status(), 400, "{path}");
        }
    }
}

#[tokio::test]
async fn a_merge_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let data = Data::File(folder.path().join("sandbox.db"));
    let service = Service::with(Site::default(), &data).await;
    let create = json!({ "userId": "bea", "client": client(), "intent": "message:appUser" });
    send(&service, Method::POST, "/appusers", &jwt_of("bea"), Some(&create)).await;
    let visitor = service.visitor().await;
    visitor.say("one").await;
    visitor.hear("two").await;
    let body = json!({ "userId": "bea", "appUserId": visitor.id, "sessionToken": visitor.token, "client": client() });
    let login = send(&service, Method::POST, "/login", &jwt_of("bea"), Some(&body)).await;
    assert_eq!(login.status(), 200);
    let before = object(service.get("/sandbox/state").await).await;
    assert_eq!(before["users"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        before["conversations"][0]["messages"].as_array().map(Vec::len),
        Some(2)
    );
    service.stop().await;
    let service = Service::with(Site::default(), &data).await;
    let after = object(service.get("/sandbox/state").await).await;
    assert_eq!(after["users"], before["users"]);
    assert_eq!(after["conversations"], before["conversations"]);
}
