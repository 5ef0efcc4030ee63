//! How a page brings the widget in: the loader snippet, the module, or the element.

use super::html::{Html, Script};
use crate::PublicPath;
use url::Url;

/// One place on a page that brings the widget in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Embedding {
    pub(super) way: Way,
    /// The address that its files are under; as it is written there, where it is none.
    pub(super) path: String,
    /// Which script of the page it is.
    pub(super) script: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The loader snippet, inline.
    Snippet,
    /// `avmsdk.mjs` or `element.mjs`, imported or as a script.
    Module,
}

/// What every loader snippet sets up, ours and the vendor's.
const MARK: &str = "__onWebMessengerHostReady__";
const MODULES: [&str; 2] = ["avmsdk.mjs", "element.mjs"];

/// Everything on a page that brings the widget in, in order.
pub(super) fn find(html: &Html) -> Vec<Embedding> {
    let found = html.scripts.iter().enumerate().filter_map(|(number, script)| {
        let (way, path) = of_script(script)?;
        Some(Embedding {
            way,
            path,
            script: number,
        })
    });
    found.collect()
}

fn of_script(script: &Script) -> Option<(Way, String)> {
    if let Some(src) = &script.src {
        let address = src.split(['?', '#']).next().unwrap_or_default();
        let path = MODULES
            .iter()
            .find_map(|name| address.strip_suffix(name).filter(|path| path.ends_with('/')))?;
        return Some((Way::Module, path.to_owned()));
    }
    // Some page builders escape the slashes of a script.
    let text = script.text.replace("\\/", "/");
    if text.contains(MARK) {
        let path = quoted(&text, "loader.json")?;
        return Some((Way::Snippet, whole(path, &script.base)));
    }
    let path = MODULES.iter().find_map(|name| quoted(&text, name))?;
    Some((Way::Module, whole(path, &script.base)))
}

/// The whole address of a relative one. What begins otherwise is a name that an import map would have to know:
/// <https://html.spec.whatwg.org/#resolve-a-module-specifier>.
fn whole(path: String, base: &Url) -> String {
    let is_relative = ["/", "./", "../"].iter().any(|begin| path.starts_with(begin));
    let joined = is_relative.then(|| base.join(&path).ok()).flatten();
    joined.map_or(path, Into::into)
}

/// What stands before a name in the string that ends with it.
fn quoted(text: &str, name: &str) -> Option<String> {
    text.match_indices(name).find_map(|(at, _)| {
        let quote = text.get(at + name.len()..)?.chars().next()?;
        let is_quote = matches!(quote, '"' | '\'' | '`');
        let start = text.get(..at)?.rfind(quote).filter(|_| is_quote)?;
        text.get(start + 1..at).map(str::to_owned)
    })
}

impl Embedding {
    /// The public path that it names, where it is one.
    pub(super) fn public_path(&self) -> Option<PublicPath> {
        PublicPath::parse(&self.path).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::{Way, find};
    use crate::{PublicPath, csp, verify::html::Html};
    use url::Url;

    fn embeddings(text: &str) -> Vec<(Way, String)> {
        let html = Html::read(text, &Url::parse("https://shop.example/a/b").unwrap());
        find(&html).into_iter().map(|one| (one.way, one.path)).collect()
    }

    #[test]
    fn all_ways_are_found() {
        let path = "https://cdn.acme.org/chat/";
        let public_path = PublicPath::parse(path).unwrap();
        for snippet in [
            csp::loader_script(&public_path),
            csp::trusted_loader_script(&public_path),
        ] {
            let wanted = [(Way::Snippet, path.to_owned())];
            assert_eq!(embeddings(&format!("<script>{snippet}</script>")), wanted);
            let escaped = snippet.replace(path, &path.replace('/', "\\/"));
            assert_eq!(embeddings(&format!("<script>{escaped}</script>")), wanted);
        }
        for module in [
            "<script type=module>import A from 'https://cdn.acme.org/chat/avmsdk.mjs';</script>",
            "<script type=module src=https://cdn.acme.org/chat/element.mjs></script>",
            "<script type=module src=//cdn.acme.org/chat/element.mjs?v=1></script>",
        ] {
            assert_eq!(embeddings(module), [(Way::Module, path.to_owned())], "{module}");
        }
    }

    #[test]
    fn an_import_is_relative_to_the_base_and_a_bare_name_to_nothing() {
        for (import, base, wanted) in [
            ("/chat/avmsdk.mjs", "", "https://shop.example/chat/"),
            ("./avmsdk.mjs", "", "https://shop.example/a/"),
            ("../chat/element.mjs", "", "https://shop.example/chat/"),
            ("//cdn.acme.org/chat/avmsdk.mjs", "", "https://cdn.acme.org/chat/"),
            (
                "/chat/avmsdk.mjs",
                "https://cdn.acme.org/",
                "https://cdn.acme.org/chat/",
            ),
            ("chat/avmsdk.mjs", "", "chat/"),
            ("avmsdk.mjs", "", ""),
        ] {
            let page = format!("<base href='{base}'><script type=module>import '{import}'</script>");
            assert_eq!(embeddings(&page), [(Way::Module, wanted.to_owned())], "{page}");
        }
    }

    #[test]
    fn nothing_else_is_taken_for_one() {
        for text in [
            "<script>AvMessagingSdk.init({})</script>",
            "<script>fetch('/loader.json')</script>",
            "<script src=/my-element.mjs></script>",
            "<pre>&lt;script>__onWebMessengerHostReady__ \"https://a.example/loader.json\"</pre>",
        ] {
            assert_eq!(embeddings(text), [], "{text}");
        }
    }
}
