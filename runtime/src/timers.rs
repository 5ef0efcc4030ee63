//! The session's alarms as timers of the browser: one each, replaced when set anew.

use avmsdk_session::Alarm;
use std::cell::Cell;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

const NONE: i32 = 0;

pub(crate) struct Timers {
    window: web_sys::Window,
    handles: [Cell<i32>; Alarm::ALL.len()],
    ring: Closure<dyn FnMut(u32)>,
}

impl Timers {
    pub(crate) fn new(window: web_sys::Window, ring: impl Fn(Alarm) + 'static) -> Self {
        let ring = Closure::new(move |index: u32| ring(Alarm::ALL[index as usize % Alarm::ALL.len()]));
        Timers {
            window,
            handles: Default::default(),
            ring,
        }
    }

    /// Rings after so many milliseconds.
    pub(crate) fn set(&self, alarm: Alarm, millis: u32) {
        self.clear(alarm);
        let index = alarm as usize;
        let handle = self.window.set_timeout_with_callback_and_timeout_and_arguments_1(
            self.ring.as_ref().unchecked_ref(),
            i32::try_from(millis).unwrap_or(i32::MAX),
            &JsValue::from(index as u32),
        );
        self.handles[index].set(handle.unwrap_or(NONE));
    }

    /// Does not ring.
    pub(crate) fn clear(&self, alarm: Alarm) {
        let handle = self.handles[alarm as usize].replace(NONE);
        if handle != NONE {
            self.window.clear_timeout_with_handle(handle);
        }
    }
}
