//! Just enough of HTTP/1.1 to post on a connection that is kept: the generator shares its processor
//! with what it measures.

use crate::Fault;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

/// A connection.
pub(crate) struct Caller {
    stream: BufReader<TcpStream>,
}

impl Caller {
    pub(crate) async fn connect(address: &str) -> Result<Self, Fault> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Caller {
            stream: BufReader::new(stream),
        })
    }

    /// Sends a whole request; returns the status and the body of its answer.
    pub(crate) async fn send(&mut self, request: &str) -> Result<(u16, Vec<u8>), Fault> {
        self.stream.get_mut().write_all(request.as_bytes()).await?;
        let mut line = String::new();
        self.stream.read_line(&mut line).await?;
        let status = line.split(' ').nth(1).ok_or("no status")?.parse()?;
        let mut length = 0;
        loop {
            line.clear();
            self.stream.read_line(&mut line).await?;
            match line.trim_end().split_once(':') {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = value.trim().parse()?;
                }
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).await?;
        Ok((status, body))
    }
}

/// A request with a JSON body.
pub(crate) fn post(path: &str, authorization: Option<&str>, body: &str) -> String {
    let authorization = authorization.map_or(String::new(), |value| format!("authorization: {value}\r\n"));
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n{authorization}content-length: {length}\r\n\r\n{body}"
    )
}
