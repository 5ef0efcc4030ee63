//! Names of custom properties that only our own style sheets know, which are shortened in all of them alike. Those that
//! sites set begin with `--avmsdk-`, and stay. Each of ours has a value at the host: what a page calls so would be inherited.

use super::private::LETTERS;
use std::collections::BTreeMap;

const PUBLIC: &str = "avmsdk-";

/// Gives each of ours a letter, the most frequent the first, as long as there are any.
pub(super) fn shorten(sheets: &mut [&mut String]) {
    let mut counts = BTreeMap::<String, usize>::new();
    for sheet in &*sheets {
        for (_, name) in private(sheet) {
            *counts.entry(name.to_owned()).or_default() += 1;
        }
    }
    let mut names: Vec<_> = counts.into_iter().collect();
    names.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let letters: BTreeMap<_, _> = names.into_iter().map(|(name, _)| name).zip(LETTERS).collect();
    for sheet in sheets {
        let mut short = String::new();
        let mut copied = 0;
        for (at, name) in private(sheet) {
            if let Some(letter) = letters.get(name) {
                short += &sheet[copied..at];
                short.push(char::from(**letter));
                copied = at + name.len();
            }
        }
        short += &sheet[copied..];
        **sheet = short;
    }
}

/// The names without their dashes, and where each stands.
fn private(sheet: &str) -> Vec<(usize, &str)> {
    let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    let mut found = Vec::new();
    for (at, dashes) in sheet.match_indices("--") {
        let begin = at + dashes.len();
        let rest = &sheet[begin..];
        let name = &rest[..rest.find(|letter| !is_of_name(letter)).unwrap_or(rest.len())];
        let is_begun = sheet[..at].ends_with(is_of_name);
        if !is_begun
            && name.starts_with(|letter: char| letter.is_ascii_lowercase())
            && !name.starts_with(PUBLIC)
        {
            found.push((begin, name));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::shorten;

    #[test]
    fn the_most_frequent_is_the_same_letter_in_all() {
        let mut first =
            ":host{--line:red;--space-2:2px;--avmsdk-x:1}b{margin:var(--space-2) var(--space-2)}".to_owned();
        let mut second = ".a--line{color:var( --line , var(--avmsdk-line))}".to_owned();
        shorten(&mut [&mut first, &mut second]);
        assert_eq!(
            first,
            ":host{--b:red;--a:2px;--avmsdk-x:1}b{margin:var(--a) var(--a)}"
        );
        assert_eq!(second, ".a--line{color:var( --b , var(--avmsdk-line))}");
    }

    #[test]
    fn who_comes_when_there_are_no_letters_left_keeps_the_name() {
        let mut sheet: String = (10..70).map(|at| format!("--name-{at}:1;")).collect();
        shorten(&mut [&mut sheet]);
        assert!(
            sheet.starts_with("--a:1;--b:1;") && sheet.contains("--Z:1;--name-62:1;"),
            "{sheet}"
        );
    }
}
