//! Pictures, files and places, and files on their way.

use crate::dom::{self, Node};
use crate::template::Template;
use crate::text::{Word, digits, filled, join};
use crate::view::Scene;
use avmsdk_protocol::{Object, Value};
use avmsdk_session::Upload;

/// Larger pictures are loaded when the visitor wants them (observed).
const LARGE: u32 = 2_097_152;

/// A picture that can be looked at, or a file that can be had.
pub(super) fn draw(content: &Object, scene: &Scene<'_>) -> Node {
    let size = content.get("mediaSize").and_then(Value::as_number);
    let size = size.and_then(|size| size.as_u32()).unwrap_or_default();
    let words = scene.host.size(size);
    let address = content.text("mediaUrl");
    if content.text("type") == "file" {
        return dom::fill(Template::file, &[&scene.host.file_name(address), &words], content);
    }
    let label = filled(scene.text.get(Word::imageClickToView), "{size}", &words);
    let (note, source) = if size > LARGE {
        (&*label, "")
    } else {
        ("", address)
    };
    let label = described(content.text("altText"), &label);
    dom::fill(Template::picture, &[&label, note, source], content)
}

/// What a picture shows, if somebody has said it, and what a click does.
fn described(alt: &str, words: &str) -> String {
    join(&[alt, if alt.is_empty() { "" } else { " " }, words])
}

/// Loads a picture again.
#[inline(never)]
pub(in crate::view) fn load(picture: &Node) {
    let image = picture.part("img");
    picture.part(".note").write("");
    picture.set("data-state", "");
    picture.set("aria-label", &picture.get("data-label").unwrap_or_default());
    image.show(true);
    image.set("src", &picture.get("data-url").unwrap_or_default());
}

/// A picture has not come: one that can be clicked says so.
#[inline(never)]
pub(in crate::view) fn lost(image: &Node, scene: &Scene<'_>) {
    if let Some(picture) = image.closest(".picture") {
        let words = scene.text.get(Word::imageClickToReload);
        let label = picture.get("aria-label").unwrap_or_default();
        let alt = picture.get("data-alt").unwrap_or_default();
        let words = described(&alt, words);
        picture.set("data-state", "lost");
        picture.set("data-label", &label);
        picture.set("aria-label", &words);
        picture.part(".note").write(&words);
    }
    image.show(false);
}

/// A place: a link to a map, since a map would be a request to a stranger. By its name and address, or by its degrees.
pub(super) fn draw_place(latitude: &str, longitude: &str, place: Option<&Object>, scene: &Scene<'_>) -> Node {
    let degrees = join(&[latitude, ",", longitude]);
    let address = join(&["https://www.google.com/maps?q=", &degrees]);
    let [name, street] = ["name", "address"].map(|key| place.map_or("", |place| place.text(key)));
    let words = match (name, street) {
        ("", "") => [scene.text.get(Word::locationLabel), &degrees],
        ("", street) => [street, ""],
        (name, street) => [name, street],
    };
    dom::fill(Template::place, &[&address, words[0], words[1]], &Object::new())
}

/// A file that the visitor sends.
pub(super) fn draw_upload(into: &Node, upload: &Upload, scene: &Scene<'_>) {
    if let Some(preview) = &upload.facts.preview {
        // An address that the bridge has made of the file.
        let image = dom::build("img.preview[alt]");
        image.set("src", preview);
        into.append(&image);
    }
    let cancel = scene.text.get(Word::cancelUploadLabel);
    let name = &upload.facts.name;
    into.append(&dom::fill(
        Template::upload,
        &[name, name, cancel, cancel],
        &Object::new(),
    ));
}

#[inline(never)]
pub(super) fn draw_progress(into: &Node, upload: &Upload) {
    into.part("progress").set("value", &digits(upload.percent()));
    into.part("button").show(upload.can_be_cancelled());
}
