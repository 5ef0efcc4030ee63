//! What the views and the page read between steps. Views never compute.

use super::{ConnectionState, History, Session, Typer};
use crate::page;
use crate::timeline::{Entry, EntryBox, Key};
use crate::upload::Upload;
use avmsdk_protocol::Value;
use avmsdk_protocol::conversation::Conversation;

impl Session {
    /// The messages to show, in order.
    pub fn timeline(&self) -> &[EntryBox] {
        self.timeline.entries()
    }

    /// One of them.
    pub fn entry(&self, key: Key) -> Option<&Entry> {
        self.timeline.get(key)
    }

    /// Where an entry stands among them.
    pub fn place_of(&self, key: Key) -> Option<usize> {
        self.timeline.position(key)
    }

    /// How far the file of an entry is; nothing where the entry is no file, or the service has it. Not beside what is
    /// done with files, which is in the second part: every message is asked about.
    pub fn upload(&self, key: Key) -> Option<&Upload> {
        if self.can_send { self.upload_of(key) } else { None }
    }

    /// How many messages the visitor has not read in the conversation that is shown.
    pub fn unread(&self) -> u32 {
        self.unread
    }

    /// How many in all conversations that are known.
    pub fn unread_in_all(&self) -> u32 {
        let others = self.others.iter().filter_map(Conversation::unread_count);
        others.fold(self.unread, u32::saturating_add)
    }

    /// Whether there is more of what was said earlier.
    pub fn history(&self) -> History {
        self.history
    }

    /// The conversation that is shown, as the service describes it.
    pub fn conversation(&self) -> Option<&Conversation> {
        self.conversation.as_ref()
    }

    /// Whether the panel is open; always, where it is embedded.
    pub fn is_opened(&self) -> bool {
        self.opened
    }

    /// Who types, if anyone.
    pub fn typer(&self) -> Option<&Typer> {
        self.typer.as_ref()
    }

    /// Whether new messages arrive at once, and all that the visitor sees could be loaded.
    #[inline(never)]
    pub fn connection(&self) -> ConnectionState {
        if self.is_late_missed() {
            if self.is_late_asked() {
                ConnectionState::Retrying
            } else {
                ConnectionState::Ended
            }
        } else if self.realtime.is_live() {
            ConnectionState::Connected
        } else {
            self.realtime.absence()
        }
    }

    /// Whether a message of the timeline is the visitor's own: all of role `appUser` are, unless
    /// another user of a group wrote it.
    pub fn is_own(&self, entry: &Entry) -> bool {
        match entry.message() {
            Some(message) => self.is_own_message(message),
            None => !entry.is_local(),
        }
    }

    /// What the conversation that is shown is called, where it has a name.
    pub fn conversation_name(&self) -> Option<&str> {
        let name = self.conversation.as_ref()?.object().text("displayName");
        (!name.is_empty()).then_some(name)
    }

    /// What the page's `getConversation` returns.
    pub fn page_conversation(&self) -> Value {
        let entries = Some(self.timeline.entries());
        page::conversation(self.conversation.as_ref(), Some(self.unread), entries)
    }
}
