//! What little markup a text of the page may hold: `<br>`, and `<a href>` with an address that is known to be
//! harmless. All else is text and stays as it is written. Values for placeholders are put in first and are always
//! text, whatever they say. Never anything but text and addresses comes out.

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// To be written as it is; a line break is `\n`.
    Text(String),
    /// A link: where to, and its words.
    Link(String, String),
}

/// What an address may begin with.
const SCHEMES: [&str; 5] = ["http:", "https:", "mailto:", "tel:", "weixin:"];

/// Reads a text; `values` are what stands for each placeholder, which is given with its brackets.
pub fn read(text: &str, values: &[(&str, &str)]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut words = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        if let Some((href, inner, after)) = link(rest, values) {
            rest = after;
            let href = fill(href, values);
            let inner = fill(inner, values);
            if SCHEMES.iter().any(|scheme| starts_with(&href, scheme)) {
                if !words.is_empty() {
                    pieces.push(Piece::Text(core::mem::take(&mut words)));
                }
                pieces.push(Piece::Link(href, inner));
            } else {
                words.push_str(&inner);
            }
        } else {
            rest = step(rest, values, &mut words);
        }
    }
    if !words.is_empty() {
        pieces.push(Piece::Text(words));
    }
    pieces
}

/// Puts the values in and reads line breaks, but no links.
fn fill(mut text: &str, values: &[(&str, &str)]) -> String {
    let mut words = String::new();
    while !text.is_empty() {
        text = step(text, values, &mut words);
    }
    words
}

/// Takes a placeholder, a line break or a letter; returns what is left.
fn step<'a>(text: &'a str, values: &[(&str, &str)], words: &mut String) -> &'a str {
    for (placeholder, value) in values {
        if text.starts_with(placeholder) && !placeholder.is_empty() {
            words.push_str(value);
            return &text[placeholder.len()..];
        }
    }
    for tag in ["<br>", "<br/>", "<br />"] {
        if starts_with(text, tag) {
            words.push('\n');
            return &text[tag.len()..];
        }
    }
    let mut letters = text.chars();
    words.extend(letters.next());
    letters.as_str()
}

/// Address, words and what follows, where the text begins with a whole link and not with a placeholder.
fn link<'a>(text: &'a str, values: &[(&str, &str)]) -> Option<(&'a str, &'a str, &'a str)> {
    if !starts_with(text, "<a ")
        || values
            .iter()
            .any(|(placeholder, _)| text.starts_with(placeholder))
    {
        return None;
    }
    let (tag, href) = cut(text, "href=")?;
    if find(tag, ">").is_some() {
        return None;
    }
    let quote = href.get(..1).filter(|quote| matches!(*quote, "'" | "\""))?;
    let (href, after) = cut(&href[1..], quote)?;
    let (_, after) = cut(after, ">")?;
    let (words, after) = cut(after, "</a>")?;
    Some((href, words, after))
}

fn cut<'a>(text: &'a str, at: &str) -> Option<(&'a str, &'a str)> {
    let found = find(text, at)?;
    Some((&text[..found], &text[found + at.len()..]))
}

/// Compares bytes: the standard search brings a kilobyte of tables.
fn find(text: &str, what: &str) -> Option<usize> {
    let mut windows = text.as_bytes().windows(what.len());
    windows.position(|part| part.eq_ignore_ascii_case(what.as_bytes()))
}

fn starts_with(text: &str, what: &str) -> bool {
    let start = text.as_bytes().get(..what.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(what.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(text: &str) -> Piece {
        Piece::Text(text.to_owned())
    }

    fn link(href: &str, words: &str) -> Piece {
        Piece::Link(href.to_owned(), words.to_owned())
    }

    #[test]
    fn line_breaks_and_links_are_read_and_nothing_else() {
        for (given, wanted) in [
            ("", vec![]),
            ("a <b>b</b> & 1 < 2", vec![text("a <b>b</b> & 1 < 2")]),
            (
                "one<br>two<BR/>three<br />four\nfive",
                vec![text("one\ntwo\nthree\nfour\nfive")],
            ),
            (
                "in the <a href='weixin://dl/scan'>QR code scanner</a>.",
                vec![
                    text("in the "),
                    link("weixin://dl/scan", "QR code scanner"),
                    text("."),
                ],
            ),
            (
                r#"<A class=x HREF="https://a.example/?q=1>2" onclick="x()">go<br>on</A>"#,
                vec![link("https://a.example/?q=1>2", "go\non")],
            ),
            ("<a href='javascript:alert(1)'>x</a>", vec![text("x")]),
            ("<a href=' https://a.example'>x</a>", vec![text("x")]),
            ("<a href='/here'>x</a>", vec![text("x")]),
            (
                "<a href='https://a.example'>x",
                vec![text("<a href='https://a.example'>x")],
            ),
            (
                "<a href=https://a.example>x</a>",
                vec![text("<a href=https://a.example>x</a>")],
            ),
            (
                "<a x>y href='https:'>z</a>",
                vec![text("<a x>y href='https:'>z</a>")],
            ),
            ("<script>1</script>", vec![text("<script>1</script>")]),
        ] {
            assert_eq!(read(given, &[]), wanted, "{given}");
        }
    }

    #[test]
    fn values_are_text_whatever_they_say() {
        let evil = "<a href='https://evil.example'>x</a><br>{code}";
        for (given, placeholder) in [
            ("Your code: {{code}}.", "{{code}}"),
            ("Your code: <name>.", "<name>"),
            ("Your code: <a name>.", "<a name>"),
        ] {
            let wanted = ["Your code: ", evil, "."].concat();
            assert_eq!(read(given, &[(placeholder, evil)]), [text(&wanted)], "{given}");
        }
        let values = [("{url}", "javascript:1"), ("{name}", evil)];
        assert_eq!(read("<a href='{url}'>{name}</a>", &values), [text(evil)]);
        let values = [("{url}", "https://a.example/'>"), ("{name}", "N")];
        assert_eq!(
            read("<a href='{url}'>{name}</a>", &values),
            [link("https://a.example/'>", "N")]
        );
    }

    proptest! {
        #[test]
        fn only_harmless_addresses_come_out(given in r#"(<a href=['"]|https:|javascript:|</a>|<br>|[>'" {}a-z\PC]){0,24}"#, value in "\\PC{0,12}") {
            for piece in read(&given, &[("{x}", &value)]) {
                if let Piece::Link(href, _) = piece {
                    let scheme = href.split(':').next().unwrap_or_default().to_ascii_lowercase();
                    prop_assert!(["http", "https", "mailto", "tel", "weixin"].contains(&scheme.as_str()), "{}", href);
                }
            }
        }

        #[test]
        fn text_without_a_bracket_stays_as_it_is(given in "[^<]{1,40}", value in "\\PC{0,20}") {
            prop_assert_eq!(read(&given, &[]), [text(&given)]);
            let filled = ["a", value.as_str(), "b"].concat();
            prop_assert_eq!(read("a{x}b", &[("{x}", &value)]), [text(&filled)]);
        }
    }
}
