//! The panel around the conversation: header, connection banner, and what it holds.

use super::act;
use crate::dom;
use crate::setup::HostSetup;
use crate::text::{Text, Word};
use avmsdk_protocol::Value;
use avmsdk_session::ConnectionState;
use web_sys::{Element, ShadowRoot};

const CROSS: &str = "M6 6l12 12M18 6L6 18";

pub(super) struct Panel {
    element: Element,
    banner: Element,
}

impl Panel {
    pub(super) fn new(root: &ShadowRoot, setup: &HostSetup, text: &Text, parts: &[&Element]) -> Self {
        let embedded = setup.flag("embedded");
        let banner = banner(text);
        let header = header(setup, text, embedded);
        let element = dom::element(
            "section",
            &[
                ("part", "panel"),
                ("role", if embedded { "region" } else { "dialog" }),
                ("aria-labelledby", "title"),
                ("data-embedded", if embedded { "true" } else { "false" }),
                ("hidden", ""),
            ],
            &[&header, &banner],
        );
        for part in parts {
            dom::append(&element, part);
        }
        dom::append(root, &element);
        Panel { element, banner }
    }

    pub(super) fn show(&self, shown: bool) {
        dom::show(&self.element, shown);
    }

    pub(super) fn show_connection(&self, state: ConnectionState) {
        dom::show(&self.banner, state == ConnectionState::Lost);
    }
}

fn header(setup: &HostSetup, text: &Text, embedded: bool) -> Element {
    let header = dom::element("header", &[("part", "header")], &[]);
    let style = setup.config.style.as_ref();
    let picture = option(setup, "businessIconUrl")
        .or_else(|| style.and_then(|style| style.business_icon_url.as_deref()))
        .or(setup.config.app.icon_url.as_deref());
    // Any other scheme could not be a picture.
    if let Some(picture) = picture.filter(|url| url.starts_with("http") || url.starts_with("data:image/")) {
        dom::append(
            &header,
            &dom::element("img", &[("class", "icon"), ("src", picture), ("alt", "")], &[]),
        );
    }
    let name = option(setup, "businessName")
        .or_else(|| style.and_then(|style| style.business_name.as_deref()))
        .or(setup.config.app.name.as_deref());
    let title = dom::element("h2", &[("id", "title"), ("class", "title")], &[]);
    let slogan = dom::element("p", &[("class", "slogan")], &[]);
    dom::write(&title, name.unwrap_or_else(|| text.get(Word::headerText)));
    dom::append(
        &header,
        &dom::element("div", &[("class", "names")], &[&title, &slogan]),
    );
    if name.is_some() {
        dom::write(&slogan, text.get(Word::headerText));
    }
    if !embedded {
        let label = text.get(Word::closeLabel);
        let attributes = [
            ("part", "close"),
            ("type", "button"),
            ("data-do", act::CLOSE),
            ("aria-label", label),
            ("title", label),
        ];
        dom::append(
            &header,
            &dom::element("button", &attributes, &[&dom::icon(CROSS)]),
        );
    }
    header
}

/// "… you can {retry}": the words around a control.
fn banner(text: &Text) -> Element {
    let banner = dom::element(
        "p",
        &[("class", "banner"), ("role", "status"), ("hidden", "")],
        &[],
    );
    let sentence = text.get(Word::couldNotConnectWithRetry);
    let (before, after) = sentence.split_once("{retry}").unwrap_or((sentence, ""));
    let control = dom::element("button", &[("type", "button"), ("data-do", act::RECONNECT)], &[]);
    dom::write(&control, text.get(Word::couldNotConnectWithRetryInner));
    for (node, words) in [(None, before), (Some(&control), ""), (None, after)] {
        match node {
            Some(control) => dom::append(&banner, control),
            None => {
                let span = dom::element("span", &[], &[]);
                dom::write(&span, words);
                dom::append(&banner, &span);
            }
        }
    }
    banner
}

fn option<'a>(setup: &'a HostSetup, name: &str) -> Option<&'a str> {
    setup.options.get(name).and_then(Value::as_str)
}
