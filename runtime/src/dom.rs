//! A thin layer over the DOM: making nodes, never markup.
//!
//! The browser's functions are declared by hand and not taken from web-sys: what cannot throw here
//! needs no handler around it, and results that nobody reads are not kept. That is a third of the
//! glue (docs/decisions/0003-view-layer-and-json.md).

use avmsdk_protocol::json::write;
use avmsdk_protocol::{Object, Value};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// A node: an element, the document, a shadow root.
    #[derive(Clone)]
    pub type Node;

    /// Makes elements as a template says, and answers the first. A template is a constant of this crate: what
    /// comes from elsewhere is [`Node::set`] or [`Node::write`]. It takes a third of the bytes of as many calls
    /// (`runtime/host/src/glue/build.js`).
    ///
    /// ```text
    /// button.big:send!submit[hidden]({M6 6l12 12} span.label)
    /// ```
    ///
    /// is a `button` of the class `big`, of the part `send`, with `data-do="submit"` and one further
    /// attribute; in it stand an icon, one path in a square of 24, and a `span`. A button sends its form only where it
    /// has `type=submit`, too.
    pub(crate) fn build(template: &str) -> Node;
    #[wasm_bindgen(js_name = fill)]
    fn fill_with(template: &str, values: &str, from: &str) -> Node;
    /// Adds a text, in which addresses can be clicked (`runtime/host/src/glue/links.js`).
    #[wasm_bindgen(js_name = addText)]
    pub(crate) fn add_text(into: &Node, text: &str);
    /// Makes an element so many pixels high, by a property of its style and never as text: a strict CSP allows it.
    #[wasm_bindgen(js_name = setHeight)]
    pub(crate) fn set_height(node: &Node, pixels: f64);
    /// Where something in the timeline ends, from the window's upper edge, in pixels as it is scrolled by.
    pub(crate) fn bottom(node: &Node) -> f64;

    #[wasm_bindgen(method, js_name = setAttribute)]
    fn set_attribute(this: &Node, name: &str, value: &str);
    #[wasm_bindgen(method, js_name = getAttribute)]
    fn get_attribute(this: &Node, name: &str) -> Option<String>;
    #[wasm_bindgen(method, js_name = insertBefore)]
    fn insert_before(this: &Node, child: &Node, before: Option<&Node>);
    #[wasm_bindgen(method, getter, js_name = textContent)]
    pub(crate) fn text_content(this: &Node) -> String;
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
    #[wasm_bindgen(method, getter, js_name = readOnly)]
    pub(crate) fn read_only(this: &Node) -> bool;
    #[wasm_bindgen(method, setter, js_name = readOnly)]
    pub(crate) fn set_read_only(this: &Node, read_only: bool);
    /// The place of the option that a `select` shows.
    #[wasm_bindgen(method, getter, js_name = selectedIndex)]
    pub(crate) fn selected_index(this: &Node) -> i32;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn hidden(this: &Node) -> bool;
    #[wasm_bindgen(method, setter)]
    fn set_hidden(this: &Node, hidden: bool);
    #[wasm_bindgen(method, js_name = getRootNode)]
    pub(crate) fn root(this: &Node) -> Node;
    #[wasm_bindgen(method, getter, js_name = ownerDocument)]
    pub(crate) fn owner_document(this: &Node) -> Node;

    /// Nothing where it does not show.
    #[wasm_bindgen(method, getter, js_name = offsetParent)]
    pub(crate) fn offset_parent(this: &Node) -> Option<Node>;
    /// The window of a document.
    #[wasm_bindgen(method, getter, js_name = defaultView)]
    pub(crate) fn window(this: &Node) -> Node;
    /// Of a window, which of a page without an address is that of the page around it; or of a link.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn origin(this: &Node) -> String;

    #[wasm_bindgen(method, getter, js_name = scrollHeight)]
    pub(crate) fn scroll_height(this: &Node) -> i32;
    #[wasm_bindgen(method, getter, js_name = clientHeight)]
    pub(crate) fn client_height(this: &Node) -> i32;
    #[wasm_bindgen(method, js_name = scrollBy)]
    pub(crate) fn scroll_by(this: &Node, x: f64, y: f64);

    /// Adds text at the end: text, whatever it says.
    #[wasm_bindgen(method, js_name = append)]
    pub(crate) fn append_text(this: &Node, text: &str);

    /// Milliseconds since 1970.
    #[wasm_bindgen(js_namespace = Date)]
    pub(crate) fn now() -> f64;

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
    /// What came, of a message event; nothing where it is no text.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn data(this: &Event) -> JsValue;
}

/// The same as [`build`] with values from elsewhere, as texts and as values of attributes: `$key` is what `from` has,
/// each `$` alone the next of `values`. An attribute whose value is empty is left out, and so is an address that nobody
/// should load or follow. What opens beside the page learns nothing of it.
pub(crate) fn fill(template: &str, values: &[&str], from: &Object) -> Node {
    let mut list = Vec::new();
    for value in values {
        list.push(Value::from(*value));
    }
    fill_with(
        template,
        &write(&Value::Array(list)),
        &write(&from.clone().into()),
    )
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
