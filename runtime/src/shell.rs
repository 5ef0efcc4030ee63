//! Runs the session: inputs in, one at a time; then the views are patched, then effects are done.

use crate::dom;
use crate::host::Host;
use crate::setup::HostSetup;
use crate::socket::Socket;
use crate::timers::Timers;
use crate::view::View;
use avmsdk_protocol::json::write;
use avmsdk_protocol::{Object, Value};
use avmsdk_session::{Answer, Authorization, Effect, Input, Now, PromiseId, Refusal, Session, Ticket};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, ShadowRoot};

/// The host's promise of `init`.
const INIT: PromiseId = PromiseId(0);
/// What the shell listens to, and where.
const WINDOW_EVENTS: [&str; 1] = ["online"];
const DOCUMENT_EVENTS: [&str; 1] = ["visibilitychange"];
const VIEW_EVENTS: [&str; 4] = ["click", "submit", "keydown", "input"];

pub(crate) struct Shell {
    host: Host,
    root: ShadowRoot,
    session: RefCell<Session>,
    view: RefCell<View>,
    socket: Socket,
    timers: Timers,
    listener: Closure<dyn FnMut(Event)>,
    /// Inputs that came while another was being taken: a patch can move the focus, and so on.
    queue: RefCell<VecDeque<Input>>,
    busy: Cell<bool>,
}

impl Shell {
    pub(crate) fn new(host: Host, root: &ShadowRoot, setup: HostSetup) -> Rc<Self> {
        let window = window();
        dom::use_document(document(&window));
        Rc::new_cyclic(|shell: &std::rc::Weak<Shell>| {
            let hearing = shell.clone();
            let ringing = shell.clone();
            let listening = shell.clone();
            Shell {
                host,
                root: root.clone(),
                session: RefCell::new(Session::new(setup.session())),
                view: RefCell::new(View::new(root, &setup)),
                socket: Socket::new(move |event| {
                    if let (Some(shell), Some(input)) = (hearing.upgrade(), Socket::input(&event)) {
                        shell.take(input);
                    }
                }),
                timers: Timers::new(window, move |alarm| {
                    if let Some(shell) = ringing.upgrade() {
                        shell.take(Input::Alarm(alarm));
                    }
                }),
                listener: Closure::new(move |event: Event| {
                    if let Some(shell) = listening.upgrade() {
                        shell.heard(&event);
                    }
                }),
                queue: RefCell::default(),
                busy: Cell::new(false),
            }
        })
    }

    pub(crate) fn start(&self) {
        self.listen(true);
        self.take(Input::PageVisible(is_visible()));
        self.take(Input::Start(INIT));
    }

    pub(crate) fn stop(&self) {
        self.listen(false);
        self.take(Input::Destroy);
        self.socket.close();
    }

    pub(crate) fn session(&self) -> std::cell::Ref<'_, Session> {
        self.session.borrow()
    }

    pub(crate) fn view(&self) -> std::cell::RefMut<'_, View> {
        self.view.borrow_mut()
    }

    pub(crate) fn answered(&self, ticket: u32, status: u16, body: String, retry_after: i32) {
        let answer = match status {
            0 => Answer::Unreachable,
            _ => Answer::Status {
                status,
                body,
                retry_after: u32::try_from(retry_after).ok(),
            },
        };
        self.take(Input::Answered(Ticket::from_number(ticket), answer));
    }

    /// Takes an input, now or, if one is being taken, right after it.
    pub(crate) fn take(&self, input: Input) {
        self.queue.borrow_mut().push_back(input);
        if self.busy.replace(true) {
            return;
        }
        loop {
            let Some(input) = self.queue.borrow_mut().pop_front() else {
                break;
            };
            let step = self
                .session
                .borrow_mut()
                .step(input, Now(js_sys::Date::now() as u64));
            let session = self.session.borrow();
            self.view.borrow_mut().patch(&session, &step.changes);
            drop(session);
            for effect in step.effects {
                self.run(effect);
            }
        }
        self.busy.set(false);
    }

    fn run(&self, effect: Effect) {
        match effect {
            Effect::Request(request) => {
                let (user, token) = match &request.authorization {
                    Authorization::Anonymous => (None, None),
                    Authorization::Basic(user, token) => (Some(user.as_str()), Some(token.as_str())),
                };
                let method = request.method.as_str();
                let body = request.body.as_deref();
                self.host
                    .request(request.ticket.number(), method, &request.url, user, token, body);
            }
            Effect::Store(slot, value) => self.host.store(slot.name(), value.as_deref()),
            Effect::OpenSocket(address) => {
                self.queue.borrow_mut().extend(self.socket.open(&address));
            }
            Effect::SendText(text) => self.socket.send(&text),
            Effect::CloseSocket => self.socket.close(),
            Effect::SetAlarm(alarm, millis) => self.timers.set(alarm, millis),
            Effect::ClearAlarm(alarm) => self.timers.clear(alarm),
            Effect::Emit(name, arguments) => self.host.emit(name, &write(&Value::Array(arguments))),
            Effect::Settle(promise, result) => self.settle(promise, result),
        }
    }

    pub(crate) fn settle(&self, PromiseId(promise): PromiseId, result: Result<Value, Refusal>) {
        match result {
            Ok(value) => {
                if promise == INIT.0 {
                    self.view.borrow_mut().ready(&self.session.borrow());
                }
                self.host.settle(promise, true, &write(&value));
            }
            Err(refusal) => self.host.settle(promise, false, &refusal_text(&refusal)),
        }
    }

    fn heard(&self, event: &Event) {
        let input = match event.type_().as_str() {
            "visibilitychange" => Some(Input::PageVisible(is_visible())),
            "online" => Some(Input::Online),
            _ => self.view.borrow_mut().heard(event, &self.session.borrow()),
        };
        if let Some(input) = input {
            self.take(input);
        }
    }

    fn listen(&self, on: bool) {
        let window = window();
        let document = document(&window);
        let targets: [(&web_sys::EventTarget, &[&str]); 3] = [
            (window.as_ref(), &WINDOW_EVENTS),
            (document.as_ref(), &DOCUMENT_EVENTS),
            (self.root.as_ref(), &VIEW_EVENTS),
        ];
        let listener = self.listener.as_ref().unchecked_ref();
        for (target, names) in targets {
            for name in names {
                let _ = if on {
                    target.add_event_listener_with_callback(name, listener)
                } else {
                    target.remove_event_listener_with_callback(name, listener)
                };
            }
        }
    }
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

fn window() -> web_sys::Window {
    match web_sys::window() {
        Some(window) => window,
        None => wasm_bindgen::throw_str("avmsdk: no window"),
    }
}

fn document(window: &web_sys::Window) -> web_sys::Document {
    match window.document() {
        Some(document) => document,
        None => wasm_bindgen::throw_str("avmsdk: no document"),
    }
}

fn is_visible() -> bool {
    !document(&window()).hidden()
}
