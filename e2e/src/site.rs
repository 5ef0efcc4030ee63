//! Plain web servers on origins of their own: the integrator's page, and the files on some host.

use anyhow::Context as _;
use axum::Router;
use axum::extract::{Path as UrlPath, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::routing::get;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

type Answer = Result<([(HeaderName, &'static str); 2], Vec<u8>), StatusCode>;

/// A port that is ours, on which nothing is served yet: some things must know it first.
#[derive(Debug)]
pub struct Site {
    port: u16,
    listener: TcpListener,
}

/// A server that ends with the value.
#[derive(Debug)]
pub struct Serving(JoinHandle<()>);

impl Site {
    /// Takes a free port on loopback.
    ///
    /// # Errors
    /// If there is none.
    pub async fn reserve() -> anyhow::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .context("cannot listen on loopback")?;
        Ok(Self {
            port: listener.local_addr()?.port(),
            listener,
        })
    }

    /// Such as `http://localhost:40123`, without a slash at the end.
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// The port alone.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Serves a folder under a path (`/static/`), to pages of any origin.
    pub fn serve_folder(self, under: &str, folder: &Path) -> Serving {
        let route = format!("{under}{{*path}}");
        self.serve(
            Router::new()
                .route(&route, get(file))
                .with_state(folder.to_owned()),
        )
    }

    /// Serves one page, with one script of its own beside it at `/page.js`.
    pub fn serve_page(self, html: String, script: String) -> Serving {
        let page = get(async || ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html));
        let script = get(async || ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], script));
        self.serve(Router::new().route("/", page).route("/page.js", script))
    }

    /// Serves pages by their paths, and beside them an empty script at `/late.js` that is held back until
    /// somebody has asked for `/go`.
    pub fn serve_pages(self, pages: impl IntoIterator<Item = (&'static str, String)>) -> Serving {
        let gate = Arc::new(Notify::new());
        let opened = Arc::clone(&gate);
        let late = async move || {
            gate.notified().await;
            ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], "")
        };
        let go = async move || {
            opened.notify_one();
            StatusCode::NO_CONTENT
        };
        let held = Router::new().route("/late.js", get(late)).route("/go", get(go));
        self.serve(pages.into_iter().fold(held, |router, (path, html)| {
            let page = get(async || ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html));
            router.route(path, page)
        }))
    }

    /// Serves what the routes say.
    pub fn serve(self, router: Router) -> Serving {
        Serving(tokio::spawn(async move {
            // It runs until it is dropped; a broken connection is the browser's to notice.
            let _ = axum::serve(self.listener, router).await;
        }))
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn file(State(folder): State<PathBuf>, UrlPath(path): UrlPath<String>) -> Answer {
    let relative = Path::new(&path);
    if !relative
        .components()
        .all(|part| matches!(part, Component::Normal(_)))
    {
        return Err(StatusCode::NOT_FOUND);
    }
    let bytes = std::fs::read(folder.join(relative)).map_err(|_| StatusCode::NOT_FOUND)?;
    let headers = [
        (header::CONTENT_TYPE, content_type(relative)),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    Ok((headers, bytes))
}

/// As any server for static files knows them.
fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}
