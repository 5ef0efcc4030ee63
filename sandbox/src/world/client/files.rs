//! Pictures and files that visitors send.

use super::super::outcome::{Refusal, Reply};
use super::super::{Ruling, Turn, Upload, World};
use super::event_in;
use super::messages::source;
use avmsdk_protocol::author::Role;
use avmsdk_protocol::event::{Event, EventType};
use avmsdk_protocol::id::{AppId, ConversationId, MessageId, UserId};
use avmsdk_protocol::message::{Message, MessageType};
use avmsdk_protocol::{Object, Value};

impl World {
    pub(super) fn may_upload(&mut self, app: &AppId, caller: &UserId, id: &ConversationId) -> Ruling {
        self.thread_of(app, caller, id)?;
        Ok(Reply::ok(&Object::new()))
    }

    /// The answer has no more than the message's id: the message itself comes by the realtime channel,
    /// and so does the news that there will be none.
    pub(super) fn upload(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        caller: &UserId,
        id: &ConversationId,
        upload: Upload,
    ) -> Ruling {
        let author = &upload.author;
        if author.role() != Role::AppUser || author.user_id() != *caller {
            return Err(Refusal::bad_request("`author` should be the caller"));
        }
        self.thread_of(app, caller, id)?;
        let message_id = MessageId::new(self.entropy.id(turn.now));
        match upload.fault {
            Some((status, code)) => {
                turn.deliver(app, caller, failed(id, &message_id, status, code));
            }
            None => {
                let mut message = Message::new();
                message
                    .set_id(message_id.clone())
                    .set_kind(if upload.is_picture {
                        MessageType::Image
                    } else {
                        MessageType::File
                    })
                    .set_role(Role::AppUser)
                    .set_author_id(Some(caller.as_str().to_owned()))
                    .set_name(self.name_of(caller))
                    .set_received(turn.now)
                    .set_source(Some(source(author)))
                    .set_media_url(Some(upload.url))
                    .set_media_type(Some(upload.media_type))
                    .set_media_size(Some(upload.size))
                    .set_metadata(upload.metadata);
                self.add_message(turn, app, id, message)?;
            }
        }
        let mut answer = Object::new();
        answer.set("messageId", message_id.as_str());
        Ok(Reply::created(&Value::Object(answer)))
    }
}

/// `upload:failed`, observed. Only who sent the file knows of it, so nobody else is told.
fn failed(id: &ConversationId, message: &MessageId, status: u16, code: String) -> Event {
    let mut event = Event::new();
    event
        .set_kind(EventType::from("upload:failed"))
        .set_conversation(event_in(id));
    let mut data = Object::new();
    data.set("messageId", message.as_str());
    let mut error = Object::new();
    error.set("status", u32::from(status));
    error.set("code", code.as_str());
    event.object_mut().set("data", data);
    event.object_mut().set("err", error);
    event
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::testing::*;
    use crate::world::{ClientCall, Delivery, Outcome};
    use avmsdk_protocol::record::{from_text, to_text};

    fn upload(user: &User, world: &mut World, change: impl Fn(&mut Upload)) -> Outcome {
        let author = format!(
            r#"{{"role":"appUser","appUserId":"{}","client":{CLIENT},"sessionId":"s1"}}"#,
            user.id
        );
        let mut upload = Upload {
            author: from_text(&author).unwrap(),
            metadata: Some(parse(r#"{"a":1}"#)),
            url: "http://h/media/x/a.png".to_owned(),
            media_type: "image/png".to_owned(),
            is_picture: true,
            size: 7,
            fault: None,
        };
        change(&mut upload);
        world.handle(
            user.call(ClientCall::Upload(user.conversation.clone(), upload)),
            at(1),
        )
    }

    fn event(outcome: &Outcome) -> String {
        let [Delivery { event, .. }] = &outcome.deliveries[..] else {
            panic!("{outcome:?}")
        };
        to_text(event)
    }

    #[test]
    fn a_file_becomes_a_message_that_its_sender_knows() {
        let mut world = world();
        let user = User::of(&mut world);
        for (is_picture, kind) in [(true, "image"), (false, "file")] {
            let outcome = upload(&user, &mut world, |upload| upload.is_picture = is_picture);
            assert_eq!(outcome.reply.status, 201);
            let event = event(&outcome);
            let answer = json(outcome);
            let id = answer
                .get("messageId")
                .and_then(Value::as_str)
                .unwrap()
                .to_owned();
            for part in [
                &format!(r#""_id":"{id}""#),
                &format!(r#""type":"{kind}""#),
                r#""mediaUrl":"http://h/media/x/a.png","mediaType":"image/png","mediaSize":7,"metadata":{"a":1}"#,
                r#""source":{"type":"web","id":"c1","integrationId":"b1","sessionId":"s1"}"#,
            ] {
                assert!(event.contains(part), "{part} in {event}");
            }
            let messages = &world.state().threads[&user.conversation].messages;
            assert_eq!(messages.last().unwrap().id().as_str(), id);
        }
    }

    #[test]
    fn one_that_fails_later_leaves_no_message() {
        let mut world = world();
        let user = User::of(&mut world);
        let outcome = upload(&user, &mut world, |upload| {
            upload.fault = Some((400, "virus_detected".to_owned()));
        });
        assert_eq!((outcome.reply.status, outcome.changes.len()), (201, 0));
        let event = event(&outcome);
        let answer = json(outcome);
        let id = answer.get("messageId").and_then(Value::as_str).unwrap();
        let wanted = format!(
            r#"{{"type":"upload:failed","conversation":{{"_id":"{}"}},"data":{{"messageId":"{id}"}},"err":{{"status":400,"code":"virus_detected"}}}}"#,
            user.conversation
        );
        assert_eq!(event, wanted);
        assert_eq!(world.state().threads[&user.conversation].messages, []);
    }

    #[test]
    fn nobody_uploads_for_another_or_elsewhere() {
        let mut world = world();
        let (user, other) = (User::of(&mut world), User::of(&mut world));
        let elsewhere = user.call(ClientCall::MayUpload(other.conversation.clone()));
        assert_eq!(world.handle(elsewhere, at(1)).reply.status, 404);
        let nobody = crate::world::Call::Client(
            app(),
            crate::world::Credentials::None,
            ClientCall::MayUpload(user.conversation.clone()),
        );
        assert_eq!(world.handle(nobody, at(1)).reply.status, 401);
        let outcome = upload(&user, &mut world, |upload| {
            upload.author.set_user_id(UserId::new(other.id.clone()));
        });
        assert_eq!((outcome.reply.status, outcome.deliveries.len()), (400, 0));
    }
}
