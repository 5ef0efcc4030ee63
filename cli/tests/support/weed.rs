//! How an S3 server is started for a while: SeaweedFS, which keeps nothing and ends with whoever started it.

#[path = "weed_arguments.rs"]
mod weed_arguments;

use std::path::Path;
use std::process::{Command, Stdio};

/// A shell stands between, so that the server ends when its starter's end of the pipe is closed, even by SIGKILL.
const UNTIL_CLOSED: &str = r#""$@" & server=$!; read -r _; kill -9 $server"#;

/// The command, in a folder with `s3.json`, which says who may do what, and an empty `data`. S3 is the seventh of the
/// ports, on 127.0.0.1 alone. An open port is not enough: it is ready when it has taken an object.
pub(crate) fn command(program: &Path, folder: &Path, ports: [u16; 8]) -> Command {
    let mut command = Command::new("sh");
    command
        .args(["-c", UNTIL_CLOSED, "sh"])
        .arg(program)
        .args(weed_arguments::of(ports));
    command
        .env("WEED_MASTER_VOLUME_GROWTH_COPY_1", "1")
        .current_dir(folder)
        .stdin(Stdio::piped());
    command
}
