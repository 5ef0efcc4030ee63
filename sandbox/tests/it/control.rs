//! The control paths.

use crate::service::{Service, object};
use reqwest::Method;
use serde_json::json;

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
