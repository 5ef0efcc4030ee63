//! The text that markup comes to, for clients that show plain text only.
//!
//! Far from a browser: what the business types by hand, in the few elements that a message can have.

/// Markdown without its marks; links as `text (address)`.
pub(super) fn from_markdown(markdown: &str) -> String {
    let lines = markdown.lines().map(|line| {
        let line = line.trim_start_matches('#').trim_start();
        let line = line.strip_prefix("> ").unwrap_or(line);
        let line = match line.strip_prefix("* ") {
            Some(item) => format!("- {}", without_marks(item)),
            None => without_marks(line),
        };
        with_plain_links(&line)
    });
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// Marks of emphasis are dropped where they touch a word, and stay where they stand alone (`2 * 3`) or
/// inside one (`snake_case`).
fn without_marks(line: &str) -> String {
    let characters: Vec<char> = line.chars().collect();
    let mut text = String::new();
    for (index, character) in characters.iter().enumerate() {
        let is_word = |neighbour: Option<&char>| neighbour.is_some_and(|one| one.is_alphanumeric());
        let is_space = |neighbour: Option<&char>| neighbour.is_none_or(|one| one.is_whitespace());
        let (before, after) = (
            index.checked_sub(1).and_then(|index| characters.get(index)),
            characters.get(index + 1),
        );
        let is_mark = match character {
            '*' | '~' => !(is_space(before) && is_space(after)),
            '_' if is_word(before) && is_word(after) => false,
            '_' => !(is_space(before) && is_space(after)),
            '`' => true,
            _ => false,
        };
        if !is_mark {
            text.push(*character);
        }
    }
    text
}

fn with_plain_links(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, label, address, after)) = next_link(rest) {
        text.push_str(before.strip_suffix('!').unwrap_or(before));
        text.push_str(label);
        text.push_str(&format!(" ({address})"));
        rest = after;
    }
    text + rest
}

/// What stands before a link, its text, its address, and what stands behind it.
fn next_link(line: &str) -> Option<(&str, &str, &str, &str)> {
    let middle = line.find("](")?;
    let start = line[..middle].rfind('[')?;
    let end = middle + line[middle..].find(')')?;
    Some((
        &line[..start],
        &line[start + 1..middle],
        &line[middle + 2..end],
        &line[end + 1..],
    ))
}

/// Elements behind which a line ends.
const BLOCKS: [&str; 13] = [
    "/p",
    "/div",
    "/li",
    "/ul",
    "/ol",
    "/h1",
    "/h2",
    "/h3",
    "/h4",
    "/h5",
    "/h6",
    "/blockquote",
    "/tr",
];

/// HTML without its elements; a block ends its line.
pub(super) fn from_html(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text.push_str(&unescaped(&collapsed(&rest[..start])));
        let Some(length) = rest[start..].find('>') else {
            rest = "";
            break;
        };
        let element = rest[start + 1..start + length].to_ascii_lowercase();
        let name = element.split([' ', '\n', '\t']).next().unwrap_or_default();
        let name = name.strip_suffix('/').unwrap_or(name);
        match name {
            "br" => text.push('\n'),
            "li" => text.push_str("- "),
            name if BLOCKS.contains(&name) && !text.ends_with('\n') => text.push('\n'),
            _ => {}
        }
        rest = &rest[start + length + 1..];
    }
    text.push_str(&unescaped(&collapsed(rest)));
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines.join("\n").trim().to_owned()
}

/// White space as a browser shows it: one blank.
fn collapsed(text: &str) -> String {
    let mut collapsed = String::new();
    for character in text.chars() {
        match character.is_whitespace() {
            true if collapsed.ends_with(' ') => {}
            true => collapsed.push(' '),
            false => collapsed.push(character),
        }
    }
    collapsed
}

fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        plain.push_str(&rest[..start]);
        rest = &rest[start..];
        let known = rest
            .find(';')
            .and_then(|end| Some((character(&rest[1..end])?, end)));
        match known {
            Some((character, end)) => {
                plain.push(character);
                rest = &rest[end + 1..];
            }
            None => {
                plain.push('&');
                rest = &rest[1..];
            }
        }
    }
    plain + rest
}

fn character(name: &str) -> Option<char> {
    let code = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => match name.strip_prefix("#x").or_else(|| name.strip_prefix("#X")) {
            Some(digits) => code(digits, 16),
            None => code(name.strip_prefix('#')?, 10),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown() {
        for (markdown, text) in [
            ("# Hi **there**", "Hi there"),
            ("* one\n* _two_", "- one\n- two"),
            (
                "see [the docs](https://a.example/x) or ![a cat](https://a.example/c.png)!",
                "see the docs (https://a.example/x) or a cat (https://a.example/c.png)!",
            ),
            ("2 * 3, snake_case, `code`", "2 * 3, snake_case, code"),
            (
                "> said\n\nplain [brackets] (apart)",
                "said\n\nplain [brackets] (apart)",
            ),
            ("a ](b) c", "a ](b) c"),
        ] {
            assert_eq!(from_markdown(markdown), text, "{markdown}");
        }
    }

    #[test]
    fn html() {
        for (html, text) in [
            ("<p>Hi <b>there</b></p><p>Bye</p>", "Hi there\nBye"),
            ("a<br/>b<BR>c", "a\nb\nc"),
            ("<ul>\n <li>one</li>\n <li>two</li>\n</ul>", "- one\n- two"),
            (
                "1 &lt; 2 &amp;&amp; 3&#62;2 &#x41; &bogus; &",
                "1 < 2 && 3>2 A &bogus; &",
            ),
            ("broken <b", "broken"),
            ("  a \n  b ", "a b"),
        ] {
            assert_eq!(from_html(html), text, "{html}");
        }
    }
}
