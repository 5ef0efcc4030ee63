//! The page of the visitor's conversations, the last one first.

use super::pages::Pages;
use crate::dom::{self, Node};
use crate::text::{Text, Word, fill};
use avmsdk_protocol::Value;
use avmsdk_protocol::id::ConversationId;
use avmsdk_protocol::json::write;
use avmsdk_session::{Age, Input, ListInput, ListState, Listed, Preview, Session};

const PAGE: &str = "div.page(\
    ul.rows \
    div.bone \
    p.about \
    p.trouble[role=alert] \
    button.plain!list-more[type=button] \
    button.action!list-make[type=button])";
const ROW: &str = "li(button.row!list-enter[type=button](\
    span.sign span.names(span.name[dir=auto] span.preview[dir=auto]) span.side(span.when span.count)))";

pub(super) struct Conversations {
    page: Node,
    rows: Vec<(ConversationId, Node)>,
    /// Who the visitor talks to, where a conversation has no name.
    name: String,
    picture: String,
    is_open: bool,
    is_leaving: bool,
}

impl Conversations {
    pub(super) fn new(name: String, picture: String, text: &Text) -> Self {
        let page = dom::build(PAGE);
        page.part(".about").write(text.get(Word::introductionText));
        page.part(".plain").write(text.late("loadMoreLabel"));
        page.part(".action").write(text.late("newConversationButtonText"));
        Conversations {
            page,
            rows: Vec::new(),
            name,
            picture,
            is_open: false,
            is_leaving: false,
        }
    }

    pub(super) fn show(&mut self, pages: &mut Pages, opener: &Node, text: &Text) -> Option<Input> {
        self.is_open = true;
        pages.open(&self.page, text.get(Word::conversationListHeaderText), opener);
        Some(Input::List(ListInput::Open))
    }

    pub(super) fn leave(&mut self) {
        self.is_open = false;
        self.is_leaving = false;
    }

    /// What the visitor did there.
    pub(super) fn did(&mut self, what: &str, control: &Node) -> Option<Input> {
        let input = match what {
            "list-more" => ListInput::More,
            "list-make" => {
                self.is_leaving = true;
                ListInput::Make
            }
            _ => {
                self.is_leaving = true;
                ListInput::Enter(ConversationId::new(control.get("data-id")?))
            }
        };
        Some(Input::List(input))
    }

    /// Draws it; returns whether the visitor is in the conversation that was chosen.
    pub(super) fn draw(&mut self, session: &Session, text: &Text) -> bool {
        if !self.is_open {
            return false;
        }
        let state = session.list_state();
        let list = session.conversations();
        let holder = self.page.part(".rows");
        for (at, listed) in list.iter().enumerate() {
            let known = self.rows.iter().position(|row| row.0 == listed.id);
            let row = match known {
                Some(known) => self.rows.remove(known),
                None => (listed.id.clone(), self.row(listed)),
            };
            if known != Some(at) {
                holder.insert(&row.1, self.rows.get(at).map(|row| &row.1));
            }
            self.draw_row(&row.1, listed, text);
            self.rows.insert(at, row);
        }
        while self.rows.len() > list.len() {
            if let Some(row) = self.rows.pop() {
                row.1.remove();
            }
        }
        let is_busy = state == ListState::Loading || state == ListState::Leaving;
        self.page.set("aria-busy", if is_busy { "true" } else { "false" });
        self.page
            .part(".bone")
            .show(list.is_empty() && state == ListState::Loading);
        self.page.part(".about").show(list.is_empty() && !is_busy);
        self.page.part(".plain").show(session.has_more_conversations());
        self.page.part(".action").show(session.can_make_conversation());
        let trouble = match state {
            ListState::Failed if self.is_leaving => "smsUnhandledError",
            ListState::Failed => "couldNotLoadConversations",
            _ => "",
        };
        self.page.part(".trouble").write(text.late(trouble));
        let is_there = self.is_leaving && state == ListState::Quiet;
        self.is_leaving = self.is_leaving && state == ListState::Leaving;
        is_there
    }

    fn row(&self, listed: &Listed) -> Node {
        let item = dom::build(ROW);
        item.part("button").set("data-id", listed.id.as_str());
        item
    }

    fn draw_row(&self, item: &Node, listed: &Listed, text: &Text) {
        let row = item.part("button");
        row.set("aria-current", if listed.is_shown { "true" } else { "false" });
        row.set("aria-busy", if listed.is_entered { "true" } else { "false" });
        let name = if listed.name.is_empty() { &self.name } else { &listed.name };
        row.part(".name").write(name);
        row.part(".preview").write(&preview_text(listed.preview.as_ref(), text));
        row.part(".when").write(&listed.age.map_or(String::new(), |age| age_text(age, text)));
        let count = row.part(".count");
        count.write(&write(&Value::from(listed.unread)));
        count.show(listed.unread > 0);
        let sign = row.part(".sign");
        let picture = if listed.icon.is_empty() { &self.picture } else { &listed.icon };
        match sign.query("img") {
            _ if !crate::setup::is_picture(picture) => {
                let mut letters = name.chars();
                letters.next();
                sign.write(&name[..name.len() - letters.as_str().len()]);
            }
            Some(image) => image.set("src", picture),
            None => {
                sign.write("");
                let image = dom::build("img[alt]");
                image.set("src", picture);
                sign.append(&image);
            }
        }
    }
}

fn preview_text(preview: Option<&Preview>, text: &Text) -> String {
    let Some(preview) = preview else {
        return String::new();
    };
    let key = match preview.kind.as_str() {
        "text" if preview.asks_for_place && preview.text.is_empty() => "LocationRequest",
        "text" | "location" if !preview.text.is_empty() => "",
        "image" => "Image",
        "file" => "File",
        "form" => "Form",
        "formResponse" => "FormResponse",
        _ => "Carousel",
    };
    let who = if preview.is_own {
        text.late("conversationListPreviewUserText")
    } else {
        &preview.name
    };
    if key.is_empty() {
        let colon = if who.is_empty() { "" } else { ": " };
        return [who, colon, &preview.text].concat();
    }
    let who = if who.is_empty() {
        text.late("conversationListPreviewAnonymousText")
    } else {
        who
    };
    let key = ["conversationListPreview", key, "Text"].concat();
    fill(text.late(&key), "{user}", who)
}

fn age_text(age: Age, text: &Text) -> String {
    let (key, count) = match age {
        Age::JustNow => ("JustNow", 0),
        Age::Minutes(1) => ("Minute", 1),
        Age::Minutes(minutes) => ("Minutes", minutes),
        Age::Hours(1) => ("Hour", 1),
        Age::Hours(hours) => ("Hours", hours),
        Age::Yesterday => ("Yesterday", 0),
        Age::Older => return String::new(),
    };
    let key = ["conversationListRelativeTime", key].concat();
    fill(text.late(&key), "{value}", &write(&Value::from(count)))
}
