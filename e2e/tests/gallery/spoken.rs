//! What a screen reader reads, in its order, where a visitor gets to in each flow.
//!
//! `AVMSDK_SPOKEN=write` keeps what is read now, in `spoken/`: read it aloud before it is committed.

use crate::room::{Room, none};
use avmsdk_e2e::{Engine, out};
use std::path::PathBuf;

/// The flows, each with the states on its way.
const FLOWS: [(&str, &[&str]); 10] = [
    (
        "talk",
        &[
            "launcher-tab-badge",
            "panel-empty",
            "talk",
            "talk-new",
            "talk-typing",
            "talk-sending",
            "talk-failed",
            "talk-groups",
            "connection-lost",
        ],
    ),
    (
        "history",
        &["history-loading", "history-failed", "talk-new-while-above"],
    ),
    (
        "forms",
        &[
            "form-open",
            "form-fault",
            "form-second-field",
            "form-failed",
            "form-submitted",
            "prechat",
            "prechat-fields",
        ],
    ),
    (
        "upload",
        &[
            "composer-menu",
            "upload-under-way",
            "upload-image-under-way",
            "upload-failed",
            "notice-too-large",
        ],
    ),
    ("conversations", &["conversation-list", "conversation-list-many"]),
    (
        "channels",
        &[
            "intro-channels",
            "channels-linked",
            "channel-whatsapp",
            "channel-loading",
            "channel-failed",
            "sms",
            "sms-number-invalid",
            "sms-pending",
            "sms-linked",
        ],
    ),
    ("prompt", &["prompt-one", "prompt-many"]),
    ("image-viewer", &["image", "image-broken", "image-viewer"]),
    ("carousel", &["carousel-3", "list"]),
    (
        "actions",
        &[
            "actions",
            "replies",
            "postback-failed",
            "location",
            "file",
            "webview",
        ],
    ),
];

#[tokio::test]
async fn each_flow_reads_as_it_should() -> anyhow::Result<()> {
    if Engine::Chromium.is_left_out() {
        return Ok(());
    }
    let room = Room::enter("spoken", Engine::Chromium).await?;
    let is_kept_anew = std::env::var("AVMSDK_SPOKEN").is_ok_and(|word| word == "write");
    let mut found = Vec::new();
    for (flow, states) in FLOWS {
        let mut told = String::new();
        for state in states {
            room.open(state, "").await?;
            told += &format!("# {state}\n\n{}\n", room.browser.spoken().await?);
        }
        let file = folder().join(format!("{flow}.txt"));
        if is_kept_anew {
            std::fs::create_dir_all(folder())?;
            std::fs::write(file, told)?;
            continue;
        }
        let wanted = std::fs::read_to_string(&file).unwrap_or_default();
        if let Some(said) = difference(&wanted, &told) {
            std::fs::write(out()?.join(format!("spoken-{flow}.txt")), told)?;
            found.push(format!("{flow}: {said}"));
        }
    }
    room.browser.close().await?;
    none(&found)
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/gallery/spoken")
}

/// The first line that is another, and the state that it stands in.
fn difference(wanted: &str, got: &str) -> Option<String> {
    let (mut one, mut other) = (wanted.lines(), got.lines());
    let mut state = "";
    loop {
        let pair = (one.next(), other.next());
        if pair == (None, None) {
            return None;
        }
        if pair.0 != pair.1 {
            let shown = |line: Option<&str>| line.map_or("the end", str::trim).to_owned();
            return Some(format!(
                "{state}: `{}` is read, and not `{}`",
                shown(pair.1),
                shown(pair.0)
            ));
        }
        state = pair.0.and_then(|line| line.strip_prefix("# ")).unwrap_or(state);
    }
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn the_first_other_line_is_told() {
        let kept = "# a\n\nbutton “One”\n# b\n\nbutton “Two”\n";
        assert_eq!(difference(kept, kept), None);
        let said = difference(kept, &kept.replace("Two", ""));
        assert_eq!(
            said.as_deref(),
            Some("b: `button “”` is read, and not `button “Two”`")
        );
        assert!(difference(kept, "# a\n").is_some());
        assert!(difference("", kept).is_some());
    }
}
