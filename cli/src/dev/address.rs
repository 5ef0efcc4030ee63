//! Where the service listens, and how it is called.

use crate::failure::Failure;
use std::io::{Error, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use tokio::net::{TcpListener, lookup_host};

/// Tries to find a port that is free by both protocols.
const TRIES: usize = 8;

/// Listening sockets and the URL that leads to them.
#[derive(Debug)]
pub(crate) struct Address {
    pub(crate) listeners: Vec<TcpListener>,
    /// The origin: `http://localhost:8000`.
    pub(crate) url: String,
}

impl Address {
    /// Takes the port: on this machine's loopback addresses, or where `host` says. `scheme` is what will
    /// be spoken there.
    pub(crate) async fn take(scheme: &str, host: Option<&str>, port: u16) -> Result<Self, Failure> {
        let (listeners, name) = match host {
            None => (loopback(port).await, "localhost".to_owned()),
            Some(host) => (resolved(host, port).await, shown(host)),
        };
        let listeners = listeners.map_err(|error| explain(error, host, port))?;
        let port = listeners
            .first()
            .and_then(|listener| listener.local_addr().ok())
            .map_or(port, |at| at.port());
        Ok(Self {
            listeners,
            url: format!("{scheme}://{name}:{port}"),
        })
    }
}

async fn loopback(port: u16) -> Result<Vec<TcpListener>, Error> {
    let mut tries = if port == 0 { TRIES } else { 1 };
    loop {
        let v4 = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        tries -= 1;
        match TcpListener::bind((Ipv6Addr::LOCALHOST, v4.local_addr()?.port())).await {
            Ok(v6) => return Ok(vec![v4, v6]),
            // Whoever has the port on `::1` would get half of the visitors of `localhost`.
            Err(error) if error.kind() == ErrorKind::AddrInUse && tries == 0 => return Err(error),
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            // A machine without IPv6.
            Err(_) => return Ok(vec![v4]),
        }
    }
}

async fn resolved(host: &str, port: u16) -> Result<Vec<TcpListener>, Error> {
    let found: Vec<SocketAddr> = match host.trim_matches(['[', ']']).parse::<IpAddr>() {
        Ok(address) => vec![SocketAddr::new(address, port)],
        Err(_) => lookup_host((host, port)).await?.collect(),
    };
    let mut listeners = Vec::new();
    let mut port = port;
    for mut address in found {
        address.set_port(port);
        let listener = TcpListener::bind(address).await?;
        port = listener.local_addr()?.port();
        listeners.push(listener);
    }
    if listeners.is_empty() {
        Err(ErrorKind::AddrNotAvailable.into())
    } else {
        Ok(listeners)
    }
}

/// The host as a browser on this machine calls it.
fn shown(host: &str) -> String {
    match host.trim_matches(['[', ']']).parse::<IpAddr>() {
        Ok(address) if address.is_unspecified() => "localhost".to_owned(),
        Ok(IpAddr::V6(address)) => format!("[{address}]"),
        _ => host.to_owned(),
    }
}

fn explain(error: Error, host: Option<&str>, port: u16) -> Failure {
    let name = host.unwrap_or("localhost");
    let (code, what, hint) = match error.kind() {
        ErrorKind::AddrInUse => (
            "port-in-use",
            format!("port {port} is already in use"),
            format!(
                "stop the other program, or take another port: `--port {}`, or any: `--port 0`",
                port.wrapping_add(1)
            ),
        ),
        ErrorKind::PermissionDenied => (
            "port-denied",
            format!("port {port} is not for this user"),
            "take one above 1023: `--port 8000`".to_owned(),
        ),
        _ => (
            "host-unusable",
            format!("cannot listen on `{name}`"),
            "give a name or an address of this machine: `--host 127.0.0.1`, `--host 0.0.0.0`".to_owned(),
        ),
    };
    Failure::new(code, what, hint).because(error)
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn a_browser_can_use_the_name() {
        for (host, name) in [
            ("0.0.0.0", "localhost"),
            ("::", "localhost"),
            ("::1", "[::1]"),
            ("[::1]", "[::1]"),
            ("127.0.0.1", "127.0.0.1"),
            ("box.lan", "box.lan"),
        ] {
            assert_eq!(shown(host), name);
        }
    }
}
