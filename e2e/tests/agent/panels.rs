//! The details: who the visitor is, trouble on demand, and what passes.

use crate::desk::Desk;
use anyhow::ensure;
use avmsdk_e2e::{Method, Sandbox, View, Visitor, until};
use fantoccini::key::Key;

#[tokio::test]
async fn a_fault_is_switched_on_met_and_seen_in_the_traffic() -> anyhow::Result<()> {
    let sandbox = Sandbox::start("agent-faults-sandbox")?;
    let bea = Visitor::arrive(&sandbox, "Bea").await?;
    bea.say("Hello").await?;
    let desk = Desk::open(&sandbox, "agent-faults-driver", View::Desktop).await?;
    desk.open_first().await?;
    desk.until_text("#panel-user", "Bea").await?;

    desk.press("5").await?;
    desk.until_text("#panel-faults", "All is well.").await?;
    desk.click("#panel-faults .switches button").await?;
    desk.until_text("#panel-faults [data-fault]", "answer 500")
        .await?;
    let faults = sandbox.control(Method::GET, "/faults", None).await?;
    ensure!(
        faults["faults"][0]["action"]["status"] == 500,
        "no fault: {faults}"
    );
    ensure!(bea.say("This fails").await.is_err(), "the fault was not met");

    desk.click("#tab-traffic").await?;
    desk.until_text("#traffic-list", "500").await?;
    desk.until_text("#traffic-list", "by a fault").await?;
    desk.is_quiet().await?;
    desk.browser.close().await
}

#[tokio::test]
async fn a_code_is_scanned_by_the_agent_in_the_visitors_place() -> anyhow::Result<()> {
    /// The demo app's Telegram.
    const TELEGRAM: &str = "5f00000000000000000000d5";
    let sandbox = Sandbox::start("agent-scan-sandbox")?;
    let bea = Visitor::arrive(&sandbox, "Bea").await?;
    bea.say("Hello").await?;
    let desk = Desk::open(&sandbox, "agent-scan-driver", View::Desktop).await?;
    desk.open_first().await?;
    desk.press("2").await?;
    desk.until_text("#panel-channels", "Nobody links a channel now")
        .await?;
    bea.ask_for_link(TELEGRAM).await?;
    desk.until_text("#panel-channels [data-code]", "Telegram").await?;
    desk.click("#panel-channels [data-code] button").await?;
    desk.until_text("#panel-channels [data-linked]", "telegram")
        .await?;
    let links = sandbox.control(Method::GET, "/links", None).await?;
    ensure!(
        links["linked"][0]["platform"] == "telegram",
        "not linked: {links}"
    );
    desk.is_quiet().await?;
    desk.browser.close().await
}

#[tokio::test]
async fn tabs_follow_the_arrow_keys() -> anyhow::Result<()> {
    let sandbox = Sandbox::start("agent-tabs-sandbox")?;
    let desk = Desk::open(&sandbox, "agent-tabs-driver", View::Desktop).await?;
    desk.click("#tab-user").await?;
    for id in ["channels", "webhooks", "traffic", "faults", "user"] {
        desk.press(&Key::Right.to_string()).await?;
        let look = async || {
            desk.browser
                .run::<(String, u32)>(
                    "return [document.activeElement.id, document.querySelectorAll('[role=tabpanel]:not([hidden])').length]",
                )
                .await
        };
        until(id, look, |seen| *seen == (format!("tab-{id}"), 1)).await?;
    }
    desk.is_quiet().await?;
    desk.browser.close().await
}
