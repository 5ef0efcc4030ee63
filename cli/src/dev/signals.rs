//! The end, as the system tells it.

use std::future::Future;
use std::io;

/// Resolves at the first Ctrl-C or SIGTERM. Listens from the call on, so that none is missed.
#[cfg(unix)]
pub(crate) fn until_told() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}

/// Resolves at the first Ctrl-C. Listens from the call on, so that none is missed.
#[cfg(windows)]
pub(crate) fn until_told() -> io::Result<impl Future<Output = ()>> {
    let mut interrupted = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        let _ = interrupted.recv().await;
    })
}
