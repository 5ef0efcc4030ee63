//! The S3 server that all of them upload to: SeaweedFS, empty, in a folder of its own.

#[path = "../../../../cli/tests/support/weed.rs"]
mod weed;

use super::tools::{KEY, SECRET, Tools};
use anyhow::{Context as _, Result, bail};
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

/// The bucket that is there.
pub(super) const BUCKET: &str = "bench";

/// Ended when it is dropped.
pub(super) struct Server {
    shell: Child,
    pub(super) port: u16,
}

impl Server {
    /// Started, with an empty bucket that everyone may read.
    pub(super) fn start(program: &Path, folder: &Path, tools: &Tools) -> Result<Self> {
        fs::create_dir_all(folder.join("data"))?;
        let identities = format!(
            r#"{{"identities":[{{"name":"anonymous","actions":["Read"]}},{{"name":"deployer","credentials":[{{"accessKey":"{KEY}","secretKey":"{SECRET}"}}],"actions":["Admin","Read","Write","List","Tagging"]}}]}}"#
        );
        fs::write(folder.join("s3.json"), identities)?;
        let ports = free_ports()?;
        let log = File::create(folder.join("log"))?;
        let mut command = weed::command(program, folder, ports);
        let shell = command
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("cannot start SeaweedFS")?;
        let server = Self {
            shell,
            port: ports[6],
        };
        let end = Instant::now() + Duration::from_secs(60);
        while !tools.take_object(server.port)? {
            if Instant::now() > end {
                let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
                bail!("SeaweedFS takes no object; it said:\n{log}");
            }
            thread::sleep(Duration::from_millis(200));
        }
        Ok(server)
    }

    /// What readers get at that path, without a key.
    pub(super) fn get(&self, path: &str) -> Result<Vec<u8>> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        let request = format!("GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{}\r\n\r\n", self.port);
        stream.write_all(request.as_bytes())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
        let body = answer.split_off(end.context("an answer without an end of its head")? + 4);
        let head = String::from_utf8_lossy(&answer);
        let status = head.split(' ').nth(1).unwrap_or_default();
        if status != "200" {
            bail!("`{path}` answers {status}");
        }
        Ok(body)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Its shell ends the server when this closes.
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}

fn free_ports() -> Result<[u16; 8]> {
    let mut taken = Vec::new();
    let mut ports = [0; 8];
    for port in &mut ports {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        *port = listener.local_addr()?.port();
        taken.push(listener);
    }
    Ok(ports)
}
