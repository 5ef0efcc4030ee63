//! Pages of others: late, hostile, impatient or wrong about the options. None may break the widget, and
//! the widget may break none of them.

mod history;
mod launcher;
mod life;
mod start;

use crate::configured::configure;
use anyhow::ensure;
use avmsdk_e2e::{Browser, Engine, INTEGRATION, Sandbox, Serving, Site, View, Widget, until};
use tempfile::TempDir;

#[tokio::test]
async fn pages_of_others() -> anyhow::Result<()> {
    let sandbox = Sandbox::start("page-sandbox")?;
    let browser = Browser::open("page-driver", Engine::Chromium, View::Desktop).await?;
    let (_serving, origin) = serve(&sandbox).await?;
    let visit = Visit {
        sandbox: &sandbox,
        browser: &browser,
        origin,
    };
    visit.nothing_shows_without_style().await?;
    visit.late_page().await?;
    visit.hostile_style().await?;
    visit.launcher_toggles().await?;
    visit.focus_is_the_visitors().await?;
    visit.destroyed_at_once().await?;
    visit.methods_taken_early().await?;
    visit.wrong_options().await?;
    let conversation = visit.long_conversation().await?;
    visit.newest_in_sight().await?;
    visit.unread_is_read_aloud(&conversation).await?;
    browser.close().await
}

/// A visitor of the pages.
struct Visit<'a> {
    sandbox: &'a Sandbox,
    browser: &'a Browser,
    origin: String,
}

impl Visit<'_> {
    fn widget(&self) -> Widget<'_> {
        Widget::on(self.browser)
    }

    /// Loads a page and waits until the snippet's stand-in has given way to the widget's host.
    async fn goto(&self, path: &str) -> anyhow::Result<()> {
        self.browser.goto(&format!("{}{path}", self.origin)).await?;
        let look = async || {
            self.browser
                .run::<bool>("return 'VERSION' in AvMessagingSdk")
                .await
        };
        until("the widget's host", look, |is_there| *is_there).await?;
        Ok(())
    }

    /// Loads a page and starts the widget.
    async fn start(&self, path: &str) -> anyhow::Result<()> {
        self.goto(path).await?;
        self.init("").await
    }

    /// Calls `init` with more options, such as `, embedded: true`, and waits for its promise.
    async fn init(&self, more: &str) -> anyhow::Result<()> {
        self.browser
            .run::<()>(&format!(
                "return AvMessagingSdk.init({}).then(() => null)",
                self.options(more)
            ))
            .await
    }

    /// The options of the demo app, and more.
    fn options(&self, more: &str) -> String {
        options(self.sandbox, more)
    }

    /// Checks what the page says of itself.
    async fn check(&self, wanted: &str, script: &str) -> anyhow::Result<()> {
        ensure!(
            self.browser.run::<bool>(script).await?,
            "not so: {wanted}, by: {script}"
        );
        Ok(())
    }
}

fn options(sandbox: &Sandbox, more: &str) -> String {
    format!(
        "{{ integrationId: '{INTEGRATION}', configBaseUrl: '{}'{more} }}",
        sandbox.url("/sdk/")
    )
}

/// The pages, each with the documented snippet in its head.
async fn serve(sandbox: &Sandbox) -> anyhow::Result<(Serving, String)> {
    let folder = TempDir::new()?;
    let configured = configure(folder.path(), sandbox.origin())?;
    let snippet = std::fs::read_to_string(configured.join("snippets/loader.html"))?;
    let page = |head: &str, body: &str| {
        format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Acme</title>\n\
            <link rel=\"icon\" href=\"data:,\">\n{snippet}\n{head}</head>\n<body>{body}</body></html>\n"
        )
    };
    let late = format!(
        "<script>{}</script><script src=\"/late.js\"></script>",
        start::LATE.replace("OPTIONS", &options(sandbox, ""))
    );
    let pages = [
        ("/plain", page("", "<input id=\"field\">")),
        ("/late", page("", &late)),
        ("/hostile", page(start::HOSTILE, "<div>Acme</div>")),
        ("/embedded", page("", history::BOX)),
    ];
    let site = Site::reserve().await?;
    let origin = site.origin();
    Ok((site.serve_pages(pages), origin))
}
