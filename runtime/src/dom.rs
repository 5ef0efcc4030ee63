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
    /// button.big:send!submit[type=button hidden]({M6 6l12 12} span.label)
    /// ```
    ///
    /// is a `button` of the class `big`, of the part `send`, with `data-do="submit"` and two further
    /// attributes; in it stand an icon, one path in a square of 24, and a `span`.
    pub(crate) fn build(template: &str) -> Node;
    #[wasm_bindgen(js_name = fill)]
    fn fill_with(template: &str, values: &str, from: &str) -> Node;

    // Of many properties one function each would be several times the bytes.
    /// A number or a flag that something has; else an edge of its box, in pixels of the window.
    #[wasm_bindgen(js_name = measured)]
    fn number(of: &JsValue, name: &str) -> f64;
    /// A text that something has.
    #[wasm_bindgen(js_name = said)]
    fn words(of: &JsValue, name: &str) -> String;
    #[wasm_bindgen(js_name = assign)]
    fn set_number(of: &Node, name: &str, value: f64);
    #[wasm_bindgen(js_name = assign)]
    fn set_words(of: &Node, name: &str, value: &str);
    /// Gives an element a height of its own, by property and never as text: a strict CSP allows it.
    #[wasm_bindgen(js_name = stretch)]
    fn set_height_of(of: &Node, height: &str);

    #[wasm_bindgen(method, js_name = setAttribute)]
    fn set_attribute(this: &Node, name: &str, value: &str);
    #[wasm_bindgen(method, js_name = getAttribute)]
    fn get_attribute(this: &Node, name: &str) -> Option<String>;
    #[wasm_bindgen(method, js_name = insertBefore)]
    fn insert_before(this: &Node, child: &Node, before: Option<&Node>);

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
    #[wasm_bindgen(method, getter, js_name = ownerDocument)]
    pub(crate) fn owner_document(this: &Node) -> Node;
    /// Nothing where it does not show.
    #[wasm_bindgen(method, getter, js_name = offsetParent)]
    pub(crate) fn offset_parent(this: &Node) -> Option<Node>;
    /// The window of a document.
    #[wasm_bindgen(method, getter, js_name = defaultView)]
    pub(crate) fn window(this: &Node) -> Node;

    #[wasm_bindgen(method, js_name = getRootNode)]
    pub(crate) fn root(this: &Node) -> Node;

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
    #[inline(never)]
    pub(crate) fn show(&self, shown: bool) {
        set_number(self, "hidden", if shown { 0.0 } else { 1.0 });
    }

    /// Whether it is hidden, for everyone; of the document, whether its page is.
    pub(crate) fn hidden(&self) -> bool {
        number(self, "hidden") > 0.0
    }

    /// Whether a field takes no writing.
    pub(crate) fn read_only(&self) -> bool {
        number(self, "readOnly") > 0.0
    }

    pub(crate) fn set_read_only(&self, is_so: bool) {
        set_number(self, "readOnly", if is_so { 1.0 } else { 0.0 });
    }

    /// The place of the option that a `select` shows; below 0 where none is, or it is another field.
    pub(crate) fn selected_index(&self) -> i32 {
        number(self, "selectedIndex") as i32
    }

    /// What stands in a field.
    #[inline(never)]
    pub(crate) fn value(&self) -> String {
        words(self, "value")
    }

    pub(crate) fn set_value(&self, value: &str) {
        set_words(self, "value", value);
    }

    pub(crate) fn text_content(&self) -> String {
        words(self, "textContent")
    }

    /// Of a window, which of a page without an address is that of the page around it; or of a link.
    pub(crate) fn origin(&self) -> String {
        words(self, "origin")
    }

    /// In pixels, as all heights.
    pub(crate) fn scroll_height(&self) -> f64 {
        number(self, "scrollHeight")
    }

    #[inline(never)]
    pub(crate) fn client_height(&self) -> f64 {
        number(self, "clientHeight")
    }

    #[inline(never)]
    pub(crate) fn scroll_top(&self) -> f64 {
        number(self, "scrollTop")
    }

    #[inline(never)]
    pub(crate) fn set_scroll_top(&self, top: f64) {
        set_number(self, "scrollTop", top);
    }

    /// Where it is in the window, as the other edges.
    pub(crate) fn top(&self) -> f64 {
        number(self, "top")
    }

    #[inline(never)]
    pub(crate) fn bottom(&self) -> f64 {
        number(self, "bottom")
    }

    pub(crate) fn left(&self) -> f64 {
        number(self, "left")
    }

    pub(crate) fn set_height(&self, height: &str) {
        set_height_of(self, height);
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
    #[inline(never)]
    pub(crate) fn write(&self, text: &str) {
        set_words(self, "textContent", text);
    }
}

impl Event {
    #[inline(never)]
    pub(crate) fn kind(&self) -> String {
        words(self, "type")
    }

    pub(crate) fn shift_key(&self) -> bool {
        number(self, "shiftKey") > 0.0
    }
}
