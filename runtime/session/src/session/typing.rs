//! Who of the others types, in the conversation that is shown. What the visitor types is told in `writing`.

use super::{Session, Typer};
use crate::change::Change;
use crate::effect::{Alarm, Effect};
use avmsdk_protocol::Object;
use avmsdk_protocol::activity::Activity;
use avmsdk_protocol::id::UserId;
use avmsdk_protocol::record::get_field;

/// Milliseconds after which who began to type counts as having stopped (observed).
const TYPING_LASTS: u32 = 10_000;

impl Session {
    pub(super) fn typing_started(&mut self, activity: &Activity) {
        let data = activity.data();
        let text = |key| get_field::<Option<String>>(&data, key);
        let typer = Some(Typer {
            name: text("name"),
            avatar_url: text("avatarUrl"),
            user: activity.user_id(),
        });
        self.set_alarm(Alarm::Typing, TYPING_LASTS);
        if self.typer == typer {
            // Who goes on typing says so again and again.
            return;
        }
        self.typer = typer;
        self.change(Change::Typing);
        let mut typer = Object::new();
        for key in ["name", "avatarUrl"] {
            if let Some(value) = data.get(key) {
                typer.set(key, value.clone());
            }
        }
        self.emit_typing("typing:start", typer);
    }

    /// Of several who type the last to begin shows, until that one stops or has written.
    pub(super) fn typing_stopped_by(&mut self, user: Option<&str>) {
        let typer = self.typer.as_ref().and_then(|typer| typer.user.as_ref());
        if typer.map(UserId::as_str) == user {
            self.typing_stopped();
        }
    }

    pub(super) fn typing_stopped(&mut self) {
        if self.typer.take().is_some() {
            self.change(Change::Typing);
            self.clear_alarm(Alarm::Typing);
            self.emit_typing("typing:stop", Object::new());
        }
    }

    /// Typing events have one argument, which holds the conversation.
    fn emit_typing(&mut self, name: &'static str, mut data: Object) {
        if let Some(place) = crate::page::place(self.active_id().as_ref()).take("conversation") {
            data.set("conversation", place);
        }
        self.effect(Effect::Emit(name, vec![data.into()]));
    }
}
