//! Opens a page in the browser of the person at this machine.

use std::process::{Command, Stdio};

/// Whether a program took the URL; what it did with it is not known.
pub(crate) fn open_browser(url: &str) -> bool {
    let (program, arguments): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else {
        ("xdg-open", &[])
    };
    let quiet = |command: &mut Command| {
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
    };
    quiet(Command::new(program).args(arguments).arg(url)).is_ok()
}
