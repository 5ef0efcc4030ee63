//! The client API.

use crate::service::{APP, Service, client, object};
use crate::shape::Seen;
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn a_user_has_properties_before_any_is_set() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let user = format!("/appusers/{}", visitor.id);
    let seen = async |path: &str| object(visitor.get(path).await).await["appUser"]["properties"].take();
    assert_eq!(seen(&user).await, json!({}));
    assert_eq!(seen(&format!("{user}/conversations")).await, json!({}));
    let put = async |body: serde_json::Value| {
        let request = visitor.request(Method::PUT, &user).body(body.to_string());
        object(request.send().await.unwrap()).await["appUser"]["properties"].take()
    };
    assert_eq!(put(json!({ "givenName": "Bea" })).await, json!({}));
    assert_eq!(put(json!({ "properties": { "a": 1 } })).await, json!({ "a": 1 }));
    assert_eq!(put(json!({ "properties": { "a": null } })).await, json!({}));
}

#[tokio::test]
async fn who_does_not_describe_its_browser_is_known_by_what_it_said_before() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let whole = client();
    let clients = [
        json!({ "platform": "web", "id": whole["id"], "info": {} }),
        json!({ "platform": "web", "id": whole["id"], "integrationId": whole["integrationId"], "info": null }),
        json!({}),
        Value::Null,
    ];
    for described in clients {
        let author =
            json!({ "role": "appUser", "appUserId": visitor.id, "sessionId": "s1", "client": described });
        let ask = async |rest: &str, mut body: Value, wanted: u16| {
            body["author"] = author.clone();
            let response = visitor.post(&visitor.path(rest), &body).await;
            assert_eq!(response.status(), wanted, "{rest} {described}");
            object(response).await
        };
        let message = json!({ "message": { "type": "text", "text": "x", "role": "appUser" } });
        let said = ask("/messages", message, 201).await;
        let source = json!({ "type": "web", "id": whole["id"], "integrationId": whole["integrationId"], "sessionId": "s1" });
        assert_eq!(said["messages"][0]["source"], source, "{described}");
        ask(
            "/activity",
            json!({ "activity": { "type": "typing:start" } }),
            200,
        )
        .await;
        ask("/postback", json!({ "postback": { "actionId": "a" } }), 200).await;
        ask("/subscribe", json!({}), 200).await;
    }
    let mut by_header = visitor.text("x");
    by_header["author"].as_object_mut().unwrap().remove("client");
    let request = visitor
        .request(Method::POST, &visitor.path("/messages"))
        .header("x-smooch-clientid", "another");
    let said = object(request.body(by_header.to_string()).send().await.unwrap()).await;
    assert_eq!(said["messages"][0]["source"]["id"], "another");
    assert_eq!(
        said["messages"][0]["source"]["integrationId"],
        whole["integrationId"]
    );
    let mut faulty = visitor.text("x");
    faulty["author"]["client"] = json!("me");
    assert_eq!(
        visitor.post(&visitor.path("/messages"), &faulty).await.status(),
        400
    );
}

/// A visit as the observed client makes it, request by request.
#[tokio::test]
async fn a_visit() {
    let service = Service::start().await;
    let steps: Value = serde_json::from_str(include_str!("../../../fixtures/wire/visit.json")).unwrap();
    let mut seen = Seen::default();
    seen.0.insert("origin".to_owned(), service.origin.clone());
    for step in steps.as_array().unwrap() {
        let what = step["what"].as_str().unwrap();
        let path = seen.fill_text(step["path"].as_str().unwrap());
        let method: Method = step["method"].as_str().unwrap().parse().unwrap();
        let mut request = service
            .request(method, &path)
            .header("accept", "application/json")
            .header("content-type", "application/json")
            .header("x-smooch-sdk", "web/avmessagingsdk/1.0.1")
            .header("x-smooch-appid", APP);
        if step["auth"] == true {
            request = request.basic_auth(&seen.0["user"], Some(&seen.0["token"]));
        }
        if let Some(body) = step.get("body") {
            request = request.body(seen.fill(body).to_string());
        }
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        if let Some(text) = step["text"].as_str() {
            assert_eq!(
                response.headers()["content-type"],
                "text/plain; charset=utf-8",
                "{what}"
            );
            assert_eq!(
                (status, response.text().await.unwrap().as_str()),
                (401, text),
                "{what}"
            );
            continue;
        }
        let answer = object(response).await;
        assert_eq!(status, step["status"], "{what}: {answer}");
        seen.check(&answer, &step["answer"], what);
        for (name, place) in step["bind"].as_object().into_iter().flatten() {
            let pointer = format!("/{}", place.as_str().unwrap().replace('.', "/"));
            seen.0.insert(
                name.clone(),
                answer.pointer(&pointer).unwrap().as_str().unwrap().to_owned(),
            );
        }
    }
}

#[tokio::test]
async fn history_comes_in_pages_of_100_from_the_newest() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    for number in 0..205 {
        visitor.say(&number.to_string()).await;
    }
    let mut before = None::<Value>;
    let mut sizes = Vec::new();
    let mut texts = Vec::new();
    loop {
        let query = before
            .map(|before| format!("?before={before}"))
            .unwrap_or_default();
        let page = object(visitor.get(&visitor.path(&format!("/messages{query}"))).await).await;
        let messages = page["messages"].as_array().unwrap();
        sizes.push(messages.len());
        let page_texts: Vec<String> = messages
            .iter()
            .map(|one| one["text"].as_str().unwrap().to_owned())
            .collect();
        texts.splice(0..0, page_texts);
        if page["hasPrevious"] == false {
            break;
        }
        before = Some(messages[0]["received"].clone());
    }
    assert_eq!(sizes, [100, 100, 5]);
    let wanted: Vec<String> = (0..205).map(|number: i32| number.to_string()).collect();
    assert_eq!(texts, wanted, "each once, in order");
}

#[tokio::test]
async fn what_is_unread_is_counted_until_it_is_read() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    visitor.say("hello").await;
    visitor.hear("one").await;
    visitor.hear("two").await;
    assert_eq!(visitor.listed().await["unreadCount"], 2);
    let author = json!({ "appUserId": visitor.id, "role": "appUser", "client": client() });
    let body = json!({ "activity": { "type": "conversation:read" }, "author": author });
    assert_eq!(
        visitor.post(&visitor.path("/activity"), &body).await.status(),
        200
    );
    let read = visitor.listed().await;
    assert_eq!(read["unreadCount"], 0);
    assert!(read["participants"][0]["lastRead"].as_f64() > read["lastUpdatedAt"].as_f64());
    visitor.hear("three").await;
    visitor.say("an answer reads what stands above it").await;
    assert_eq!(visitor.listed().await["unreadCount"], 0);
}

#[tokio::test]
async fn an_inactive_app_says_so() {
    let service = Service::start().await;
    let response = service
        .get("/sdk/v2/integrations/5f00000000000000000000b4/config")
        .await;
    assert_eq!(object(response).await["config"]["app"]["status"], "inactive");
}

#[tokio::test]
async fn a_hosted_name_leads_to_hosted_names() {
    let service = Service::start().await;
    let path = "/sdk/v2/integrations/5f00000000000000000000b1/config";
    let request = service
        .request(Method::GET, path)
        .header("host", "5f00000000000000000000b1.config.eu-1.smooch.io");
    let config = object(request.send().await.unwrap()).await["config"].take();
    assert_eq!(
        config["baseUrl"]["web"],
        "https://5f00000000000000000000b1.webapi.eu-1.smooch.io/sdk"
    );
    assert_eq!(
        config["realtime"]["baseUrl"],
        "https://5f00000000000000000000b1.realtime.eu-1.smooch.io/faye"
    );
}

#[tokio::test]
async fn refusals() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let other = service.visitor().await;
    let messages = visitor.path("/messages");
    let mut as_other = visitor.text("x");
    as_other["author"]["appUserId"] = other.id.clone().into();
    let mut as_business = visitor.text("x");
    as_business["message"]["role"] = "appMaker".into();
    let mut of_no_type = visitor.text("x");
    of_no_type["message"]["type"] = "carousel".into();
    let table = [
        (messages.clone(), visitor.text(" \n"), 400, "bad_request"),
        (
            messages.clone(),
            visitor.text(&"x".repeat(64 * 1024 + 1)),
            413,
            "payload_too_large",
        ),
        (
            messages.clone(),
            visitor.text(&"x".repeat(600 * 1024)),
            413,
            "payload_too_large",
        ),
        (messages.clone(), as_other, 400, "bad_request"),
        (messages.clone(), as_business, 400, "bad_request"),
        (messages.clone(), of_no_type, 400, "bad_request"),
        (messages.clone(), json!({}), 400, "bad_request"),
        (messages.clone(), json!([]), 400, "bad_request"),
        (
            other.path("/messages"),
            visitor.text("x"),
            404,
            "conversation_not_found",
        ),
        (
            "/conversations/none/messages".to_owned(),
            visitor.text("x"),
            404,
            "conversation_not_found",
        ),
        (
            visitor.path("/activity"),
            json!({ "activity": { "type": "dance" }, "author": visitor.text("x")["author"] }),
            400,
            "bad_request",
        ),
        (visitor.path("/nothing"), json!({}), 404, "not_found"),
    ];
    for (path, body, status, code) in table {
        let response = visitor.post(&path, &body).await;
        assert_eq!(response.status(), status, "{path}");
        let answer = object(response).await;
        assert_eq!(answer["error"]["code"], code, "{path}");
        assert!(answer["error"]["description"].is_string());
        assert_eq!(answer.as_object().unwrap().len(), 1);
    }
    let broken = visitor
        .request(Method::POST, &messages)
        .body("{")
        .send()
        .await
        .unwrap();
    assert_eq!(broken.status(), 400);
    assert_eq!(
        object(broken).await["error"]["description"],
        "The body should be JSON: not valid json at byte: 1"
    );
    let page = object(visitor.get(&messages).await).await;
    assert_eq!(page["messages"], json!([]), "a refused call leaves no trace");
}

#[tokio::test]
async fn a_session_is_proved_by_its_token() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let other = service.visitor().await;
    let path = format!(
        "/sdk/v2/apps/{APP}/conversations/{}/messages",
        visitor.conversation
    );
    for (name, secret) in [
        (&visitor.id, &other.token),
        (&other.id, &other.id),
        (&"nobody".to_owned(), &visitor.token),
    ] {
        let response = service
            .request(Method::GET, &path)
            .basic_auth(name, Some(secret))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 401);
        assert_eq!(object(response).await["error"]["code"], "invalid_auth");
    }
    let bearer = service
        .request(Method::GET, &path)
        .bearer_auth("a.b.c")
        .send()
        .await
        .unwrap();
    assert_eq!(bearer.status(), 401);
    // Only as text does the observed client take it as "start anew".
    let response = other.get(&format!("/appusers/{}", visitor.id)).await;
    assert_eq!(response.status(), 404);
    assert_eq!(response.headers()["content-type"], "text/plain; charset=utf-8");
}

#[tokio::test]
async fn settings_and_metadata_are_there_though_empty() {
    let service = Service::start().await;
    let path = format!("/sdk/v2/apps/{APP}/appusers");
    let wanted = json!({ "client": client(), "intent": "message:appUser" });
    let made = object(service.post(&path, &wanted).await).await;
    assert_eq!(made["settings"], json!({}));
    assert_eq!(made["conversations"][0]["metadata"], json!({}));
    let visitor = service.visitor().await;
    let author = visitor.text("x")["author"].take();
    let path = visitor.path("/subscribe");
    let entered = object(visitor.post(&path, &json!({ "author": author })).await).await;
    assert_eq!(entered["settings"], json!({}));
}

#[tokio::test]
async fn a_location_with_blank_text_gets_one() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let mut request = visitor.text(" ");
    request["message"]["type"] = json!("location");
    request["message"]["coordinates"] = json!({ "lat": 45.5, "long": -73.6 });
    let answer = object(visitor.post(&visitor.path("/messages"), &request).await).await;
    let text = answer["messages"][0]["text"].as_str().unwrap();
    assert!(text.starts_with("Location shared:"), "{text}");
}

/// A page that gives `new Date()` sends what JSON makes of it.
#[tokio::test]
async fn the_time_of_signing_up_may_be_a_date() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let path = format!("/appusers/{}", visitor.id);
    for (given, wanted) in [
        (json!("2026-11-24T20:44:43.160Z"), Some(json!(1_795_553_083.16))),
        (json!(1_795_366_075.7), Some(json!(1_795_366_075.7))),
        (json!("yesterday"), None),
    ] {
        let request = visitor.request(Method::PUT, &path);
        let request = request.header("content-type", "application/json");
        let request = request.body(json!({ "signedUpAt": given }).to_string());
        let response = request.send().await.unwrap();
        assert_eq!(response.status() == 200, wanted.is_some(), "{given}");
        if let Some(wanted) = wanted {
            assert_eq!(object(response).await["appUser"]["signedUpAt"], wanted);
        }
    }
}

#[tokio::test]
async fn an_intent_may_be_left_out_and_a_message_may_name_its_author() {
    let service = Service::start().await;
    let made = service
        .post(
            &format!("/sdk/v2/apps/{APP}/appusers"),
            &json!({ "client": client() }),
        )
        .await;
    assert_eq!(made.status(), 201);
    let visitor = service.visitor().await;
    let mut body = visitor.text("hello");
    body["message"]["name"] = json!("Max");
    let sent = object(visitor.post(&visitor.path("/messages"), &body).await).await;
    assert_eq!(sent["messages"][0]["name"], "Max");
}

#[tokio::test]
async fn a_further_conversation_is_made_changed_and_listed() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let mut socket = crate::realtime::Socket::open(&service).await;
    socket.join(&visitor).await;
    let path = format!("/appusers/{}/conversations", visitor.id);
    let body = json!({
        "client": client(), "displayName": "Order 7", "metadata": { "order": 7 },
        "messages": [{ "type": "text", "text": "Where is it?" }],
    });
    let response = visitor.post(&path, &body).await;
    assert_eq!(response.status(), 201, "the intent may be left out");
    let made = object(response).await["conversation"].take();
    assert_eq!(
        (&made["isDefault"], &made["displayName"], &made["metadata"]),
        (&json!(false), &json!("Order 7"), &json!({ "order": 7 }))
    );
    assert_eq!(made["participants"][0]["appUserId"], visitor.id.as_str());
    let event = socket.event().await;
    assert_eq!(
        (&event["type"], &event["conversation"]["_id"]),
        (&json!("conversation:added"), &made["_id"])
    );
    let event = socket.event().await;
    assert_eq!(event["message"]["text"], "Where is it?");
    assert_eq!(event["message"]["source"]["id"], crate::service::CLIENT);

    let id = made["_id"].as_str().unwrap();
    let change = json!({ "displayName": null, "description": "About it" });
    let response = visitor
        .request(Method::PUT, &format!("/conversations/{id}"))
        .body(change.to_string())
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    let changed = object(response).await["conversation"].take();
    assert_eq!(
        (changed.get("displayName"), &changed["description"]),
        (None, &json!("About it"))
    );
    let seen = service
        .business(Method::GET, &format!("/conversations/{id}"), None)
        .await;
    assert_eq!(object(seen).await["conversation"]["description"], "About it");
    let stranger = service.visitor().await;
    let response = stranger
        .request(Method::PUT, &format!("/conversations/{id}"))
        .body(change.to_string())
        .send()
        .await
        .unwrap();
    assert_eq!(
        (
            response.status().as_u16(),
            object(response).await["error"]["code"].take()
        ),
        (404, json!("conversation_not_found"))
    );
    assert_eq!(visitor.listed().await["_id"], id, "the newest is the first");
}

#[tokio::test]
async fn conversations_come_ten_at_a_time_where_a_number_is_given() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let path = format!("/appusers/{}/conversations", visitor.id);
    let mut made = vec![visitor.conversation.clone()];
    for _ in 0..11 {
        let answer = object(visitor.post(&path, &json!({ "client": client() })).await).await;
        made.insert(0, answer["conversation"]["_id"].as_str().unwrap().to_owned());
    }
    for (query, wanted) in [
        ("", 0..12),
        ("?offset=0", 0..10),
        ("?offset=10", 10..12),
        ("?offset=12", 12..12),
    ] {
        let answer = object(visitor.get(&format!("{path}{query}")).await).await;
        let listed = answer["conversations"].as_array().unwrap();
        let ids: Vec<&str> = listed.iter().map(|one| one["_id"].as_str().unwrap()).collect();
        assert_eq!(ids, made[wanted], "{query}");
        assert_eq!(answer["appUser"]["clients"][0]["id"], crate::service::CLIENT);
    }
}
