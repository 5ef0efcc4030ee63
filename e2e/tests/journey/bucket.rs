//! A bucket whose rules let no page read: browsers keep the widget from a page on another origin, until
//! `avmsdk deploy --fix-cors` has added the rule that is missing. The rules of others stay.

use anyhow::ensure;
use avmsdk_e2e::{
    Browser, CREDENTIALS, Engine, INTEGRATION, Sandbox, Site, Storage, View, Widget, avmsdk, avmsdk_as, until,
};
use std::path::Path;
use tempfile::TempDir;

/// Somebody else's: uploads from their page, and nothing for any other.
const THEIRS: &str = "<CORSRule><ID>theirs</ID><AllowedOrigin>https://others.example</AllowedOrigin>\
    <AllowedMethod>PUT</AllowedMethod><AllowedHeader>x-theirs</AllowedHeader>\
    <ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>7</MaxAgeSeconds></CORSRule>";

/// Tells in `__asked` how each request of the page's scripts ended: with status 0 where the browser keeps the
/// answer to itself.
const LISTEN: &str = r#"
window.__asked = [];
var open = XMLHttpRequest.prototype.open;
XMLHttpRequest.prototype.open = function (method, url) {
  this.addEventListener("loadend", function () { window.__asked.push([url, this.status]); });
  return open.apply(this, arguments);
};
"#;

/// Asks for a file as an image element would: the answer comes, and nobody sees what is in it.
const WITHOUT_BYTES: &str = "fetch(arguments[0], { mode: 'no-cors' }).then(\
    answer => arguments[1](answer.type), error => arguments[1](String(error)))";

#[tokio::test]
async fn pages_of_other_origins_read_a_bucket_once_its_rules_let_them() -> anyhow::Result<()> {
    let sandbox = Sandbox::start("bucket-sandbox")?;
    let storage = Storage::start("bucket-storage").await?;
    storage.set_cors(THEIRS).await?;
    let before = storage.cors().await?;
    let folder = TempDir::new()?;
    let public_path = storage.url("/widget/");
    avmsdk(
        folder.path(),
        &["configure", &public_path, "--out", "package", "--quiet"],
    )?;
    let snippet = std::fs::read_to_string(folder.path().join("package/snippets/loader.html"))?;
    let page = Site::reserve().await?;
    let origin = page.origin();
    let _page = page.serve_page(html(&snippet), script(&sandbox));
    let loader = format!("{public_path}loader.json");

    // Uploaded, and said to be of no use to pages.
    let (code, said) = deploy(folder.path(), &storage, &[])?;
    ensure!(
        code == Some(3) && said.contains("cors-missing"),
        "{code:?} {said}"
    );
    ensure!(storage.cors().await? == before, "the rules were changed unasked");
    let browser = Browser::open("bucket-refused", Engine::Chromium, View::Desktop).await?;
    browser.goto(&origin).await?;
    let asked = until_asked(&browser).await?;
    ensure!(asked == [(loader.clone(), 0)], "the page got it: {asked:?}");
    // The file is there: only its bytes are kept from the page.
    let there: String = browser.ask(WITHOUT_BYTES, vec![loader.clone().into()]).await?;
    ensure!(there == "opaque", "{there}");
    ensure!(!is_there(&browser).await?, "the widget shows");
    let console = browser.console().await?;
    let is_told = |line: &String| line.contains(&loader) && line.contains("blocked by CORS policy");
    ensure!(console.iter().any(is_told), "{console:#?}");
    browser.close().await?;

    // Nothing to upload any more, and still the rule is added, behind theirs.
    let (code, said) = deploy(folder.path(), &storage, &["--fix-cors"])?;
    ensure!(code == Some(0), "{code:?} {said}");
    let after = storage.cors().await?;
    ensure!(
        after.len() == 2 && after[0] == before[0],
        "{before:#?} {after:#?}"
    );
    ensure!(
        after[1].contains("<AllowedOrigin>*</AllowedOrigin>"),
        "{after:#?}"
    );
    // Another visitor: the first one's browser keeps the answer that it refused for a minute.
    let browser = Browser::open("bucket-let", Engine::Chromium, View::Desktop).await?;
    browser.goto(&origin).await?;
    Widget::on(&browser)
        .until("the launcher", |look| look.launcher)
        .await?;
    let asked = until_asked(&browser).await?;
    ensure!(asked[0] == (loader, 200), "{asked:?}");
    browser.close().await
}

/// How the requests ended, once one has.
async fn until_asked(browser: &Browser) -> anyhow::Result<Vec<(String, u16)>> {
    let look = async || browser.run("return window.__asked").await;
    until("the end of a request", look, |asked: &Vec<_>| !asked.is_empty()).await
}

async fn is_there(browser: &Browser) -> anyhow::Result<bool> {
    browser
        .run("return !!document.getElementById('avmsdk-root') || 'VERSION' in window.AvMessagingSdk")
        .await
}

/// The exit code, and all that was said.
fn deploy(folder: &Path, storage: &Storage, more: &[&str]) -> anyhow::Result<(Option<i32>, String)> {
    let endpoint = storage.endpoint();
    let args = [
        "deploy",
        "package",
        "--target=s3://acme/widget",
        "--endpoint",
        &endpoint,
        "--json",
    ];
    let run = avmsdk_as(folder, &CREDENTIALS, &[&args[..], more].concat())?;
    Ok((run.code, run.stdout + &run.stderr))
}

fn html(snippet: &str) -> String {
    format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>Acme</title>\
        <script>{LISTEN}</script>{snippet}<h1>Acme</h1><script src=/page.js></script></html>"
    )
}

fn script(sandbox: &Sandbox) -> String {
    format!(
        "AvMessagingSdk.init({{ integrationId: '{INTEGRATION}', configBaseUrl: '{}' }});",
        sandbox.url("/sdk/")
    )
}
