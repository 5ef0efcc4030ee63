//! A right site of a small package, and a place for one fault in it.

use crate::server::{Request, Response, Server};
use crate::support;
use avmsdk_core::PublicPath;
use avmsdk_core::package::{Class, Kind, Manifest, PackageName, PackagePath};
use avmsdk_core::release::{ETag, ReleaseFile, ReleaseRecord, Sha256, Timestamp};
use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};

type Files = Arc<Mutex<BTreeMap<String, (String, String, Vec<u8>)>>>;

/// A package, the server that serves it, and the folder that the command is run in.
pub(crate) struct Site {
    pub(crate) server: Server,
    files: Files,
    folder: tempfile::TempDir,
}

impl Site {
    /// A site whose right answers pass through a fault.
    pub(crate) fn with(fault: fn(&Request, Response) -> Response) -> Self {
        let files = Files::default();
        let served = Arc::clone(&files);
        let server = Server::start(move |request| fault(request, answer(request, &served)));
        let site = Self {
            server,
            files,
            folder: package(),
        };
        site.configure(&site.server.url("/chat/"));
        site
    }

    /// A site by `https` whose loader leads to a script by `http`.
    pub(crate) fn with_tls() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = package();
        let key = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        std::fs::write(folder.path().join("authority.pem"), key.cert.pem()).expect("a file");
        let private = rustls::pki_types::PrivateKeyDer::Pkcs8(key.signing_key.serialize_der().into());
        let config = rustls::ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![key.cert.der().clone()], private)
            .expect("a certificate and its key");
        let config = Arc::new(config);
        let files = Files::default();
        let served = Arc::clone(&files);
        let server = Server::start_wrapped(
            move |request| answer(request, &served),
            move |stream| {
                let connection = rustls::ServerConnection::new(Arc::clone(&config)).expect("a connection");
                Box::new(rustls::StreamOwned::new(connection, stream))
            },
        );
        let site = Self {
            server,
            files,
            folder,
        };
        let loader = "{\"url\":\"http://cdn.acme.example/chat/sdk.1.0.1.min.js\"}";
        site.put("/chat/loader.json", "application/json", loader);
        site
    }

    /// Makes the package for a public path, and serves it below `/chat/`.
    pub(crate) fn configure(&self, public_path: &str) {
        let args = ["configure", public_path, "--source", "sdk", "--out", "package"];
        support::run_ok(self.folder.path(), &args);
        for file in self.manifest().files {
            let Some(name) = file.path.as_str().strip_prefix("cdnPackage/") else {
                continue;
            };
            let bytes =
                std::fs::read(self.folder.path().join("package").join(file.path.as_str())).expect("a file");
            let caching = match file.class {
                Some(Class::Hashed) => "public, max-age=31536000, immutable",
                _ => "public, max-age=60",
            };
            let entry = (file.content_type, caching.to_owned(), bytes);
            self.files
                .lock()
                .expect("no panic")
                .insert(format!("/chat/{name}"), entry);
        }
    }

    fn manifest(&self) -> Manifest {
        let bytes = std::fs::read(self.folder.path().join("package/manifest.json")).expect("a manifest");
        Manifest::parse(&bytes).expect("a manifest").expect("one of ours")
    }

    /// Serves one more file.
    pub(crate) fn put(&self, path: &str, content_type: &str, text: &str) {
        let entry = (
            content_type.to_owned(),
            "public, max-age=60".to_owned(),
            text.as_bytes().to_vec(),
        );
        self.files
            .lock()
            .expect("no panic")
            .insert(path.to_owned(), entry);
    }

    /// Serves the record that a deploy of this package leaves.
    pub(crate) fn publish_record(&self) {
        let manifest = self.manifest();
        let files = manifest.files.iter().filter_map(|file| {
            let key = file.path.as_str().strip_prefix("cdnPackage/")?;
            Some(ReleaseFile {
                key: PackagePath::parse(key)?,
                class: file.class?,
                size: file.size,
                sha256: Sha256::parse(&file.sha256)?,
                etag: ETag::from_server("x"),
                content_type: file.content_type.clone(),
                cache_control: String::new(),
                encoding: None,
                encoded_size: None,
            })
        });
        let name = PackageName {
            kind: Kind::Vendor,
            version: None,
        };
        let path = PublicPath::parse(&self.server.url("/chat/")).expect("a public path");
        let record = ReleaseRecord::new(
            Timestamp::from_unix(1_795_688_100),
            None,
            path,
            name,
            String::new(),
            files.collect(),
        );
        let text = String::from_utf8(record.to_bytes()).expect("JSON");
        self.put("/chat/releases/current.json", "application/json", &text);
    }

    /// The loader snippet of the package.
    pub(crate) fn snippet(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("package/snippets/loader.html")).expect("a snippet")
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = support::avmsdk(self.folder.path());
        for name in [
            "HTTP_PROXY",
            "http_proxy",
            "HTTPS_PROXY",
            "https_proxy",
            "ALL_PROXY",
            "all_proxy",
        ] {
            command.env_remove(name);
        }
        let authority = self.folder.path().join("authority.pem");
        if authority.exists() {
            command.env("SSL_CERT_FILE", authority);
        }
        command.args(args);
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().expect("the program starts")
    }

    /// Verifies the public path.
    pub(crate) fn verify(&self, args: &[&str]) -> Output {
        let path = self.server.url("/chat/");
        let args: Vec<&str> = ["verify", &path]
            .into_iter()
            .chain(args.iter().copied())
            .collect();
        self.run(&args)
    }

    /// Compares what was printed with what is kept.
    pub(crate) fn assert_printed(&self, name: &str, output: &Output) {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        let code = output.status.code().unwrap_or(-1);
        let printed = format!("exit {code}\n--- stdout\n{out}--- stderr\n{err}");
        // Ports, and what follows from them.
        let printed = hide(
            &printed,
            ":",
            |text| text.bytes().take_while(u8::is_ascii_digit).count(),
            4,
            "PORT",
        );
        let printed = hide(&printed, "sha256 ", hash, 12, "HASH");
        let printed = hide(&printed, ", not ", hash, 12, "HASH");
        let printed = hide(&printed, "101500Z-", hash, 12, "HASH");
        let base64 = |text: &str| text.bytes().take_while(|byte| *byte != b'\'').count();
        let printed = hide(&printed, "'sha256-", base64, 12, "HASH");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/verify/{name}.txt"));
        if std::env::var_os("AVMSDK_OVERWRITE").is_some() {
            std::fs::write(&path, &printed).expect("a file");
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            printed == kept,
            "{name} is not as in {}:\n{printed}",
            path.display()
        );
    }
}

fn hash(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_hexdigit).count()
}

/// Puts a word for what differs from run to run: as many characters as `length` says, after `before`.
fn hide(text: &str, before: &str, length: fn(&str) -> usize, least: usize, word: &str) -> String {
    let mut parts = text.split(before);
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let length = length(part);
        shown += before;
        shown += if length >= least { word } else { "" };
        shown += if length >= least { &part[length..] } else { part };
    }
    shown
}

/// A small vendor-shaped package, with a file of each class.
fn package() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let loader = format!("{{\"url\":\"{}sdk.1.0.1.min.js\"}}", support::PLACEHOLDER);
    let script = "window.sdk = 'a script that is worth compressing';\n".repeat(60);
    let style = ".launcher { color: rebeccapurple; }\n".repeat(60);
    support::write(
        folder.path(),
        &[
            ("sdk/cdnPackage/loader.json", loader.as_bytes()),
            ("sdk/cdnPackage/sdk.1.0.1.min.js", script.as_bytes()),
            ("sdk/cdnPackage/frame.0123456789abcdef.css", style.as_bytes()),
            ("sdk/cdnPackage/core.fedcba9876543210.wasm", b"\0asm\x01\0\0\0"),
            ("sdk/cdnPackage/img/a b.00112233445566aa.png", b"\x89PNG"),
        ],
    );
    folder
}

/// What a good server answers.
fn answer(request: &Request, files: &Files) -> Response {
    let path = percent_decoded(request.path());
    let Some((content_type, caching, bytes)) = files.lock().expect("no panic").get(&path).cloned() else {
        return Response::new(404, "nothing here").with("content-type", "text/plain");
    };
    if request.method == "OPTIONS" {
        return Response::new(204, "").with("access-control-allow-origin", "*");
    }
    let response = Response::new(200, Vec::new())
        .with("content-type", &content_type)
        .with("cache-control", &caching)
        .with("vary", "Accept-Encoding")
        .with("access-control-allow-origin", "*");
    replace(response, &bytes, request)
}

fn percent_decoded(path: &str) -> String {
    path.replace("%20", " ")
}

/// The same answer with another body, in the encoding that was asked for.
pub(crate) fn replace(response: Response, bytes: &[u8], request: &Request) -> Response {
    let mut response = stored(response, bytes, request);
    match request.header("accept-encoding") {
        Some("gzip") => {
            response.body = gzip(bytes);
            is(response, "content-encoding", "gzip")
        }
        Some("br") => {
            response.body = Vec::new();
            let params = brotli::enc::BrotliEncoderParams::default();
            brotli::BrotliCompress(&mut &*bytes, &mut response.body, &params).expect("brotli");
            is(response, "content-encoding", "br")
        }
        _ => response,
    }
}

/// The same answer with another body, as it is.
pub(crate) fn stored(response: Response, bytes: &[u8], _request: &Request) -> Response {
    let mut response = is(response, "content-encoding", "");
    response.body = bytes.to_vec();
    response
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).expect("gzip");
    packer.finish().expect("gzip")
}

/// The body of an answer without its encoding.
pub(crate) fn plain(response: &Response) -> Vec<u8> {
    let encoding = response
        .headers
        .iter()
        .find(|(name, _)| name == "content-encoding");
    let mut bytes = Vec::new();
    match encoding.map(|(_, value)| value.as_str()) {
        Some("gzip") => flate2::read::GzDecoder::new(&*response.body)
            .read_to_end(&mut bytes)
            .expect("gzip"),
        Some("br") => brotli::Decompressor::new(&*response.body, 4096)
            .read_to_end(&mut bytes)
            .expect("brotli"),
        _ => return response.body.clone(),
    };
    bytes
}

/// The same answer with that header, or without it where there is no value.
pub(crate) fn is(mut response: Response, name: &str, value: &str) -> Response {
    response.headers.retain(|(known, _)| known != name);
    if value.is_empty() {
        response
    } else {
        response.with(name, value)
    }
}
