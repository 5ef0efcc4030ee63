//! Texts in messages, and words about them.

use crate::dom;
use crate::text::{Word, digits, filled};
use crate::view::Scene;
use avmsdk_protocol::{Object, Value};
use avmsdk_session::{Entry, list};

/// Milliseconds by which a clock may be wrong.
const AHEAD: u64 = 3_600_000;

/// How long ago a time was; nothing after a week.
pub(super) fn ago(millis: u64, scene: &Scene<'_>) -> String {
    let now = dom::now() as u64;
    // The visitor's clock may be wrong by some minutes; what is further ahead was not said just now.
    if millis > now + AHEAD {
        return String::new();
    }
    let minutes = (now.saturating_sub(millis) / 60_000) as u32;
    let (word, value) = match minutes {
        0 => (Word::messageRelativeTimeJustNow, 0),
        1..60 => (Word::messageRelativeTimeMinute, minutes),
        60..1440 => (Word::messageRelativeTimeHour, minutes / 60),
        1440..=10_080 => (Word::messageRelativeTimeDay, minutes / 1440),
        _ => return String::new(),
    };
    filled(scene.text.get(word), "{value}", &digits(value))
}

/// What stands for a message that cannot be drawn as it is.
#[inline(never)]
pub(in crate::view) fn plainly<'a>(content: &'a Object, scene: &Scene<'a>) -> &'a str {
    for key in ["text", "textFallback", "mediaUrl"] {
        let way = content.text(key);
        if !way.is_empty() {
            return way;
        }
    }
    scene.text.get(Word::imagePreviewNotAvailable)
}

/// What is said aloud of a new message: who says what.
#[inline(never)]
pub(in crate::view) fn announced(entry: &Entry, scene: &Scene<'_>) -> String {
    let Some(content) = entry.content() else {
        return String::new();
    };
    let file = scene.host.file_name(content.text("mediaUrl"));
    let picture_or_file = if content.text("type") == "image" {
        scene.text.get(Word::imageLabel)
    } else {
        &file
    };
    let mut said = first_of(&[content.text("text"), content.text("altText"), picture_or_file]).to_owned();
    // What there is to look at, to fill in and to choose from.
    for (key, name) in [("items", "title"), ("fields", "label"), ("actions", "text")] {
        for one in list(content, key).iter().filter_map(Value::as_object) {
            if !said.is_empty() {
                said.push_str(", ");
            }
            said.push_str(one.text(name));
        }
    }
    if said.is_empty() {
        said.push_str(first_of(&[
            content.text("textFallback"),
            scene.text.get(Word::unsupportedMessageType),
        ]));
    }
    let name = content.text("name");
    let colon = if name.is_empty() { "" } else { ": " };
    [name, colon, &said, "\n"].concat()
}

/// The first that says something.
fn first_of<'a>(ways: &[&'a str]) -> &'a str {
    ways.iter()
        .find(|way| !way.is_empty())
        .copied()
        .unwrap_or_default()
}
