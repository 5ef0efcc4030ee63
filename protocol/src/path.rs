//! Where each call goes, below the base address that the config gives.

use crate::id::{AppId, ConversationId, IntegrationId, UserId};

/// The config of an integration, below the config base.
pub fn config(integration: &IntegrationId) -> String {
    concat(&["/v2/integrations/", integration.as_str(), "/config"])
}

/// `POST`: makes a user with its first conversation.
pub fn users(app: &AppId) -> String {
    concat(&["/v2/apps/", app.as_str(), "/appusers"])
}

/// `GET`: the user with its conversations. `PUT`: what is new about it.
pub fn user(app: &AppId, user: &UserId) -> String {
    concat(&["/v2/apps/", app.as_str(), "/appusers/", user.as_str()])
}

/// `GET`: the user's conversations. `POST`: makes a further one (assumed).
pub fn conversations(app: &AppId, user: &UserId) -> String {
    concat(&[
        "/v2/apps/",
        app.as_str(),
        "/appusers/",
        user.as_str(),
        "/conversations",
    ])
}

/// `POST`: makes a conversation for a user who has none.
pub fn first_conversation(app: &AppId, user: &UserId) -> String {
    concat(&[
        "/v2/apps/",
        app.as_str(),
        "/appusers/",
        user.as_str(),
        "/conversation",
    ])
}

/// `GET`: the user's conversations from a number on.
pub fn conversations_from(app: &AppId, user: &UserId, offset: u32) -> String {
    let mut path = conversations(app, user);
    path.push_str("?offset=");
    path.push_str(&crate::json::write(&offset.into()));
    path
}

/// `POST`: proves who the visitor is.
pub fn login(app: &AppId) -> String {
    concat(&["/v2/apps/", app.as_str(), "/login"])
}

/// `POST`: the visitor is nobody any more.
pub fn logout(app: &AppId, user: &UserId) -> String {
    concat(&["/v2/apps/", app.as_str(), "/appusers/", user.as_str(), "/logout"])
}

/// `POST`: proves a user by a code.
pub fn auth_code(app: &AppId) -> String {
    concat(&["/v2/apps/", app.as_str(), "/appusers/authcode"])
}

/// `POST`: is an answer in a form good?
pub fn validate(app: &AppId, user: &UserId) -> String {
    let mut path = self::user(app, user);
    path.push_str("/messages/validate");
    path
}

/// `POST`: makes a user with the form before the first message.
pub fn prechat(app: &AppId) -> String {
    concat(&["/v2/apps/", app.as_str(), "/prechatcapture"])
}

/// `POST`: is an answer in it good?
pub fn validate_prechat(app: &AppId) -> String {
    concat(&["/v2/apps/", app.as_str(), "/prechatcapture/validate"])
}

/// `POST`: goes into a conversation.
pub fn enter(app: &AppId, conversation: &ConversationId) -> String {
    concat(&[
        "/v2/apps/",
        app.as_str(),
        "/conversations/",
        conversation.as_str(),
        "/subscribe",
    ])
}

/// `POST`: does an action.
pub fn postback(app: &AppId, conversation: &ConversationId) -> String {
    concat(&[
        "/v2/apps/",
        app.as_str(),
        "/conversations/",
        conversation.as_str(),
        "/postback",
    ])
}

/// `GET`: a conversation with its newest messages. `PUT`: gives it other settings (assumed).
pub fn conversation(app: &AppId, conversation: &ConversationId) -> String {
    concat(&[
        "/v2/apps/",
        app.as_str(),
        "/conversations/",
        conversation.as_str(),
    ])
}

/// `GET` and `POST`: messages of a conversation.
pub fn messages(app: &AppId, conversation: &ConversationId) -> String {
    concat(&[
        "/v2/apps/",
        app.as_str(),
        "/conversations/",
        conversation.as_str(),
        "/messages",
    ])
}

/// `GET`: the messages of a conversation that came before a time.
pub fn messages_before(app: &AppId, conversation: &ConversationId, before: crate::Seconds) -> String {
    let mut path = messages(app, conversation);
    path.push_str("?before=");
    path.push_str(&before.to_text());
    path
}

/// `POST`: typing and reading.
pub fn activity(app: &AppId, conversation: &ConversationId) -> String {
    concat(&[
        "/v2/apps/",
        app.as_str(),
        "/conversations/",
        conversation.as_str(),
        "/activity",
    ])
}

/// `POST`: a file. Without the version that all others have (observed).
pub fn files(app: &AppId, conversation: &ConversationId) -> String {
    concat(&[
        "/apps/",
        app.as_str(),
        "/conversations/",
        conversation.as_str(),
        "/files",
    ])
}

/// `GET`: how a visitor gets to a channel.
pub fn link_request(app: &AppId, user: &UserId, integration: &IntegrationId) -> String {
    concat(&[
        "/v2/apps/",
        app.as_str(),
        "/appusers/",
        user.as_str(),
        "/linkrequest?integrationIds=",
        integration.as_str(),
    ])
}

/// `GET`: the picture that leads to a channel.
pub fn qr_code(app: &AppId, user: &UserId, integration: &IntegrationId) -> String {
    concat(&[
        "/v2/apps/",
        app.as_str(),
        "/appusers/",
        user.as_str(),
        "/integrations/",
        integration.as_str(),
        "/qrcode",
    ])
}

/// `POST`: links somebody at a channel by number or address.
pub fn clients(app: &AppId, user: &UserId) -> String {
    concat(&["/v2/apps/", app.as_str(), "/appusers/", user.as_str(), "/clients"])
}

/// `DELETE`: a channel is linked no longer, or no longer waits for it.
pub fn client(app: &AppId, user: &UserId, client: &str) -> String {
    let mut path = clients(app, user);
    path.push('/');
    push_segment(&mut path, client);
    path
}

/// `POST`: says something there, so that the visitor finds the way.
pub fn ping(app: &AppId, user: &UserId, client: &str) -> String {
    let mut path = self::client(app, user, client);
    path.push_str("/ping");
    path
}

/// The realtime channel of a user, to subscribe to.
pub fn subscription(app: &AppId, user: &UserId) -> String {
    concat(&["/sdk/apps/", app.as_str(), "/appusers/", user.as_str()])
}

/// Ids from the service go into paths as they are only where they cannot change the path's shape.
fn concat(parts: &[&str]) -> String {
    let mut path = String::new();
    for (index, part) in parts.iter().enumerate() {
        if index % 2 == 0 {
            path.push_str(part);
        } else {
            push_segment(&mut path, part);
        }
    }
    path
}

fn push_segment(path: &mut String, segment: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    // Encoded they still mean a step in the path: no encoding keeps them in their place.
    let segment = if matches!(segment, "." | "..") {
        "-"
    } else {
        segment
    };
    for byte in segment.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'~' => path.push(char::from(byte)),
            _ => {
                path.push('%');
                path.push(char::from(HEX[usize::from(byte >> 4)]));
                path.push(char::from(HEX[usize::from(byte & 15)]));
            }
        }
    }
}

/// Joins a base address and a path: slashes do not double, a query of the base stays behind.
pub fn join(base: &str, path: &str) -> String {
    // Bytes, since the standard search for a letter brings half a kilobyte along.
    let position = |text: &str| text.bytes().position(|byte| byte == b'?');
    let (mut base, query) = base.split_at(position(base).unwrap_or(base.len()));
    while let Some(shorter) = base.strip_suffix('/') {
        base = shorter;
    }
    let mut address = base.to_owned();
    address.push_str(path);
    if query.len() > 1 {
        address.push(if position(path).is_some() { '&' } else { '?' });
        address.push_str(&query[1..]);
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_cannot_leave_their_segment() {
        let path = messages(&AppId::new("a/../b"), &ConversationId::new("c?d#é"));
        assert_eq!(
            path,
            "/v2/apps/a%2F%2E%2E%2Fb/conversations/c%3Fd%23%C3%A9/messages"
        );
        // What browsers take for a step in the path, encoded or not (WHATWG URL, double-dot segment).
        for id in [".", ".."] {
            let path = messages(&AppId::new("a"), &ConversationId::new(id));
            assert_eq!(path, "/v2/apps/a/conversations/-/messages", "{id}");
        }
    }

    #[test]
    fn join_keeps_base_path_and_query() {
        assert_eq!(join("https://h/sdk", "/v2/x"), "https://h/sdk/v2/x");
        assert_eq!(join("https://h/sdk/", "/v2/x"), "https://h/sdk/v2/x");
        assert_eq!(join("https://h/sdk/?k=1", "/v2/x"), "https://h/sdk/v2/x?k=1");
        assert_eq!(
            join("https://h/sdk?k=1", "/v2/x?before=2"),
            "https://h/sdk/v2/x?before=2&k=1"
        );
    }
}
