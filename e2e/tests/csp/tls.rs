//! HTTPS before a server of this machine that speaks HTTP, for whatever host is asked.

use anyhow::Context as _;
use std::sync::Arc;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// A port that speaks HTTPS as long as the value lives.
pub(crate) struct Tls {
    pub(crate) port: u16,
    task: JoinHandle<()>,
}

impl Tls {
    /// Passes on what comes to a port, and back.
    pub(crate) async fn before(port: u16) -> anyhow::Result<Self> {
        let key = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
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
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    // A broken connection is the browser's to notice.
                    let Ok(mut outside) = acceptor.accept(stream).await else {
                        return;
                    };
                    let Ok(mut inside) = TcpStream::connect(("127.0.0.1", port)).await else {
                        return;
                    };
                    let _ = copy_bidirectional(&mut outside, &mut inside).await;
                });
            }
        });
        Ok(Self { port: own, task })
    }
}

impl Drop for Tls {
    fn drop(&mut self) {
        self.task.abort();
    }
}
