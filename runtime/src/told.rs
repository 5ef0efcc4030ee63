//! What the script of the second part tells the runtime, and what is asked of it. In the second part too: that script comes
//! with it.

use crate::shell::Shell;
use avmsdk_protocol::json::{Number, parse};
use avmsdk_protocol::message::Coordinates;
use avmsdk_session::{ConsultId, Effect, FileFacts, FileId, Input, Method, Notice, Request, Ticket};

/// What the page's delegate answered; nothing where it failed.
#[inline(never)]
pub(crate) fn consulted(shell: &Shell, consult: u32, answer: Option<String>) {
    let answer = answer.and_then(|text| parse(&text).ok());
    shell.take(Input::Consulted(ConsultId(consult), answer));
}

#[inline(never)]
pub(crate) fn chosen(
    shell: &Shell,
    file: u32,
    name: String,
    media_type: String,
    size: f64,
    preview: Option<String>,
) {
    shell.take(Input::Upload(FileFacts {
        file: FileId(file),
        name,
        media_type,
        size: size as u64,
        preview,
    }));
}

#[inline(never)]
pub(crate) fn progressed(shell: &Shell, ticket: u32, sent: f64, total: f64) {
    let ticket = Ticket::from_number(ticket);
    shell.take(Input::Progressed(ticket, sent as u64, total as u64));
}

#[inline(never)]
pub(crate) fn located(shell: &Shell, trouble: u32, latitude: f64, longitude: f64) {
    const MILLION: f64 = 1_000_000.0;
    let mut place = Coordinates::new();
    place
        .set_latitude(Number::from_micros((latitude * MILLION) as i64))
        .set_longitude(Number::from_micros((longitude * MILLION) as i64));
    shell.take(Input::ShareLocation(match trouble {
        0 => Ok(place),
        1 => Err(Notice::LocationDenied),
        4 => Err(Notice::LocationRestricted),
        5 => Err(Notice::LocationNotSupported),
        _ => Err(Notice::LocationFailed),
    }));
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
