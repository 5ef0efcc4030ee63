//! Browsers that die by themselves.
//!
//! The web process of WebKitGTK 2.50 ends at times, once in some dozens of long runs, with a read through a null
//! pointer inside JavaScriptCore (`dmesg` tells). No page did that, and no page can mend it: what was being tried is
//! tried once more in a fresh browser, and that is said. A page that kills its browser does so again, and fails.

use std::io::Write as _;

/// What `WebKitWebDriver` says to a command during which the web process has gone.
const WORDS: &str = "session deleted because of page crash or hang";

/// It has no words at all for one that came while the process was going, nor for those that come after.
const WITHOUT_WORDS: &str = "webdriver returned error: ";

/// Whether this is what is said of a browser that has died.
pub fn has_died(error: &anyhow::Error) -> bool {
    let said = format!("{error:#}");
    said.contains(WORDS) || said.ends_with(WITHOUT_WORDS)
}

/// Does a test, and once more from its start if the browser has died in it.
///
/// # Errors
/// Those of the test.
pub async fn despite_a_death<T>(test: impl AsyncFn() -> anyhow::Result<T>) -> anyhow::Result<T> {
    match test().await {
        Err(error) if has_died(&error) => {
            writeln!(
                std::io::stderr(),
                "the browser died, all is done once more: {error:#}"
            )?;
            test().await
        }
        outcome => outcome,
    }
}

#[cfg(test)]
mod tests {
    use super::{WORDS, despite_a_death};
    use anyhow::{anyhow, bail};
    use std::cell::Cell;

    /// A test whose runs end in these ways.
    async fn outcome(words: &[Option<&str>]) -> (anyhow::Result<()>, usize) {
        let runs = Cell::new(0);
        let outcome = despite_a_death(async || {
            let Some(word) = words[runs.replace(runs.get() + 1)] else {
                return Ok(());
            };
            bail!(anyhow!("webdriver returned error: {word}").context("cannot load"))
        })
        .await;
        (outcome, runs.get())
    }

    #[tokio::test]
    async fn one_death_is_forgiven_and_nothing_else() {
        let (first, runs) = outcome(&[Some(WORDS), None]).await;
        assert!(first.is_ok() && runs == 2);
        let (mute, runs) = outcome(&[Some(""), None]).await;
        assert!(mute.is_ok() && runs == 2);
        let (second, runs) = outcome(&[Some(WORDS), Some(WORDS), None]).await;
        assert!(second.is_err() && runs == 2);
        let (fault, runs) = outcome(&[Some("the page threw"), None]).await;
        assert!(fault.is_err() && runs == 1);
    }
}
