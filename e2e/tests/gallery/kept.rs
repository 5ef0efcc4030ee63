//! The pictures that are kept, and what is compared with them.
//!
//! `AVMSDK_PICTURES=write` keeps what is seen now, in place of what was kept before; `AVMSDK_PICTURES=skip` compares
//! nothing, for machines with other fonts.

use crate::compare::difference;
use crate::picture::Picture;
use crate::room::State;
use anyhow::Context as _;
use avmsdk_e2e::{Browser, out};
use std::path::PathBuf;

/// Parts of the names of states of which no picture is kept: what they show takes fonts that not every machine has,
/// or is more than can be seen, or moves. On pages that mean no good `hosts` compares what is seen by itself.
const WITHOUT: [&str; 12] = [
    "many-",
    "text-60kb",
    "emoji",
    "thai",
    "cjk",
    "arabic",
    "hebrew",
    "prechat-greeting",
    "postback-busy",
    "talk-typing",
    "under-way",
    "host-",
];

/// Those that are kept from all sides, one of each kind. Of the others there is one picture, on a phone.
const TELLING: [&str; 38] = [
    "launcher-button",
    "launcher-tab-badge",
    "launcher-badge-many",
    "panel-business",
    "panel-light-brand",
    "intro-channels",
    "intro-fixed",
    "embedded",
    "talk",
    "talk-seen",
    "talk-failed",
    "talk-sending",
    "talk-groups",
    "talk-new-while-above",
    "history-loading",
    "image",
    "image-viewer",
    "image-broken",
    "file",
    "location",
    "carousel-3",
    "list",
    "actions",
    "replies",
    "webview-compact",
    "form-second-field",
    "form-failed",
    "form-submitted",
    "prechat-fields",
    "channels-linked",
    "channel-whatsapp",
    "sms-number-invalid",
    "prompt-many",
    "composer-long",
    "composer-menu",
    "notice-virus",
    "connection-lost-sending",
    "conversation-list",
];

/// 390x844 in the light, the same in the dark and in the system's colours, 320x568 from right to left, 1280x800, and
/// the same at 400 %.
const FROM_ALL_SIDES: [&str; 6] = ["phone", "dark", "forced", "mirrored", "desktop", "zoomed"];

/// How wide letters of the widget's font are: by other fonts every line breaks elsewhere.
const LETTERS: &str = "const pen = document.createElement('canvas').getContext('2d'); pen.font = '100px system-ui'; \
    return Math.round(pen.measureText('Hamburgefonstiv 0123456789, “Quay & Sons”…').width)";

/// Holds still what moves, and hides the caret, which blinks.
const STILL: &str = "const sheet = new CSSStyleSheet();
sheet.replaceSync('* { animation: none !important; transition: none !important; caret-color: transparent !important }');
const tree = document.getElementById('avmsdk-root').shadowRoot;
tree.adoptedStyleSheets = [...tree.adoptedStyleSheets, sheet];
return null;";

/// What is done with pictures in this run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Album {
    Compare,
    Write,
    Skip,
}

impl Album {
    /// As the variable says, if the letters on the page are as wide as those in the pictures.
    pub(crate) async fn open(browser: &Browser) -> anyhow::Result<Self> {
        let album = match std::env::var("AVMSDK_PICTURES").as_deref() {
            Ok("write") => Self::Write,
            Ok("skip") => Self::Skip,
            Ok(other) => anyhow::bail!("AVMSDK_PICTURES is `write`, `skip` or not set, and not `{other}`"),
            Err(_) => Self::Compare,
        };
        let width = format!("{}\n", browser.run::<u32>(LETTERS).await?);
        let file = folder().join("letters.txt");
        match album {
            Self::Write => {
                std::fs::create_dir_all(folder())?;
                std::fs::write(file, width)?;
            }
            Self::Compare => {
                let wanted = std::fs::read_to_string(file).context("no pictures are kept")?;
                anyhow::ensure!(
                    wanted == width,
                    "the pictures are of DejaVu Sans, in which the line that is measured is {} wide, and here it is {}: \
                     install that font (Debian: `fonts-dejavu-core`) and no other, or set AVMSDK_PICTURES=skip",
                    wanted.trim(),
                    width.trim()
                );
            }
            Self::Skip => {}
        }
        Ok(album)
    }

    /// Compares what is seen of a state from a side; a difference is said in words.
    pub(crate) async fn look(
        self,
        browser: &Browser,
        state: &State,
        side: &str,
    ) -> anyhow::Result<Option<String>> {
        if self == Self::Skip || !sides(state).contains(&side) {
            return Ok(None);
        }
        let name = format!("{}-{side}", state.0);
        browser.run::<()>(STILL).await?;
        let got = Picture::read(&browser.client().screenshot().await?)?.reduced();
        let file = folder().join(format!("{name}.png"));
        if self == Self::Write {
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

    /// Pictures of what is not there any more; they are taken away where pictures are written.
    pub(crate) fn strays(self, states: &[State]) -> anyhow::Result<Vec<String>> {
        let known: Vec<String> = states
            .iter()
            .flat_map(|state| sides(state).iter().map(|side| format!("{}-{side}.png", state.0)))
            .collect();
        let mut found = Vec::new();
        for file in files()? {
            let name = file
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if name == "letters.txt" || known.contains(&name) {
                continue;
            }
            match self {
                Self::Write => std::fs::remove_file(file)?,
                Self::Compare | Self::Skip => found.push(format!("a picture of nothing: {name}")),
            }
        }
        Ok(found)
    }
}

/// From where pictures of a state are kept.
fn sides(State(name, _): &State) -> &'static [&'static str] {
    if WITHOUT.iter().any(|part| name.contains(part)) {
        &[]
    } else if TELLING.contains(&name.as_str()) {
        &FROM_ALL_SIDES
    } else {
        &FROM_ALL_SIDES[..1]
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/gallery/pictures")
}

fn files() -> anyhow::Result<Vec<PathBuf>> {
    std::fs::read_dir(folder())
        .context("no pictures are kept")?
        .map(|entry| Ok(entry?.path()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Album, FROM_ALL_SIDES, TELLING, files, sides};
    use crate::room::{Room, State};
    use avmsdk_e2e::Engine;

    /// All of them together, in bytes.
    const LIMIT: u64 = 3_000_000;

    #[test]
    fn they_are_small_all_together() {
        let sizes = files()
            .unwrap()
            .into_iter()
            .map(|file| file.metadata().unwrap().len());
        let size: u64 = sizes.sum();
        assert!(size < LIMIT, "{size} bytes");
    }

    #[test]
    fn what_is_telling_is_kept_from_all_sides() {
        for name in TELLING {
            let state = State(name.to_owned(), String::new());
            assert_eq!(sides(&state), FROM_ALL_SIDES, "{name}");
        }
    }

    /// What somebody may break by mistake, each small.
    const PLANTED: [(&str, &str); 7] = [
        (
            "another brand colour",
            "[part=header] { background: #3f51d6 !important }",
        ),
        ("larger letters", ".text { font-size: 16px !important }"),
        (
            "no icon on a button",
            "[part=send] svg { display: none !important }",
        ),
        (
            "a bubble without its ground",
            ".text { background: none !important }",
        ),
        ("no faces", "img { visibility: hidden !important }"),
        ("other corners", ".text { border-radius: 0 !important }"),
        (
            "a wider gap",
            "[part=composer] { padding-block-start: 20px !important }",
        ),
    ];

    #[tokio::test]
    async fn what_is_planted_is_seen() -> anyhow::Result<()> {
        let room = Room::enter("planted", Engine::Chromium).await?;
        let talk = State("talk".to_owned(), String::new());
        room.browser.resize_to(390, 844).await?;
        room.open("talk", "").await?;
        if Album::open(&room.browser).await? == Album::Skip {
            return room.browser.close().await;
        }
        let mut missed = Vec::new();
        for (what, rule) in PLANTED {
            let before = Album::Compare.look(&room.browser, &talk, "phone").await?;
            anyhow::ensure!(before.is_none(), "before {what}: {before:?}");
            let plant = format!(
                "const tree = document.getElementById('avmsdk-root').shadowRoot; window.planted = new CSSStyleSheet(); \
                 planted.replaceSync('{rule}'); tree.adoptedStyleSheets = [...tree.adoptedStyleSheets, planted]; return null"
            );
            room.browser.run::<()>(&plant).await?;
            if Album::Compare
                .look(&room.browser, &talk, "phone")
                .await?
                .is_none()
            {
                missed.push(what);
            }
            room.browser
                .run::<()>("planted.replaceSync(''); return null")
                .await?;
        }
        room.browser.close().await?;
        anyhow::ensure!(missed.is_empty(), "nobody sees {missed:?}");
        Ok(())
    }
}
