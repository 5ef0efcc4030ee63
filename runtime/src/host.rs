//! What the host script does for the runtime.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The functions that the host hands over at start.
    pub type Host;

    /// A function of JavaScript that leads to one of this module's exports. The host makes them
    /// once; closures of our own would need machinery on both sides.
    pub type Listener;

    /// Leads to [`heard`](crate::heard).
    #[wasm_bindgen(method, getter)]
    pub fn heard(this: &Host) -> Listener;
    /// Leads to [`rang`](crate::rang).
    #[wasm_bindgen(method, getter)]
    pub fn rang(this: &Host) -> Listener;

    /// Emits an event to the page; `arguments` is a JSON list.
    #[wasm_bindgen(method)]
    pub fn emit(this: &Host, name: &str, arguments: &str);

    /// Resolves (`done`) or rejects a promise of the page with JSON.
    #[wasm_bindgen(method)]
    pub fn settle(this: &Host, promise: u32, done: bool, result: &str);

    /// Asks the service; [`answered`](crate::answered) is called later, never at once.
    #[wasm_bindgen(method)]
    pub fn request(
        this: &Host,
        ticket: u32,
        method: &str,
        url: &str,
        user: Option<&str>,
        token: Option<&str>,
        body: Option<&str>,
    );

    /// Keeps or deletes a value in the browser's storage, if there is any.
    #[wasm_bindgen(method)]
    pub fn store(this: &Host, name: &str, value: Option<&str>);
}
