//! Stands between the command and the server: counts requests, and does to any of them what networks do.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// 1 for the first since the count was begun.
    pub(crate) number: usize,
    pub(crate) method: String,
    /// Without the query.
    pub(crate) path: String,
}

/// What is done to a request.
pub(crate) enum Act {
    /// Nothing.
    Pass,
    /// It never arrives.
    Cut,
    /// It arrives, its answer does not.
    CutAnswer,
    /// The server answers that it cannot, and does not.
    Status(u16),
    /// The server refuses it, in S3's own words.
    Error(&'static str),
    /// The server says that it is written.
    Claim,
    /// The server answers this XML.
    Answer(&'static str),
    /// It arrives late.
    Delay(Duration),
    /// It waits until the test has let go of it, and then arrives.
    HoldBefore,
    /// It arrives, its answer waits until the test has let go of it.
    HoldAnswer,
}

type Rule = Box<dyn FnMut(&Request) -> Act + Send>;

struct State {
    log: Vec<Request>,
    rule: Rule,
    held: Option<(Sender<()>, Receiver<()>)>,
}

pub(crate) struct Proxy {
    pub(crate) port: u16,
    state: Arc<Mutex<State>>,
}

/// The test's end of a request that is held.
pub(crate) struct Hold {
    pub(crate) reached: Receiver<()>,
    pub(crate) go: Sender<()>,
}

impl Proxy {
    pub(crate) fn before(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State {
            log: Vec::new(),
            rule: Box::new(|_| Act::Pass),
            held: None,
        }));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                // A broken connection is what the tests are about.
                std::thread::spawn(move || {
                    let _ = serve(client, server, &state);
                });
            }
        });
        Self { port, state }
    }

    /// Begins the count anew, under another rule.
    pub(crate) fn rule(&self, rule: impl FnMut(&Request) -> Act + Send + 'static) {
        let mut state = self.state.lock().unwrap();
        state.log.clear();
        state.rule = Box::new(rule);
    }

    /// As [`Proxy::rule`], for a rule that holds one request.
    pub(crate) fn hold(&self, rule: impl FnMut(&Request) -> Act + Send + 'static) -> Hold {
        let (reach, reached) = channel();
        let (go, gone) = channel();
        self.rule(rule);
        self.state.lock().unwrap().held = Some((reach, gone));
        Hold { reached, go }
    }

    /// The requests since the count was begun.
    pub(crate) fn log(&self) -> Vec<Request> {
        self.state.lock().unwrap().log.clone()
    }

    /// The keys that were written by `PUT`.
    pub(crate) fn puts(&self) -> Vec<String> {
        let log = self.log();
        let puts = log.iter().filter(|request| request.method == "PUT");
        puts.map(|request| request.path.clone()).collect()
    }
}

fn serve(mut client: TcpStream, server: u16, state: &Mutex<State>) -> io::Result<()> {
    let (head, body) = read_request(&mut client)?;
    let mut words = head.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (act, held) = {
        let mut state = state.lock().unwrap();
        let request = Request {
            number: state.log.len() + 1,
            method: method.to_owned(),
            path: target.split('?').next().unwrap_or_default().to_owned(),
        };
        let act = (state.rule)(&request);
        state.log.push(request);
        let holds = matches!(act, Act::HoldBefore | Act::HoldAnswer);
        (act, if holds { state.held.take() } else { None })
    };
    let wait = || {
        if let Some((reach, gone)) = &held {
            let _ = reach.send(());
            let _ = gone.recv();
        }
    };
    match act {
        Act::Cut => return client.shutdown(Shutdown::Both),
        Act::Status(status) => {
            let answer =
                format!("HTTP/1.1 {status} Out of order\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            return client.write_all(answer.as_bytes());
        }
        Act::Error(code) => {
            let body = format!("<Error><Code>{code}</Code><Message>no</Message></Error>");
            let head = format!(
                "HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\nContent-Length: {}\r\n",
                body.len()
            );
            return client.write_all(format!("{head}Connection: close\r\n\r\n{body}").as_bytes());
        }
        Act::Claim => {
            let answer = "HTTP/1.1 200 OK\r\nETag: \"0\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            return client.write_all(answer.as_bytes());
        }
        Act::Answer(xml) => {
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: {}\r\n",
                xml.len()
            );
            return client.write_all(format!("{head}Connection: close\r\n\r\n{xml}").as_bytes());
        }
        Act::Delay(time) => std::thread::sleep(time),
        Act::HoldBefore => wait(),
        Act::Pass | Act::CutAnswer | Act::HoldAnswer => {}
    }
    let mut upstream = TcpStream::connect(("127.0.0.1", server))?;
    upstream.write_all(head.as_bytes())?;
    upstream.write_all(&body)?;
    let mut answer = Vec::new();
    upstream.read_to_end(&mut answer)?;
    match act {
        Act::CutAnswer => return client.shutdown(Shutdown::Both),
        Act::HoldAnswer => wait(),
        _ => {}
    }
    client.write_all(&answer)
}

/// The head, changed to ask for a closed connection, and the body.
fn read_request(client: &mut TcpStream) -> io::Result<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 65_536];
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        match client.read(&mut chunk)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => bytes.extend_from_slice(&chunk[..read]),
        }
    };
    let mut body = bytes.split_off(end);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let mut length = 0;
    let mut head = String::new();
    for line in text.trim_end().split("\r\n") {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().unwrap(),
            "transfer-encoding" => panic!("a body of unknown length"),
            "connection" => continue,
            "expect" => {
                client.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
                continue;
            }
            _ => {}
        }
        head += line;
        head += "\r\n";
    }
    head += "Connection: close\r\n\r\n";
    while body.len() < length {
        match client.read(&mut chunk)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => body.extend_from_slice(&chunk[..read]),
        }
    }
    Ok((head, body))
}
