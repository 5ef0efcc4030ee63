//! The page of the channels that can be linked: each with its name and how far it is.

use super::channel::{self, ChannelPage};
use super::pages::Pages;
use super::ways::icon;
use crate::dom::{self, Node};
use crate::template::Template;
use crate::text::{Text, Word};
use avmsdk_protocol::Object;
use avmsdk_protocol::id::IntegrationId;
use avmsdk_session::{ChannelInput, Input, Session};

pub(super) struct Channels {
    page: Node,
    list: Node,
    rows: Vec<(IntegrationId, Node)>,
    /// The channel whose page is open.
    open: Option<ChannelPage>,
}

impl Channels {
    pub(super) fn new() -> Self {
        let page = dom::build(Template::channels);
        Channels {
            list: page.part(".rows"),
            page,
            rows: Vec::new(),
            open: None,
        }
    }

    pub(super) fn show(
        &mut self,
        pages: &mut Pages,
        opener: &Node,
        session: &Session,
        text: &Text,
    ) -> Option<Input> {
        self.draw(session, text);
        pages.open(
            &self.page,
            text.get(Word::notificationSettingsChannelsTitle),
            opener,
        );
        None
    }

    /// Opens the page of the channel that the control stands for.
    pub(super) fn enter(
        &mut self,
        pages: &mut Pages,
        opener: &Node,
        session: &Session,
        text: &Text,
    ) -> Option<Input> {
        let id = opener.get("data-id")?;
        let channels = session.channels();
        let channel = channels.iter().find(|channel| channel.id.as_str() == id)?;
        let page = ChannelPage::new(channel);
        page.draw(channel, session, text);
        pages.open(page.element(), channel.channel.label(), opener);
        self.open = Some(page);
        self.input(ChannelInput::Open)
    }

    /// Something that is done on the page of a channel.
    pub(super) fn input(&self, input: ChannelInput) -> Option<Input> {
        let page = self.open.as_ref()?;
        Some(Input::Channel(page.id().clone(), input))
    }

    /// What the visitor did there.
    pub(super) fn did(&self, what: &str) -> Option<Input> {
        self.input(match what {
            "link-give" => ChannelInput::Submit(self.open.as_ref()?.written()),
            "link-ping" => ChannelInput::Ping,
            "link-cancel" => ChannelInput::Cancel,
            "link-change" => ChannelInput::Change,
            "link-unlink" => ChannelInput::Unlink,
            "link-retry" => ChannelInput::Retry,
            _ => return None,
        })
    }

    /// The page of a channel is closed, if one was open.
    pub(super) fn leave(&mut self) -> Option<Input> {
        let input = self.input(ChannelInput::Close);
        self.close();
        input
    }

    /// The same where the session need not hear of it.
    pub(super) fn close(&mut self) {
        self.open = None;
    }

    pub(super) fn draw(&mut self, session: &Session, text: &Text) {
        let channels = session.channels();
        let mut is_same = channels.len() == self.rows.len();
        for (row, channel) in self.rows.iter().zip(&channels) {
            is_same = is_same && row.0 == channel.id;
        }
        if !is_same {
            self.list.write("");
            self.rows.clear();
            for channel in &channels {
                let values = [channel.id.as_str(), channel.channel.label()];
                let row = dom::fill(Template::channel, &values, &Object::new());
                row.part(".sign").append(&icon(channel.channel));
                self.list.append(&row);
                self.rows.push((channel.id.clone(), row));
            }
        }
        for (row, channel) in self.rows.iter().zip(&channels) {
            row.1.put(".side", &channel::state_text(channel, text));
            if let Some(page) = &self.open
                && *page.id() == channel.id
            {
                page.draw(channel, session, text);
            }
        }
    }
}
