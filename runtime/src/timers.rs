//! The session's alarms as timers of the browser: one each, replaced when set anew.

use crate::host::Listener;
use avmsdk_session::Alarm;
use std::cell::Cell;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = window, js_name = setTimeout)]
    fn set_timeout(rang: &Listener, millis: u32, alarm: u32) -> u32;
    #[wasm_bindgen(js_namespace = window, js_name = clearTimeout)]
    fn clear_timeout(handle: u32);
}

/// What no timer of a browser is called.
const NONE: u32 = 0;

pub(crate) struct Timers {
    handles: [Cell<u32>; Alarm::ALL.len()],
    rang: Listener,
}

impl Timers {
    pub(crate) fn new(rang: Listener) -> Self {
        Timers {
            handles: Default::default(),
            rang,
        }
    }

    /// Rings after so many milliseconds.
    pub(crate) fn set(&self, alarm: Alarm, millis: u32) {
        self.clear(alarm);
        let handle = set_timeout(&self.rang, millis, alarm as u32);
        self.handles[alarm as usize].set(handle);
    }

    /// Does not ring.
    pub(crate) fn clear(&self, alarm: Alarm) {
        let handle = self.handles[alarm as usize].replace(NONE);
        if handle != NONE {
            clear_timeout(handle);
        }
    }
}
