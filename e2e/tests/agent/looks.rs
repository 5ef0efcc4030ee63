//! axe-core finds nothing, wherever one looks; and what is to be seen is kept as pictures.

use crate::desk::Desk;
use anyhow::ensure;
use avmsdk_e2e::{Sandbox, View, Visitor};

#[tokio::test]
async fn at_a_desk() -> anyhow::Result<()> {
    looks(View::Desktop, "agent-desk").await
}

#[tokio::test]
async fn on_a_phone() -> anyhow::Result<()> {
    looks(View::Phone, "agent-phone").await
}

async fn looks(view: View, name: &str) -> anyhow::Result<()> {
    let sandbox = Sandbox::start(&format!("{name}-sandbox"))?;
    let desk = Desk::open(&sandbox, &format!("{name}-driver"), view).await?;
    desk.until_text("#inbox-state", "No conversations yet").await?;
    clean(&desk, name, "empty").await?;

    let bea = Visitor::arrive(&sandbox, "Bea").await?;
    bea.say("Hello, see https://shop.example/orders").await?;
    sandbox.reply(bea.conversation(), "Hello Bea").await?;
    bea.act("conversation:read").await?;
    let max = Visitor::arrive(&sandbox, "Max").await?;
    max.say("Do you ship to Norway?").await?;
    desk.until_text("#conversations", "Do you ship").await?;
    clean(&desk, name, "inbox").await?;
    desk.open_first().await?;
    desk.until_text("#log", "Do you ship").await?;
    clean(&desk, name, "talk").await?;
    desk.choose("#type", "carousel").await?;
    clean(&desk, name, "carousel").await?;
    desk.choose("#type", "form").await?;
    desk.paste("#json", "{").await?;
    clean(&desk, name, "mistake").await?;
    desk.choose("#type", "").await?;
    desk.click("#help-open").await?;
    clean(&desk, name, "help").await?;
    desk.click("#help button").await?;
    if view == View::Phone {
        desk.click("#details-open").await?;
    }
    for tab in ["user", "channels", "webhooks", "traffic", "faults"] {
        desk.click(&format!("#tab-{tab}")).await?;
        desk.until_true(
            "a panel with something in it",
            &format!("return document.querySelector('#panel-{tab}').innerText.trim() !== ''"),
        )
        .await?;
        clean(&desk, name, tab).await?;
    }
    desk.is_quiet().await?;
    desk.browser.close().await
}

/// In the light and in the dark.
async fn clean(desk: &Desk, name: &str, state: &str) -> anyhow::Result<()> {
    for is_dark in [false, true] {
        desk.browser.prefer_dark(is_dark).await?;
        let found = desk.browser.axe().await?;
        ensure!(
            found.is_empty(),
            "{name} {state}, dark: {is_dark}, axe-core finds: {found:#?}"
        );
        let light = if is_dark { "dark" } else { "light" };
        desk.browser
            .screenshot(&format!("{name}-{state}-{light}"))
            .await?;
    }
    Ok(())
}
