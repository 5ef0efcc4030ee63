//! Until the launcher shows: not too early, not too late, and whatever the page's own style says.

use super::Visit;
use anyhow::ensure;
use avmsdk_e2e::until;

/// Calls `init` while the page is still being read, which goes on only when all that the widget needs is there.
pub(super) const LATE: &str = r#"
AvMessagingSdk.init(OPTIONS).then(() => { window.__init = "resolved"; })
  .catch(error => { window.__init = String(error); });
const missing = [/\/config$/, /\.wasm$/];
new PerformanceObserver(list => {
  list.getEntries().forEach(({ name }) => {
    const at = missing.findIndex(one => one.test(name));
    if (at < 0) return;
    missing.splice(at, 1);
    if (missing.length) return;
    window.__was = document.readyState;
    fetch("/go");
  });
}).observe({ type: "resource", buffered: true });
"#;

/// What resets and careless rules do to elements that are not theirs.
pub(super) const HOSTILE: &str =
    "<style>div { display: none !important; opacity: 0.1 } * { all: unset }</style>";

/// Looks at the root in the very task that puts it there: no style sheet can be loaded by then. Gives how it is
/// shown by its own style and in the end, and the height of what shows.
const WATCH_ROOT: &str = r#"
new MutationObserver(() => {
  const root = document.getElementById("avmsdk-root");
  if (!root || window.__first) return;
  const launcher = root.shadowRoot.querySelector("[part=launcher]");
  window.__first = [root.style.display, getComputedStyle(root).display,
    root.getBoundingClientRect().height + launcher.getBoundingClientRect().height];
}).observe(document.body, { childList: true });
return null
"#;

impl Visit<'_> {
    /// Nothing shows or takes room without style: that is there at once, in older browsers when it has been loaded.
    pub(super) async fn nothing_shows_without_style(&self) -> anyhow::Result<()> {
        self.goto("/plain").await?;
        self.browser.run::<()>(WATCH_ROOT).await?;
        self.init("").await?;
        let (inline, computed, height): (String, String, f64) =
            self.browser.run("return window.__first").await?;
        // The launcher and its shadow take no room of the page.
        ensure!(
            inline == "none" && computed != "none" && height > 50.0 && height < 100.0,
            "not shown with its style at once: {inline}, {computed}, {height}"
        );
        self.goto("/plain").await?;
        self.browser.run::<()>("window.CSSStyleSheet = undefined").await?;
        self.browser.run::<()>(WATCH_ROOT).await?;
        self.init("").await?;
        let (inline, computed, height): (String, String, f64) =
            self.browser.run("return window.__first").await?;
        ensure!(
            (inline.as_str(), computed.as_str(), height) == ("none", "none", 0.0),
            "shown without style: {inline}, {computed}, {height}"
        );
        self.widget().until_closed().await?;
        self.check(
            "the style sheet shows the root",
            "return getComputedStyle(document.getElementById('avmsdk-root')).display !== 'none'",
        )
        .await
    }

    /// A page that is read slowly gets its widget all the same.
    pub(super) async fn late_page(&self) -> anyhow::Result<()> {
        self.browser.goto(&format!("{}/late", self.origin)).await?;
        let look = async || {
            self.browser
                .run::<Option<String>>("return window.__init || null")
                .await
        };
        let end = until("the end of `init`", look, Option::is_some).await?;
        ensure!(
            end.as_deref() == Some("resolved"),
            "`init` on a late page: {end:?}"
        );
        self.check("the page was late", "return window.__was === 'loading'")
            .await?;
        self.widget().until_closed().await?;
        Ok(())
    }

    /// The page's rules for its own elements do not reach the widget.
    pub(super) async fn hostile_style(&self) -> anyhow::Result<()> {
        self.start("/hostile").await?;
        self.check(
            "the page's rules apply",
            "return getComputedStyle(document.querySelector('body > div')).display === 'none'",
        )
        .await?;
        self.widget().until_closed().await?;
        let (display, opacity, inside): (String, String, bool) = self
            .browser
            .run(
                "const root = document.getElementById('avmsdk-root');\
                const style = getComputedStyle(root);\
                const box = root.shadowRoot.querySelector('[part=launcher]').getBoundingClientRect();\
                return [style.display, style.opacity, box.width > 40 && box.height > 40 && box.left > 0\
                  && box.right <= innerWidth && box.bottom <= innerHeight]",
            )
            .await?;
        ensure!(
            display != "none" && opacity == "1" && inside,
            "the launcher suffers: {display}, {opacity}, {inside}"
        );
        self.widget().open().await?;
        self.browser.screenshot("page-hostile").await
    }
}
