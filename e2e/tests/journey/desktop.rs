//! A visitor at a desk, on the page under the strict policy that `avmsdk csp --standalone` prints.

use crate::talk::Talk;
use avmsdk_e2e::{Browser, Engine, Sandbox, View};

#[tokio::test]
async fn a_talk_under_the_strict_policy() -> anyhow::Result<()> {
    let sandbox = Sandbox::start("desktop-sandbox")?;
    let browser = Browser::open("desktop-driver", Engine::Chromium, View::Desktop).await?;
    Talk {
        sandbox: &sandbox,
        browser: &browser,
        name: "desktop",
    }
    .whole(&sandbox.url("/csp"))
    .await?;
    browser.close().await
}
