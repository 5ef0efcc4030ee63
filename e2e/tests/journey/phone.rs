//! A visitor with a phone, on the plain demo page.

use crate::talk::Talk;
use avmsdk_e2e::{Browser, Engine, Sandbox, View};

#[tokio::test]
async fn a_talk_on_the_demo_page() -> anyhow::Result<()> {
    let sandbox = Sandbox::start("phone-sandbox")?;
    let browser = Browser::open("phone-driver", Engine::Chromium, View::Phone).await?;
    Talk {
        sandbox: &sandbox,
        browser: &browser,
        name: "phone",
    }
    .whole(&sandbox.url("/"))
    .await?;
    browser.close().await
}
