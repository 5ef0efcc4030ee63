//! The machine's clock, read in one place.

use avmsdk_protocol::Seconds;
use std::time::{SystemTime, UNIX_EPOCH};

/// Now, in whole milliseconds. No fault skews it: the world's time is the world's own.
pub(crate) fn now() -> Seconds {
    Seconds::from_millis(millis())
}

/// The same as a number.
pub(crate) fn millis() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
