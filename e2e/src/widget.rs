//! The widget on the current page, as a visitor sees and handles it.
//!
//! One [`Look`] is taken in one go, so that its parts belong together. Names are the documented ones: the
//! host element `#avmsdk-root`, its open shadow root, and the parts a page may style.

use crate::event::{Event, recorder};
use crate::{Browser, until};
use anyhow::Context as _;
use fantoccini::Locator;
use fantoccini::elements::Element;
use fantoccini::key::Key;
use serde::Deserialize;

/// The widget in a browser.
#[derive(Debug, Clone, Copy)]
pub struct Widget<'a> {
    browser: &'a Browser,
}

/// What is to be seen at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Look {
    /// Whether the launcher is visible.
    pub launcher: bool,
    /// The text of the unread badge, if that is visible.
    pub badge: Option<String>,
    /// All text of the panel, if that is visible.
    pub panel: Option<String>,
    /// The text of its header, if that is visible.
    pub header: Option<String>,
    /// The messages in the timeline, visible or not, from the top.
    pub bubbles: Vec<Bubble>,
}

/// One message in the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Bubble {
    /// `appUser` or `appMaker`.
    pub role: String,
    /// `sending`, `waiting`, `failed` or `delivered`.
    pub state: Option<String>,
    /// Its text.
    pub text: String,
}

impl Look {
    /// The texts in order, each with the sign of who wrote it: `>` the visitor, `<` the business.
    pub fn texts(&self) -> Vec<String> {
        let sign = |role: &str| if role == "appUser" { '>' } else { '<' };
        self.bubbles
            .iter()
            .map(|bubble| format!("{} {}", sign(&bubble.role), bubble.text))
            .collect()
    }

    /// Whether every message of the visitor has reached the service.
    pub fn all_delivered(&self) -> bool {
        self.bubbles
            .iter()
            .all(|bubble| bubble.role != "appUser" || bubble.state.as_deref() == Some("delivered"))
    }
}

const LOOK: &str = r#"
const root = document.getElementById("avmsdk-root");
const inside = root && root.shadowRoot;
const find = part => inside && inside.querySelector('[part~="' + part + '"]');
const isSeen = element => {
  for (let node = element; node; node = node.parentElement || node.getRootNode().host) {
    if (getComputedStyle(node).opacity === "0") return false;
  }
  return getComputedStyle(element).visibility === "visible";
};
const visible = part => {
  const element = find(part);
  if (!element) return null;
  const box = element.getBoundingClientRect();
  return isSeen(element) && box.width > 0 && box.height > 0 ? element : null;
};
const text = part => { const element = visible(part); return element && element.textContent.trim(); };
return {
  launcher: !!visible("launcher"),
  badge: text("badge"),
  panel: text("panel"),
  header: text("header"),
  bubbles: Array.from(inside ? inside.querySelectorAll('[part~="timeline"] [part~="message"]') : [], bubble => ({
    role: bubble.dataset.role,
    state: bubble.dataset.state || null,
    text: (bubble.querySelector(".text") || bubble).textContent,
  })),
};
"#;

impl<'a> Widget<'a> {
    /// The widget on the page that the browser shows.
    pub fn on(browser: &'a Browser) -> Self {
        Self { browser }
    }

    /// What is to be seen now.
    ///
    /// # Errors
    /// If the page cannot be asked.
    pub async fn look(&self) -> anyhow::Result<Look> {
        self.browser.run(LOOK).await
    }

    /// Waits until the widget looks as wanted.
    ///
    /// # Errors
    /// If it never does: with what it looks like, and with the console's last words.
    pub async fn until(&self, wanted: &str, good: impl Fn(&Look) -> bool) -> anyhow::Result<Look> {
        match until(wanted, async || self.look().await, good).await {
            Ok(look) => Ok(look),
            Err(error) => {
                let console = self.browser.console().await.unwrap_or_default();
                Err(error.context(format!("the console says: {console:#?}")))
            }
        }
    }

    /// Waits for the launcher of a closed widget.
    ///
    /// # Errors
    /// If it does not appear.
    pub async fn until_closed(&self) -> anyhow::Result<Look> {
        self.until("the launcher of a closed widget", |look| {
            look.launcher && look.panel.is_none()
        })
        .await
    }

    /// Opens it by a click on the launcher.
    ///
    /// # Errors
    /// If that does not open the panel.
    pub async fn open(&self) -> anyhow::Result<Look> {
        self.part("launcher").await?.click().await?;
        self.until("an open panel", |look| look.panel.is_some()).await
    }

    /// Closes it by a click on the cross.
    ///
    /// # Errors
    /// If that does not close the panel.
    pub async fn close(&self) -> anyhow::Result<Look> {
        self.part("close").await?.click().await?;
        self.until_closed().await
    }

    /// Types a text and sends it: with Enter, or where one taps, by the control.
    ///
    /// # Errors
    /// If there is nowhere to type.
    pub async fn say(&self, text: &str) -> anyhow::Result<()> {
        let composer = self
            .part("composer")
            .await?
            .find(Locator::Css("textarea"))
            .await?;
        composer.send_keys(text).await?;
        let taps = "return matchMedia('(pointer:coarse)').matches";
        if self.browser.run(taps).await?
            && let Ok(send) = self.part("send").await
        {
            return Ok(send.click().await?);
        }
        Ok(composer.send_keys(&Key::Enter.to_string()).await?)
    }

    /// Waits until the timeline holds exactly these texts (see [`Look::texts`]), all delivered.
    ///
    /// # Errors
    /// If it does not come to that.
    pub async fn until_texts(&self, texts: &[&str]) -> anyhow::Result<Look> {
        self.until(&format!("{texts:?}, all delivered"), |look| {
            look.texts() == texts && look.all_delivered()
        })
        .await
    }

    /// Records events from now on, of a widget that is there.
    ///
    /// # Errors
    /// If the page has no `AvMessagingSdk`.
    pub async fn record(&self) -> anyhow::Result<()> {
        self.browser.run(&format!("{} return null", recorder())).await
    }

    /// The events recorded so far.
    ///
    /// # Errors
    /// If nothing was recorded in this page.
    pub async fn events(&self) -> anyhow::Result<Vec<Event>> {
        self.browser.run("return window.__events").await
    }

    /// Waits until `good` holds for the recorded events.
    ///
    /// # Errors
    /// If it does not come to that.
    pub async fn until_events(
        &self,
        wanted: &str,
        good: impl Fn(&[Event]) -> bool,
    ) -> anyhow::Result<Vec<Event>> {
        until(wanted, async || self.events().await, |events| good(events)).await
    }

    /// Forgets the events recorded so far.
    ///
    /// # Errors
    /// If the page cannot be asked.
    pub async fn forget_events(&self) -> anyhow::Result<()> {
        self.browser.run("window.__events = []; return null").await
    }

    /// A part of the widget, to click or to type into.
    ///
    /// # Errors
    /// If the widget is not there, or has no such part.
    pub async fn part(&self, name: &str) -> anyhow::Result<Element> {
        let root = self
            .browser
            .client()
            .find(Locator::Id("avmsdk-root"))
            .await?
            .shadow_root()
            .await?;
        let selector = format!("[part~={name}]");
        root.find(Locator::Css(&selector))
            .await
            .with_context(|| format!("the widget has no part: {name}"))
    }
}
