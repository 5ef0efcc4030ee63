//! The hosts of the world on this machine: a proxy for HTTPS that leads each host it knows to one server.
//!
//! A proxy, since it is what all browsers take alike: Chromium could map hosts by itself, Firefox only names and no
//! ports, WebKit neither. The page and the driver's own addresses are `localhost`, for which browsers ask no proxy.

use anyhow::Context as _;
use std::sync::Arc;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// The hosts that there are: those of `avmsdk csp`, of the page's owner and of the channels.
const HOSTS: [&str; 4] = [
    "*.acme.test",
    "*.smooch.io",
    "qr-official.line.me",
    "mp.weixin.qq.com",
];

/// More than any browser says before its tunnel.
const HEAD: usize = 8 * 1024;

/// A proxy as long as the value lives.
pub(crate) struct World {
    /// Where it listens, on loopback.
    pub(crate) port: u16,
    task: JoinHandle<()>,
}

impl World {
    /// Leads every host to the port of a server that speaks HTTP.
    pub(crate) async fn before(port: u16) -> anyhow::Result<Self> {
        let key = rcgen::generate_simple_self_signed(HOSTS.map(str::to_owned))?;
        let private = rustls::pki_types::PrivateKeyDer::Pkcs8(key.signing_key.serialize_der().into());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![key.cert.der().clone()], private)?;
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .context("cannot listen")?;
        let own = listener.local_addr()?.port();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A broken connection is the browser's to notice.
                tokio::spawn(tunnel(stream, acceptor.clone(), port));
            }
        });
        Ok(Self { port: own, task })
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Answers one `CONNECT`, and passes on what comes through it, and back.
async fn tunnel(mut outside: TcpStream, acceptor: TlsAcceptor, port: u16) -> anyhow::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") && head.len() < HEAD {
        head.push(outside.read_u8().await?);
    }
    let head = String::from_utf8_lossy(&head);
    if !host(&head).is_some_and(is_known) {
        let refusal = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        return Ok(outside.write_all(refusal.as_bytes()).await?);
    }
    outside.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
    let mut outside = acceptor.accept(outside).await?;
    let mut inside = TcpStream::connect(("127.0.0.1", port)).await?;
    copy_bidirectional(&mut outside, &mut inside).await?;
    Ok(())
}

/// The host of `CONNECT api.smooch.io:443 HTTP/1.1`. Nothing here has another port.
fn host(head: &str) -> Option<&str> {
    let (target, _) = head.strip_prefix("CONNECT ")?.split_once(' ')?;
    target.strip_suffix(":443")
}

fn is_known(host: &str) -> bool {
    HOSTS.iter().any(|known| match known.strip_prefix('*') {
        Some(below) => host.ends_with(below),
        None => host == *known,
    })
}

#[test]
fn only_known_hosts_are_led_here() {
    for (head, wanted) in [
        ("CONNECT mp.weixin.qq.com:443 HTTP/1.1\r\n", true),
        ("CONNECT x.smooch.io:443 HTTP/1.1\r\n", true),
        ("CONNECT x.y.smooch.io:443 HTTP/1.1\r\n", true),
        ("CONNECT x.smooch.io:80 HTTP/1.1\r\n", false),
        ("CONNECT smooch.io:443 HTTP/1.1\r\n", false),
        ("GET http://x.smooch.io/ HTTP/1.1\r\n", false),
    ] {
        assert_eq!(host(head).is_some_and(is_known), wanted, "{head}");
    }
}
