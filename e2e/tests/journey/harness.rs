//! The harness itself, on a page that only looks like the widget: what it must see, and what it must catch.

use avmsdk_e2e::{Browser, Engine, Site, View, Widget, recorder};

const PAGE: &str = r#"<!doctype html>
<meta charset=utf-8>
<meta name=viewport content="width=device-width">
<meta http-equiv=Content-Security-Policy content="default-src 'none'; script-src 'self'">
<title>stand-in</title>
<div id="avmsdk-root"></div>
<script src="/page.js"></script>
"#;

/// An echo with the widget's parts and events, and one planted violation on each word "violate".
const STAND_IN: &str = r#"
const handlers = [];
window.AvMessagingSdk = { on: (name, handler) => handlers.push([name, handler]) };
const emit = (wanted, ...args) => handlers.forEach(([name, handler]) => { if (name === wanted) handler(...args); });
const root = document.getElementById("avmsdk-root").attachShadow({ mode: "open" });
const add = (parent, tag, part) => {
  const element = parent.appendChild(document.createElement(tag));
  element.part = part;
  return element;
};
const launcher = add(root, "button", "launcher round");
launcher.textContent = "open";
const badge = add(root, "span", "badge");
badge.textContent = " 2 ";
const panel = add(root, "div", "panel");
panel.hidden = true;
add(panel, "header", "header").textContent = "Stand-in";
const close = add(panel, "button", "close");
close.textContent = "x";
const timeline = add(panel, "div", "timeline");
const composer = add(panel, "form", "composer");
const text = composer.appendChild(document.createElement("textarea"));
const show = open => { panel.hidden = !open; launcher.hidden = badge.hidden = open; };
launcher.addEventListener("click", () => show(true));
close.addEventListener("click", () => show(false));
text.addEventListener("keydown", event => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  const bubble = add(timeline, "div", "message");
  bubble.dataset.role = "appUser";
  bubble.dataset.state = "delivered";
  const words = bubble.appendChild(document.createElement("p"));
  words.className = "text";
  words.textContent = text.value;
  emit("message:sent", { text: text.value });
  if (text.value === "violate") document.body.setAttribute("style", "color: red");
  if (text.value === "log") console.error("a word");
  text.value = "";
});
"#;

#[tokio::test]
async fn it_sees_and_catches_what_it_must() -> anyhow::Result<()> {
    let site = Site::reserve().await?;
    let origin = site.origin();
    let _serving = site.serve_page(PAGE.to_owned(), format!("{STAND_IN}\n{}", recorder()));
    for (engine, view) in [
        (Engine::Chromium, View::Desktop),
        (Engine::Chromium, View::Phone),
        (Engine::Firefox, View::Desktop),
        (Engine::WebKit, View::Desktop),
        (Engine::Wpe, View::Desktop),
    ] {
        if engine.is_left_out() {
            continue;
        }
        let browser = Browser::open("harness-driver", engine, view).await?;
        browser.goto(&origin).await?;
        let widget = Widget::on(&browser);
        let closed = widget.until_closed().await?;
        assert_eq!((closed.badge.as_deref(), closed.header), (Some("2"), None));

        let open = widget.open().await?;
        assert_eq!(
            (open.launcher, open.badge, open.header.as_deref()),
            (false, None, Some("Stand-in"))
        );
        widget.say("été, <b>").await?;
        let look = widget.until_texts(&["> été, <b>"]).await?;
        assert_eq!(look.bubbles[0].state.as_deref(), Some("delivered"));
        let events = widget.until_events("one", |all| all.len() == 1).await?;
        assert_eq!(events[0].name, "message:sent");
        assert_eq!(events[0].args, [serde_json::json!({ "text": "été, <b>" })]);

        if engine == Engine::Chromium {
            catches(&browser, &widget).await?;
        } else {
            assert!(browser.console().await.is_err());
        }

        let size: (u32, u32) = browser.run("return [innerWidth, innerHeight]").await?;
        assert_eq!(
            size,
            match (engine, view) {
                (Engine::Wpe, _) => (800, 600),
                (_, View::Desktop) => (1280, 800),
                (_, View::Phone) => (390, 844),
            }
        );
        browser
            .screenshot(match (engine, view) {
                (_, View::Phone) => "harness-phone",
                (Engine::Chromium, View::Desktop) => "harness-desktop",
                (Engine::Firefox, View::Desktop) => "harness-firefox",
                (Engine::WebKit, View::Desktop) => "harness-webkit",
                (Engine::Wpe, View::Desktop) => "harness-wpe",
            })
            .await?;
        widget.close().await?;
        browser.close().await?;
    }
    Ok(())
}

/// What the policy blocks and what the console says, which only Chromium's driver tells.
async fn catches(browser: &Browser, widget: &Widget<'_>) -> anyhow::Result<()> {
    assert_eq!(browser.violations().await?, [] as [String; 0]);
    widget.say("violate").await?;
    widget.say("log").await?;
    widget
        .until("three bubbles", |look| look.bubbles.len() == 3)
        .await?;
    let violations = browser.violations().await?;
    assert!(
        violations.len() == 1 && violations[0].starts_with("style-src"),
        "{violations:?}"
    );
    let console = browser.console().await?;
    assert!(
        console
            .iter()
            .any(|line| line.starts_with("SEVERE") && line.contains("a word")),
        "{console:?}"
    );
    Ok(())
}
