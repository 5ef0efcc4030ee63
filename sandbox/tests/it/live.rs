//! The stream of what happens, and the agent page that reads it.

use crate::service::Service;
use avmsdk_sandbox::{Cache, Data, File, Site};
use reqwest::{Method, Response};
use serde_json::Value;

/// Reads until the event of this name has come; what it carries.
async fn next(stream: &mut Response, heard: &mut String, name: &str) -> Value {
    loop {
        let event = format!("event: {name}\ndata: ");
        if let Some(text) = heard
            .split_once(&event)
            .and_then(|(_, rest)| rest.split_once("\n\n"))
        {
            return serde_json::from_str(text.0).unwrap();
        }
        let piece = stream.chunk().await.unwrap().expect("the stream goes on");
        heard.push_str(std::str::from_utf8(&piece).unwrap());
    }
}

#[tokio::test]
async fn what_is_said_is_heard_at_once_and_the_service_ends_all_the_same() {
    let service = Service::start().await;
    let mut stream = service.get("/sandbox/live").await;
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let visitor = service.visitor().await;
    visitor.say("two\nlines").await;
    let mut heard = String::new();
    let told = next(&mut stream, &mut heard, "conversation:message").await;
    assert_eq!(told["conversation"], visitor.conversation.as_str());
    assert_eq!(told["app"], "5f00000000000000000000a1");
    assert_eq!(told["payload"]["message"]["content"]["text"], "two\nlines");
    assert!(told["at"].is_number(), "{told}");
    // A page that looks on must not keep the service from ending.
    drop(visitor);
    service.stop().await;
    while let Ok(Some(_)) = stream.chunk().await {}
}

#[tokio::test]
async fn a_page_elsewhere_reads_neither_the_stream_nor_the_agent_page() {
    let mut site = Site::default();
    for path in ["/agent", "/agent/main.js"] {
        let file = File {
            body: b"agent".to_vec(),
            content_type: "text/plain".to_owned(),
            cache: Cache::Revalidate,
            headers: Vec::new(),
        };
        site.add(path, file);
    }
    let service = Service::with(site, &Data::Memory).await;
    for path in ["/sandbox/live", "/agent", "/agent/main.js", "/agent/none"] {
        for (name, value) in [("host", "evil.example:8000"), ("origin", "https://evil.example")] {
            let request = service.request(Method::GET, path).header(name, value);
            assert_eq!(
                request.send().await.unwrap().status(),
                403,
                "{path} {name}: {value}"
            );
        }
    }
    assert_eq!(service.get("/agent").await.text().await.unwrap(), "agent");
    assert_eq!(service.get("/agent/none").await.status(), 404);
}
