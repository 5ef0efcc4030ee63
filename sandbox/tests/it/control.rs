//! The control paths.

use crate::realtime::Socket;
use crate::service::{APP, KEY, Service, object};
use avmsdk_sandbox::{Data, Seed, Site};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::Sha256;

#[tokio::test]
async fn a_page_elsewhere_cannot_drive_them() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    visitor.say("hello").await;
    let paths = ["/sandbox/reset", "/sandbox/reply", "/sandbox/sockets/drop"];
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("host", "evil.example:8000"),
    ] {
        for path in paths {
            let request = service
                .request(Method::POST, path)
                .header(name, value)
                .body(r#"{"text":"x"}"#);
            let response = request.send().await.unwrap();
            assert_eq!(response.status(), 403, "{path} {name}: {value}");
        }
        let response = service
            .request(Method::GET, "/sandbox/state")
            .header(name, value)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 403);
        assert!(!response.text().await.unwrap().contains(&visitor.id));
    }
    let state = object(service.get("/sandbox/state").await).await;
    assert_eq!(state["conversations"][0]["messages"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_own_page_answers_in_the_newest_conversation() {
    let service = Service::start().await;
    let reply = json!({ "text": "Hello!" });
    let response = service.post("/sandbox/reply", &reply).await;
    assert_eq!(response.status(), 404, "nobody is there yet");
    let (first, second) = (service.visitor().await, service.visitor().await);
    first.say("hello").await;
    let response = service
        .request(Method::POST, "/sandbox/reply")
        .header("origin", &service.origin);
    assert_eq!(
        response.body(reply.to_string()).send().await.unwrap().status(),
        201
    );
    let named = json!({ "text": "Hello you!", "conversationId": second.conversation });
    assert_eq!(service.post("/sandbox/reply", &named).await.status(), 201);
    for (visitor, text) in [(&first, "Hello!"), (&second, "Hello you!")] {
        let page = object(visitor.get(&visitor.path("/messages")).await).await;
        assert_eq!(page["messages"].as_array().unwrap().last().unwrap()["text"], text);
    }
    assert_eq!(service.post("/sandbox/reply", &json!({})).await.status(), 400);
}

#[tokio::test]
async fn the_state_is_everything_or_a_part() {
    let service = Service::start().await;
    let (first, second) = (service.visitor().await, service.visitor().await);
    let author = first.text("x")["author"].take();
    let body = json!({ "postback": { "actionId": "a1", "metadata": { "n": 1 } }, "author": author });
    assert_eq!(first.post(&first.path("/postback"), &body).await.status(), 200);
    let state = async |query: &str| object(service.get(&format!("/sandbox/state{query}")).await).await;
    let all = state("").await;
    assert_eq!(
        (
            all["users"].as_array().unwrap().len(),
            all["conversations"].as_array().unwrap().len()
        ),
        (2, 2)
    );
    for query in [
        format!("?userId={}", first.id),
        format!("?conversationId={}", first.conversation),
    ] {
        let part = state(&query).await;
        assert_eq!(part["users"].as_array().unwrap().len(), 1);
        assert_eq!(part["users"][0]["_id"], first.id);
        let postback = &part["conversations"][0]["postbacks"][0];
        assert_eq!(
            postback["postback"],
            json!({ "actionId": "a1", "metadata": { "n": 1 } })
        );
        assert_eq!(postback["appUserId"], first.id);
    }
    assert!(
        !state("").await.to_string().contains(&second.token),
        "tokens are nobody's business"
    );
    let bea = json!({ "externalId": "bea" });
    let made = object(service.business(Method::POST, "/users", Some(&bea)).await).await;
    let found = state("?userId=bea").await;
    assert_eq!(
        found["users"].as_array().unwrap().len(),
        1,
        "by the business's id"
    );
    assert_eq!(found["users"][0]["_id"], made["user"]["id"]);
    assert_eq!(service.get("/sandbox/state?userId=nobody").await.status(), 404);
    assert_eq!(
        service.get("/sandbox/state?conversationId=none").await.status(),
        404
    );
}

#[tokio::test]
async fn a_reset_forgets_everybody() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    assert_eq!(service.post("/sandbox/reset", &json!({})).await.status(), 200);
    let state = object(service.get("/sandbox/state").await).await;
    assert_eq!(
        state,
        json!({ "users": [], "conversations": [], "connections": [] })
    );
    let response = visitor.get(&format!("/appusers/{}", visitor.id)).await;
    assert_eq!(
        (response.status().as_u16(), response.text().await.unwrap()),
        (401, "invalid_auth".to_owned())
    );
}

#[tokio::test]
async fn health() {
    let service = Service::start().await;
    assert_eq!(object(service.get("/sandbox/health").await).await["ok"], true);
    service.stop().await;
}

#[tokio::test]
async fn events_are_pushed_as_they_are_given() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let mut socket = Socket::open(&service).await;
    socket.join(&visitor).await;
    let events = json!([{ "type": "sky:falls", "n": 1.50 }, { "type": "link:matched", "conversation": { "_id": visitor.conversation } }]);
    let body = json!({ "userId": visitor.id, "events": events });
    assert_eq!(service.post("/sandbox/events", &body).await.status(), 200);
    let frame = socket.frame().await;
    assert_eq!(
        (&frame[0]["channel"], &frame[0]["data"]["events"]),
        (&json!(visitor.channel()), &events)
    );
    for (body, status) in [
        (json!({ "userId": "nobody", "events": events }), 404),
        (json!({ "userId": visitor.id, "events": [] }), 400),
        (json!({ "userId": visitor.id, "events": [7] }), 400),
        (json!({ "events": events }), 400),
    ] {
        assert_eq!(
            service.post("/sandbox/events", &body).await.status(),
            status,
            "{body}"
        );
    }
    assert!(socket.is_silent().await);
    let dropped = service
        .request(Method::POST, "/sandbox/sockets/drop")
        .send()
        .await
        .unwrap();
    assert_eq!(
        object(dropped).await,
        json!({ "dropped": 1 }),
        "no body is needed"
    );
    assert_eq!(socket.next().await, None);
}

#[tokio::test]
async fn jwts_and_auth_codes_are_made() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let now = visitor.say("x").await["received"].as_f64().unwrap();
    let made = async |body: Value| {
        let response = service.post("/sandbox/jwt", &body).await;
        assert_eq!(response.status(), 200, "{body}");
        let jwt = object(response).await["jwt"].as_str().unwrap().to_owned();
        let parts: Vec<Vec<u8>> = jwt
            .split('.')
            .map(|part| URL_SAFE_NO_PAD.decode(part).unwrap())
            .collect();
        let mut mac = Hmac::<Sha256>::new_from_slice(KEY.1.as_bytes()).unwrap();
        mac.update(jwt.rsplit_once('.').unwrap().0.as_bytes());
        mac.verify_slice(&parts[2]).expect("signed by the demo key");
        let read = |part: usize| serde_json::from_slice::<Value>(&parts[part]).unwrap();
        assert_eq!(read(0), json!({ "alg": "HS256", "typ": "JWT", "kid": KEY.0 }));
        read(1)
    };
    let claims = made(json!({ "userId": "bea" })).await;
    assert_eq!(
        (&claims["scope"], &claims["external_id"]),
        (&json!("appUser"), &json!("bea"))
    );
    assert!(claims["exp"].as_f64().unwrap() > now);
    let claims = made(json!({ "userId": "bea", "expired": true, "scope": "app" })).await;
    assert_eq!(claims["scope"], "app");
    assert!(claims["exp"].as_f64().unwrap() < now);
    let anonymous = json!({ "userId": visitor.id });
    assert_eq!(service.post("/sandbox/jwt", &anonymous).await.status(), 400);
    let code = object(service.post("/sandbox/authcode", &anonymous).await).await["authCode"].take();
    let state = object(
        service
            .get(&format!("/sandbox/state?userId={}", visitor.id))
            .await,
    )
    .await;
    let codes = &state["users"][0]["codes"];
    assert_eq!((&codes[0]["code"], &codes[0]["for"]), (&code, &json!("signIn")));
    let nobody = json!({ "userId": "nobody" });
    assert_eq!(service.post("/sandbox/authcode", &nobody).await.status(), 404);
}

#[tokio::test]
async fn history_is_there_to_be_paged_through() {
    let folder = tempfile::tempdir().unwrap();
    let data = Data::File(folder.path().join("a.db"));
    let service = Service::with(Site::default(), &data).await;
    let visitor = service.visitor().await;
    visitor.say("newest").await;
    let body = json!({ "conversationId": visitor.conversation, "count": 10_000 });
    assert_eq!(service.post("/sandbox/history", &body).await.status(), 201);
    let mut seen: Vec<f64> = Vec::new();
    let mut before = String::new();
    loop {
        let page = object(visitor.get(&visitor.path(&format!("/messages{before}"))).await).await;
        let times = page["messages"].as_array().unwrap().iter();
        let mut times: Vec<f64> = times
            .map(|message| message["received"].as_f64().unwrap())
            .collect();
        before = format!("?before={}", times[0]);
        times.append(&mut seen);
        seen = times;
        if page["hasPrevious"] == false {
            break;
        }
    }
    assert_eq!(seen.len(), 10_001);
    assert!(seen.is_sorted_by(|one, other| one < other));
    let wanted = object(service.get("/sandbox/state").await).await;
    service.stop().await;
    let service = Service::with(Site::default(), &data).await;
    let kept = object(service.get("/sandbox/state").await).await;
    assert_eq!(kept["conversations"], wanted["conversations"], "it is kept");
    let unknown = json!({ "conversationId": "none", "count": 1 });
    assert_eq!(service.post("/sandbox/history", &unknown).await.status(), 404);
}

#[tokio::test]
async fn a_seed_is_there_at_first_and_after_a_reset() {
    let text = include_str!("../../../docs/examples/seed.toml");
    let seed = || Seed::from_toml(text).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let data = Data::File(folder.path().join("a.db"));
    let service = Service::seeded(&data, seed()).await;
    let config = "/sdk/v2/integrations/5f10000000000000000000b1/config";
    let config = object(service.get(config).await).await["config"].take();
    assert_eq!(config["app"]["name"], "Acme Support");
    assert_eq!(config["style"]["brandColor"], "8a1c2b");
    assert_eq!(config["prechatCapture"]["enabled"], true);
    assert_eq!(config["integrations"][0]["username"], "acme_support_bot");
    let user = "5f10000000000000000000e2";
    let session = || {
        let path = format!("/sdk/v2/apps/{APP}/appusers/{user}");
        service
            .request(Method::GET, &path)
            .basic_auth(user, Some("visitor-session"))
    };
    let answer = object(session().send().await.unwrap()).await;
    assert_eq!(answer["appUser"]["clients"][0]["active"], true);
    assert_eq!(answer["conversations"][0]["isDefault"], true);
    let bea = async |service: &Service| {
        let state = object(
            service
                .get("/sandbox/state?userId=5f10000000000000000000e1")
                .await,
        )
        .await;
        assert_eq!(state["users"][0]["userId"], "bea");
        let messages = state["conversations"][0]["messages"].as_array().unwrap().clone();
        assert_eq!(messages[0]["received"], 1_767_607_200);
        assert_eq!(
            state["conversations"][0]["conversation"]["participants"][0]["unreadCount"],
            1
        );
        messages.len()
    };
    assert_eq!(bea(&service).await, 2);
    let more = json!({ "text": "More", "conversationId": "5f10000000000000000000f1" });
    service.post("/sandbox/reply", &more).await;
    let count = async |service: &Service| {
        object(service.get("/sandbox/state").await).await["users"]
            .as_array()
            .unwrap()
            .len()
    };
    service.visitor().await;
    assert_eq!(count(&service).await, 3);
    service.stop().await;
    let service = Service::seeded(&data, seed()).await;
    assert_eq!(count(&service).await, 3, "what came since is kept");
    assert_eq!(service.post("/sandbox/reset", &json!({})).await.status(), 200);
    assert_eq!((count(&service).await, bea(&service).await), (2, 2));
    service.stop().await;
    let service = Service::seeded(&data, seed()).await;
    assert_eq!(
        (count(&service).await, bea(&service).await),
        (2, 2),
        "a reset is kept"
    );
}

#[tokio::test]
async fn more_can_be_sown_until_the_next_reset() {
    let service = Service::start().await;
    let integration = json!({ "id": "5f20000000000000000000b1", "brandColor": "00ff00" });
    let user = json!({ "givenName": "Cy", "externalId": "cy", "conversations": [{ "messages": [{ "from": "user", "text": "hi" }] }] });
    let body = json!({ "webIntegrations": [integration], "users": [user, { "sessionToken": "s" }] });
    let response = service.post("/sandbox/seed", &body).await;
    assert_eq!(response.status(), 201);
    let made = object(response).await;
    assert_eq!(
        (
            &made["users"][0]["sessionToken"],
            &made["users"][1]["sessionToken"]
        ),
        (&Value::Null, &json!("s"))
    );
    let config = "/sdk/v2/integrations/5f20000000000000000000b1/config";
    assert_eq!(service.get(config).await.status(), 200);
    assert_eq!(
        service.post("/sandbox/seed", &body).await.status(),
        409,
        "cy is there already"
    );
    let toml = service
        .request(Method::POST, "/sandbox/seed")
        .header("content-type", "application/toml")
        .body("[[users]]\nname = 'x'\n");
    let response = toml.send().await.unwrap();
    assert_eq!(response.status(), 400);
    let error = object(response).await["error"]["description"].take();
    assert!(
        error
            .as_str()
            .unwrap()
            .starts_with("line 2: `users[0].name` is not known here"),
        "{error}"
    );
    service.post("/sandbox/reset", &json!({})).await;
    assert_eq!(service.get(config).await.status(), 404);
}
