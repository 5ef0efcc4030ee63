//! What JavaScript does for the runtime: the host script, and for socket and timers the tail of the
//! glue (`runtime/host/src/`).

use crate::dom::Node;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The functions that are handed over at start.
    #[derive(Clone)]
    pub type Host;

    /// A time, in milliseconds since 1970, by a format as `MMMM D YYYY, h:mm A`, in the page's `locale`.
    #[wasm_bindgen(method)]
    pub fn time(this: &Host, millis: f64, format: &str) -> String;

    /// The row of a message, without what it says: the page's own visitor said it, at a time in milliseconds since 1970;
    /// `message` is JSON.
    #[wasm_bindgen(method)]
    pub fn row(this: &Host, own: bool, millis: f64, message: &str) -> Node;

    /// Emits an event to the page; `arguments` is a JSON list.
    #[wasm_bindgen(method)]
    pub fn emit(this: &Host, name: &str, arguments: &str);

    /// Makes the composer as high as its lines.
    #[wasm_bindgen(method)]
    pub fn fit(this: &Host);

    /// Shows or hides the panel; the focus follows.
    #[wasm_bindgen(method)]
    pub fn show(this: &Host, shown: bool);

    /// Resolves (`done`) or rejects a promise of the page with JSON.
    #[wasm_bindgen(method)]
    pub fn settle(this: &Host, promise: u32, done: bool, result: &str);

    /// What a file is called, by its address.
    #[wasm_bindgen(method, js_name = fileName)]
    pub fn file_name(this: &Host, address: &str) -> String;

    /// Adds a text that is Markdown to an element in which white space shows.
    #[wasm_bindgen(method)]
    pub fn markdown(this: &Host, into: &Node, text: &str);

    /// Goes to what the visitor has half written in this conversation.
    #[wasm_bindgen(method, js_name = draftOf)]
    pub fn draft_of(this: &Host, conversation: &str);

    /// A size in words, by the number of bytes.
    #[wasm_bindgen(method)]
    pub fn size(this: &Host, bytes: u32) -> String;

    /// Asks the service; [`answered`](crate::answered) is called later, never at once. With a `file`, which is a
    /// number above 0, this is a form of `body` as the author, `message` if there is one, and the file.
    #[wasm_bindgen(method)]
    pub fn request(
        this: &Host,
        ticket: u32,
        method: &str,
        url: &str,
        user: Option<&str>,
        token: Option<&str>,
        body: Option<&str>,
        file: u32,
        message: Option<&str>,
    );

    /// Forgets a file that the visitor chose.
    #[wasm_bindgen(method)]
    pub fn release(this: &Host, file: u32);

    /// Whether the visitor can see the page, and the panel if it is embedded: what comes then is read.
    #[wasm_bindgen(method, js_name = isSeen)]
    pub fn is_seen(this: &Host) -> bool;

    /// So many messages are unread.
    #[wasm_bindgen(method)]
    pub fn unread(this: &Host, count: u32);

    /// Gives a request up; no answer follows. The service may have it all the same.
    #[wasm_bindgen(method)]
    pub fn abort(this: &Host, ticket: u32);

    /// Keeps or deletes a value in the browser's storage, if there is any.
    #[wasm_bindgen(method)]
    pub fn store(this: &Host, name: &str, value: Option<&str>);

    /// Opens the one socket, which [`heard`](crate::heard) hears; answers whether it could.
    #[wasm_bindgen(method, js_name = openSocket)]
    pub fn open_socket(this: &Host, address: &str) -> bool;

    /// Sends text; on a socket that is closing it is lost, and the session's alarm notices.
    #[wasm_bindgen(method, js_name = sendText)]
    pub fn send_text(this: &Host, text: &str);

    /// Closes the socket, if there is one, and hears no more of it.
    #[wasm_bindgen(method, js_name = closeSocket)]
    pub fn close_socket(this: &Host);

    /// Calls [`rang`](crate::rang) after so many milliseconds.
    #[wasm_bindgen(method, js_name = setAlarm)]
    pub fn set_alarm(this: &Host, alarm: u32, millis: u32);

    /// Does not call it.
    #[wasm_bindgen(method, js_name = clearAlarm)]
    pub fn clear_alarm(this: &Host, alarm: u32);

    /// Asks a function of the page's delegate; `arguments` is a JSON list.
    /// [`told`](crate::told()) hears what it answers, at once or later.
    #[wasm_bindgen(method)]
    pub fn consult(this: &Host, consult: u32, name: &str, arguments: &str);

    /// Loads the module's second part; [`late`](crate::late) is called later, never at once.
    #[wasm_bindgen(method, js_name = loadLate)]
    pub fn load_late(this: &Host);

    /// Asks the realtime endpoint, which answers when something has happened; one at a time.
    /// [`answered`](crate::answered) is called later with the ticket 0, never at once.
    #[wasm_bindgen(method)]
    pub fn poll(this: &Host, address: &str, body: &str);

    /// Gives that up; no answer follows.
    #[wasm_bindgen(method, js_name = stopPoll)]
    pub fn stop_poll(this: &Host);
}
