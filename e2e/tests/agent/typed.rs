//! A message pasted as JSON: a mistake is shown where it is, and the form follows what is right.

use crate::desk::Desk;
use anyhow::ensure;
use avmsdk_e2e::{Sandbox, View, Visitor};

#[tokio::test]
async fn a_mistake_is_shown_and_mended() -> anyhow::Result<()> {
    let sandbox = Sandbox::start("agent-json-sandbox")?;
    let bea = Visitor::arrive(&sandbox, "Bea").await?;
    bea.say("Hello").await?;
    let desk = Desk::open(&sandbox, "agent-json-driver", View::Desktop).await?;
    desk.open_first().await?;
    desk.choose("#type", "json").await?;
    desk.paste("#json", "{\n  \"type\": \"location\",\n  \"coordinates\": }")
        .await?;
    desk.until_text("#json-error", "Line 3, column 18: a value should stand here")
        .await?;
    desk.click("#compose button[type=submit]").await?;
    let chosen: String = desk
        .browser
        .run("const f = document.activeElement; return f.value.slice(f.selectionStart, f.selectionEnd)")
        .await?;
    ensure!(chosen == "}", "the cursor is not at the mistake: {chosen:?}");
    ensure!(bea.messages().await?.len() == 1, "a mistake was sent");

    desk.paste(
        "#json",
        r#"{ "type": "location", "coordinates": { "lat": 1.5, "long": 2.5 } }"#,
    )
    .await?;
    desk.until_true(
        "a form that follows",
        "return document.querySelector('.made [data-field=lat]')?.value === '1.5'",
    )
    .await?;
    ensure!(desk.text("#json-error").await?.is_empty(), "the error stays");
    desk.click("#compose button[type=submit]").await?;
    let last = bea
        .until_last("the location", |message| message["type"] == "location")
        .await?;
    ensure!(last["coordinates"]["lat"] == 1.5, "wrong place: {last}");
    desk.is_quiet().await?;
    desk.browser.close().await
}
