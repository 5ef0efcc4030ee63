//! The sandbox's page under the strict policy: what the widget does there comes from scripts of the page, as the
//! engines' drivers may escape a policy.

use crate::stage::Stage;
use crate::table::checks;
use anyhow::ensure;
use avmsdk_e2e::{Widget, until};

checks![csp_strict_page_has_a_talk_without_violations];

/// The state that the page shows, and what its policy has blocked.
const STATE: &str = "return [document.getElementById('state').textContent, \
    Array.from(document.querySelectorAll('#violations li'), item => item.textContent)]";

async fn csp_strict_page_has_a_talk_without_violations(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.browser.goto(&stage.sandbox.url("/csp")).await?;
    stage
        .browser
        .run::<()>("localStorage.clear(); sessionStorage.clear(); return null")
        .await?;
    stage.browser.client().refresh().await?;
    let look = async || stage.browser.run::<(String, Vec<String>)>(STATE).await;
    until("`Ready`", look, |(state, _)| state == "Ready").await?;
    let widget = Widget::on(stage.browser);
    widget.until_closed().await?;
    widget.open().await?;
    widget.say("under the policy").await?;
    widget.until_texts(&["> under the policy"]).await?;
    let id: String = stage
        .browser
        .run("return AvMessagingSdk.getConversation()._id")
        .await?;
    stage.sandbox.reply(&id, "and back").await?;
    widget.until_texts(&["> under the policy", "< and back"]).await?;
    stage
        .browser
        .run::<()>("AvMessagingSdk.destroy(); return null")
        .await?;
    let (_, violations) = look().await?;
    ensure!(violations.is_empty(), "against the policy: {violations:#?}");
    Ok(())
}
