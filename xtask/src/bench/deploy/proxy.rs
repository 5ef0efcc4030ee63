//! Stands between a command and the server, counts what is asked, and is as far away as it is told.
//!
//! Connections stay open and bodies are passed on as they come, since both are measured. (The proxy of
//! `cli/tests/deploy` breaks requests, and closes the connection after each.)

use super::message::{self, Framing, Head};
use anyhow::Result;
use std::io::{self, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// A request as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) method: String,
    /// With the query.
    pub(super) target: String,
    /// When it came, on a clock of such moments.
    pub(super) asked: usize,
    /// When the server had done it, on the same clock; `None` where it has not.
    pub(super) answered: Option<usize>,
}

#[derive(Default)]
struct State {
    log: Mutex<Vec<Request>>,
    clock: AtomicUsize,
    /// In milliseconds.
    away: AtomicU64,
}

/// A proxy that serves until the program ends.
pub(super) struct Proxy {
    pub(super) port: u16,
    state: Arc<State>,
}

impl Proxy {
    /// On a free port, before the server on that one.
    pub(super) fn before(server: u16) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                // Whoever closes a connection in its midst is asked no more.
                thread::spawn(move || drop(serve(&client, server, &state)));
            }
        });
        Ok(Self { port, state })
    }

    /// From now on each request takes that much longer, and so does opening a connection.
    pub(super) fn set_away(&self, milliseconds: u64) {
        self.state.away.store(milliseconds, Ordering::Relaxed);
    }

    /// The requests since the last call.
    pub(super) fn take(&self) -> Vec<Request> {
        std::mem::take(&mut *self.state.log())
    }
}

impl State {
    fn wait(&self) {
        thread::sleep(Duration::from_millis(self.away.load(Ordering::Relaxed)));
    }

    fn log(&self) -> MutexGuard<'_, Vec<Request>> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> usize {
        self.clock.fetch_add(1, Ordering::Relaxed)
    }

    /// Writes a request down; the moment at which it came.
    fn ask(&self, head: &Head) -> usize {
        let mut log = self.log();
        let asked = self.now();
        log.push(Request {
            method: head.word(0).to_owned(),
            target: head.word(1).to_owned(),
            asked,
            answered: None,
        });
        asked
    }

    fn answer(&self, asked: usize) {
        let mut log = self.log();
        let now = self.now();
        if let Some(request) = log.iter_mut().find(|request| request.asked == asked) {
            request.answered = Some(now);
        }
    }
}

/// Passes on one request after the other, until one side has had enough.
fn serve(client: &TcpStream, server: u16, state: &State) -> io::Result<()> {
    state.wait();
    let server = &TcpStream::connect(("127.0.0.1", server))?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (mut to_client, mut to_server) = (client, server);
    let (mut from_client, mut from_server) = (reader(client), reader(server));
    while let Some(request) = Head::read(&mut from_client)? {
        let asked = state.ask(&request);
        state.wait();
        to_server.write_all(&request.bytes)?;
        // Who asks first whether to send the body is told by the server, and sends none if it is refused.
        let mut is_wanted = !request.has("expect", "100-continue");
        let mut body = Some(request.framing(Framing::None));
        let answer = loop {
            if is_wanted && let Some(framing) = body.take() {
                message::copy(&mut from_client, &mut to_server, framing)?;
            }
            let answer = head_of_answer(&mut from_server)?;
            if !answer.is_interim() {
                break answer;
            }
            to_client.write_all(&answer.bytes)?;
            is_wanted = true;
        };
        // Before the client can know it, and ask the next thing.
        state.answer(asked);
        to_client.write_all(&answer.bytes)?;
        let framing = if request.word(0) == "HEAD" || matches!(answer.word(1), "204" | "304") {
            Framing::None
        } else {
            answer.framing(Framing::UntilClosed)
        };
        message::copy(&mut from_server, &mut to_client, framing)?;
        let is_last = request.has("connection", "close") || answer.has("connection", "close");
        if is_last || framing == Framing::UntilClosed {
            break;
        }
    }
    Ok(())
}

fn reader(stream: &TcpStream) -> BufReader<&TcpStream> {
    BufReader::with_capacity(65_536, stream)
}

fn head_of_answer(from: &mut BufReader<&TcpStream>) -> io::Result<Head> {
    Head::read(from)?.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
}

#[cfg(test)]
mod tests {
    use super::Proxy;
    use std::io::{Read as _, Write as _};
    use std::net::{TcpListener, TcpStream};
    use std::thread;

    #[test]
    fn requests_of_one_connection_are_passed_on_and_counted() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let proxy = Proxy::before(listener.local_addr().unwrap().port()).unwrap();
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut got = vec![0; 54 + 32];
            stream.read_exact(&mut got[..54]).unwrap();
            stream
                .write_all(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                .unwrap();
            stream.read_exact(&mut got[54..]).unwrap();
            stream
                .write_all(b"HTTP/1.1 404 No\r\nConnection: close\r\n\r\nnone")
                .unwrap();
            String::from_utf8(got).unwrap()
        });
        let sent = "PUT /a?b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n\
            GET /c HTTP/1.1\r\nHost: there\r\n\r\n";
        assert_eq!(sent.len(), 54 + 32);
        let mut client = TcpStream::connect(("127.0.0.1", proxy.port)).unwrap();
        client.write_all(sent.as_bytes()).unwrap();
        let mut answers = String::new();
        client.read_to_string(&mut answers).unwrap();
        assert_eq!(server.join().unwrap(), sent);
        assert!(
            answers.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"),
            "{answers}"
        );
        assert!(
            answers.ends_with(
                "ok\
            HTTP/1.1 404 No\r\nConnection: close\r\n\r\nnone"
            ),
            "{answers}"
        );
        let seen: Vec<_> = proxy
            .take()
            .into_iter()
            .map(|request| format!("{} {}", request.method, request.target))
            .collect();
        assert_eq!(seen, ["PUT /a?b", "GET /c"]);
        assert!(proxy.take().is_empty());
    }
}
