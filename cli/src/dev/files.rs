//! How many files this process may have open.

/// Asks the system for as many as it gives without being root: each client is one, and the usual limit
/// of 1024 is meant for programs that count them in a bit set. Without it fewer clients can connect.
#[cfg(target_os = "linux")]
pub(crate) fn allow_many_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    let wanted = Rlimit {
        current: maximum,
        maximum,
    };
    // The service does with fewer.
    let _ = setrlimit(Resource::Nofile, wanted);
}

/// Other systems keep their limit.
#[cfg(not(target_os = "linux"))]
pub(crate) fn allow_many_files() {}
