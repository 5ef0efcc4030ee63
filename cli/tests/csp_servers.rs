//! What `avmsdk csp --format nginx|apache|caddy` prints, read by those servers: each must send the very header.
//!
//! `cargo xtask peers` installs nginx; the others are asked where they are there.

mod support;

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A path with whatever a configuration could take for its own.
const PATH: &str = "https://cdn.acme.org/$a/%41b/(c)/100%25/";
/// A site's policy with what its owner should not have written.
const SITE: &str =
    "default-src 'self' https://a.org/$host/{x}\\y\"z 100%; frame-ancestors 'none'; report-uri /r?a=${b}";

#[test]
fn nginx_sends_the_header() {
    each_header_arrives("nginx", &nginx);
}

#[test]
fn apache_sends_the_header() {
    each_header_arrives("apache", &apache);
}

#[test]
fn caddy_sends_the_header() {
    each_header_arrives("caddy", &caddy);
}

#[test]
fn a_nonce_is_new_in_each_answer() {
    let servers: [(&str, &str, &Start); 3] = [
        ("nginx", "$request_id", &nginx),
        // Made by a module that is always there; it can be guessed, so it is for this test only.
        ("apache", "%{UNIQUE_ID}e", &apache),
        ("caddy", "{http.request.uuid}", &caddy),
    ];
    for (format, template, start) in servers {
        let args = [
            "csp",
            PATH,
            "--standalone",
            "--format",
            format,
            "--nonce",
            template,
        ];
        let folder = tempfile::tempdir().expect("a folder");
        let config = support::run_ok(folder.path(), &args);
        let Some(server) = start(folder.path(), &config) else {
            continue;
        };
        let nonce = || {
            let value = server.header("/", "content-security-policy");
            let (_, rest) = value
                .split_once("'nonce-")
                .unwrap_or_else(|| panic!("no nonce: {value}"));
            rest.split_once('\'').expect("a closing quote").0.to_owned()
        };
        let (one, other) = (nonce(), nonce());
        assert_ne!(one, other, "{format}");
        for nonce in [one, other] {
            let is_fit = |b: u8| b.is_ascii_alphanumeric() || b"+/-_=@".contains(&b);
            assert!(
                nonce.len() >= 20 && nonce.bytes().all(is_fit),
                "{format}: {nonce}"
            );
        }
    }
}

/// A parameter that is longer than the buffer of nginx.
#[test]
fn nginx_takes_a_policy_of_any_length() {
    let hosts: Vec<String> = (0..400)
        .map(|number| format!("https://h{number}.acme.org"))
        .collect();
    let hosts = hosts.join(",");
    let folder = tempfile::tempdir().expect("a folder");
    let args = |format| ["csp", PATH, "--media-host", &hosts, "--format", format].map(str::to_owned);
    let run = |format| {
        let args = args(format);
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        support::run_ok(folder.path(), &args)
    };
    let config = run("nginx");
    let Some(server) = nginx(folder.path(), &config) else {
        return;
    };
    assert_eq!(
        server.header("/", "content-security-policy"),
        wanted(&run("header"), "Content-Security-Policy")
    );
}

fn each_header_arrives(format: &str, start: &Start) {
    let cases: [&[&str]; 3] = [
        &[
            "csp",
            PATH,
            "--standalone",
            "--channels",
            "line,viber",
            "--report-to",
            "https://r.acme.org/$a?b=%7D",
        ],
        &["csp", PATH, "--merge", SITE],
        &[
            "csp",
            PATH,
            "--merge",
            "img-src *, default-src 'none', script-src 'nonce-x'",
        ],
    ];
    for case in cases {
        let folder = tempfile::tempdir().expect("a folder");
        let run = |format: &str| support::run_ok(folder.path(), &[case, &["--format", format]].concat());
        let header = run("header");
        let Some(server) = start(folder.path(), &run(format)) else {
            return;
        };
        // An answer that says no may be a page too.
        for path in ["/", "/missing"] {
            let sent = server.header(path, "content-security-policy");
            assert_eq!(
                sent,
                wanted(&header, "Content-Security-Policy"),
                "{format} {path}"
            );
            let endpoints = server.header(path, "reporting-endpoints");
            assert_eq!(
                endpoints,
                wanted(&header, "Reporting-Endpoints"),
                "{format} {path}"
            );
        }
    }
}

/// The values of a header with what a server's configuration cannot hold percent-encoded, as browsers undo it.
fn wanted(printed: &str, name: &str) -> String {
    let lines = printed
        .lines()
        .filter_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    let value = lines.collect::<Vec<_>>().join(", ");
    let encoded = [('$', "%24"), ('\\', "%5C"), ('{', "%7B"), ('}', "%7D")];
    encoded
        .into_iter()
        .fold(value, |value, (one, code)| value.replace(one, code))
}

type Start = dyn Fn(&Path, &str) -> Option<Server>;

/// A running server; it ends with the test.
struct Server {
    process: Child,
    port: u16,
}

impl Server {
    fn start(mut command: Command, port: u16) -> Self {
        let process = command.stdin(Stdio::null()).spawn().expect("the server starts");
        let mut server = Self { process, port };
        let begin = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = server.process.try_wait().expect("a process");
            assert!(
                ended.is_none(),
                "the server does not take the configuration: {ended:?}"
            );
            assert!(
                begin.elapsed() < Duration::from_secs(20),
                "the server does not listen"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        server
    }

    /// The values of a header of an answer, empty where there is none.
    fn header(&self, path: &str, name: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n",
            self.port
        );
        stream.write_all(request.as_bytes()).expect("a request");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let head = answer.split("\r\n\r\n").next().expect("a head");
        let fields = head.lines().filter_map(|line| line.split_once(": "));
        let values = fields
            .filter(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value);
        values.collect::<Vec<_>>().join(", ")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // By SIGTERM: its worker processes end with it.
        if let Some(id) = rustix::process::Pid::from_raw(self.process.id().cast_signed()) {
            let _ = rustix::process::kill_process(id, rustix::process::Signal::TERM);
        }
        let _ = self.process.wait();
    }
}

fn nginx(folder: &Path, config: &str) -> Option<Server> {
    let program = program("nginx", true)?;
    let (port, here) = (free_port(), folder.display());
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|kind| format!("{kind}_temp_path {here}/{kind};\n"))
        .concat();
    let text = format!(
        "daemon off;\nmaster_process off;\npid {here}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}\
         server {{\nlisten 127.0.0.1:{port};\n{config}\nlocation = / {{ return 200 ok; }}\nlocation / {{ return 404; }}\n}}\n}}\n"
    );
    let file = folder.join("nginx.conf");
    support::write(folder, &[("nginx.conf", text.as_bytes())]);
    let mut command = Command::new(program);
    command
        .args(["-e", "stderr", "-p"])
        .arg(folder)
        .arg("-c")
        .arg(file);
    Some(Server::start(command, port))
}

fn apache(folder: &Path, config: &str) -> Option<Server> {
    let program = program("apache2", false)?;
    let (port, here) = (free_port(), folder.display());
    let modules: String = ["mpm_event", "authz_core", "headers", "unique_id"]
        .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"))
        .concat();
    let text = format!(
        "ServerRoot \"{here}\"\nServerName localhost\nListen 127.0.0.1:{port}\nPidFile \"{here}/pid\"\n\
         DefaultRuntimeDir \"{here}\"\nErrorLog /dev/stderr\nUser www-data\nGroup www-data\n{modules}\
         DocumentRoot \"{here}\"\n{config}"
    );
    support::write(folder, &[("apache.conf", text.as_bytes()), ("index.html", b"ok")]);
    let mut command = Command::new(program);
    command
        .arg("-DFOREGROUND")
        .arg("-f")
        .arg(folder.join("apache.conf"));
    Some(Server::start(command, port))
}

fn caddy(folder: &Path, config: &str) -> Option<Server> {
    let program = program("caddy", false)?;
    let port = free_port();
    let text = format!(
        "{{\n\tadmin off\n\tauto_https off\n}}\nhttp://127.0.0.1:{port} {{\n{config}\n\trespond / \"ok\"\n\trespond /missing \"gone\" 404\n}}\n"
    );
    support::write(folder, &[("Caddyfile", text.as_bytes())]);
    let mut command = Command::new(program);
    command
        .args(["run", "--adapter", "caddyfile", "--config"])
        .arg(folder.join("Caddyfile"))
        .env("HOME", folder)
        .env("XDG_DATA_HOME", folder)
        .env("XDG_CONFIG_HOME", folder)
        .stderr(Stdio::null());
    Some(Server::start(command, port))
}

/// Where a server is; Debian keeps some where only root looks.
fn program(name: &str, is_in_ci: bool) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    let found = folders
        .map(|folder| folder.join(name))
        .find(|file| file.is_file());
    if found.is_none() {
        assert!(
            !is_in_ci || std::env::var_os("CI").is_none(),
            "there is no {name}; `cargo xtask peers` installs it"
        );
        let _ = writeln!(
            std::io::stderr(),
            "there is no {name} on this machine: nothing was tried"
        );
    }
    found
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("an address").port()
}
