//! Answers by gzip: to whoever asks for them so, where it is worth it.

use crate::service::{Service, object};
use flate2::read::GzDecoder;
use reqwest::Method;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING, VARY};
use serde_json::{Value, json};
use std::io::Read as _;

#[tokio::test]
async fn a_page_of_messages_is_smaller_for_whoever_takes_gzip() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    for at in 0..20 {
        visitor.say(&format!("Message {at}")).await;
    }
    let plain = visitor.get(&visitor.path("/messages")).await;
    assert!(!plain.headers().contains_key(CONTENT_ENCODING));
    let plain = object(plain).await;

    let request = visitor.request(Method::GET, &visitor.path("/messages"));
    let answer = request.header(ACCEPT_ENCODING, "gzip, br").send().await.unwrap();
    assert_eq!(answer.headers()[CONTENT_ENCODING], "gzip");
    let varies = answer.headers().get_all(VARY).iter();
    assert!(
        varies
            .filter_map(|value| value.to_str().ok())
            .any(|value| value.contains("accept-encoding")),
        "a cache would give it to whoever cannot read it"
    );
    let bytes = answer.bytes().await.unwrap();
    let mut text = String::new();
    GzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), plain);
    assert!(bytes.len() * 4 < text.len(), "{} of {}", bytes.len(), text.len());
}

#[tokio::test]
async fn a_short_answer_and_one_that_breaks_off_are_as_they_are() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let get = |path: String| {
        let request = visitor.request(Method::GET, &path);
        request.header(ACCEPT_ENCODING, "gzip").send()
    };
    let short = get(visitor.path("/messages")).await.unwrap();
    assert!(!short.headers().contains_key(CONTENT_ENCODING));
    for at in 0..20 {
        visitor.say(&format!("Message {at}")).await;
    }
    let fault = json!({ "match": { "method": "GET" }, "action": { "type": "drop", "when": "during" } });
    service.post("/sandbox/faults", &fault).await;
    let broken = get(visitor.path("/messages")).await.unwrap();
    assert!(!broken.headers().contains_key(CONTENT_ENCODING));
    assert!(broken.text().await.is_err());
}
