//! What the widget told the page, in order.

use serde::Deserialize;
use serde_json::Value;

/// One call of a handler that the page had bound with `AvMessagingSdk.on`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(from = "(String, Vec<Value>)")]
pub struct Event {
    /// The event's name.
    pub name: String,
    /// What the handler was called with.
    pub args: Vec<Value>,
}

impl From<(String, Vec<Value>)> for Event {
    fn from((name, args): (String, Vec<Value>)) -> Self {
        Self { name, args }
    }
}

/// A script that records every event in `window.__events` as `[name, arguments]`; run again it changes
/// nothing. It needs `AvMessagingSdk`, or the placeholder that the snippet puts there.
pub fn recorder() -> &'static str {
    RECORDER
}

const RECORDER: &str = r#"
(function () {
  if (window.__events) return;
  window.__events = [];
  ["ready", "destroy", "message:received", "message:sent", "message", "unreadCount", "widget:opened",
   "widget:closed", "connected", "disconnected", "reconnecting", "typing:start", "typing:stop",
   "conversation:read", "conversation:added", "conversation:removed", "participant:added",
   "participant:removed"].forEach(function (name) {
    AvMessagingSdk.on(name, function () {
      window.__events.push([name, JSON.parse(JSON.stringify(Array.prototype.slice.call(arguments)))]);
    });
  });
})();
"#;
