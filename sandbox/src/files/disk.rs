//! The folder: each file's bytes under its id, and beside them its description as JSON.

use super::Entry;
use avmsdk_protocol::id::{AppId, ConversationId};
use avmsdk_protocol::record::to_text;
use avmsdk_protocol::{Object, Value, json};
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

/// Ends the name of what is not whole yet.
pub(super) const UNFINISHED: &str = "part";
/// Ends the name of a description.
const DESCRIPTION: &str = "json";

/// Reads what is there, and sweeps away what a kill has left unfinished. Names that are not of this
/// service's making are left alone.
pub(super) fn read(folder: &Path) -> io::Result<HashMap<String, Entry>> {
    let mut entries = HashMap::new();
    let listing = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(entries),
        listing => listing?,
    };
    for found in listing {
        let name = found?.file_name();
        let Some(name) = name.to_str() else { continue };
        let (id, ending) = name
            .split_once('.')
            .map_or((name, None), |(id, end)| (id, Some(end)));
        if !is_id(id) {
            continue;
        }
        match ending {
            Some(DESCRIPTION) => {
                if let Some(entry) = entry(folder, id) {
                    entries.insert(id.to_owned(), entry);
                }
            }
            Some(ending) if ending.ends_with(UNFINISHED) => discard(&folder.join(name)),
            None if !description(folder, id).exists() => discard(&folder.join(name)),
            _ => {}
        }
    }
    Ok(entries)
}

/// A description whose bytes are there, and all of them.
fn entry(folder: &Path, id: &str) -> Option<Entry> {
    let text = std::fs::read_to_string(description(folder, id)).ok()?;
    let object = match json::parse(&text).ok()? {
        Value::Object(object) => object,
        _ => return None,
    };
    let text = |name: &str| object.get(name)?.as_str().map(str::to_owned);
    Some(Entry {
        app: AppId::new(text("app")?),
        conversation: text("conversation").map(ConversationId::new),
        merged_into: text("mergedInto").map(ConversationId::new),
        name: text("name")?,
        size: std::fs::metadata(folder.join(id)).ok()?.len(),
    })
}

/// Makes a whole file of an unfinished one.
pub(super) fn finish(folder: &Path, id: &str, entry: &Entry) -> io::Result<()> {
    let described = write_description(folder, id, entry)?;
    std::fs::rename(unfinished(folder, id), folder.join(id))?;
    std::fs::rename(described, description(folder, id))
}

/// Describes a whole file anew.
pub(super) fn describe(folder: &Path, id: &str, entry: &Entry) -> io::Result<()> {
    let described = write_description(folder, id, entry)?;
    std::fs::rename(described, description(folder, id))
}

/// Writes a description that does not count yet; says where.
fn write_description(folder: &Path, id: &str, entry: &Entry) -> io::Result<PathBuf> {
    let mut object = Object::new();
    object.set("app", entry.app.as_str());
    if let Some(conversation) = &entry.conversation {
        object.set("conversation", conversation.as_str());
    }
    if let Some(kept) = &entry.merged_into {
        object.set("mergedInto", kept.as_str());
    }
    object.set("name", entry.name.as_str());
    let described = folder.join(format!("{id}.{DESCRIPTION}.{UNFINISHED}"));
    std::fs::write(&described, to_text(&object))?;
    Ok(described)
}

/// Where a file is while it is written.
pub(super) fn unfinished(folder: &Path, id: &str) -> PathBuf {
    folder.join(format!("{id}.{UNFINISHED}"))
}

/// Removes a file, finished or not. The description goes first: without it the rest is swept away.
pub(super) fn remove(folder: &Path, id: &str) {
    discard(&description(folder, id));
    discard(&folder.join(id));
    discard(&unfinished(folder, id));
    discard(&folder.join(format!("{id}.{DESCRIPTION}.{UNFINISHED}")));
}

fn description(folder: &Path, id: &str) -> PathBuf {
    folder.join(format!("{id}.{DESCRIPTION}"))
}

fn discard(path: &Path) {
    // Gone already, or for the next start.
    let _ = std::fs::remove_file(path);
}

fn is_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
