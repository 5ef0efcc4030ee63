//! A thin layer over the DOM: making nodes, never markup.
//!
//! The browser's functions are declared by hand and not taken from web-sys: what cannot throw here
//! needs no handler around it, and results that nobody reads are not kept. That is a third of the
//! glue (docs/decisions/0003-view-layer-and-json.md).

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
    #[wasm_bindgen(method, getter, js_name = ownerDocument)]
    pub(crate) fn owner_document(this: &Node) -> Node;

    /// Nothing where it does not show.
    #[wasm_bindgen(method, getter, js_name = offsetParent)]
    pub(crate) fn offset_parent(this: &Node) -> Option<Node>;
    #[wasm_bindgen(method, getter, js_name = scrollHeight)]
    pub(crate) fn scroll_height(this: &Node) -> i32;
    #[wasm_bindgen(method, setter, js_name = scrollTop)]
    pub(crate) fn set_scroll_top(this: &Node, top: i32);

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
    let mut parents: Vec<Node> = Vec::new();
    let mut first = None;
    let mut last: Option<Node> = None;
    let mut rest = template;
    while let Some(&mark) = rest.as_bytes().first() {
        let is_mark = |byte: &u8| b" .:!()[]{}".contains(byte);
        let after = if is_mark(&mark) { &rest[1..] } else { rest };
        let end = match mark {
            b' ' | b'(' | b')' => 0,
            b'[' => find(after, |byte| *byte == b']'),
            b'{' => find(after, |byte| *byte == b'}'),
            _ => find(after, is_mark),
        };
        let word = &after[..end];
        rest = &after[end..];
        let name = match mark {
            b'.' => "class",
            b':' => "part",
            b'!' => "data-do",
            _ => "",
        };
        match mark {
            b'(' => parents.extend(last.take()),
            b')' => last = parents.pop(),
            b'.' | b':' | b'!' => {
                if let Some(node) = &last {
                    node.set(name, word);
                }
            }
            b'[' => {
                for attribute in word.split(' ') {
                    let at = find(attribute, |byte| *byte == b'=');
                    if let Some(node) = &last {
                        node.set(&attribute[..at], attribute.get(at + 1..).unwrap_or_default());
                    }
                }
            }
            b' ' | b']' | b'}' => {}
            _ => {
                let node = if mark == b'{' {
                    icon(word)
                } else {
                    create_element(word)
                };
                if let Some(parent) = parents.last() {
                    parent.append(&node);
                }
                if first.is_none() {
                    first = Some(node.clone());
                }
                last = Some(node);
            }
        }
    }
    first.unwrap_or_else(|| create_element("div"))
}

fn find(text: &str, is_it: impl FnMut(&u8) -> bool) -> usize {
    let mut bytes = text.as_bytes().iter();
    bytes.position(is_it).unwrap_or(text.len())
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

    /// Writes into what a template of ours has put there.
    #[inline(never)]
    pub(crate) fn put(&self, selector: &str, text: &str) {
        self.part(selector).write(text);
    }

    /// Shows or hides what a template of ours has put there.
    #[inline(never)]
    pub(crate) fn reveal(&self, selector: &str, shown: bool) {
        self.part(selector).show(shown);
    }

    /// Says whether something is so, by an attribute.
    #[inline(never)]
    pub(crate) fn mark(&self, name: &str, is_so: bool) {
        self.set(name, if is_so { "true" } else { "false" });
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
