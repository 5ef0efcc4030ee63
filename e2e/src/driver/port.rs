//! On which port a process listens, as Linux tells it: for a program that takes a free one and keeps quiet.

use anyhow::Context as _;
use std::path::PathBuf;

/// In `/proc/net/tcp`.
const LISTENING: &str = "0A";

/// The port on which a process listens for IPv4, as soon as it does.
///
/// # Errors
/// If there is no `/proc`, or the process is gone.
pub(super) fn of(pid: u32) -> anyhow::Result<Option<u16>> {
    let table = std::fs::read_to_string("/proc/net/tcp").context("this system has no `/proc/net/tcp`")?;
    let folder = PathBuf::from(format!("/proc/{pid}/fd"));
    let files = std::fs::read_dir(&folder)
        .with_context(|| format!("the process is gone, or is another's: {}", folder.display()))?;
    // A file that was closed meanwhile has no target.
    let targets: Vec<String> = files
        .flatten()
        .filter_map(|file| std::fs::read_link(file.path()).ok())
        .map(|target| target.to_string_lossy().into_owned())
        .collect();
    let is_its = |inode: &str| {
        targets
            .iter()
            .any(|target| *target == format!("socket:[{inode}]"))
    };
    Ok(table
        .lines()
        .filter_map(listener)
        .find(|(_, inode)| is_its(inode))
        .map(|(port, _)| port))
}

/// The port and the inode of a line that is about a socket which listens.
fn listener(line: &str) -> Option<(u16, &str)> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let [_, local, _, state, .., inode] = *fields.get(..10)? else {
        return None;
    };
    let (_, port) = local.split_once(':')?;
    (state == LISTENING).then_some((u16::from_str_radix(port, 16).ok()?, inode))
}

#[cfg(test)]
mod tests {
    use super::{listener, of};
    use std::net::TcpListener;

    #[test]
    fn a_process_is_asked_for_its_port() {
        let socket = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = of(std::process::id()).unwrap();
        assert_eq!(port, Some(socket.local_addr().unwrap().port()));
        assert!(of(u32::MAX).is_err());
    }

    #[test]
    fn only_sockets_that_listen_count() {
        let line = "   1: 0100007F:9E7D 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 47012 1 0";
        assert_eq!(listener(line), Some((40573, "47012")));
        assert_eq!(listener(&line.replace(" 0A ", " 01 ")), None);
        let head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
        assert_eq!(listener(head), None);
    }
}
