//! The one socket: open, send, close, and what it hears.

use avmsdk_session::Input;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, MessageEvent, WebSocket};

pub(crate) struct Socket {
    current: RefCell<Option<WebSocket>>,
    hear: Closure<dyn FnMut(Event)>,
}

impl Socket {
    pub(crate) fn new(hear: impl Fn(Event) + 'static) -> Self {
        Socket {
            current: RefCell::new(None),
            hear: Closure::new(hear),
        }
    }

    /// Opens a socket in place of any other. Where that fails at once, as for an address that the
    /// page's CSP forbids, returns what the session must hear.
    pub(crate) fn open(&self, address: &str) -> Option<Input> {
        self.close();
        let Ok(socket) = WebSocket::new(address) else {
            return Some(Input::SocketClosed);
        };
        let hear = Some(self.hear.as_ref().unchecked_ref());
        socket.set_onopen(hear);
        socket.set_onmessage(hear);
        socket.set_onclose(hear);
        *self.current.borrow_mut() = Some(socket);
        None
    }

    /// Sends text; on a socket that is not open it is lost, and the session's alarm notices.
    pub(crate) fn send(&self, text: &str) {
        if let Some(socket) = &*self.current.borrow() {
            let _ = socket.send_with_str(text);
        }
    }

    /// Closes it and hears no more of it.
    pub(crate) fn close(&self) {
        if let Some(socket) = self.current.borrow_mut().take() {
            socket.set_onopen(None);
            socket.set_onmessage(None);
            socket.set_onclose(None);
            let _ = socket.close();
        }
    }

    /// What an event of the socket means.
    pub(crate) fn input(event: &Event) -> Option<Input> {
        match event.dyn_ref::<MessageEvent>() {
            Some(message) => message.data().as_string().map(Input::SocketText),
            None if event.type_() == "open" => Some(Input::SocketOpened),
            None => Some(Input::SocketClosed),
        }
    }
}
