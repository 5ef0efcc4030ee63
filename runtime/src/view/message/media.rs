//! Pictures, files and places, and files on their way.

use super::words::anchor;
use crate::dom::{self, Node};
use crate::text::{Word, digits, filled};
use crate::view::Scene;
use avmsdk_protocol::{Object, Value};
use avmsdk_session::{Upload, file_name, size_words};

const PICTURE: &str = "a.picture!view-image[target=_blank](span.note)";
const FILE: &str =
    "a.file[target=_blank download]({M6 3h8l4 4v14H6zM13 3v5h5} span.name[dir=auto] span.size)";
const PLACE: &str =
    "a.file[target=_blank]({M12 21c4-5 7-8 7-12a7 7 0 0 0-14 0c0 4 3 7 7 12zM12 9h0} span.name span.size)";
const UPLOAD: &str = "div.file({M6 3h8l4 4v14H6zM13 3v5h5} span.name[dir=auto] progress[max=100] \
    button!cancel-upload[type=button]({M6 6l12 12M18 6L6 18}))";
/// Larger pictures are loaded when the visitor wants them (observed).
const LARGE: u32 = 2_097_152;

/// A picture that can be looked at, or a file that can be had.
pub(super) fn draw(into: &Node, content: &Object, scene: &Scene<'_>) {
    let address = content.text("mediaUrl");
    let size = content.get("mediaSize").and_then(Value::as_number);
    let size = size.and_then(|size| size.as_u32()).unwrap_or_default();
    let words = if size > 0 { size_words(size) } else { String::new() };
    if content.text("type") == "file" {
        let file = anchor(FILE, address);
        file.part(".name").write(&file_name(address));
        file.part(".size").write(&words);
        return into.append(&file);
    }
    let picture = anchor(PICTURE, address);
    let label = filled(scene.text.get(Word::imageClickToView), "{size}", &words);
    picture.set("aria-label", &label);
    picture.set("data-url", address);
    into.append(&picture);
    if size > LARGE {
        picture.part(".note").write(&label);
    } else {
        load(&picture);
    }
}

/// Loads a picture, for the first time or again.
pub(in crate::view) fn load(picture: &Node) {
    picture.part(".note").write("");
    picture.set("data-state", "");
    let image = dom::build("img[alt loading=lazy]");
    image.set("src", &picture.get("data-url").unwrap_or_default());
    picture.append(&image);
}

/// A picture has not come: one that can be clicked says so, another leaves.
pub(in crate::view) fn lost(image: &Node, scene: &Scene<'_>) {
    if image.closest("img").is_none() {
        return;
    }
    if let Some(picture) = image.closest(".picture") {
        picture.set("data-state", "lost");
        picture
            .part(".note")
            .write(scene.text.get(Word::imageClickToReload));
    }
    image.remove();
}

/// A place: a link to a map, since a map would be a request to a stranger.
pub(super) fn draw_place(into: &Node, latitude: &str, longitude: &str, scene: &Scene<'_>) {
    let place = [latitude, ",", longitude].concat();
    let link = anchor(PLACE, &["https://www.google.com/maps?q=", &place].concat());
    link.part(".name").write(scene.text.get(Word::locationLabel));
    link.part(".size").write(&place);
    into.append(&link);
}

/// A file that the visitor sends.
pub(super) fn draw_upload(into: &Node, upload: &Upload, scene: &Scene<'_>) {
    if let Some(preview) = &upload.facts.preview {
        let image = dom::build("img.preview[alt]");
        image.set("src", preview);
        into.append(&image);
    }
    let file = dom::build(UPLOAD);
    file.part(".name").write(&upload.facts.name);
    file.part("progress").set("aria-label", &upload.facts.name);
    file.part("button").name(scene.text.get(Word::cancelUploadLabel));
    into.append(&file);
}

pub(super) fn draw_progress(into: &Node, upload: &Upload) {
    into.part("progress").set("value", &digits(upload.percent()));
    into.part("button").show(upload.can_be_cancelled());
}
