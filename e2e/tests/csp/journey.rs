//! The widget's whole journey under exactly what `avmsdk csp --standalone` prints for the hosted service, its names
//! and those of the channels mapped to the sandbox.

use crate::tls::Tls;
use anyhow::{Context as _, bail, ensure};
use avmsdk_e2e::{APP, Browser, Engine, Method, Sandbox, Serving, Site, View, avmsdk};
use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use tempfile::TempDir;

const PUBLIC_PATH: &str = "https://cdn.acme.test/static/";
/// Of integrations: one without channels, one with all.
const PLAIN: &str = "5f00000000000000000000b1";
const ALL: &str = "5f00000000000000000000b2";

/// A channel: its name for the command line, its integration in the demo app, its name for visitors, and whether its
/// page shows a QR code.
type Channel = (&'static str, &'static str, &'static str, bool);

const CHANNELS: [Channel; 9] = [
    ("line", "5f00000000000000000000d2", "LINE", true),
    ("wechat", "5f00000000000000000000d3", "WeChat", true),
    ("whatsapp", "5f00000000000000000000d4", "WhatsApp", true),
    ("viber", "5f00000000000000000000d6", "Viber", true),
    (
        "messenger",
        "5f00000000000000000000d1",
        "Facebook Messenger",
        false,
    ),
    ("telegram", "5f00000000000000000000d5", "Telegram", false),
    ("sms", "5f00000000000000000000d7", "SMS", false),
    ("email", "5f00000000000000000000d8", "Email", false),
    ("twitter", "5f00000000000000000000d9", "Twitter DM", false),
];

/// One way to use the widget.
#[derive(Debug, Clone, Default)]
struct Case {
    channels: Vec<Channel>,
    upload: bool,
    embedded: bool,
    /// Without WebAssembly.
    strict: bool,
    /// Whether the browser is one without constructable style sheets.
    is_old: bool,
    /// What else the command is told, and the page accordingly.
    more: More,
}

/// One thing more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum More {
    #[default]
    Nothing,
    TrustedTypes,
    Nonce,
}

/// The expression of a nonce, and what the server makes of it.
const NONCE: (&str, &str) = ("{{ nonce }}", "q1W2e3R4t5Y6u7I8");

/// Each pair of values of channels, upload, place and `--strict` is met.
fn cases() -> Vec<Case> {
    let mut sets: Vec<Vec<Channel>> = vec![Vec::new(), CHANNELS.to_vec()];
    sets.extend(
        CHANNELS
            .iter()
            .filter(|channel| channel.3)
            .map(|channel| vec![*channel]),
    );
    sets.push(CHANNELS.iter().filter(|channel| !channel.3).copied().collect());
    let mut cases = Vec::new();
    for (number, channels) in sets.into_iter().enumerate() {
        let is_odd = number % 2 == 1;
        for upload in [false, true] {
            cases.push(Case {
                channels: channels.clone(),
                upload,
                embedded: upload == is_odd,
                strict: upload == (number % 4 < 2),
                ..Case::default()
            });
        }
    }
    for more in [More::TrustedTypes, More::Nonce] {
        cases.push(Case {
            channels: CHANNELS.to_vec(),
            upload: true,
            more,
            ..Case::default()
        });
    }
    cases
}

#[tokio::test]
async fn the_journey_meets_no_violation() -> anyhow::Result<()> {
    let Some(place) = Place::open("csp-journey").await? else {
        return Ok(());
    };
    for case in cases() {
        let policy = place.policy(&case)?;
        place
            .travel(&case, &policy)
            .await
            .with_context(|| format!("{case:?} under {policy}"))?;
    }
    place.browser.close().await
}

/// Policies that sites have.
const SITES: [(&str, More); 7] = [
    ("default-src 'self'", More::Nothing),
    (
        "default-src 'none'; script-src 'none'; frame-ancestors 'none'",
        More::Nothing,
    ),
    (
        "script-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; object-src 'none'",
        More::Nothing,
    ),
    (
        "default-src 'self'; script-src-elem 'self'; style-src-elem 'self'; child-src 'none'",
        More::Nothing,
    ),
    (
        "script-src 'strict-dynamic' 'nonce-{{ nonce }}' https: 'unsafe-inline'; object-src 'none'; base-uri 'none'",
        More::Nonce,
    ),
    (
        "script-src 'strict-dynamic' 'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='",
        More::Nothing,
    ),
    (
        "require-trusted-types-for 'script'; trusted-types site; default-src 'self', connect-src 'none'",
        More::TrustedTypes,
    ),
];

#[tokio::test]
async fn the_journey_works_under_merged_policies_alone() -> anyhow::Result<()> {
    let Some(place) = Place::open("csp-merged").await? else {
        return Ok(());
    };
    for (site, more) in SITES {
        let case = Case {
            channels: CHANNELS.to_vec(),
            upload: true,
            more,
            ..Case::default()
        };
        let merged = place.print(&case, &["--merge", site])?;
        place
            .travel(&case, &merged)
            .await
            .with_context(|| format!("{site} became {merged}"))?;
        let own = site.replace(NONCE.0, NONCE.1);
        ensure!(
            place.travel(&case, &own).await.is_err(),
            "nothing was missing in: {site}"
        );
    }
    place.browser.close().await
}

#[tokio::test]
async fn no_source_is_there_for_nothing() -> anyhow::Result<()> {
    let Some(place) = Place::open("csp-sources").await? else {
        return Ok(());
    };
    let case = Case {
        channels: CHANNELS.to_vec(),
        upload: true,
        ..Case::default()
    };
    let whole = place.policy(&case)?;
    let mut unneeded = String::new();
    let mut tried = 0;
    for (name, source) in sources(&whole) {
        // The base is what the page's own addresses need, and not the widget.
        if name == "default-src" || name == "base-uri" {
            continue;
        }
        tried += 1;
        let case = Case {
            is_old: name == "style-src",
            ..case.clone()
        };
        let policy = without(&place.policy(&case)?, &name, &source);
        match place.travel(&case, &policy).await {
            Ok(()) => writeln!(unneeded, "- {source} in {name}")?,
            // What was taken away made it fail, and nothing else.
            Err(error) => {
                let said = error.to_string();
                let is_why = said.contains(&format!("the policy: {name}"));
                ensure!(
                    is_why,
                    "without {source} in {name} it failed otherwise: {error:#}"
                );
            }
        }
    }
    ensure!(tried >= 14, "{tried} sources were tried");
    if !unneeded.is_empty() {
        bail!("the journey does as well without:\n{unneeded}");
    }
    let old = Case { is_old: true, ..case };
    place.travel(&old, &place.policy(&old)?).await?;
    place.browser.close().await
}

fn sources(policy: &str) -> Vec<(String, String)> {
    let directives = policy
        .split("; ")
        .filter_map(|directive| directive.split_once(' '));
    directives
        .flat_map(|(name, sources)| {
            sources
                .split(' ')
                .map(|source| (name.to_owned(), source.to_owned()))
        })
        .collect()
}

/// The policy without one source of one directive. One that has none left allows nothing.
fn without(policy: &str, name: &str, source: &str) -> String {
    let directives = policy.split("; ").map(|directive| {
        let mut words: Vec<&str> = directive.split(' ').collect();
        if words.first() == Some(&name) {
            words.retain(|word| *word != source);
        }
        words.join(" ")
    });
    directives.collect::<Vec<_>>().join("; ")
}

/// The page that is served, with its policy.
type Current = Arc<Mutex<(String, String)>>;

/// A browser that takes the hosts of the world for the sandbox, and a page.
struct Place {
    browser: Browser,
    sandbox: Sandbox,
    folder: TempDir,
    snippets: [String; 2],
    page: String,
    current: Current,
    _serving: Serving,
    _tls: Tls,
}

impl Place {
    async fn open(name: &str) -> anyhow::Result<Option<Self>> {
        if Engine::Chromium.is_left_out() {
            return Ok(None);
        }
        let sandbox = Sandbox::start_with(&format!("{name}-sandbox"), &["--public-path", PUBLIC_PATH])?;
        let port = sandbox.origin().rsplit(':').next().context("no port")?.parse()?;
        let tls = Tls::before(port).await?;
        let hosts = [
            "*.smooch.io",
            "*.acme.test",
            "qr-official.line.me",
            "mp.weixin.qq.com",
        ];
        let hosts = hosts.map(|host| (host, tls.port));
        let log = format!("{name}-driver");
        let browser = Browser::open_with(&log, Engine::Chromium, View::Desktop, &hosts).await?;
        let folder = TempDir::new()?;
        let args = ["configure", PUBLIC_PATH, "--out", "made", "--quiet"];
        avmsdk(folder.path(), &args)?;
        let snippet = |name: &str| std::fs::read_to_string(folder.path().join("made/snippets").join(name));
        let snippets = [snippet("loader.html")?, snippet("loader-trusted.html")?];
        let site = Site::reserve().await?;
        let page = site.origin();
        let current = Current::default();
        let router = Router::new()
            .route("/", get(show))
            .route("/other", get(async || "other"))
            .with_state(Arc::clone(&current));
        Ok(Some(Self {
            browser,
            sandbox,
            folder,
            snippets,
            page,
            current,
            _serving: site.serve(router),
            _tls: tls,
        }))
    }

    /// What the command prints for a case, beside the configured package.
    fn policy(&self, case: &Case) -> anyhow::Result<String> {
        self.print(case, &["--standalone"])
    }

    fn print(&self, case: &Case, how: &[&str]) -> anyhow::Result<String> {
        let folder: &Path = self.folder.path();
        std::fs::write(folder.join("page.js"), script(case))?;
        let names: Vec<&str> = case.channels.iter().map(|channel| channel.0).collect();
        let channels = names.join(",");
        let mut args = vec![
            "csp",
            "--channels",
            &channels,
            "--media-host",
            "https://media.acme.test/sid/",
            "--webview-host",
            "https://shop.acme.test",
            "--inline",
            "page.js",
            "--format",
            "header",
        ];
        if !case.upload {
            args.push("--no-image-upload");
        }
        if case.strict {
            args.push("--strict");
        }
        match case.more {
            More::Nothing => {}
            More::TrustedTypes => args.push("--trusted-types"),
            More::Nonce => args.extend(["--nonce", NONCE.0]),
        }
        args.extend(how);
        let printed = avmsdk(folder, &args)?.stdout;
        let values = printed
            .lines()
            .filter_map(|line| line.strip_prefix("Content-Security-Policy: "));
        let policy = values.collect::<Vec<_>>().join(", ");
        ensure!(!policy.is_empty(), "no header: {printed}");
        Ok(policy.replace(NONCE.0, NONCE.1))
    }

    /// Serves the page under a policy and goes the whole way.
    async fn travel(&self, case: &Case, policy: &str) -> anyhow::Result<()> {
        let snippet = match case.more {
            More::Nothing => self.snippets[0].clone(),
            More::TrustedTypes => self.snippets[1].clone(),
            More::Nonce => {
                let script = format!("<script nonce=\"{}\"", NONCE.1);
                self.snippets[0].replace("<script", &script)
            }
        };
        let html = format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Acme</title>\n{}\n</head>\n\
             <body><div id=\"box\"></div><script>{}</script></body></html>\n",
            snippet,
            script(case)
        );
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = (policy.to_owned(), html);
        self.browser.goto(&format!("{}/other", self.page)).await?;
        self.browser
            .run::<()>("localStorage.clear(); sessionStorage.clear(); return null")
            .await?;
        self.sandbox.control(Method::POST, "/reset", None).await?;
        self.browser.goto(&format!("{}/", self.page)).await?;
        let conversation = self.run(&format!("return await say({})", case.embedded)).await?;
        let conversation = conversation.as_str().context("no conversation")?;
        let url = "https://shop.acme.test/docs/README.md";
        let webview = json!({ "type": "text", "text": "Come and see", "actions": [
            { "type": "webview", "text": "Book a visit", "uri": url, "fallback": url, "size": "tall" },
        ] });
        let image = json!({ "type": "image", "mediaUrl": "https://media.acme.test/sid/M/x.png" });
        for content in [webview, image] {
            let message = json!({ "author": { "type": "business" }, "content": content });
            let path = format!("/v2/apps/{APP}/conversations/{conversation}/messages");
            self.sandbox.business(Method::POST, &path, Some(&message)).await?;
        }
        let kind = |channel: &Channel| if channel.3 { "code" } else { "link" };
        let channels: Vec<_> = case
            .channels
            .iter()
            .map(|channel| [channel.2, kind(channel)])
            .collect();
        self.run(&format!("await go({}, {})", json!(channels), case.upload))
            .await?;
        self.browser.client().refresh().await?;
        self.run(&format!("await again({}, {})", case.embedded, case.upload))
            .await?;
        Ok(())
    }

    async fn run(&self, part: &str) -> anyhow::Result<Value> {
        let script = format!(
            "const done = arguments[0];\n{}\n(async () => {{ {part} }})().then(\
             value => done({{ value: value === undefined ? null : value }}), error => done({{ error: String(error) }}))",
            include_str!("journey.js")
        );
        let answer: Value = self.browser.ask(&script, Vec::new()).await?;
        match answer["error"].as_str() {
            Some(error) => bail!("{error}"),
            None => Ok(answer["value"].clone()),
        }
    }
}

/// The page's own script: it starts the widget and says whether that worked.
fn script(case: &Case) -> String {
    let order: Vec<&str> = case.channels.iter().map(|channel| channel.1).collect();
    let mut options = json!({
        "integrationId": if order.is_empty() { PLAIN } else { ALL },
        "embedded": case.embedded,
        "menuItems": { "imageUpload": case.upload },
    });
    if case.strict {
        options["runtime"] = json!("js");
    }
    if !order.is_empty() {
        options["integrationOrder"] = json!(order);
    }
    let old = if case.is_old {
        "window.CSSStyleSheet = undefined;\n"
    } else {
        ""
    };
    format!(
        "{old}document.getElementById('box').style.height = '500px';\n\
         AvMessagingSdk.init({options}).then(() => {{ window.started = 'yes'; }}).catch(error => {{ window.started = String(error); }});"
    )
}

async fn show(State(current): State<Current>) -> impl IntoResponse {
    let (policy, html) = current.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, html)
}
