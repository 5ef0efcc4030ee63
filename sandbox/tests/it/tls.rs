//! HTTPS, as a client asks for it that insists on the hosted service's names.

use crate::service::{APP, INTEGRATION, KEY, Service, client, object};
use avmsdk_sandbox::{Authority, Data, Sandbox, Site};
use futures_util::{SinkExt as _, StreamExt as _};
use reqwest::{Certificate, Client};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::Message;

/// A service that speaks HTTPS, and what its clients trust.
struct Secure {
    service: Service,
    pem: String,
}

impl Secure {
    async fn start() -> Self {
        let authority = Authority::open(&Data::Memory).unwrap();
        let pem = authority.pem().to_owned();
        let sandbox = Sandbox::open(&Data::Memory).unwrap().with_tls(authority);
        let service = Service::of(sandbox, Site::default()).await;
        Self { service, pem }
    }

    fn at(&self) -> SocketAddr {
        self.service.address().parse().unwrap()
    }

    /// A client that trusts the authority and finds these names here.
    fn client(&self, names: &[&str]) -> Client {
        let certificate = Certificate::from_pem(self.pem.as_bytes()).unwrap();
        let builder = Client::builder().tls_certs_only([certificate]);
        let mapped = names
            .iter()
            .fold(builder, |builder, name| builder.resolve(name, self.at()));
        mapped.build().unwrap()
    }
}

#[tokio::test]
async fn every_region_is_served_by_its_own_names() {
    let secure = Secure::start().await;
    for region in ["", ".eu-1", ".us-2"] {
        let names =
            ["config", "webapi", "realtime"].map(|part| format!("{INTEGRATION}.{part}{region}.smooch.io"));
        let [config, web, realtime] = names.each_ref().map(String::as_str);
        let client = secure.client(&[config, web, realtime]);
        // The port of a mapped name is not part of what a client asks for.
        let ask = |host: &str, path: &str| {
            let url = format!("https://{host}:{}{path}", secure.at().port());
            client.get(url).header("host", host)
        };
        let answer = ask(config, &format!("/sdk/v2/integrations/{INTEGRATION}/config"));
        let config = object(answer.send().await.unwrap()).await;
        assert_eq!(
            config["config"]["baseUrl"]["web"],
            format!("https://{web}/sdk"),
            "{region}"
        );
        assert_eq!(
            config["config"]["realtime"]["baseUrl"],
            format!("https://{realtime}/faye"),
            "{region}"
        );
        let answer = ask(web, &format!("/sdk/v2/apps/{APP}/appusers/nobody"))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 401);
        let answer = ask(realtime, "/faye").send().await.unwrap();
        assert_eq!(answer.status(), 400, "callback-polling without a message");
    }
}

#[tokio::test]
async fn addresses_are_found_without_a_name_and_say_https() {
    let secure = Secure::start().await;
    let client = secure.client(&[]);
    let port = secure.at().port();
    for host in [format!("127.0.0.1:{port}"), format!("localhost:{port}")] {
        let path = format!("https://{host}/sdk/v2/integrations/{INTEGRATION}/config");
        let config = object(client.get(path).send().await.unwrap()).await;
        assert_eq!(config["config"]["baseUrl"]["web"], format!("https://{host}/sdk"));
        assert_eq!(
            config["config"]["realtime"]["baseUrl"],
            format!("https://{host}/faye")
        );
    }
    let own = format!("https://localhost:{port}");
    let request = client.get(format!("{own}/sandbox/state")).header("origin", &own);
    assert_eq!(request.send().await.unwrap().status(), 200, "an own page");
    let pem = client.get(format!("{own}/sandbox/ca.pem")).send().await.unwrap();
    assert_eq!(pem.text().await.unwrap(), secure.pem);
    let stranger = Client::new().get(format!("{own}/sandbox/health"));
    assert!(stranger.send().await.is_err(), "nobody trusts it unasked");
}

#[tokio::test]
async fn a_socket_hears_of_a_message() {
    let secure = Secure::start().await;
    let name = format!("{INTEGRATION}.realtime.eu-1.smooch.io");
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(secure.pem.as_bytes()).unwrap())
        .unwrap();
    let config = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(secure.at()).await.unwrap();
    let stream = TlsConnector::from(Arc::new(config))
        .connect(ServerName::try_from(name.clone()).unwrap(), stream)
        .await
        .unwrap();
    let (mut socket, _) = client_async(format!("wss://{name}/faye"), stream).await.unwrap();

    let http = secure.client(&["api.smooch.io"]);
    let origin = format!("https://api.smooch.io:{}", secure.at().port());
    let create = http
        .post(format!("{origin}/sdk/v2/apps/{APP}/appusers"))
        .body(json!({ "client": client(), "intent": "x" }).to_string());
    let made = object(create.send().await.unwrap()).await;
    let user = made["appUser"]["_id"].as_str().unwrap();

    let mut ask = async |message: Value| -> Value {
        socket.send(Message::text(message.to_string())).await.unwrap();
        let reply = socket.next().await.unwrap().unwrap().into_text().unwrap();
        serde_json::from_str::<Value>(&reply).unwrap()[0].take()
    };
    let shaken = ask(crate::realtime::handshake()).await;
    let ext = json!({ "appUserId": user, "appId": APP, "sessionToken": made["sessionToken"] });
    let subscribed = ask(json!({
        "channel": "/meta/subscribe", "clientId": shaken["clientId"], "id": "2", "ext": ext,
        "subscription": format!("/sdk/apps/{APP}/appusers/{user}"),
    }));
    assert_eq!(subscribed.await["successful"], true);
    let said = http
        .post(format!(
            "{origin}/v2/apps/{APP}/conversations/{}/messages",
            made["conversations"][0]["_id"].as_str().unwrap()
        ))
        .basic_auth(KEY.0, Some(KEY.1))
        .body(
            json!({ "author": { "type": "business" }, "content": { "type": "text", "text": "hi" } })
                .to_string(),
        );
    assert_eq!(said.send().await.unwrap().status(), 201);
    let event = socket.next().await.unwrap().unwrap().into_text().unwrap();
    let event: Value = serde_json::from_str(&event).unwrap();
    assert_eq!(event[0]["data"]["events"][0]["message"]["text"], "hi");
}

#[tokio::test]
async fn plain_http_is_told_where_to_go() {
    let secure = Secure::start().await;
    let address = secure.service.address();
    for (request, wanted) in [
        (
            "GET /agent?x=1 HTTP/1.1\r\nhost: localhost:8000\r\nconnection: close\r\n\r\n",
            "location: https://localhost:8000/agent?x=1\r\n",
        ),
        (
            "POST /sdk/v2/apps/a/appusers HTTP/1.1\r\nhost: localhost:8000\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}",
            "This port speaks HTTPS only, ask for: https://localhost:8000/sdk/v2/apps/a/appusers\n",
        ),
    ] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.contains(wanted), "{answer}");
    }
    // Whatever is neither is dropped, and harms nobody.
    for bytes in [&b"\x16\x03\x01\xff\xff garbage"[..], b"\x16", b""] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest).await;
    }
    let health = secure
        .client(&[])
        .get(format!("https://{address}/sandbox/health"));
    assert_eq!(health.send().await.unwrap().status(), 200);
}
