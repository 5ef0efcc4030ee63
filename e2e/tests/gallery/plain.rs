//! The gallery's blank page without a policy, on an origin of its own.

use anyhow::{Context as _, ensure};
use avmsdk_e2e::{Sandbox, Serving, Site, avmsdk};
use tempfile::TempDir;

/// The page, as long as the value lives.
pub(crate) struct Plain {
    url: String,
    _serving: Serving,
}

impl Plain {
    /// Serves it, with the widget and the scripts that the sandbox serves.
    pub(crate) async fn serve(sandbox: &Sandbox) -> anyhow::Result<Self> {
        let folder = TempDir::new()?;
        let public_path = sandbox.url("/static/");
        avmsdk(
            folder.path(),
            &["configure", &public_path, "--out", "made", "--quiet"],
        )?;
        let snippet = std::fs::read_to_string(folder.path().join("made/snippets/loader.html"))?;
        let script = snippet
            .split_once("<script>")
            .and_then(|(_, rest)| rest.split_once("</script>"))
            .context("the snippet has no script")?
            .0;
        let page = include_str!("../../../templates/pages/gallery/stage.html")
            .replace("{{ states }}", "")
            .replace("{{ loader_script }}", script)
            .replace("\"/static/", &format!("\"{public_path}"))
            .replace(
                "</head>",
                &format!("<script>gallery.public = '{public_path}';</script></head>"),
            );
        ensure!(!page.contains("{{ "), "something is left to be filled in");
        let site = Site::reserve().await?;
        Ok(Self {
            url: format!("{}/blank", site.origin()),
            _serving: site.serve_pages([("/blank", page)]),
        })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}
