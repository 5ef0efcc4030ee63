//! The web messenger's wasm shell: it runs the [`Session`](avmsdk_session::Session) in a browser.
//!
//! The host script starts it, one messenger at a time. Requests, storage, the socket, timers and
//! events go through the functions that it is handed ([`host::Host`]); the views are here. Nothing in
//! here decides what a messenger does: the session does.

mod api;
mod dom;
mod host;
mod setup;
mod shell;
mod template;
mod text;
mod told;
mod view;

use avmsdk_session::{Alarm, Input, Refusal};
use std::cell::RefCell;
use std::rc::Rc;
#[cfg(target_family = "wasm")]
use talc::{
    cell::TalcSyncCell,
    wasm::{WasmBinning, WasmGrowAndClaim},
};
use wasm_bindgen::prelude::*;

#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: TalcSyncCell<WasmGrowAndClaim, WasmBinning> = TalcSyncCell::new_wasm(WasmGrowAndClaim);

thread_local! {
    /// The messenger of this page. The host sees to it that there is one at most.
    static SHELL: RefCell<Option<Rc<shell::Shell>>> = const { RefCell::new(None) };
}

fn shell() -> Option<Rc<shell::Shell>> {
    SHELL.with(|slot| slot.borrow().clone())
}

/// Starts a messenger inside the shadow root. `setup` is JSON: see [`setup`].
/// The host's promise 0 settles when the messenger is ready, or says why it cannot be.
#[wasm_bindgen]
pub fn start(host: host::Host, root: dom::Node, setup: &str) {
    let Some(setup) = setup::read(setup) else {
        let refusal = Refusal::ours(
            "malformed_config",
            "the service's config lacks what a messenger needs",
        );
        return host.settle(0, false, &shell::refusal_text(&refusal));
    };
    let shell = Rc::new(shell::Shell::new(host, &root, &setup));
    SHELL.with(|slot| *slot.borrow_mut() = Some(shell.clone()));
    shell.start();
}

/// Calls a method of the public object, by its number there: `arguments` is a JSON list, so is what comes back, if
/// anything does. A method that returns a promise settles `promise` instead.
#[wasm_bindgen]
pub fn call(method: u32, arguments: &str, promise: u32) -> Option<String> {
    shell().and_then(|shell| api::call(&shell, method, arguments, promise))
}

/// The answer to a request that the host was asked to make, or with the ticket 0 to the one poll that is under way; the
/// status is 0 where none came, and `retry_after` is below 0 where the service did not say.
#[wasm_bindgen]
pub fn answered(ticket: u32, status: u16, body: String, retry_after: i32) {
    if let Some(shell) = shell() {
        shell.answered(ticket, status, body, retry_after);
    }
}

/// Something happened on the page, in the interface or at the socket.
#[wasm_bindgen]
pub fn heard(event: &dom::Event) {
    if let Some(shell) = shell() {
        shell.heard(event);
    }
}

/// What the script of the second part tells: see [`told`].
#[wasm_bindgen]
pub fn told(what: &str, number: u32, more: Option<String>) {
    if let Some(shell) = shell() {
        told::told(&shell, what, number, more);
    }
}

/// Another tab put something into the browser's storage, or took it out.
#[wasm_bindgen]
pub fn stored(name: &str, value: Option<String>) {
    if let Some(shell) = shell() {
        shell.stored(name, value);
    }
}

/// The visitor came back to a page that was in the browser's cache; `items` is what its storage
/// holds by now, as in [`setup`].
#[wasm_bindgen]
pub fn back(items: &str) {
    if let Some(shell) = shell() {
        shell.back(items);
    }
}

/// A timer is over. `alarm` is the place of the session's in `Alarm::ALL`, or what comes after them for the views'.
#[wasm_bindgen]
pub fn rang(alarm: usize) {
    if let Some(shell) = shell() {
        match Alarm::ALL.get(alarm) {
            Some(&alarm) => shell.take(Input::Alarm(alarm)),
            None => shell.look(),
        }
    }
}

/// The module's second part is there, with its words as a JSON list; or, with nothing, it could not be loaded.
#[wasm_bindgen]
pub fn late(words: Option<String>) {
    if let Some(shell) = shell() {
        shell.late_loaded(words);
    }
}

/// Ends the messenger: no timer, socket, listener or node of it is left.
#[wasm_bindgen]
pub fn stop() {
    if let Some(shell) = SHELL.with(|slot| slot.borrow_mut().take()) {
        shell.stop();
    }
}
