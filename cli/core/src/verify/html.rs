//! What a page's HTML says without its scripts being run.
//!
//! The tokens are those of the HTML standard. No tree is built: what matters here are scripts, `<meta>`
//! policies and `<base>`, which tokens alone tell.

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};
use url::Url;

/// A page as far as it matters here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Html {
    /// Its scripts, in order.
    pub(super) scripts: Vec<Script>,
    /// The policies of `<meta>` tags in its head, in order.
    pub(super) policies: Vec<String>,
}

/// One `<script>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Script {
    /// The whole address of a script that is not inline.
    pub(super) src: Option<String>,
    /// The text of an inline one.
    pub(super) text: String,
    /// What addresses in it are relative to.
    pub(super) base: Url,
    pub(super) nonce: Option<String>,
    /// How many of the page's `<meta>` policies govern it: those before it.
    pub(super) policies: usize,
}

impl Html {
    /// Reads a page that was found at that address.
    pub(super) fn read(text: &str, page: &Url) -> Self {
        let mut reader = HtmlReader::new(page);
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        for Ok(token) in Tokenizer::new_with_emitter(text, emitter) {
            reader.take(token);
        }
        reader.html
    }
}

struct HtmlReader {
    html: Html,
    base: Url,
    has_base: bool,
    is_in_head: bool,
    /// Templates and `<noscript>` that are open: what is in them does nothing.
    shut: usize,
    script: Option<Script>,
}

impl HtmlReader {
    fn new(page: &Url) -> Self {
        Self {
            html: Html::default(),
            base: page.clone(),
            has_base: false,
            is_in_head: true,
            shut: 0,
            script: None,
        }
    }

    fn take(&mut self, token: Token) {
        match token {
            Token::StartTag(tag) => self.start(&tag),
            Token::String(text) => {
                if let Some(script) = &mut self.script {
                    script.text += &String::from_utf8_lossy(&text);
                }
            }
            Token::EndTag(tag) => match tag.name.as_slice() {
                b"template" | b"noscript" => self.shut = self.shut.saturating_sub(1),
                b"script" => {
                    if let Some(script) = self.script.take()
                        && self.shut == 0
                    {
                        self.html.scripts.push(script);
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }

    fn start(&mut self, tag: &StartTag<()>) {
        let value = |name: &str| {
            let value = tag.attributes.get(name.as_bytes())?;
            Some(String::from_utf8_lossy(value).into_owned())
        };
        match tag.name.as_slice() {
            b"template" | b"noscript" => self.shut += 1,
            b"body" => self.is_in_head = false,
            b"script" => {
                let is_data = value("type").is_some_and(|kind| !is_script(&kind));
                self.script = (!is_data).then(|| Script {
                    src: value("src").map(|src| self.resolve(&src)),
                    text: String::new(),
                    base: self.base.clone(),
                    nonce: value("nonce"),
                    policies: self.html.policies.len(),
                });
            }
            b"base" if self.shut == 0 && !self.has_base => {
                if let Some(base) = value("href").and_then(|href| self.base.join(&href).ok()) {
                    self.base = base;
                    self.has_base = true;
                }
            }
            b"meta" if self.shut == 0 && self.is_in_head => {
                let names_policy = value("http-equiv")
                    .is_some_and(|name| name.eq_ignore_ascii_case("content-security-policy"));
                if let Some(policy) = value("content").filter(|_| names_policy) {
                    self.html.policies.push(policy);
                }
            }
            _ => {}
        }
    }

    fn resolve(&self, address: &str) -> String {
        self.base
            .join(address)
            .map_or_else(|_| address.to_owned(), |url| url.to_string())
    }
}

/// <https://html.spec.whatwg.org/#prepare-the-script-element>: no type, a JavaScript one, or `module`.
fn is_script(kind: &str) -> bool {
    let kind = kind.trim().to_ascii_lowercase();
    kind.is_empty() || kind == "module" || kind.ends_with("javascript") || kind.ends_with("ecmascript")
}

#[cfg(test)]
mod tests {
    use super::{Html, Script};
    use url::Url;

    fn read(text: &str) -> Html {
        Html::read(text, &Url::parse("https://shop.example/a/b").unwrap())
    }

    #[test]
    fn scripts_as_a_browser_sees_them() {
        let html = read(
            "<!doctype html><head><base href=/c/><!-- <script>no</script> -->\n\
             <script>if (a < b && '</p>') { go(); }\r\n</script>\
             <SCRIPT src='x.js?a=1&amp;b=2' nonce=n1></SCRIPT>\
             <script type=application/ld+json>{}</script>\
             <textarea><script>no</script></textarea><template><script>no</script></template>\
             <noscript><script>no</script></noscript><title><script>no</script></title>\
             <script type=module>import 'y'</script>",
        );
        let script = |src: Option<&str>, text: &str, nonce: Option<&str>| Script {
            src: src.map(str::to_owned),
            text: text.to_owned(),
            base: Url::parse("https://shop.example/c/").unwrap(),
            nonce: nonce.map(str::to_owned),
            policies: 0,
        };
        let wanted = [
            script(None, "if (a < b && '</p>') { go(); }\n", None),
            script(Some("https://shop.example/c/x.js?a=1&b=2"), "", Some("n1")),
            script(None, "import 'y'", None),
        ];
        assert_eq!(html.scripts, wanted);
    }

    #[test]
    fn policies_count_in_the_head_and_for_what_follows() {
        let html = read(
            "<script>1</script><meta http-equiv=content-security-policy content=\"img-src &#39;self&#39;\">\
             <script>2</script><body><meta http-equiv=Content-Security-Policy content=\"img-src 'none'\"><script>3</script>",
        );
        assert_eq!(html.policies, ["img-src 'self'"]);
        let before: Vec<usize> = html.scripts.iter().map(|script| script.policies).collect();
        assert_eq!(before, [0, 1, 1]);
    }
}
