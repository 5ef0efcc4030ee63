//! Files and pages.

use crate::service::Service;
use avmsdk_sandbox::{Cache, Data, File, HeaderValue, Site, header};
use reqwest::Method;

async fn service() -> Service {
    let mut site = Site::default();
    let file = |body: &str, content_type: &str, cache| File {
        body: body.as_bytes().to_vec(),
        content_type: content_type.to_owned(),
        cache,
        headers: Vec::new(),
    };
    site.add(
        "/static/loader.json",
        file("{}", "application/json", Cache::Revalidate),
    );
    site.add(
        "/static/a b/é.0a1b2c3d.wasm",
        file("\0asm", "application/wasm", Cache::Forever),
    );
    let mut page = file("<p>", "text/html; charset=utf-8", Cache::Revalidate);
    page.headers.push((
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'"),
    ));
    site.add("/", page);
    site.add("/rooms/*", file("any", "text/plain", Cache::Revalidate));
    site.add("/rooms/hall", file("hall", "text/plain", Cache::Revalidate));
    Service::with(site, &Data::Memory).await
}

#[tokio::test]
async fn one_file_may_stand_for_all_paths_of_a_folder_that_have_none() {
    let service = service().await;
    for (path, body) in [
        ("/rooms/hall", "hall"),
        ("/rooms/attic", "any"),
        ("/rooms/", "any"),
    ] {
        assert_eq!(service.get(path).await.text().await.unwrap(), body, "{path}");
    }
    for path in ["/rooms", "/rooms/attic/window"] {
        assert_eq!(service.get(path).await.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn files_have_their_type_and_class_and_may_be_loaded_from_anywhere() {
    let service = service().await;
    let table = [
        ("/static/loader.json", "application/json", "no-cache", "{}"),
        (
            "/static/a%20b/%C3%A9.0a1b2c3d.wasm",
            "application/wasm",
            "public, max-age=31536000, immutable",
            "\0asm",
        ),
    ];
    for (path, content_type, cache, body) in table {
        let response = service.get(path).await;
        assert_eq!(response.status(), 200);
        for (name, value) in [
            ("content-type", content_type),
            ("cache-control", cache),
            ("access-control-allow-origin", "*"),
            ("cross-origin-resource-policy", "cross-origin"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(response.headers()[name], value, "{path} {name}");
        }
        let tag = response.headers()["etag"].to_str().unwrap().to_owned();
        assert_eq!(response.text().await.unwrap(), body);
        for asked in [tag.clone(), format!("\"x\", W/{tag}"), "*".to_owned()] {
            let again = service
                .request(Method::GET, path)
                .header("if-none-match", &asked)
                .send()
                .await
                .unwrap();
            assert_eq!(again.status(), 304, "{asked}");
            assert_eq!(again.headers()["etag"].to_str().unwrap(), tag);
            assert_eq!(again.headers()["access-control-allow-origin"], "*");
        }
        let stale = service
            .request(Method::GET, path)
            .header("if-none-match", "\"x\"")
            .send()
            .await
            .unwrap();
        assert_eq!(stale.status(), 200);
        let head = service.request(Method::HEAD, path).send().await.unwrap();
        assert_eq!(
            head.headers()["content-length"].to_str().unwrap(),
            body.len().to_string()
        );
        assert_eq!(
            service.request(Method::POST, path).send().await.unwrap().status(),
            405
        );
    }
}

#[tokio::test]
async fn pages_are_this_origins_own() {
    let service = service().await;
    let response = service.get("/").await;
    assert_eq!(
        response.headers()["content-security-policy"],
        "default-src 'none'"
    );
    assert!(response.headers().get("access-control-allow-origin").is_none());
    for path in [
        "/static/",
        "/static/x",
        "/static/../loader.json",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/x",
    ] {
        assert_eq!(service.get(path).await.status(), 404, "{path}");
    }
}
