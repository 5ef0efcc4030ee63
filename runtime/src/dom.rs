//! A thin layer over the DOM: making nodes, never markup.
//!
//! The browser's functions are declared by hand and not taken from web-sys: what cannot throw here
//! needs no handler around it, and results that nobody reads are not kept. That is a third of the
//! glue (docs/decisions/0003-view-layer-and-json.md).

use avmsdk_protocol::Object;
use avmsdk_session::{is_followed, is_web};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// A node: an element, the document, a shadow root.
    #[derive(Clone)]
    pub type Node;

    #[wasm_bindgen(js_namespace = document, js_name = createElement)]
    fn create_element(tag: &str) -> Node;
    #[wasm_bindgen(js_namespace = document, js_name = createElementNS)]
    fn create_element_in(namespace: &str, tag: &str) -> Node;

    #[wasm_bindgen(method, js_name = setAttribute)]
    fn set_attribute(this: &Node, name: &str, value: &str);
    #[wasm_bindgen(method, js_name = getAttribute)]
    fn get_attribute(this: &Node, name: &str) -> Option<String>;
    #[wasm_bindgen(method, js_name = insertBefore)]
    fn insert_before(this: &Node, child: &Node, before: Option<&Node>);
    #[wasm_bindgen(method, setter, js_name = textContent)]
    fn set_text_content(this: &Node, text: &str);

    #[wasm_bindgen(method, js_name = querySelector)]
    pub(crate) fn query(this: &Node, selector: &str) -> Option<Node>;
    #[wasm_bindgen(method)]
    pub(crate) fn closest(this: &Node, selector: &str) -> Option<Node>;
    #[wasm_bindgen(method)]
    pub(crate) fn contains(this: &Node, other: &Node) -> bool;
    #[wasm_bindgen(method)]
    pub(crate) fn focus(this: &Node);
    #[wasm_bindgen(method)]
    pub(crate) fn remove(this: &Node);
    #[wasm_bindgen(method, getter, js_name = activeElement)]
    pub(crate) fn active_element(this: &Node) -> Option<Node>;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn value(this: &Node) -> String;
    #[wasm_bindgen(method, setter)]
    pub(crate) fn set_value(this: &Node, value: &str);
    #[wasm_bindgen(method, getter)]
    pub(crate) fn hidden(this: &Node) -> bool;
    #[wasm_bindgen(method, setter)]
    fn set_hidden(this: &Node, hidden: bool);
    #[wasm_bindgen(method, js_name = getRootNode)]
    pub(crate) fn root(this: &Node) -> Node;
    #[wasm_bindgen(method, getter, js_name = ownerDocument)]
    pub(crate) fn owner_document(this: &Node) -> Node;

    #[wasm_bindgen(method, getter, js_name = scrollHeight)]
    pub(crate) fn scroll_height(this: &Node) -> i32;
    #[wasm_bindgen(method, getter, js_name = clientHeight)]
    pub(crate) fn client_height(this: &Node) -> i32;
    #[wasm_bindgen(method, getter, js_name = scrollTop)]
    pub(crate) fn scroll_top(this: &Node) -> f64;
    #[wasm_bindgen(method, setter, js_name = scrollTop)]
    pub(crate) fn set_scroll_top(this: &Node, top: f64);
    #[wasm_bindgen(method, js_name = scrollBy)]
    pub(crate) fn scroll_by(this: &Node, x: f64, y: f64);
    #[wasm_bindgen(method, js_name = getBoundingClientRect)]
    pub(crate) fn rect(this: &Node) -> Rect;

    /// Adds text at the end: text, whatever it says.
    #[wasm_bindgen(method, js_name = append)]
    pub(crate) fn append_text(this: &Node, text: &str);

    /// Where an element is in the window.
    pub type Rect;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn top(this: &Rect) -> f64;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn bottom(this: &Rect) -> f64;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn left(this: &Rect) -> f64;

    /// Milliseconds since 1970.
    #[wasm_bindgen(js_namespace = Date)]
    pub(crate) fn now() -> f64;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn style(this: &Node) -> Style;

    /// The inline style of an element, set by property and never as text: a strict CSP allows it.
    pub type Style;
    #[wasm_bindgen(method, js_name = setProperty)]
    pub(crate) fn set_property(this: &Style, name: &str, value: &str);

    /// Something that the page, the visitor or the socket did.
    pub type Event;
    #[wasm_bindgen(method, getter, js_name = type)]
    pub(crate) fn kind(this: &Event) -> String;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn target(this: &Event) -> Option<Node>;
    #[wasm_bindgen(method, js_name = preventDefault)]
    pub(crate) fn prevent_default(this: &Event);
    /// The key, of a keyboard event.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn key(this: &Event) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = shiftKey)]
    pub(crate) fn shift_key(this: &Event) -> bool;
    /// Whether an input method is at work, of a keyboard event.
    #[wasm_bindgen(method, getter, js_name = isComposing)]
    pub(crate) fn is_composing(this: &Event) -> bool;
    /// What came, of a message event; nothing where it is no text.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn data(this: &Event) -> JsValue;
}

const SVG: &str = "http://www.w3.org/2000/svg";

/// Makes elements as a template says, and answers the first. A template is a constant of this crate: what
/// comes from elsewhere is [`Node::set`] or [`Node::write`]. It takes a third of the bytes of as many calls.
///
/// ```text
/// button.big:send!submit[type=button hidden]({M6 6l12 12} span.label)
/// ```
///
/// is a `button` of the class `big`, of the part `send`, with `data-do="submit"` and two further
/// attributes; in it stand an icon, one path in a square of 24, and a `span`.
pub(crate) fn build(template: &str) -> Node {
    fill(template, &[], &Object::new())
}

/// The same with values from elsewhere, as texts and as values of attributes: `$key` is what `from` has, each `$` alone
/// the next of `values`. An attribute whose value is empty is left out, and so is an address that nobody should load or
/// follow. What opens beside the page learns nothing of it.
pub(crate) fn fill(template: &str, values: &[&str], from: &Object) -> Node {
    let mut values = values.iter();
    let mut value_of = |word: &str| {
        if word.is_empty() {
            values.next().copied().unwrap_or_default()
        } else {
            from.text(word)
        }
    };
    // The element that was made last, in those around it.
    let mut open: Vec<Node> = Vec::new();
    let mut is_inside = true;
    let mut rest = template;
    while let Some(&mark) = rest.as_bytes().first() {
        let stops = match mark {
            b'[' => "]",
            b'{' => "}",
            // These stand alone.
            b' ' | b'(' | b')' | b']' | b'}' => "",
            _ => " .:!()[]{}$",
        };
        let is_name = mark.is_ascii_alphanumeric();
        let after = &rest[usize::from(!is_name)..];
        let word = if stops.is_empty() {
            ""
        } else {
            &after[..find(after, stops)]
        };
        rest = &after[word.len()..];
        match mark {
            b'(' => is_inside = true,
            b')' => drop(open.pop()),
            b' ' | b']' | b'}' => {}
            b'{' | b'a'..=b'z' => {
                let node = if is_name { create_element(word) } else { icon(word) };
                if !is_inside {
                    open.pop();
                }
                is_inside = false;
                if let Some(parent) = open.last() {
                    parent.append(&node);
                }
                open.push(node);
            }
            _ => {
                let Some(node) = open.last() else { continue };
                match mark {
                    b'$' => node.write(value_of(word)),
                    b'.' => node.set("class", word),
                    b':' => node.set("part", word),
                    b'!' => node.set("data-do", word),
                    _ => {
                        for attribute in word.split(' ') {
                            let name = &attribute[..find(attribute, "=")];
                            let mut value = attribute.get(name.len() + 1..).unwrap_or_default();
                            if let Some(word) = value.strip_prefix('$') {
                                value = value_of(word);
                                let is_good = match name {
                                    "src" => is_web(value),
                                    "href" => is_followed(value),
                                    _ => !value.is_empty(),
                                };
                                if !is_good {
                                    continue;
                                }
                            }
                            node.set(name, value);
                            if value == "_blank" {
                                node.set("rel", "noopener noreferrer");
                            }
                        }
                    }
                }
            }
        }
    }
    open.swap_remove(0)
}

/// Where the first of these bytes is, or the end.
fn find(text: &str, stops: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        for stop in stops.as_bytes() {
            if bytes[at] == *stop {
                return at;
            }
        }
        at += 1;
    }
    at
}

/// Makes an icon: one path in a square of 24.
fn icon(path: &str) -> Node {
    let shape = create_element_in(SVG, "path");
    shape.set("d", path);
    let icon = create_element_in(SVG, "svg");
    icon.set("aria-hidden", "true");
    icon.set("viewBox", "0 0 24 24");
    icon.append(&shape);
    icon
}

impl Node {
    /// What a template of ours has put there, by a selector; itself where there is none.
    pub(crate) fn part(&self, selector: &str) -> Node {
        self.query(selector).unwrap_or_else(|| self.clone())
    }

    /// Names a control that has no words: for a screen reader and for who points at it.
    pub(crate) fn name(&self, name: &str) {
        self.set("aria-label", name);
        self.set("title", name);
    }

    /// Sets an attribute.
    pub(crate) fn set(&self, name: &str, value: &str) {
        self.set_attribute(name, value);
    }

    /// An attribute.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        self.get_attribute(name)
    }

    /// Shows or hides it, for everyone.
    pub(crate) fn show(&self, shown: bool) {
        self.set_hidden(!shown);
    }

    /// Adds a child at the end.
    pub(crate) fn append(&self, child: &Node) {
        self.insert_before(child, None);
    }

    /// Adds a child before another, or at the end.
    pub(crate) fn insert(&self, child: &Node, before: Option<&Node>) {
        self.insert_before(child, before);
    }

    /// Replaces what it holds by text: text, whatever that says.
    pub(crate) fn write(&self, text: &str) {
        self.set_text_content(text);
    }
}
