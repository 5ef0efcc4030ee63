//! The business API.

use crate::service::{APP, KEY, Service, object};
use crate::shape::Seen;
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_bot_reads_and_answers() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    visitor.say("hello").await;
    let author = json!({ "type": "business", "displayName": "Ada", "avatarUrl": "https://a.example/a.png" });
    let body =
        json!({ "author": author, "content": { "type": "text", "text": "Hi!" }, "metadata": { "n": 1 } });
    let response = service
        .business(Method::POST, &visitor.path("/messages"), Some(&body))
        .await;
    assert_eq!(response.status(), 201);
    let mut seen = Seen::default();
    let answer = json!({
        "id": "$id", "received": "$iso", "author": author, "content": { "type": "text", "text": "Hi!" },
        "source": { "type": "api:conversations" }, "metadata": { "n": 1 },
    });
    seen.check(
        &object(response).await,
        &json!({ "messages": [answer] }),
        "posted",
    );

    let listed = object(
        service
            .business(Method::GET, &visitor.path("/messages"), None)
            .await,
    )
    .await;
    let question = json!({
        "id": "$id", "received": "$iso", "author": { "type": "user", "userId": visitor.id },
        "content": { "type": "text", "text": "hello" },
        "source": { "type": "web", "integrationId": "5f00000000000000000000b1" },
    });
    let meta = json!({ "hasMore": false });
    seen.check(
        &listed,
        &json!({ "messages": [question, answer], "meta": meta, "links": {} }),
        "listed",
    );

    let page = object(visitor.get(&visitor.path("/messages")).await).await;
    let heard = &page["messages"][1];
    assert_eq!(
        (&heard["role"], &heard["name"]),
        (&json!("appMaker"), &json!("Ada"))
    );
    assert_eq!(heard["source"], json!({ "type": "api" }));
}

#[tokio::test]
async fn an_integration_that_says_nothing_of_its_colours_has_some() {
    let service = Service::start().await;
    let style = async |extra: serde_json::Value| {
        let mut body = json!({ "type": "web", "status": "active" });
        for (name, value) in extra.as_object().unwrap() {
            body[name] = value.clone();
        }
        let made = object(service.business(Method::POST, "/integrations", Some(&body)).await).await;
        let id = made["integration"]["id"].as_str().unwrap();
        let path = format!("/sdk/v2/integrations/{id}/config");
        object(service.get(&path).await).await["config"]["style"].take()
    };
    let usual = json!({ "brandColor": "65758e", "accentColor": "0099ff", "linkColor": "0099ff", "displayStyle": "button" });
    assert_eq!(style(json!({})).await, usual);
    let own = style(json!({ "brandColor": "112233", "displayStyle": "tab" })).await;
    assert_eq!(own["brandColor"], "112233");
    assert_eq!(own["displayStyle"], "tab");
    assert_eq!(own["linkColor"], "0099ff");
}

#[tokio::test]
async fn conversations_are_found_the_newest_first() {
    let service = Service::start().await;
    let (first, second) = (service.visitor().await, service.visitor().await);
    second.say("hello").await;
    first.say("hello").await;
    let list = async |query: &str| {
        let answer = object(
            service
                .business(Method::GET, &format!("/conversations{query}"), None)
                .await,
        )
        .await;
        let conversations = answer["conversations"].as_array().unwrap().clone();
        conversations
            .iter()
            .map(|one| one["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        list("").await,
        [first.conversation.clone(), second.conversation.clone()]
    );
    let by_user = format!("?filter%5BuserId%5D={}", second.id);
    assert_eq!(list(&by_user).await, std::slice::from_ref(&second.conversation));
    let nobody = service
        .business(
            Method::GET,
            "/conversations?filter%5BuserExternalId%5D=nobody",
            None,
        )
        .await;
    assert_eq!(nobody.status(), 404);
    let one = object(service.business(Method::GET, &first.path(""), None).await).await;
    let wanted = json!({ "conversation": {
        "id": first.conversation, "type": "personal", "isDefault": true, "lastUpdatedAt": "$iso", "createdAt": "$iso",
    } });
    Seen::default().check(&one, &wanted, "conversation");
}

#[tokio::test]
async fn reading_shows_in_the_conversation() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let said = visitor.say("hello").await;
    let body = json!({ "author": { "type": "business" }, "type": "conversation:read" });
    let response = service
        .business(Method::POST, &visitor.path("/activity"), Some(&body))
        .await;
    assert_eq!(
        (response.status().as_u16(), object(response).await),
        (200, json!({}))
    );
    assert!(visitor.listed().await["appMakerLastRead"].as_f64() > said["received"].as_f64());
}

#[tokio::test]
async fn refusals_have_the_services_shape() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let path = format!("/v2/apps/{APP}/conversations");
    for (name, secret) in [
        ("", ""),
        (KEY.0, "guess"),
        (visitor.id.as_str(), visitor.token.as_str()),
    ] {
        let response = service
            .request(Method::GET, &path)
            .basic_auth(name, Some(secret))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 401);
        let wanted = json!({ "errors": [{ "code": "unauthorized", "title": "Authentication failed" }] });
        assert_eq!(object(response).await, wanted);
    }
    let foreign = service
        .request(Method::GET, "/v2/apps/other/conversations")
        .basic_auth(KEY.0, Some(KEY.1));
    assert_eq!(foreign.send().await.unwrap().status(), 403);
    let text = |author: &str, text: &str| json!({ "author": { "type": author }, "content": { "type": "text", "text": text } });
    for (method, path, status, code, title) in [
        (Method::GET, "/nowhere", 404, "not_found", "There is no such path"),
        (
            Method::PUT,
            "/conversations",
            405,
            "method_not_allowed",
            "This path is not called by this method",
        ),
        (
            Method::POST,
            "/conversations",
            400,
            "bad_request",
            "The body should be an object",
        ),
    ] {
        let response = service.business(method, path, Some(&json!([]))).await;
        assert_eq!(response.status(), status, "{path}");
        let wanted = json!({ "errors": [{ "code": code, "title": title }] });
        assert_eq!(object(response).await, wanted, "{path}");
    }
    let table = [
        (visitor.path("/messages"), text("user", "x"), 400),
        (visitor.path("/messages"), text("business", " "), 400),
        (
            visitor.path("/messages"),
            json!({ "author": { "type": "business" }, "content": { "type": "hologram" } }),
            400,
        ),
        (visitor.path("/messages"), json!({}), 400),
        (
            "/conversations/none/messages".to_owned(),
            text("business", "x"),
            404,
        ),
        (
            visitor.path("/activity"),
            json!({ "author": { "type": "business" }, "type": "dance" }),
            400,
        ),
    ];
    for (path, body, status) in table {
        let response = service.business(Method::POST, &path, Some(&body)).await;
        assert_eq!(response.status(), status, "{path} {body}");
        let error = object(response).await["errors"][0].take();
        assert!(error["code"].is_string() && error["title"].is_string(), "{error}");
    }
}
