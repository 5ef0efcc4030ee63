//! Waiting for what will come: by looking again, never by hoping that some time is enough.

use anyhow::bail;
use std::fmt::Debug;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Far beyond what anything here takes on a slow and busy machine; only a failure waits so long.
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(40);

/// Looks until what it sees is as wanted, and gives that back.
///
/// # Errors
/// If looking fails, or after half a minute, with what was wanted and what was seen last.
pub async fn until<T: Debug>(
    wanted: &str,
    mut look: impl AsyncFnMut() -> anyhow::Result<T>,
    good: impl Fn(&T) -> bool,
) -> anyhow::Result<T> {
    let end = Instant::now() + PATIENCE;
    loop {
        let seen = look().await?;
        if good(&seen) {
            return Ok(seen);
        }
        if Instant::now() > end {
            bail!("waited in vain for {wanted}, seen last: {seen:#?}");
        }
        sleep(PAUSE).await;
    }
}

#[cfg(test)]
mod tests {
    use super::until;

    #[tokio::test]
    async fn it_looks_again_and_gives_up_with_an_error() {
        let mut count = 0;
        let look = async || {
            count += 1;
            Ok(count)
        };
        assert_eq!(until("three", look, |count| *count == 3).await.unwrap(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn it_says_what_it_saw_last() {
        let error = until("two", async || Ok("one"), |seen| *seen == "two")
            .await
            .unwrap_err();
        assert_eq!(error.to_string(), "waited in vain for two, seen last: \"one\"");
    }
}
