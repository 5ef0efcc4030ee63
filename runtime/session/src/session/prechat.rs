//! The form before the first message: when it is shown.
//!
//! A second after the panel opened the greeting is said, two more later the form is there; until then somebody seems to
//! write them. It goes away as soon as there is something else to talk about: the page or the business says something, or the
//! visitor turns out to be known.

use super::{Phase, Session, Typer};
use crate::change::Change;
use crate::effect::Alarm;
use crate::form::Progress;
use crate::setup::PrechatSetup;
use crate::timeline::{Key, Local};
use avmsdk_protocol::call::Intent;
use avmsdk_protocol::id::{ConversationId, UserId};
use avmsdk_protocol::record::get_field;
use avmsdk_protocol::{Value, Wire};

/// Milliseconds from the opening of the panel to the greeting, and from there to the form (observed).
const UNTIL_GREETING: u32 = 1_000;
const UNTIL_FORM: u32 = 2_000;

/// The form, and how far it has come.
#[derive(Clone, Debug, Default)]
pub(super) struct Prechat {
    pub(super) setup: PrechatSetup,
    pub(super) stage: Stage,
    pub(super) form: Option<Key>,
    /// The address that is to be linked.
    pub(super) email: Option<String>,
    /// The conversation that it has made.
    pub(super) conversation: Option<ConversationId>,
    /// Whether the next message is the first after the form.
    pub(super) is_reply_due: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Stage {
    /// There is no such form, or not any more.
    #[default]
    Off,
    /// The greeting comes next.
    Opened,
    /// The form comes next.
    Greeted,
    /// The visitor fills it in.
    Shown,
    /// It is on its way, or before the page.
    Submitting,
    /// It did not arrive.
    Failed,
    /// The conversation that it has made is being read.
    Loading,
}

impl Prechat {
    pub(super) fn progress(&self) -> Progress {
        match self.stage {
            Stage::Submitting => Progress::Submitting,
            Stage::Failed => Progress::Failed,
            Stage::Off | Stage::Loading => Progress::Submitted,
            Stage::Opened | Stage::Greeted | Stage::Shown => Progress::Open,
        }
    }

    pub(super) fn is_blocking(&self) -> bool {
        !matches!(self.stage, Stage::Off | Stage::Loading)
    }

    /// Whether a user is being made by it.
    pub(super) fn is_submitting(&self) -> bool {
        self.stage == Stage::Submitting
    }

    pub(super) fn reopen(&mut self) {
        self.stage = Stage::Shown;
    }

    /// The intent of the message that is sent next.
    pub(super) fn intent(&self) -> Option<Intent> {
        self.is_reply_due.then_some(Intent::PrechatReply)
    }
}

impl Session {
    /// After each step.
    #[inline(never)]
    pub(super) fn see_to_forms(&mut self) {
        self.debug_whole();
        self.see_to_prechat();
        self.tell_of_forms();
    }

    /// Begins or ends, as things stand after a step.
    fn see_to_prechat(&mut self) {
        match self.prechat.stage {
            Stage::Off => {
                if self.opened && !self.sync.is_running() && self.is_prechat_due() {
                    self.prechat.stage = Stage::Opened;
                    self.seem_to_type(true);
                    self.set_alarm(Alarm::Prechat, UNTIL_GREETING);
                }
            }
            Stage::Submitting | Stage::Loading => {}
            _ => {
                let is_lost = self
                    .prechat
                    .form
                    .is_some_and(|form| self.timeline.get(form).is_none());
                if is_lost || !self.is_prechat_due() {
                    self.end_prechat();
                }
            }
        }
    }

    /// Whether the visitor has yet to say who it is, and nobody has said anything.
    fn is_prechat_due(&self) -> bool {
        let is_quiet = || {
            let mut entries = self.timeline.entries().iter();
            entries.all(|entry| entry.is_local()) && self.others.is_empty() && self.outbox.first().is_none()
        };
        let is_signed_up = || {
            let user = self.page_user();
            user.is_some_and(|user| has(user.get("signedUpAt")))
        };
        self.phase == Phase::Ready && self.is_prechat_on("enabled", false) && is_quiet() && !is_signed_up()
    }

    /// A switch: of the page, else of the config, else as it is where neither says.
    pub(super) fn is_prechat_on(&self, name: &str, otherwise: bool) -> bool {
        let given = [
            self.prechat.setup.option.get(name),
            self.setting("prechatCapture", name),
        ];
        let mut given = given.into_iter().flatten().filter_map(bool::read);
        given.next().unwrap_or(otherwise)
    }

    pub(super) fn prechat_goes_on(&mut self) {
        match self.prechat.stage {
            Stage::Opened => {
                let greeting = &*self.prechat.setup.words.greeting;
                if !greeting.is_empty() {
                    let greeting = self.said_here(greeting);
                    self.timeline
                        .push_local(Local::Message(greeting), &mut self.changes);
                }
                self.prechat.stage = Stage::Greeted;
                self.set_alarm(Alarm::Prechat, UNTIL_FORM);
            }
            Stage::Greeted => {
                self.seem_to_type(false);
                let form = self.prechat_form();
                let key = self.timeline.push_local(Local::Message(form), &mut self.changes);
                self.prechat.form = Some(key);
                self.prechat.stage = Stage::Shown;
            }
            _ => {}
        }
    }

    /// Else who has opened the panel sees nothing in it for a second. The page hears nothing: nobody is there.
    fn seem_to_type(&mut self, is: bool) {
        let nobody = Some(UserId::new(""));
        let typer = self.typer.as_ref();
        // Who really types goes on.
        if typer.is_some_and(|it| it.user != nobody) {
            return;
        }
        self.typer = is.then(|| Typer {
            name: None,
            avatar_url: get_field(&self.prechat.setup.option, "avatarUrl"),
            user: nobody,
        });
        self.change(Change::Typing);
    }

    /// It is of no more use, or the service has it.
    pub(super) fn end_prechat(&mut self) {
        if self.prechat.stage != Stage::Off {
            self.clear_alarm(Alarm::Prechat);
            if matches!(self.prechat.stage, Stage::Opened | Stage::Greeted) {
                self.seem_to_type(false);
            }
            self.timeline.remove_locals(&mut self.changes);
            self.prechat.stage = Stage::Off;
            self.prechat.form = None;
        }
    }

    /// The user is another.
    #[inline(never)]
    pub(super) fn forget_prechat(&mut self) {
        self.debug_whole();
        self.end_prechat();
        self.prechat.is_reply_due = false;
        self.prechat.email = None;
    }
}

fn has(value: Option<&Value>) -> bool {
    value.is_some_and(|value| *value != Value::Null)
}
