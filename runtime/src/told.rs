//! What the script of the second part tells the runtime, and what is asked of it. In the second part too: that script comes
//! with it.

use crate::shell::Shell;
use avmsdk_protocol::Value;
use avmsdk_protocol::json::{Number, parse};
use avmsdk_protocol::message::Coordinates;
use avmsdk_session::{ConsultId, Effect, FileFacts, FileId, Input, Method, Notice, Request, Ticket};

/// Millionths in a whole.
const MILLION: u64 = 1_000_000;

/// What it tells, by a name and a number, and more of it as JSON:
///
/// - `consulted`: what the page's delegate answered to the question of this number; nothing where it failed.
/// - `chosen`: the visitor chose a file, which the script keeps by this number: `[name, type, size, preview]`, of which
///   the last is where the browser has it, of a picture.
/// - `progressed`: of the upload with this ticket so many bytes have gone: `[sent, total]`.
/// - `located`: where the browser is, `[latitude, longitude]` in degrees; or why it does not say, by the numbers that
///   browsers use and two of the script's.
#[inline(never)]
pub(crate) fn told(shell: &Shell, what: &str, number: u32, more: Option<String>) {
    let more = more.and_then(|text| parse(&text).ok());
    let at = |place: usize| match &more {
        Some(Value::Array(values)) => values.get(place),
        _ => None,
    };
    let text = |place| at(place).and_then(Value::as_str).map(str::to_owned);
    let micros = |place| {
        let number = at(place).and_then(Value::as_number);
        number.and_then(Number::as_micros).unwrap_or_default()
    };
    let whole = |place| micros(place).unsigned_abs() / MILLION;
    shell.take(match what {
        "chosen" => Input::Upload(FileFacts {
            file: FileId(number),
            name: text(0).unwrap_or_default(),
            media_type: text(1).unwrap_or_default(),
            size: whole(2),
            preview: text(3),
        }),
        "progressed" => Input::Progressed(Ticket::from_number(number), whole(0), whole(1)),
        "located" => Input::ShareLocation(place(number, micros(0), micros(1))),
        _ => Input::Consulted(ConsultId(number), more),
    });
}

fn place(trouble: u32, latitude: i64, longitude: i64) -> Result<Coordinates, Notice> {
    let mut place = Coordinates::new();
    place
        .set_latitude(Number::from_micros(latitude))
        .set_longitude(Number::from_micros(longitude));
    match trouble {
        0 => Ok(place),
        1 => Err(Notice::LocationDenied),
        4 => Err(Notice::LocationRestricted),
        5 => Err(Notice::LocationNotSupported),
        _ => Err(Notice::LocationFailed),
    }
}

/// Sends a file.
#[inline(never)]
pub(crate) fn upload(shell: &Shell, effect: &Effect) {
    if let Effect::Upload {
        ticket,
        url,
        authorization,
        author,
        message,
        file,
    } = effect
    {
        let request = Request {
            ticket: *ticket,
            method: Method::Post,
            url: url.clone(),
            authorization: authorization.clone(),
            body: Some(author.clone()),
        };
        shell.request(&request, file.0, message.as_deref());
    }
}
