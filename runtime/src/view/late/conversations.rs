//! The page of the visitor's conversations, the last one first.

use super::pages::Pages;
use crate::dom::{self, Node};
use crate::host::Host;
use crate::template::Template;
use crate::text::{Text, Word, digits, filled, join};
use avmsdk_protocol::conversation::Conversation;
use avmsdk_protocol::id::ConversationId;
use avmsdk_session::{Age, Input, ListInput, ListState, Listed, Preview, Session, is_web};

/// In milliseconds.
const DAY: f64 = 86_400_000.0;

pub(super) struct Conversations {
    page: Node,
    rows: Vec<Node>,
    host: Host,
    is_open: bool,
    is_leaving: bool,
}

impl Conversations {
    pub(super) fn new(host: &Host) -> Self {
        Conversations {
            page: dom::build(Template::talks),
            rows: Vec::new(),
            host: host.clone(),
            is_open: false,
            is_leaving: false,
        }
    }

    /// Another conversation may be shown than before, or none.
    pub(super) fn turn_to_draft(&self, session: &Session) {
        let id = session.conversation().map(Conversation::id).unwrap_or_default();
        self.host.draft_of(id.as_str());
    }

    pub(super) fn show(&mut self, pages: &mut Pages, opener: &Node, text: &Text) -> Input {
        self.is_open = true;
        pages.open(&self.page, text.get(Word::conversationListHeaderText), opener);
        Input::List(ListInput::Open)
    }

    pub(super) fn leave(&mut self) {
        self.is_open = false;
        self.is_leaving = false;
    }

    /// What the visitor did there.
    pub(super) fn did(&mut self, what: &str, control: &Node) -> Input {
        self.is_leaving = what != "list-more";
        let id = control.get("data-id").unwrap_or_default();
        Input::List(match what {
            "list-more" => ListInput::More,
            "list-make" => ListInput::Make,
            _ => ListInput::Enter(ConversationId::new(id)),
        })
    }

    /// Draws it; returns whether the visitor is in the conversation that was chosen.
    pub(super) fn draw(&mut self, session: &Session, text: &Text) -> bool {
        if !self.is_open {
            return false;
        }
        let list = session.conversations();
        let holder = self.page.part(".rows");
        let mut at = 0;
        for listed in &list {
            // What stands there is moved only if it must be: it may have the focus.
            let is_it = |row: &Node| row.get("data-id").as_deref() == Some(listed.id);
            let mut from = at;
            while self.rows.get(from).is_some_and(|row| !is_it(row)) {
                from += 1;
            }
            if from > at || from == self.rows.len() {
                let row = if from < self.rows.len() {
                    self.rows.remove(from)
                } else {
                    let row = dom::build(Template::talk);
                    row.set("data-id", listed.id);
                    row.part("button").set("data-id", listed.id);
                    row
                };
                holder.insert(&row, self.rows.get(at));
                self.rows.insert(at, row);
            }
            self.draw_row(&self.rows[at], listed, text);
            at += 1;
        }
        while self.rows.len() > at {
            if let Some(row) = self.rows.pop() {
                row.remove();
            }
        }
        let state = session.list_state();
        let is_busy = state == ListState::Loading || state == ListState::Leaving;
        let page = &self.page;
        page.mark("aria-busy", is_busy);
        page.reveal(".bone", at == 0 && is_busy);
        page.reveal(".about", at == 0 && !is_busy);
        page.reveal(".plain", session.has_more_conversations());
        page.reveal(".main", session.can_make_conversation());
        page.put(
            ".trouble",
            match state {
                ListState::Failed if self.is_leaving => text.get(Word::smsUnhandledError),
                ListState::Failed => text.get(Word::couldNotLoadConversations),
                _ => "",
            },
        );
        let is_there = self.is_leaving && matches!(state, ListState::Quiet | ListState::Loading);
        self.is_leaving &= state == ListState::Leaving;
        is_there
    }

    fn draw_row(&self, row: &Node, listed: &Listed<'_>, text: &Text) {
        let button = row.part("button");
        button.mark("aria-current", listed.is_shown);
        button.mark("aria-busy", listed.is_entered);
        // Where a conversation has no name or picture, there are those of whom the visitor talks to.
        let [mut name, mut picture] = [listed.name, listed.icon];
        if name.is_empty() {
            name = text.get(Word::TITLE);
        }
        if picture.is_empty() {
            picture = text.get(Word::PICTURE);
        }
        row.put(".called", name);
        row.put(".excerpt", &preview_text(listed.preview, text));
        row.put(".when", &self.age_text(listed, text));
        let unread = row.part(".unread");
        let count = digits(listed.unread);
        let word = match listed.unread {
            1 => Word::messageIndicatorTitleSingular,
            _ => Word::messageIndicatorTitlePlural,
        };
        unread.write(&count);
        unread.show(listed.unread > 0);
        unread.set("aria-label", &filled(text.get(word), "{count}", &count));
        let has_picture = is_web(picture) || picture.starts_with("data:image/");
        row.reveal("img", has_picture);
        if has_picture {
            row.part("img").set("src", picture);
        }
        // It stands there without one (`pages.css`).
        let mut letters = name.chars();
        letters.next();
        row.put(".letter", &name[..name.len() - letters.as_str().len()]);
    }

    fn age_text(&self, listed: &Listed<'_>, text: &Text) -> String {
        let millis = listed.at.unwrap_or_default().as_millis() as f64;
        // By the calendar where the visitor is.
        let day = |millis| self.host.time(millis, "YYYYMMDD");
        let (word, count) = match listed.age {
            Some(Age::JustNow) => (Word::conversationListRelativeTimeJustNow, 0),
            Some(Age::Minutes(1)) => (Word::conversationListRelativeTimeMinute, 1),
            Some(Age::Minutes(minutes)) => (Word::conversationListRelativeTimeMinutes, minutes),
            Some(Age::Hours(1)) => (Word::conversationListRelativeTimeHour, 1),
            Some(Age::Hours(hours)) => (Word::conversationListRelativeTimeHours, hours),
            Some(Age::Yesterday) if day(millis) == day(dom::now() - DAY) => {
                (Word::conversationListRelativeTimeYesterday, 0)
            }
            Some(Age::Yesterday | Age::Older) => {
                return self
                    .host
                    .time(millis, text.get(Word::conversationListTimestampFormat));
            }
            None => return String::new(),
        };
        filled(text.get(word), "{value}", &digits(count))
    }
}

fn preview_text(preview: Option<Preview<'_>>, text: &Text) -> String {
    let Some(preview) = preview else {
        return String::new();
    };
    let words = match preview.kind {
        "text" if preview.asks_for_place && preview.text.is_empty() => {
            text.get(Word::conversationListPreviewLocationRequestText)
        }
        "text" | "location" if !preview.text.is_empty() => "",
        "image" => text.get(Word::conversationListPreviewImageText),
        "file" => text.get(Word::conversationListPreviewFileText),
        "form" => text.get(Word::conversationListPreviewFormText),
        "formResponse" => text.get(Word::conversationListPreviewFormResponseText),
        _ => text.get(Word::conversationListPreviewCarouselText),
    };
    let mut who = preview.name;
    if preview.is_own {
        who = text.get(Word::conversationListPreviewUserText);
    }
    if words.is_empty() {
        let colon = if who.is_empty() { "" } else { ": " };
        return join(&[who, colon, preview.text]);
    }
    if who.is_empty() {
        who = text.get(Word::conversationListPreviewAnonymousText);
    }
    filled(words, "{user}", who)
}
