//! The name of a file as people see it: what its sender chose, without what deceives or breaks lines.

/// The longest name, in characters.
const MAX_CHARACTERS: usize = 120;

/// The last part of a path, in one line, read in one direction, of bearable length. May be empty.
pub(super) fn clean(name: &str) -> String {
    // A browser writes these three so that the header of the part stays whole (WHATWG, multipart/form-data).
    let name = name.replace("%22", "\"").replace("%0D", " ").replace("%0A", " ");
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|character| !is_hidden(*character)).collect();
    let plain = plain.trim();
    let name = if plain.chars().all(|character| character == '.') {
        ""
    } else {
        plain
    };
    let length = name.chars().count();
    if length <= MAX_CHARACTERS {
        return name.to_owned();
    }
    // The ending says what it is: that stays.
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending)
        .filter(|ending| ending.chars().count() < 16);
    let room = MAX_CHARACTERS - ending.map_or(0, |ending| ending.chars().count() + 1);
    let stem: String = name.chars().take(room).collect();
    ending.map_or(stem.clone(), |ending| format!("{stem}.{ending}"))
}

/// What cannot be seen, or turns around what can.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_as_people_see_them() {
        let long = "é".repeat(300);
        let table = [
            ("photo 1.png", "photo 1.png".to_owned()),
            ("Übersicht – 你好.pdf", "Übersicht – 你好.pdf".to_owned()),
            ("../../etc/passwd", "passwd".to_owned()),
            ("C:\\Users\\me\\a.png", "a.png".to_owned()),
            ("a\r\nb\0.png", "ab.png".to_owned()),
            ("inv\u{202e}gnp.exe", "invgnp.exe".to_owned()),
            ("a%22b.png", "a\"b.png".to_owned()),
            ("..", String::new()),
            ("a/", String::new()),
            ("  a.png ", "a.png".to_owned()),
            (&format!("{long}.png"), format!("{}.png", "é".repeat(116))),
            (&long, "é".repeat(120)),
        ];
        for (name, wanted) in table {
            assert_eq!(clean(name), wanted, "{name}");
        }
    }

    proptest! {
        #[test]
        fn no_name_is_a_path(name in "\\PC{0,40}[/\\\\.%\u{202e}\0]{0,6}\\PC{0,200}") {
            let clean = clean(&name);
            prop_assert!(clean.chars().count() <= MAX_CHARACTERS);
            prop_assert!(!clean.contains(['/', '\\', '\0']), "{clean}");
            prop_assert!(clean != "." && clean != "..");
            prop_assert_eq!(super::clean(&clean), clean);
        }
    }
}
