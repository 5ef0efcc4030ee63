//! A thin layer over the DOM: making nodes, never markup.

use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, Node};

thread_local! {
    static DOCUMENT: RefCell<Option<Document>> = const { RefCell::new(None) };
}

const SVG: &str = "http://www.w3.org/2000/svg";

/// Says which document nodes are made for, before any is made.
pub(crate) fn use_document(document: Document) {
    DOCUMENT.with(|slot| *slot.borrow_mut() = Some(document));
}

fn with_document<T>(make: impl FnOnce(&Document) -> Result<T, JsValue>) -> T {
    DOCUMENT.with(|slot| match slot.borrow().as_ref().map(make) {
        Some(Ok(made)) => made,
        // Tag names are constants of this crate, and the document is set first.
        _ => wasm_bindgen::throw_str("avmsdk: no document"),
    })
}

/// Makes an element with attributes and children.
pub(crate) fn element(tag: &str, attributes: &[(&str, &str)], children: &[&Node]) -> Element {
    finish(
        with_document(|document| document.create_element(tag)),
        attributes,
        children,
    )
}

/// Makes an icon: one path in a square of 24.
pub(crate) fn icon(path: &str) -> Element {
    let path_node = with_document(|document| document.create_element_ns(Some(SVG), "path"));
    let icon = with_document(|document| document.create_element_ns(Some(SVG), "svg"));
    let path_node = finish(path_node, &[("d", path)], &[]);
    finish(
        icon,
        &[("viewBox", "0 0 24 24"), ("aria-hidden", "true")],
        &[&path_node],
    )
}

fn finish(element: Element, attributes: &[(&str, &str)], children: &[&Node]) -> Element {
    for (name, value) in attributes {
        set(&element, name, value);
    }
    for child in children {
        append(&element, child);
    }
    element
}

/// Sets an attribute. It cannot fail: all names are constants of this crate.
pub(crate) fn set(element: &Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}

/// Shows or hides an element, for everyone.
pub(crate) fn show(element: &Element, shown: bool) {
    if shown {
        let _ = element.remove_attribute("hidden");
    } else {
        set(element, "hidden", "");
    }
}

/// Appends a child.
pub(crate) fn append(parent: &Node, child: &Node) {
    let _ = parent.append_child(child);
}

/// Inserts a child before another, or at the end.
pub(crate) fn insert(parent: &Node, child: &Node, before: Option<&Node>) {
    let _ = parent.insert_before(child, before);
}

/// Sets the text of a node: text, whatever it holds.
pub(crate) fn write(node: &Node, text: &str) {
    node.set_text_content(Some(text));
}

/// Focuses an element, if it can have the focus.
pub(crate) fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<web_sys::HtmlElement>() {
        let _ = element.focus();
    }
}
