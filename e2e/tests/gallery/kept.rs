//! The pictures that are kept, and what is compared with them.
//!
//! `AVMSDK_PICTURES=write` keeps what is seen now. Where none is kept at all nothing is compared: they are taken when
//! the face is as it should be.

use crate::compare::difference;
use crate::picture::Picture;
use anyhow::Context as _;
use avmsdk_e2e::{Browser, out};
use std::path::PathBuf;

/// Holds still what moves, and hides the caret, which blinks.
const STILL: &str = "const sheet = new CSSStyleSheet();
sheet.replaceSync('* { animation: none !important; transition: none !important; caret-color: transparent !important }');
const tree = document.getElementById('avmsdk-root').shadowRoot;
tree.adoptedStyleSheets = [...tree.adoptedStyleSheets, sheet];
return null;";

/// All of them together, in bytes.
const LIMIT: u64 = 3_000_000;

/// Compares what is seen with what is kept under this name; a difference is said in words.
pub(crate) async fn compare(browser: &Browser, name: &str) -> anyhow::Result<Option<String>> {
    let is_kept_anew = std::env::var("AVMSDK_PICTURES").is_ok_and(|word| word == "write");
    if !is_kept_anew && files()?.is_empty() {
        return Ok(None);
    }
    browser.run::<()>(STILL).await?;
    let got = Picture::read(&browser.client().screenshot().await?)?.reduced();
    let file = folder().join(format!("{name}.png"));
    if is_kept_anew {
        std::fs::create_dir_all(folder())?;
        std::fs::write(file, got.write()?)?;
        return Ok(None);
    }
    let Ok(png) = std::fs::read(&file) else {
        return Ok(Some(format!(
            "no picture is kept of {name}: AVMSDK_PICTURES=write"
        )));
    };
    let wanted = Picture::read(&png).with_context(|| format!("cannot read: {}", file.display()))?;
    let said = difference(&wanted, &got);
    if said.is_some() {
        std::fs::write(out()?.join(format!("gallery-{name}-got.png")), got.write()?)?;
        std::fs::write(out()?.join(format!("gallery-{name}-wanted.png")), png)?;
    }
    Ok(said.map(|said| format!("{name} looks otherwise: {said}")))
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/gallery/pictures")
}

fn files() -> anyhow::Result<Vec<PathBuf>> {
    if !folder().is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder())? {
        found.push(entry?.path());
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::{LIMIT, files};

    #[test]
    fn they_are_small_all_together() {
        let sizes = files()
            .unwrap()
            .into_iter()
            .map(|file| file.metadata().unwrap().len());
        let size: u64 = sizes.sum();
        assert!(size < LIMIT, "{size} bytes");
    }
}
