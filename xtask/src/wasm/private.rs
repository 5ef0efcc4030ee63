//! Names of properties that only our own scripts know, which are shortened.
//!
//! Host script, bridge, glue and the second part's script hand objects on to one another, so each name is short in all of
//! them alike. None is in the list that a page, a browser, JSON, the program or a style sheet knows.

/// Of messengers, lives, the kit, what the runtime exports, and what it is given.
const PRIVATE: &str = "adopt answered begin bridge choose clearAlarm closeSocket colour consult \
    crash draft drawn emit failed functions heard isAway isOver isWanted kit later launcher loadLate \
    locate markdown messenger notice openSocket peek queue rang ready refusal release sendText \
    setAlarm settle shadow sheet starting stopPoll store stored templates told unread whole fell observer \
    undo isSeen";

/// The letters that names may become.
pub(super) const LETTERS: &[u8; 52] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The short name of each, as an object of JSON.
pub(super) fn names() -> String {
    let letters = LETTERS
        .iter()
        .map(|letter| char::from(*letter).to_string().into());
    let names = PRIVATE.split_whitespace().map(str::to_owned);
    serde_json::Value::Object(names.zip(letters).collect()).to_string()
}

#[cfg(test)]
mod tests {
    use super::{LETTERS, PRIVATE};

    #[test]
    fn each_name_has_a_letter_of_its_own() {
        let mut names: Vec<_> = PRIVATE.split_whitespace().collect();
        assert!(names.len() <= LETTERS.len());
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), PRIVATE.split_whitespace().count());
    }

    /// As far as files tell: the keys of words, of options, and of the protocol's records.
    #[test]
    fn none_is_known_to_others() -> anyhow::Result<()> {
        let root = crate::workspace::root();
        let mut keys = Vec::new();
        for file in ["words/first.json", "words/late.json"] {
            let words = std::fs::read_to_string(root.join("runtime/host/src").join(file))?;
            let words: std::collections::BTreeMap<String, String> = serde_json::from_str(&words)?;
            keys.extend(words.into_keys());
        }
        let options = std::fs::read_to_string(root.join("runtime/host/src/host/options.js"))?;
        for line in options
            .lines()
            .filter(|line| !line.trim_start().starts_with(['/', '*']))
        {
            keys.extend(
                line.split(|letter: char| !letter.is_alphanumeric())
                    .map(str::to_owned),
            );
        }
        // Quoted names are left as they are.
        let templates = std::fs::read_to_string(root.join("runtime/host/src/late/templates.js"))?;
        keys.extend(templates.lines().filter_map(|line| {
            let (name, _) = line.strip_prefix("  ")?.split_once(": ")?;
            Some(name.to_owned())
        }));
        for entry in walkdir::WalkDir::new(root.join("protocol/src")) {
            let entry = entry?;
            if entry.file_type().is_file() {
                let source = std::fs::read_to_string(entry.path())?;
                // `field: Type = "key",`
                keys.extend(source.lines().filter_map(|line| {
                    let (_, key) = line.trim().strip_suffix("\",")?.rsplit_once("= \"")?;
                    Some(key.to_owned())
                }));
            }
        }
        assert!(keys.len() > 300, "they are found: {}", keys.len());
        for name in PRIVATE.split_whitespace() {
            assert!(!keys.iter().any(|key| key == name), "{name}");
        }
        Ok(())
    }
}
