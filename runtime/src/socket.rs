//! The one socket: open, send, close, and what it hears.

use crate::host::Listener;
use avmsdk_session::Input;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type WebSocket;
    #[wasm_bindgen(constructor, catch)]
    fn new(address: &str) -> Result<WebSocket, JsValue>;
    #[wasm_bindgen(method)]
    fn send(this: &WebSocket, text: &str);
    #[wasm_bindgen(method)]
    fn close(this: &WebSocket);
    #[wasm_bindgen(method, setter)]
    fn set_onopen(this: &WebSocket, listener: Option<&Listener>);
    #[wasm_bindgen(method, setter)]
    fn set_onmessage(this: &WebSocket, listener: Option<&Listener>);
    #[wasm_bindgen(method, setter)]
    fn set_onclose(this: &WebSocket, listener: Option<&Listener>);
}

pub(crate) struct Socket {
    current: RefCell<Option<WebSocket>>,
    heard: Listener,
}

impl Socket {
    pub(crate) fn new(heard: Listener) -> Self {
        Socket {
            current: RefCell::new(None),
            heard,
        }
    }

    /// Opens a socket in place of any other. Where that fails at once, as for an address that the
    /// page's CSP forbids, returns what the session must hear.
    pub(crate) fn open(&self, address: &str) -> Option<Input> {
        self.close();
        let Ok(socket) = WebSocket::new(address) else {
            return Some(Input::SocketClosed);
        };
        listen(&socket, Some(&self.heard));
        *self.current.borrow_mut() = Some(socket);
        None
    }

    /// Sends text; on a socket that is closing it is lost, and the session's alarm notices.
    pub(crate) fn send(&self, text: &str) {
        if let Some(socket) = &*self.current.borrow() {
            socket.send(text);
        }
    }

    /// Closes it and hears no more of it.
    pub(crate) fn close(&self) {
        if let Some(socket) = self.current.borrow_mut().take() {
            listen(&socket, None);
            socket.close();
        }
    }
}

fn listen(socket: &WebSocket, listener: Option<&Listener>) {
    socket.set_onopen(listener);
    socket.set_onmessage(listener);
    socket.set_onclose(listener);
}
