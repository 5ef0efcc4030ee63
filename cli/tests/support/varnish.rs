//! A Varnish for one test, before an origin on this machine. `cargo xtask test` installs it.

#![allow(dead_code, reason = "each test file uses its part")]

use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How the cache treats what it keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Vcl {
    /// As it should: `Vary` counts, PURGE comes after every change of the address.
    Plain,
    /// A known fault: what the answer depends on is forgotten, so the first reader decides for all.
    WithoutVary,
}

/// A running Varnish; it ends with the test.
pub(crate) struct Varnish {
    process: Child,
    port: u16,
    _folder: tempfile::TempDir,
}

impl Varnish {
    /// `None` where it is not installed, which only CI cannot do without.
    pub(crate) fn start(vcl: Vcl, origin: u16) -> Option<Self> {
        let Some(program) = program() else {
            assert!(
                std::env::var_os("CI").is_none(),
                "there is no varnishd; `cargo xtask test` installs it"
            );
            let _ = writeln!(
                std::io::stderr(),
                "there is no varnishd on this machine: nothing was tried"
            );
            return None;
        };
        // Its port is free when it is chosen; another test may have taken it by the time that it listens.
        let varnish = (0..3).find_map(|_| Self::spawn(&program, vcl, origin));
        Some(varnish.expect("varnishd starts"))
    }

    /// `None` if it ends.
    fn spawn(program: &Path, vcl: Vcl, origin: u16) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("test.vcl");
        let mut text = std::fs::File::create(&file).expect("a file");
        write!(text, "{}", vcl.text(origin)).expect("a file");
        let port = free_port();
        let process = Command::new(program)
            .args(["-F", "-j", "none", "-s", "malloc,16m", "-t", "3600"])
            .args(["-a", &format!("127.0.0.1:{port}"), "-f"])
            .arg(&file)
            .arg("-n")
            .arg(folder.path().join("work"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("varnishd starts");
        let mut varnish = Self {
            process,
            port,
            _folder: folder,
        };
        varnish.listens().then_some(varnish)
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Waits until it does, or has ended. It compiles its rules first, which takes seconds.
    fn listens(&mut self) -> bool {
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            if self.process.try_wait().is_ok_and(|ended| ended.is_some()) {
                return false;
            }
            assert!(
                start.elapsed() < Duration::from_secs(40),
                "varnishd does not listen"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        true
    }
}

impl Drop for Varnish {
    fn drop(&mut self) {
        // The child process of the manager ends with it.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Vcl {
    fn text(self, origin: u16) -> String {
        let answer = match self {
            Self::Plain => "",
            Self::WithoutVary => "unset beresp.http.Vary;",
        };
        format!(
            "vcl 4.1;
             backend default {{ .host = \"127.0.0.1\"; .port = \"{origin}\"; }}
             sub vcl_recv {{
                 if (req.method == \"PURGE\") {{ return (purge); }}
             }}
             sub vcl_backend_response {{ {answer} }}
            "
        )
    }
}

fn program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    // Debian keeps it where only root looks.
    let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    folders
        .map(|folder| folder.join("varnishd"))
        .find(|file| file.is_file())
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("an address").port()
}
