//! A bucket with its server: SeaweedFS, in a folder of its own, with nothing in it.
//!
//! Deploys come with a key as they do anywhere. The test itself has none and may do everything.

#[path = "../../cli/tests/support/weed_arguments.rs"]
mod weed_arguments;

use crate::process::Process;
use crate::{http, until};
use anyhow::{Context as _, ensure};
use axum::http::Method;
use std::net::TcpListener;
use std::path::PathBuf;
use tempfile::TempDir;

/// The variables of somebody who may deploy.
pub const CREDENTIALS: [(&str, &str); 2] = [
    ("AWS_ACCESS_KEY_ID", "AKIDOFTHEJOURNEYS"),
    ("AWS_SECRET_ACCESS_KEY", "a-secret-of-the-journeys"),
];

const IDENTITIES: &str = r#"{"identities":[
    {"name":"anonymous","actions":["Admin","Read","Write","List"]},
    {"name":"deployer","credentials":[{"accessKey":"AKIDOFTHEJOURNEYS","secretKey":"a-secret-of-the-journeys"}],
     "actions":["Admin","Read","Write","List"]}
]}"#;

/// The server goes where its folder is.
const START: &str = r#"cd "$1" && shift && WEED_MASTER_VOLUME_GROWTH_COPY_1=1 exec "$@""#;

/// A running server with the bucket `acme`.
#[derive(Debug)]
pub struct Storage {
    port: u16,
    _process: Process,
    // Dropped last: the server writes to it.
    _folder: TempDir,
}

impl Storage {
    /// Starts one on free ports, and makes the bucket.
    ///
    /// # Errors
    /// If the program is missing, or takes no bucket.
    pub async fn start(log: &str) -> anyhow::Result<Self> {
        // Its ports are free when they are chosen; another test may have taken one by the time that it listens.
        match Self::try_start(log).await {
            Ok(storage) => Ok(storage),
            Err(_) => Self::try_start(log).await,
        }
    }

    async fn try_start(log: &str) -> anyhow::Result<Self> {
        let folder = TempDir::with_prefix("avmsdk-e2e-")?;
        std::fs::create_dir(folder.path().join("data"))?;
        std::fs::write(folder.path().join("s3.json"), IDENTITIES)?;
        let path = |path: PathBuf| path.into_os_string().into_string().ok();
        let program = path(program()?).context("the path of SeaweedFS is no UTF-8")?;
        let place = path(folder.path().to_owned()).context("the folder for temporary files is no UTF-8")?;
        let ports = free_ports::<8>()?;
        let start = ["-c", START, "sh", &place, &program].map(str::to_owned);
        let args = start.into_iter().chain(weed_arguments::of(ports));
        let storage = Self {
            port: ports[6],
            _process: Process::start(log, "sh", args)?,
            _folder: folder,
        };
        // An open port is not enough: it is ready when it has taken an object.
        let ready = async || {
            let bucket = http::put(&storage.url(""), "").await;
            let object = http::put(&storage.url("/ready"), "1").await;
            Ok((object.is_ok(), format!("{bucket:?} {object:?}")))
        };
        until("a bucket", ready, |(is_ready, _)| *is_ready).await?;
        Ok(storage)
    }

    /// Such as `http://127.0.0.1:8333`, without a slash at the end.
    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The URL of a path in the bucket.
    pub fn url(&self, path: &str) -> String {
        format!("{}/acme{path}", self.endpoint())
    }

    /// Sets the bucket's CORS rules, as XML.
    ///
    /// # Errors
    /// If the server does not take them.
    pub async fn set_cors(&self, rules: &str) -> anyhow::Result<()> {
        let document = format!("<CORSConfiguration>{rules}</CORSConfiguration>");
        http::put(&self.url("?cors"), &document).await
    }

    /// The bucket's CORS rules, each as the XML between its tags.
    ///
    /// # Errors
    /// If the server does not tell them.
    pub async fn cors(&self) -> anyhow::Result<Vec<String>> {
        let document = http::text(Method::GET, &self.url("?cors")).await?;
        let rules = document.split("<CORSRule>").skip(1);
        rules
            .map(|rest| {
                let rule = rest.split_once("</CORSRule>");
                Ok(rule
                    .with_context(|| format!("no CORS rules: {document}"))?
                    .0
                    .to_owned())
            })
            .collect()
    }
}

/// Told by `cargo xtask test`; else where `cargo xtask peers` puts it.
fn program() -> anyhow::Result<PathBuf> {
    let told = std::env::var_os("AVMSDK_SEAWEEDFS").map(PathBuf::from);
    let cache = || {
        let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
        cache.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache")))
    };
    let program = told.or_else(|| Some(cache()?.join("avmsdk/seaweedfs-4.48/bin/weed")));
    let program = program.context("there is no home folder")?;
    ensure!(
        program.is_file(),
        "SeaweedFS is missing, run `cargo xtask peers`: {}",
        program.display()
    );
    Ok(program)
}

/// Ports that nobody listens on, each once.
fn free_ports<const N: usize>() -> anyhow::Result<[u16; N]> {
    let mut taken = Vec::new();
    let mut ports = [0; N];
    for port in &mut ports {
        let listener = TcpListener::bind(("127.0.0.1", 0)).context("cannot listen on loopback")?;
        *port = listener.local_addr()?.port();
        taken.push(listener);
    }
    Ok(ports)
}
