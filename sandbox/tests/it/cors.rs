//! What pages of other origins may do.

use crate::service::{APP, Service};
use reqwest::Method;

const PAGE: &str = "https://shop.example";

#[tokio::test]
async fn the_client_api_answers_preflights_and_may_be_read() {
    let service = Service::start().await;
    for path in [
        "/sdk/v2/integrations/5f00000000000000000000b1/config".to_owned(),
        format!("/sdk/v2/apps/{APP}/appusers"),
        "/sdk/nothing/here".to_owned(),
        "/faye".to_owned(),
    ] {
        let preflight = service
            .request(Method::OPTIONS, &path)
            .header("origin", PAGE)
            .header("access-control-request-method", "PUT")
            .header(
                "access-control-request-headers",
                "content-type,x-smooch-appid,x-smooch-clientid,x-smooch-sdk",
            );
        let response = preflight.send().await.unwrap();
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(response.status(), 204, "{path}");
        assert_eq!(header("access-control-allow-origin"), PAGE);
        assert_eq!(header("access-control-allow-methods"), "GET, POST, PUT, DELETE");
        let headers = header("access-control-allow-headers");
        for name in [
            "accept",
            "authorization",
            "content-type",
            "x-smooch-appid",
            "x-smooch-clientid",
            "x-smooch-sdk",
        ] {
            assert!(headers.split(", ").any(|allowed| allowed == name), "{name}");
        }
        assert_eq!(header("access-control-max-age"), "7200");
        assert!(response.bytes().await.unwrap().is_empty());

        let response = service
            .request(Method::GET, &path)
            .header("origin", PAGE)
            .send()
            .await
            .unwrap();
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(
            header("access-control-allow-origin"),
            PAGE,
            "an error may be read too: {path}"
        );
        assert_eq!(header("access-control-expose-headers"), "Retry-After");
        assert_eq!(header("vary"), "Origin");
    }
}

#[tokio::test]
async fn a_preflight_that_does_not_say_what_for_is_one_all_the_same() {
    let service = Service::start().await;
    for path in [
        "/sdk/v2/apps/a/appusers",
        "/faye",
        "/static/loader.json",
        "/media/x",
    ] {
        let request = service.request(Method::OPTIONS, path).header("origin", PAGE);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 204, "{path}");
        assert!(response.headers().contains_key("access-control-allow-methods"));
        assert!(response.headers().contains_key("access-control-allow-origin"));
    }
}

#[tokio::test]
async fn bayeux_clients_may_send_what_they_send() {
    let service = Service::start().await;
    let request = service.request(Method::OPTIONS, "/faye").header("origin", PAGE);
    let response = request.send().await.unwrap();
    let allowed = response.headers()["access-control-allow-headers"]
        .to_str()
        .unwrap();
    for name in [
        "content-type",
        "pragma",
        "x-requested-with",
        "accept",
        "authorization",
    ] {
        assert!(allowed.split(", ").any(|one| one == name), "{name}: {allowed}");
    }
}

#[tokio::test]
async fn nothing_else_may_be_read() {
    let service = Service::start().await;
    for path in [
        "/v2/apps/5f00000000000000000000a1/conversations",
        "/sandbox/health",
        "/",
    ] {
        for method in [Method::GET, Method::OPTIONS] {
            let request = service.request(method, path).header("origin", PAGE);
            let response = request
                .header("access-control-request-method", "POST")
                .send()
                .await
                .unwrap();
            assert!(
                response.headers().get("access-control-allow-origin").is_none(),
                "{path}"
            );
        }
    }
}

#[tokio::test]
async fn what_was_uploaded_may_be_loaded_by_any_page() {
    let service = Service::start().await;
    let request = service
        .request(Method::GET, "/media/nothing")
        .header("origin", PAGE);
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
}
