//! Words that must not be in the repository: one machine's paths, one network's hosts, forgotten marks.
//!
//! It reads what git knows or would add, so build output and ignored files are free to say anything.

use crate::{say, step, workspace};
use anyhow::{Context as _, bail};
use std::path::Path;

/// A forbidden word.
struct Word {
    text: &'static str,
    /// Only files whose names end so; all if empty.
    files: &'static str,
    instead: &'static str,
}

const PATH: &str = "a path of one machine; name it from the root of the repository";
const HOST: &str = "a registry's host; name the package and let the client find it";
const MARK: &str = "not for the repository; finish it, or file an issue";

/// Each is cut in two, so that this file does not hold it.
const WORDS: [Word; 14] = [
    Word {
        text: concat!("/wo", "rk/"),
        files: "",
        instead: PATH,
    },
    Word {
        text: concat!("/ro", "ot/"),
        files: "",
        instead: PATH,
    },
    Word {
        text: concat!("/home/", "runner/"),
        files: "",
        instead: PATH,
    },
    Word {
        text: concat!("shared/", "design"),
        files: "",
        instead: PATH,
    },
    Word {
        text: concat!("registry.", "npmjs.org"),
        files: "",
        instead: HOST,
    },
    Word {
        text: concat!("index.", "crates.io"),
        files: "",
        instead: HOST,
    },
    Word {
        text: concat!("static.", "crates.io"),
        files: "",
        instead: HOST,
    },
    Word {
        text: concat!("files.", "pythonhosted.org"),
        files: "",
        instead: HOST,
    },
    Word {
        text: concat!("deb.", "debian.org"),
        files: "",
        instead: HOST,
    },
    Word {
        text: concat!("tod", "o!("),
        files: ".rs",
        instead: MARK,
    },
    Word {
        text: concat!("unimple", "mented!("),
        files: ".rs",
        instead: MARK,
    },
    Word {
        text: concat!("db", "g!("),
        files: ".rs",
        instead: MARK,
    },
    Word {
        text: concat!("FIX", "ME"),
        files: "",
        instead: MARK,
    },
    Word {
        text: concat!("<<<<", "<<< "),
        files: "",
        instead: "a merge that was not finished",
    },
];

/// Fails if a file holds one, and names each place.
pub(super) fn run() -> anyhow::Result<()> {
    say::step("look for forbidden words");
    let mut list = step::program("git");
    list.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let names =
        step::ask(&mut list).context("cannot list the files, is this a git checkout: git ls-files")?;
    let mut files = 0;
    let mut found = 0;
    for name in names.split_terminator('\0') {
        let path = workspace::root().join(name);
        // Deleted but not yet committed, or a link: no text of ours.
        if !path.symlink_metadata().is_ok_and(|facts| facts.is_file()) {
            continue;
        }
        files += 1;
        for place in places(name, &read(&path)?) {
            found += 1;
            say::note(place);
        }
    }
    if found > 0 {
        bail!("forbidden words, see above: {found}");
    }
    say::note(format_args!("{files} files, none of {} words", WORDS.len()));
    Ok(())
}

/// Files need not be text: what is not UTF-8 cannot match and is replaced.
fn read(path: &Path) -> anyhow::Result<String> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read: {}", path.display()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Each find as `file:line: word: what to do`.
fn places(name: &str, text: &str) -> Vec<String> {
    let mut places = Vec::new();
    for word in WORDS
        .iter()
        .filter(|word| name.ends_with(word.files) && text.contains(word.text))
    {
        for (index, _) in text
            .lines()
            .enumerate()
            .filter(|(_, line)| line.contains(word.text))
        {
            places.push(format!(
                "{name}:{}: `{}` is {}",
                index + 1,
                word.text,
                word.instead
            ));
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::{WORDS, places};

    #[test]
    fn each_word_is_found_with_its_line() {
        for word in WORDS {
            let text = format!("fine\nalso fine {} end\n", word.text);
            let places = places("a/b.rs", &text);
            assert_eq!(places.len(), 1, "{places:?}");
            assert!(places[0].starts_with("a/b.rs:2: `"), "{places:?}");
        }
    }

    #[test]
    fn marks_of_rust_are_free_elsewhere_and_plain_text_passes() {
        let mark = WORDS.iter().find(|word| word.files == ".rs").unwrap();
        assert_eq!(places("notes.md", mark.text), [] as [String; 0]);
        assert_eq!(
            places("a.rs", "let network = \"/networks/\"; // /home/your-name/"),
            [] as [String; 0]
        );
    }
}
