//! `avmsdk dev` as a process: what it says, what it serves, how it ends.

#![expect(
    clippy::unwrap_used,
    reason = "a test that meets the unforeseen should fail where it does"
)]

#[path = "support/schema.rs"]
mod schema;

use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

const APP: &str = "5f00000000000000000000a1";

/// A running `avmsdk dev`; killed with the test.
struct Dev {
    child: Child,
    /// What it announced.
    said: Value,
}

impl Drop for Dev {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Dev {
    /// Starts it on a free port and waits until it listens.
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut child = command(folder)
            .args(["--port", "0", "--json"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut text = String::new();
        let said = loop {
            text.push_str(&lines.next().expect("an announcement").unwrap());
            if let Ok(said) = serde_json::from_str(&text) {
                break said;
            }
        };
        schema::check(&said);
        Self { child, said }
    }

    fn address(&self) -> String {
        self.said["url"]
            .as_str()
            .unwrap()
            .rsplit("//")
            .next()
            .unwrap()
            .replace("localhost", "127.0.0.1")
    }

    fn get(&self, path: &str) -> (u16, String, String) {
        ask(&self.address(), "GET", path, "", "").unwrap()
    }
}

fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_avmsdk"));
    command.arg("dev").current_dir(folder);
    for name in [
        "AVMSDK_PORT",
        "AVMSDK_HOST",
        "AVMSDK_PUBLIC_PATH",
        "AVMSDK_DATA",
        "AVMSDK_SEED",
    ] {
        command.env_remove(name);
    }
    command
}

/// One request: the status, the headers, the body. An error where the service is gone.
fn ask(
    address: &str,
    method: &str,
    path: &str,
    headers: &str,
    body: &str,
) -> std::io::Result<(u16, String, String)> {
    let mut stream = TcpStream::connect(address)?;
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
    )?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    let gone = || std::io::Error::other("no answer");
    let (head, body) = text.split_once("\r\n\r\n").ok_or_else(gone)?;
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .ok_or_else(gone)?;
    Ok((status, head.to_lowercase(), body.to_owned()))
}

fn client() -> Value {
    json!({ "platform": "web", "id": "c1", "integrationId": "5f00000000000000000000b1", "info": {} })
}

/// Ends with the time a test run has, not before.
fn finish(mut child: Child) -> Output {
    let status = child.wait().unwrap();
    let mut output = Output {
        status,
        stdout: Vec::new(),
        stderr: Vec::new(),
    };
    child
        .stdout
        .take()
        .unwrap()
        .read_to_end(&mut output.stdout)
        .unwrap();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_end(&mut output.stderr)
        .unwrap();
    output
}

/// A vendor's package, the smallest there is.
fn package(folder: &Path) {
    let cdn = folder.join("sdk/cdnPackage");
    std::fs::create_dir_all(&cdn).unwrap();
    std::fs::create_dir_all(folder.join("sdk/docs")).unwrap();
    std::fs::write(
        cdn.join("loader.json"),
        r#"{"url":"https://placeholder.public.path/a.js"}"#,
    )
    .unwrap();
    std::fs::write(
        cdn.join("a.js"),
        "var a = 'https://placeholder.public.path/b.png';",
    )
    .unwrap();
    std::fs::write(folder.join("sdk/docs/README.md"), "# Read me").unwrap();
}

#[test]
fn it_serves_a_package_configured_for_its_own_port() {
    let folder = tempfile::tempdir().unwrap();
    package(folder.path());
    let dev = Dev::start(folder.path(), &["sdk", "--data", "memory"]);
    let url = dev.said["url"].as_str().unwrap();
    let wanted = json!({
        "schema": "avmsdk.dev/1", "ok": true, "url": url, "publicPath": format!("{url}/static/"),
        "appId": APP, "integrationId": "5f00000000000000000000b1",
        "keyId": "app_5f00000000000000000000c1", "keySecret": "sandbox-secret", "data": "memory",
    });
    assert_eq!(dev.said, wanted);
    let (status, head, body) = dev.get("/static/loader.json");
    assert_eq!((status, body), (200, format!(r#"{{"url":"{url}/static/a.js"}}"#)));
    assert!(head.contains("\r\naccess-control-allow-origin: *\r\n"), "{head}");
    assert_eq!(dev.get("/docs/README.md").2, "# Read me");
    for path in ["/", "/embedded", "/csp"] {
        let (status, _, page) = dev.get(path);
        assert_eq!(status, 200, "{path}");
        assert!(page.contains(&format!("\"{url}/static/loader.json\"")), "{path}");
        assert!(!page.contains("{{ "), "nothing is left to be filled in: {path}");
        for asset in ["/static/avmsdk-dev/page.css", "/static/avmsdk-dev/page.js"] {
            assert!(page.contains(asset), "{path}");
            assert_eq!(dev.get(asset).0, 200);
        }
    }
    assert_eq!(dev.get("/sandbox/health").0, 200);
    assert!(!folder.path().join(".avmsdk").exists(), "memory leaves no trace");
}

#[test]
fn the_agent_page_runs_nothing_but_its_own_files() {
    let folder = tempfile::tempdir().unwrap();
    let dev = Dev::start(folder.path(), &["--data", "memory"]);
    let (status, head, page) = dev.get("/agent");
    assert_eq!(status, 200);
    let policy = head
        .lines()
        .find_map(|line| line.strip_prefix("content-security-policy: "))
        .unwrap();
    assert!(
        policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"),
        "{policy}"
    );
    assert!(!page.contains("{{ "), "nothing is left to be filled in");
    let loaded: Vec<&str> = page
        .split('"')
        .filter(|text| text.starts_with("/agent/"))
        .collect();
    assert!(loaded.len() >= 6, "{loaded:?}");
    let mut waiting: Vec<String> = loaded.into_iter().map(str::to_owned).collect();
    let mut seen = Vec::new();
    // Every module that another asks for is there too.
    while let Some(path) = waiting.pop() {
        let (status, _, text) = dev.get(&path);
        assert_eq!(status, 200, "{path}");
        for name in text
            .split("from './")
            .skip(1)
            .filter_map(|rest| rest.split('\'').next())
        {
            let path = format!("/agent/{name}");
            if !seen.contains(&path) {
                seen.push(path.clone());
                waiting.push(path);
            }
        }
        assert!(!text.contains("innerHTML"), "{path}");
    }
    assert!(seen.len() >= 15, "{seen:?}");
}

#[test]
fn any_state_of_the_gallery_is_a_page_under_a_strict_policy() {
    let folder = tempfile::tempdir().unwrap();
    package(folder.path());
    let dev = Dev::start(folder.path(), &["sdk", "--data", "memory"]);
    for path in ["/gallery", "/gallery/talk", "/gallery/of-tomorrow"] {
        let (status, head, page) = dev.get(path);
        assert_eq!(status, 200, "{path}");
        assert_eq!(
            head.contains("content-security-policy: default-src 'none'"),
            path != "/gallery",
            "{head}"
        );
        assert!(!page.contains("{{ "), "nothing is left to be filled in: {path}");
        let loaded = page
            .split('"')
            .filter(|text| text.starts_with("/static/avmsdk-dev/"));
        let mut count = 0;
        for asset in loaded {
            count += 1;
            assert_eq!(dev.get(asset).0, 200, "{asset}");
        }
        assert!(count >= 10, "{page}");
    }
    assert_eq!(dev.get("/gallery/talk/more").0, 404);
}

#[test]
fn the_strict_page_has_the_policy_that_the_command_prints() {
    let folder = tempfile::tempdir().unwrap();
    package(folder.path());
    let dev = Dev::start(folder.path(), &["sdk", "--data", "memory"]);
    let url = dev.said["url"].as_str().unwrap();
    let public_path = format!("{url}/static/");
    let out = Command::new(env!("CARGO_BIN_EXE_avmsdk"))
        .args([
            "csp",
            &public_path,
            "--source",
            "sdk",
            "--standalone",
            "--api-host",
            url,
            "--format",
            "header",
        ])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let printed = String::from_utf8(out.stdout).unwrap().trim().to_lowercase();
    assert!(
        printed.starts_with("content-security-policy: default-src 'none'"),
        "{printed}"
    );
    let (_, head, _) = dev.get("/csp");
    assert!(head.lines().any(|line| line == printed), "{head}\n{printed}");
    let (_, head, _) = dev.get("/");
    assert!(!head.contains("content-security-policy"));
}

#[test]
fn over_https_everything_says_so_and_the_authority_stays_the_same() {
    let folder = tempfile::tempdir().unwrap();
    package(folder.path());
    let trusted = || {
        let dev = Dev::start(folder.path(), &["sdk", "--tls"]);
        let url = dev.said["url"].as_str().unwrap();
        assert!(url.starts_with("https://localhost:"), "{url}");
        assert_eq!(dev.said["publicPath"], format!("{url}/static/"));
        assert_eq!(dev.said["caUrl"], format!("{url}/sandbox/ca.pem"));
        assert_eq!(dev.said["caFile"], ".avmsdk/avmsdk-ca.pem");
        let (status, head, _) = dev.get("/embedded");
        assert_eq!(status, 307, "plain HTTP is sent on");
        let target = format!("\r\nlocation: https://{}/embedded\r\n", dev.address());
        assert!(head.contains(&target), "{head}");
        std::fs::read_to_string(folder.path().join(".avmsdk/avmsdk-ca.pem")).unwrap()
    };
    let first = trusted();
    assert!(first.starts_with("-----BEGIN CERTIFICATE-----"), "{first}");
    assert_eq!(trusted(), first);
}

#[test]
fn what_was_acknowledged_outlives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let mut dev = Dev::start(folder.path(), &[]);
    let address = dev.address();
    let body = json!({ "client": client(), "intent": "message:appUser" }).to_string();
    let (_, _, made) = ask(
        &address,
        "POST",
        &format!("/sdk/v2/apps/{APP}/appusers"),
        "",
        &body,
    )
    .unwrap();
    let made: Value = serde_json::from_str(&made).unwrap();
    let user = made["appUser"]["_id"].as_str().unwrap().to_owned();
    let path = format!(
        "/sdk/v2/apps/{APP}/conversations/{}/messages",
        made["conversations"][0]["_id"].as_str().unwrap()
    );
    let login = base64(&format!("{user}:{}", made["sessionToken"].as_str().unwrap()));
    let login = format!("authorization: Basic {login}\r\n");

    // Writers go on until the service is gone; it is killed in the midst of their work.
    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    let count = Arc::new(AtomicUsize::new(0));
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let (acknowledged, count) = (Arc::clone(&acknowledged), Arc::clone(&count));
            let (address, path, login, user) = (address.clone(), path.clone(), login.clone(), user.clone());
            thread::spawn(move || {
                for number in 0.. {
                    let text = format!("{writer}-{number}");
                    let body = json!({
                        "message": { "type": "text", "text": text, "role": "appUser" },
                        "author": { "role": "appUser", "appUserId": user, "client": client() },
                    });
                    match ask(&address, "POST", &path, &login, &body.to_string()) {
                        Ok((201, ..)) => acknowledged.lock().unwrap().push(text),
                        _ => return,
                    }
                    count.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    while count.load(Ordering::Relaxed) < 60 {
        thread::yield_now();
    }
    dev.child.kill().unwrap();
    dev.child.wait().unwrap();
    for writer in writers {
        writer.join().unwrap();
    }

    let dev = Dev::start(folder.path(), &[]);
    let mut kept = Vec::new();
    let mut before = String::new();
    loop {
        let (status, _, page) = ask(&dev.address(), "GET", &format!("{path}{before}"), &login, "").unwrap();
        assert_eq!(status, 200, "{page}");
        let page: Value = serde_json::from_str(&page).unwrap();
        let messages = page["messages"].as_array().unwrap();
        kept.extend(
            messages
                .iter()
                .map(|message| message["text"].as_str().unwrap().to_owned()),
        );
        if page["hasPrevious"] == false {
            break;
        }
        before = format!("?before={}", messages[0]["received"]);
    }
    for text in acknowledged.lock().unwrap().iter() {
        assert_eq!(
            kept.iter().filter(|one| *one == text).count(),
            1,
            "{text} is there once"
        );
    }
}

#[test]
fn two_cannot_share_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let _first = Dev::start(folder.path(), &[]);
    let out = command(folder.path()).args(["--port", "0"]).output().unwrap();
    assert_eq!(out.status.code(), Some(1));
    let said = String::from_utf8(out.stderr).unwrap();
    assert!(
        said.contains("already used by another sandbox: .avmsdk/sandbox.db"),
        "{said}"
    );
    assert!(said.contains("--data memory"), "{said}");
}

#[test]
fn a_port_in_use_is_named_with_a_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let out = command(folder.path())
        .args(["--data", "memory", "--port", &port.to_string()])
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(1));
    assert!(out.stdout.is_empty());
    let said = String::from_utf8(out.stderr).unwrap();
    assert!(
        said.starts_with(&format!("error: port {port} is already in use\n")),
        "{said}"
    );
    assert!(said.contains("--port 0"), "{said}");
}

#[cfg(unix)]
#[test]
fn it_ends_when_told() {
    for signal in ["INT", "TERM"] {
        let folder = tempfile::tempdir().unwrap();
        let child = command(folder.path())
            .args(["--port", "0", "--data", "memory"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut child = child;
        let mut first = [0];
        // The first byte of the announcement: it listens, to signals too.
        child.stdout.as_mut().unwrap().read_exact(&mut first).unwrap();
        let id = child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-s", signal, &id])
                .status()
                .unwrap()
                .success()
        );
        let out = finish(child);
        assert_eq!(out.status.code(), Some(0), "{signal}");
        assert!(
            String::from_utf8(out.stdout)
                .unwrap()
                .ends_with("/agent to answer with all there is; Ctrl-C ends it.\n")
        );
        assert!(String::from_utf8(out.stderr).unwrap().ends_with("stopped\n"));
    }
}

/// RFC 4648, for one header.
fn base64(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letters = text.as_bytes().chunks(3).flat_map(|chunk| {
        let bits = (0..3).fold(0u32, |bits, at| {
            bits << 8 | u32::from(*chunk.get(at).unwrap_or(&0))
        });
        (0..4).map(move |at| {
            if at <= chunk.len() {
                char::from(LETTERS[(bits >> (18 - 6 * at) & 63) as usize])
            } else {
                '='
            }
        })
    });
    letters.collect()
}

#[test]
fn a_seed_is_served_and_a_faulty_one_is_told_by_key_and_line() {
    let folder = tempfile::tempdir().unwrap();
    package(folder.path());
    let seed = folder.path().join("seed.toml");
    std::fs::write(&seed, include_str!("../../docs/examples/seed.toml")).unwrap();
    let dev = Dev::start(folder.path(), &["sdk", "--data", "memory", "--seed", "seed.toml"]);
    let (status, _, config) = dev.get("/sdk/v2/integrations/5f10000000000000000000b1/config");
    assert_eq!(status, 200);
    assert!(config.contains(r#""name":"Acme Support""#), "{config}");
    for (text, wanted) in [
        (
            Some("[[users]]\nmail = 'a@b.c'\n"),
            "line 2: `users[0].mail` is not known here",
        ),
        (None, "cannot read the seed `seed.toml`"),
    ] {
        match text {
            Some(text) => std::fs::write(&seed, text).unwrap(),
            None => std::fs::remove_file(&seed).unwrap(),
        }
        let child = command(folder.path())
            .args(["sdk", "--port", "0", "--data", "memory", "--seed", "seed.toml"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let output = finish(child);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(wanted), "{said}");
    }
}
