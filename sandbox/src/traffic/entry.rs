//! One entry: a request with its answer, or a frame.

use super::capture::Capture;
use super::mask;
use avmsdk_protocol::json::Number;
use avmsdk_protocol::{Object, Seconds, Value, Wire};

/// Bytes of a frame that are kept.
const KEPT: usize = 64 * 1024;

/// An entry.
#[derive(Debug)]
pub(crate) enum Record {
    Exchange(Box<Exchange>),
    Frame(FrameRecord),
}

/// A request and what came of it.
#[derive(Debug)]
pub(crate) struct Exchange {
    /// When it came, in milliseconds.
    pub(crate) at: u64,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Capture,
    /// `None` where the client was gone, or was left, before it had an answer.
    pub(crate) status: Option<u16>,
    /// How long it took until the answer was written.
    pub(crate) millis: u64,
    pub(crate) answer: Capture,
    /// The fault that it met.
    pub(crate) fault: Option<u64>,
}

/// Which way a frame went, seen from the service.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Direction {
    In,
    Out,
}

/// What carried a frame.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Transport {
    WebSocket,
    LongPolling,
    CallbackPolling,
}

/// A frame of the realtime channel.
#[derive(Debug)]
pub(crate) struct FrameRecord {
    at: u64,
    direction: Direction,
    socket: Option<u64>,
    transport: Transport,
    text: String,
    /// Bytes of the whole frame.
    size: usize,
}

impl FrameRecord {
    pub(super) fn new(
        at: u64,
        direction: Direction,
        socket: Option<u64>,
        transport: Transport,
        text: &str,
    ) -> Self {
        FrameRecord {
            at,
            direction,
            socket,
            transport,
            text: text[..text.floor_char_boundary(KEPT)].to_owned(),
            size: text.len(),
        }
    }
}

impl Record {
    /// Bytes of memory, about.
    pub(super) fn size(&self) -> usize {
        match self {
            Record::Exchange(exchange) => {
                let headers = exchange
                    .headers
                    .iter()
                    .map(|(name, value)| name.len() + value.len() + 48);
                let line = exchange.path.len() + exchange.query.as_ref().map_or(0, String::len);
                headers.sum::<usize>() + line + exchange.body.weight() + exchange.answer.weight()
            }
            Record::Frame(frame) => frame.text.len() + 64,
        }
    }

    /// As it is shown, without secrets.
    pub(super) fn describe(&self, number: u64) -> Value {
        let mut object = Object::new();
        object.set("n", whole(number));
        match self {
            Record::Exchange(exchange) => exchange.describe(&mut object),
            Record::Frame(frame) => frame.describe(&mut object),
        }
        Value::Object(object)
    }
}

impl Exchange {
    fn describe(&self, object: &mut Object) {
        object.set("at", Seconds::from_millis(self.at).to_value());
        object.set("kind", "request");
        object.set("method", self.method.as_str());
        object.set("path", self.path.as_str());
        if let Some(query) = &self.query {
            object.set("query", mask::query(query));
        }
        let mut headers = Object::new();
        for (name, value) in &self.headers {
            headers.set(name, mask::header(name, value));
        }
        object.set("headers", headers);
        self.body.describe(object, "body");
        object.set(
            "status",
            self.status
                .map_or(Value::Null, |status| Value::from(u32::from(status))),
        );
        object.set("ms", whole(self.millis));
        self.answer.describe(object, "answer");
        if let Some(fault) = self.fault {
            object.set("fault", fault.to_string());
        }
    }
}

impl FrameRecord {
    fn describe(&self, object: &mut Object) {
        object.set("at", Seconds::from_millis(self.at).to_value());
        object.set("kind", "frame");
        object.set(
            "direction",
            match self.direction {
                Direction::In => "in",
                Direction::Out => "out",
            },
        );
        object.set("connection", self.socket.map_or(Value::Null, whole));
        object.set(
            "transport",
            match self.transport {
                Transport::WebSocket => "websocket",
                Transport::LongPolling => "long-polling",
                Transport::CallbackPolling => "callback-polling",
            },
        );
        object.set("text", mask::text(&self.text));
        if self.text.len() < self.size {
            object.set("truncated", true);
        }
    }
}

fn whole(number: u64) -> Value {
    Number::from_text(&number.to_string()).map_or(Value::Null, Value::Number)
}
