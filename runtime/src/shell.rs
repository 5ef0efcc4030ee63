//! Runs the session: inputs in, one at a time; then the views are patched, then effects are done.

use crate::dom::{Event, Node, now};
use crate::host::Host;
use crate::setup::{self, HostSetup};
use crate::told;
use crate::view::View;
use avmsdk_protocol::json::write;
use avmsdk_protocol::record::read_text;
use avmsdk_protocol::{Object, Value};
use avmsdk_session::{
    Answer, Authorization, Change, ConsultId, Effect, Input, Now, PromiseId, Refusal, Request, Session, Slot,
    Ticket,
};
use std::cell::{Cell, RefCell};
use std::mem::ManuallyDrop;

/// The host's promise of `init`.
const INIT: PromiseId = PromiseId(0);

pub(crate) struct Shell {
    host: Host,
    /// Not dropped: that would take 0.7 KB of brotli, and what is large it lets go itself at its end.
    session: ManuallyDrop<RefCell<Session>>,
    view: RefCell<View>,
    /// Inputs that came while another was being taken: a patch can move the focus, and so on. Not dropped either: it is
    /// empty by then, and the session has all code that drops an input.
    queue: ManuallyDrop<RefCell<Vec<Input>>>,
    /// What the page wants in the composer, until the views can take it.
    draft: RefCell<Option<String>>,
    busy: Cell<bool>,
}

impl Shell {
    pub(crate) fn new(host: Host, root: &Node, setup: &HostSetup) -> Self {
        Shell {
            session: ManuallyDrop::new(RefCell::new(Session::new(setup.session()))),
            view: RefCell::new(View::new(root, setup, &host)),
            host,
            queue: ManuallyDrop::default(),
            draft: RefCell::default(),
            busy: Cell::new(false),
        }
    }

    pub(crate) fn start(&self) {
        self.take(Input::PageVisible(self.host.is_seen()));
        self.take(Input::Start(INIT));
    }

    pub(crate) fn stop(&self) {
        self.take(Input::Destroy);
        self.host.close_socket();
    }

    pub(crate) fn session(&self) -> std::cell::Ref<'_, Session> {
        self.session.borrow()
    }

    /// Fills the composer.
    pub(crate) fn set_draft(&self, text: &str) {
        *self.draft.borrow_mut() = Some(text.to_owned());
        self.take_all();
    }

    pub(crate) fn answered(&self, ticket: u32, status: u16, body: String, retry_after: i32) {
        let answer = answer(status, body, retry_after);
        self.take(match ticket {
            0 => Input::Polled(answer),
            _ => Input::Answered(Ticket::from_number(ticket), answer),
        });
    }

    /// Another tab changed the browser's storage.
    pub(crate) fn stored(&self, name: &str, value: Option<String>) {
        if let Some(slot) = Slot::from_name(name) {
            self.take(Input::Stored(slot, value));
        }
    }

    /// The second part of the module came, with its words, or could not be loaded.
    pub(crate) fn late_loaded(&self, words: Option<String>) {
        let is_there = words.is_some();
        if let Some(words) = words {
            let words = self.view.borrow_mut().take_words(&words);
            self.session.borrow_mut().set_words(words);
        } else {
            self.view.borrow_mut().forget_waiting();
        }
        self.take(Input::LateLoaded(is_there));
    }

    /// The page comes out of the browser's cache of pages.
    pub(crate) fn back(&self, items: &str) {
        let items = read_text::<Object>(items).unwrap_or_default();
        self.take(Input::PageBack(setup::items(&items)));
    }

    /// Takes an input, now or, if one is being taken, right after it.
    pub(crate) fn take(&self, input: Input) {
        self.wait(input);
        self.take_all();
    }

    #[inline(never)]
    fn wait(&self, input: Input) {
        self.queue.borrow_mut().push(input);
    }

    /// Taken out one by one: what is left of a list would be dropped.
    fn next(&self) -> Option<Input> {
        let mut queue = self.queue.borrow_mut();
        (!queue.is_empty()).then(|| queue.remove(0))
    }

    fn take_all(&self) {
        if self.busy.replace(true) {
            return;
        }
        while let Some(input) = self.next() {
            self.step(input);
        }
        if let Some(text) = self.draft.take() {
            self.view.borrow_mut().set_draft(&text);
        }
        self.busy.set(false);
    }

    fn step(&self, input: Input) {
        let mut step = self.session.borrow_mut().step(input, Now(now() as u64));
        let input = self
            .view
            .borrow_mut()
            .patch(&self.session.borrow(), &step.changes);
        if let Some(input) = input {
            self.wait(input);
        }
        let is_unread = |change: &Change| matches!(change, Change::Unread);
        if step.changes.iter().any(is_unread) {
            self.host.unread(self.session.borrow().unread_in_all());
        }
        for effect in step.effects.iter_mut() {
            self.run(effect);
        }
    }

    fn run(&self, effect: &mut Effect) {
        match effect {
            Effect::Request(request) => self.request(request, 0, None),
            Effect::Upload { .. } => told::upload(self, effect),
            Effect::ReleaseFile(file) => self.host.release(file.0),
            Effect::Store(slot, value) => self.host.store(&slot.name(), value.as_deref()),
            Effect::OpenSocket(address) => {
                self.host.close_socket();
                if !self.host.open_socket(address) {
                    self.wait(Input::SocketClosed);
                }
            }
            Effect::SendText(text) => self.host.send_text(text),
            Effect::CloseSocket => self.host.close_socket(),
            Effect::SetAlarm(alarm, millis) => {
                self.host.clear_alarm(*alarm as u32);
                self.host.set_alarm(*alarm as u32, *millis);
            }
            Effect::ClearAlarm(alarm) => self.host.clear_alarm(*alarm as u32),
            Effect::Emit(name, arguments) => self.host.emit(name, &list(arguments)),
            Effect::Settle(promise, result) => self.settle(*promise, result),
            Effect::Poll(address, body) => self.host.poll(address, body),
            Effect::StopPoll => self.host.stop_poll(),
            Effect::LoadLate => self.host.load_late(),
            Effect::Abort(ticket) => self.host.abort(ticket.number()),
            Effect::Consult(ConsultId(id), delegate, arguments) => {
                self.host.consult(*id, delegate.name(), &list(arguments));
            }
        }
    }

    pub(crate) fn request(&self, request: &Request, file: u32, message: Option<&str>) {
        let (user, token) = match &request.authorization {
            Authorization::Anonymous => (None, None),
            Authorization::Basic(user, token) => (Some(user.as_str()), Some(token.as_str())),
            Authorization::Bearer(token) => (None, Some(token.as_str())),
        };
        let body = request.body.as_deref();
        let (ticket, method) = (request.ticket.number(), request.method.as_str());
        self.host
            .request(ticket, method, &request.url, user, token, body, file, message);
    }

    pub(crate) fn settle(&self, PromiseId(promise): PromiseId, result: &Result<Value, Refusal>) {
        match result {
            Ok(value) => {
                if promise == INIT.0 {
                    self.view.borrow_mut().ready(&self.session.borrow());
                }
                self.host.settle(promise, true, &write(value));
            }
            Err(refusal) => self.host.settle(promise, false, &refusal_text(refusal)),
        }
    }

    /// The views see to what has been drawn. What the page does meanwhile, as the focus moves, waits.
    pub(crate) fn look(&self) {
        if !self.busy.replace(true) {
            self.view.borrow_mut().look(&self.session.borrow());
            self.busy.set(false);
            self.take_all();
        }
    }

    /// Something happened on the page, in the interface or at the socket.
    pub(crate) fn heard(&self, event: &Event) {
        let input = match event.kind().as_str() {
            "open" => Some(Input::SocketOpened),
            "message" => event.data().as_string().map(Input::SocketText),
            "close" => Some(Input::SocketClosed),
            "visibilitychange" => Some(Input::PageVisible(self.host.is_seen())),
            "online" => Some(Input::Online),
            "offline" => Some(Input::Offline),
            "pagehide" => Some(Input::PageLeft),
            // A page that clicks on us while we draw, from a focus handler, is not heard.
            _ => match self.view.try_borrow_mut() {
                Ok(mut view) => view.heard(event, &self.session.borrow()),
                Err(_) => None,
            },
        };
        if let Some(input) = input {
            self.take(input);
        }
    }
}

/// An answer as the host gives it: status 0 where none came.
fn answer(status: u16, body: String, retry_after: i32) -> Answer {
    match status {
        0 => Answer::Unreachable,
        _ => Answer::Status {
            status,
            body,
            retry_after: u32::try_from(retry_after).ok(),
        },
    }
}

/// Arguments as the host reads them, which nobody else needs any more.
fn list(arguments: &mut Vec<Value>) -> String {
    write(&Value::Array(std::mem::take(arguments)))
}

/// A refusal as the host reads it.
pub(crate) fn refusal_text(refusal: &Refusal) -> String {
    let mut object = Object::new();
    object.set("code", refusal.code.as_str());
    object.set("description", refusal.message.as_str());
    if let Some(status) = refusal.status {
        object.set("status", u32::from(status));
    }
    write(&object.into())
}
