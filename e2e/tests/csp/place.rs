//! A browser that takes the hosts of the world for the sandbox, and the page in which the widget is used.

use crate::cases::{Case, Channel, More};
use crate::world::World;
use anyhow::{Context as _, bail, ensure};
use avmsdk_e2e::{APP, Browser, Engine, Method, Sandbox, Serving, Site, View, avmsdk};
use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use tempfile::TempDir;

const PUBLIC_PATH: &str = "https://cdn.acme.test/static/";

/// The expression of a nonce, and what the server makes of it.
pub(crate) const NONCE: (&str, &str) = ("{{ nonce }}", "q1W2e3R4t5Y6u7I8");

/// The page's first script: it hears of what is blocked, and takes the journey when it is asked to.
const JOURNEY: &str = include_str!("journey.js");

/// The page that is served, with its policy.
type Current = Arc<Mutex<(String, String)>>;

/// A browser that takes the hosts of the world for the sandbox, and a page.
pub(crate) struct Place {
    pub(crate) browser: Browser,
    sandbox: Sandbox,
    folder: TempDir,
    snippets: [String; 2],
    page: String,
    current: Current,
    _serving: Serving,
    _world: World,
}

impl Place {
    pub(crate) async fn open(name: &str, engine: Engine) -> anyhow::Result<Self> {
        let name = format!("csp-{name}-{}", engine.name());
        let sandbox = Sandbox::start_with(&format!("{name}-sandbox"), &["--public-path", PUBLIC_PATH])?;
        let port = sandbox.origin().rsplit(':').next().context("no port")?.parse()?;
        let world = World::before(port).await?;
        let log = format!("{name}-driver");
        let browser = Browser::open_with(&log, engine, View::Desktop, Some(world.port)).await?;
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
        Ok(Self {
            browser,
            sandbox,
            folder,
            snippets,
            page,
            current,
            _serving: site.serve(router),
            _world: world,
        })
    }

    /// What the command prints for a case, beside the configured package.
    pub(crate) fn policy(&self, case: &Case) -> anyhow::Result<String> {
        self.print(case, &["--standalone"])
    }

    pub(crate) fn print(&self, case: &Case, how: &[&str]) -> anyhow::Result<String> {
        let folder: &Path = self.folder.path();
        std::fs::write(folder.join("journey.js"), JOURNEY)?;
        std::fs::write(folder.join("page.js"), case.script())?;
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
            "journey.js",
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
    pub(crate) async fn travel(&self, case: &Case, policy: &str) -> anyhow::Result<()> {
        let snippet = match case.more {
            More::Nothing => self.snippets[0].clone(),
            More::TrustedTypes => self.snippets[1].clone(),
            More::Nonce => {
                let script = format!("<script nonce=\"{}\"", NONCE.1);
                self.snippets[0].replace("<script", &script)
            }
        };
        let html = format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Acme</title>\n\
             <script>{JOURNEY}</script>\n{snippet}\n</head>\n\
             <body><div id=\"box\"></div><script>{}</script></body></html>\n",
            case.script()
        );
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = (policy.to_owned(), html);
        self.browser.goto(&format!("{}/other", self.page)).await?;
        self.browser
            .run::<()>("localStorage.clear(); sessionStorage.clear(); return null")
            .await?;
        self.sandbox.control(Method::POST, "/reset", None).await?;
        self.browser.goto(&format!("{}/", self.page)).await?;
        let conversation = self.take("say", &json!([case.embedded, case.strict])).await?;
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
        self.take("go", &json!([channels, case.upload])).await?;
        self.browser.client().refresh().await?;
        self.take("again", &json!([case.embedded, case.strict, case.upload]))
            .await?;
        Ok(())
    }

    /// Takes a part of the journey, in the page's own script: what a driver runs may escape the policy.
    async fn take(&self, part: &str, with: &Value) -> anyhow::Result<Value> {
        let script = "const [part, list, done] = arguments;\n\
             if (window.journey) window.journey(part, list, done);\n\
             else done('{\"error\":\"the first script did not run\"}');";
        let answer: String = self
            .browser
            .ask(script, vec![json!(part), json!(with.to_string())])
            .await?;
        let answer: Value = serde_json::from_str(&answer)?;
        match answer["error"].as_str() {
            Some(error) => bail!("{error}"),
            None => Ok(answer["value"].clone()),
        }
    }
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
