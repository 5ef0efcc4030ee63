//! Linking channels, over sockets: what the visitor's browser sends, what the person at the other end
//! does, and what the browser hears of it.

use crate::realtime::Socket;
use crate::service::{Service, Visitor, object};
use avmsdk_sandbox::world::png;
use reqwest::Method;
use serde_json::{Value, json};

const TELEGRAM: &str = "5f00000000000000000000d5";
const WECHAT: &str = "5f00000000000000000000d3";
const MAILGUN: &str = "5f00000000000000000000d8";
const TWILIO: &str = "5f00000000000000000000d7";

/// What the observed client sent, but for the ids.
fn phone(visitor: &Visitor<'_>, number: &str) -> Value {
    json!({
        "criteria": { "type": "twilio", "phoneNumber": number, "integrationId": TWILIO },
        "confirmation": { "type": "prompt" },
        "target": { "conversationId": visitor.conversation },
    })
}

#[tokio::test]
async fn the_next_link_to_an_address_fails_where_that_was_ordered() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let mut socket = Socket::open(&service).await;
    socket.join(&visitor).await;
    let path = format!("/appusers/{}/clients", visitor.id);
    let email = json!({
        "criteria": { "type": "mailgun", "address": " bea@example.com", "integrationId": MAILGUN },
        "confirmation": { "type": "immediate" },
        "target": { "conversationId": visitor.conversation },
    });
    let error = json!({ "status": 429, "retryAfter": 150 });
    let order = json!({ "address": "bea@example.com", "step": "fail", "err": error });
    assert_eq!(play(&service, order).await, json!({ "next": "bea@example.com" }));
    assert_eq!(visitor.post(&path, &email).await.status(), 201);
    let event = socket.event().await;
    assert_eq!((&event["type"], &event["err"]), (&json!("link:failed"), &error));
    assert_eq!(event["client"]["platform"], "mailgun");
    let user = object(visitor.get(&format!("/appusers/{}", visitor.id)).await).await["appUser"].take();
    assert_eq!(
        (user["clients"].as_array().unwrap().len(), &user["pendingClients"]),
        (1, &json!([]))
    );
    assert_eq!(visitor.post(&path, &email).await.status(), 201);
    assert_eq!(socket.event().await["type"], "link", "once");

    play(
        &service,
        json!({ "phoneNumber": "+1 514 555-0123", "step": "fail" }),
    )
    .await;
    assert_eq!(
        visitor
            .post(&path, &phone(&visitor, "+15145550123"))
            .await
            .status(),
        201
    );
    let event = socket.event().await;
    assert_eq!(
        (&event["type"], &event["err"]),
        (&json!("link:failed"), &json!({ "status": 500 }))
    );
    for wrong in [
        json!({ "address": "bea@example.com" }),
        json!({ "address": "bea@example.com", "step": "confirm" }),
        json!({ "address": "bea", "step": "fail" }),
    ] {
        assert_eq!(
            service.post("/sandbox/link", &wrong).await.status(),
            400,
            "{wrong}"
        );
    }
}

async fn play(service: &Service, body: Value) -> Value {
    let response = service.post("/sandbox/link", &body).await;
    assert_eq!(response.status(), 200, "{body}");
    object(response).await
}

#[tokio::test]
async fn a_scanned_code_links_and_the_channel_speaks() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let mut socket = Socket::open(&service).await;
    socket.join(&visitor).await;
    let path = format!("/appusers/{}/linkrequest?integrationIds={TELEGRAM}", visitor.id);
    let answer = object(visitor.get(&path).await).await;
    let request = &answer["linkRequests"][0];
    let code = request["code"].as_str().unwrap();
    assert_eq!(
        request["url"],
        format!("https://t.me/avm_sandbox_bot?start={code}")
    );
    let listed = object(service.get("/sandbox/links").await).await;
    assert_eq!(listed["codes"][0]["code"], code);

    play(&service, json!({ "code": code, "displayName": "Bea" })).await;
    let event = socket.event().await;
    assert_eq!(
        (&event["type"], &event["isMerge"]),
        (&json!("link"), &json!(false))
    );
    assert_eq!(event["conversation"], json!({ "_id": visitor.conversation }));
    assert_eq!(event["appUser"], json!({ "_id": visitor.id }));
    let client = &event["client"];
    assert_eq!(
        (&client["platform"], &client["displayName"], &client["active"]),
        (&json!("telegram"), &json!("Bea"), &json!(true))
    );
    let user = object(visitor.get(&format!("/appusers/{}", visitor.id)).await).await;
    assert_eq!(user["appUser"]["clients"][1], *client);

    let said = json!({ "clientId": client["id"], "text": "Hello" });
    assert_eq!(service.post("/sandbox/link/message", &said).await.status(), 201);
    let message = socket.event().await["message"].take();
    assert_eq!(
        (&message["text"], &message["authorId"], &message["source"]["type"]),
        (&json!("Hello"), &json!(visitor.id), &json!("telegram"))
    );
}

#[tokio::test]
async fn a_number_is_matched_and_fails_on_demand() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let mut socket = Socket::open(&service).await;
    socket.join(&visitor).await;
    let clients = format!("/appusers/{}/clients", visitor.id);
    let response = visitor.post(&clients, &phone(&visitor, "+15145550123")).await;
    assert_eq!(response.status(), 201);
    let client = object(response).await["client"].take();
    assert_eq!(client["displayName"], "+15145550123");
    let wanted = |kind: &str| {
        json!({
            "type": kind, "conversation": { "_id": visitor.conversation },
            "appUser": { "_id": visitor.id }, "client": client,
        })
    };
    assert_eq!(socket.event().await, wanted("link:matched"));

    let ping = format!("{clients}/{}/ping", client["id"].as_str().unwrap());
    assert_eq!(visitor.post(&ping, &json!({})).await.status(), 200);
    let early = visitor.post(&ping, &json!({})).await;
    assert_eq!(early.status(), 429);
    let header = early.headers()["retry-after"].to_str().unwrap().to_owned();
    assert_eq!(object(early).await["error"]["retryAfter"].to_string(), header);

    let err = json!({ "status": 429, "retryAfter": 150 });
    play(
        &service,
        json!({ "userId": visitor.id, "step": "fail", "err": err }),
    )
    .await;
    let mut failed = wanted("link:failed");
    failed["err"] = err;
    let mut told = socket.event().await;
    told["client"].as_object_mut().unwrap().remove("pingedAt");
    assert_eq!(told, failed);
    let wrong = visitor.post(&clients, &phone(&visitor, "5145550123")).await;
    assert_eq!(wrong.status(), 400);
}

#[tokio::test]
async fn pictures_are_where_channels_have_them() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let path = format!("/appusers/{}/integrations/{WECHAT}/qrcode", visitor.id);
    let hosted = visitor
        .request(Method::GET, &path)
        .header("host", "b2.webapi.smooch.io");
    let url = object(hosted.send().await.unwrap()).await["url"]
        .as_str()
        .unwrap()
        .to_owned();
    let (host, rest) = url.strip_prefix("https://").unwrap().split_once('/').unwrap();
    assert_eq!(host, "mp.weixin.qq.com");
    let code = rest.rsplit('=').next().unwrap();
    let table = [
        (host, format!("/{rest}"), format!("http://weixin.qq.com/q/{code}")),
        (
            "qr-official.line.me",
            "/sid/M/avmsandbox.png".to_owned(),
            "https://line.me/R/ti/p/@avmsandbox".to_owned(),
        ),
    ];
    for (host, path, text) in table {
        let request = service.request(Method::GET, &path).header("host", host);
        let response = request.send().await.unwrap();
        assert_eq!(
            (response.status().as_u16(), &response.headers()["content-type"]),
            (200, &"image/png".parse().unwrap())
        );
        assert_eq!(response.headers()["cross-origin-resource-policy"], "cross-origin");
        assert_eq!(
            Some(response.bytes().await.unwrap().to_vec()),
            png(&text),
            "{path}"
        );
    }
    for path in [
        "/sid/M/x",
        "/sid/M/.png",
        "/sid/M/%22.png",
        "/cgi-bin/showqrcode",
        "/cgi-bin/showqrcode?ticket=%0A",
    ] {
        assert_eq!(service.get(path).await.status(), 404, "{path}");
    }
    let local = object(visitor.get(&path).await).await;
    assert!(
        local["url"]
            .as_str()
            .unwrap()
            .starts_with("data:image/png;base64,")
    );
}

#[tokio::test]
async fn a_step_says_whose_and_which() {
    let service = Service::start().await;
    for (body, status) in [
        (json!({}), 400),
        (json!({ "code": 7 }), 400),
        (json!({ "code": "lr_x" }), 404),
        (json!({ "userId": "nobody" }), 404),
        (json!({ "clientId": "none", "step": "confirm" }), 404),
        (json!({ "clientId": "none", "step": "sleep" }), 400),
        (json!({ "clientId": "none", "step": "fail", "err": {} }), 400),
    ] {
        assert_eq!(
            service.post("/sandbox/link", &body).await.status(),
            status,
            "{body}"
        );
    }
}
