//! Who takes part: lists, coming and going, and what participants do without a message.

use super::super::client::event_in;
use super::super::outcome::{Refusal, Reply};
use super::super::state::Thread;
use super::super::{Paging, Ruling, Turn, World};
use super::conversations::{MAX_MEMBERS, added};
use super::page::{self, Order};
use super::people::{Speaker, no_participant};
use super::reader::Reader;
use super::shape;
use avmsdk_protocol::activity::{ActivityRequest, ActivityType, OwnActivity};
use avmsdk_protocol::author::{Author, ClientDescription, Role};
use avmsdk_protocol::business::{AuthorType, BusinessActivityRequest, BusinessAuthor};
use avmsdk_protocol::event::{Event, EventType};
use avmsdk_protocol::id::{AppId, ConversationId};
use avmsdk_protocol::{Object, Value};

impl World {
    pub(super) fn participants(&self, app: &AppId, id: &ConversationId, paging: &Paging) -> Ruling {
        let members = &self.state.thread(app, id)?.members;
        let ids: Vec<&str> = members.iter().map(|member| member.id.as_str()).collect();
        page::reply("participants", &ids, Order::FromFirst, paging, |index| {
            let member = &members[index];
            Value::Object(shape::participant(member, self.user_by_id(app, &member.user)))
        })
    }

    /// Lets a user in. One who is in already stays as it is, and nobody hears of it (assumed).
    pub(super) fn join(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        id: &ConversationId,
        request: &Object,
    ) -> Ruling {
        let thread = group(self.state.thread(app, id)?)?;
        let mut body = Reader::new(request, "");
        body.flag("subscribeSDKClient")?;
        let user = self.user_named(app, &mut body)?.user.id();
        if !thread.has(&user) {
            if thread.members.len() >= MAX_MEMBERS {
                let sentence = format!("Too many participants: a conversation has at most {MAX_MEMBERS}");
                return Err(Refusal::bad_request(sentence));
            }
            let member = self.member(user.clone(), turn.now);
            let thread = self.state.thread_mut(app, id)?;
            for other in &thread.members {
                turn.deliver(
                    app,
                    &other.user,
                    of_participant(EventType::ParticipantAdded, id, &member),
                );
            }
            thread.members.push(member);
            turn.deliver(app, &user, added(thread));
            turn.keep(thread);
        }
        let member = self.state.thread(app, id)?.member(&user);
        let member = member.ok_or_else(no_participant)?;
        let mut response = Object::new();
        response.set(
            "participant",
            shape::participant(member, self.user_by_id(app, &user)),
        );
        Ok(Reply::created(&response))
    }

    /// Lets a user go, named by its membership or by either of its ids.
    pub(super) fn leave(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        id: &ConversationId,
        request: &Object,
    ) -> Ruling {
        let thread = group(self.state.thread(app, id)?)?;
        let mut body = Reader::new(request, "");
        let found = match body.text("participantId", 1..=128)? {
            Some(membership) => thread.members.iter().position(|member| member.id == membership),
            None => {
                let user = self.user_named(app, &mut body)?.user.id();
                thread.members.iter().position(|member| member.user == user)
            }
        };
        let found = found.ok_or_else(no_participant)?;
        let thread = self.state.thread_mut(app, id)?;
        let gone = thread.members.remove(found);
        for other in &thread.members {
            turn.deliver(
                app,
                &other.user,
                of_participant(EventType::ParticipantRemoved, id, &gone),
            );
        }
        turn.deliver(app, &gone.user, Event::of_conversation_removed(event_in(id)));
        turn.keep(thread);
        Ok(Reply::ok(&Object::new()))
    }

    /// Typing and reading. On a user's behalf the business may only read.
    pub(super) fn business_does(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        id: &ConversationId,
        request: &Object,
    ) -> Ruling {
        let speaker = self.speaker(app, self.state.thread(app, id)?, request)?;
        let mut body = Reader::new(request, "");
        let kinds = match speaker {
            Speaker::Business(_) => ["conversation:read", "typing:start", "typing:stop"].as_slice(),
            Speaker::User(..) => &["conversation:read"],
        };
        let kind = body.word("type", kinds)?;
        let kind = ActivityType::from(body.need("type", kind)?);
        match speaker {
            Speaker::Business(author) => {
                let text = |name| author.get(name).and_then(Value::as_str).map(str::to_owned);
                let mut known = BusinessAuthor::new();
                known
                    .set_kind(AuthorType::Business)
                    .set_display_name(text("displayName"))
                    .set_avatar_url(text("avatarUrl"));
                let mut request = BusinessActivityRequest::new();
                request.set_author(known).set_kind(kind);
                self.business_activity(turn, app, id, &request)
            }
            Speaker::User(user, _) => {
                let mut own = OwnActivity::new();
                own.set_kind(kind);
                // No browser does it: what is told of it says that it came by this API.
                let mut client = ClientDescription::new();
                client.set_platform("api:conversations".to_owned());
                let mut author = Author::new();
                author
                    .set_role(Role::AppUser)
                    .set_user_id(user.clone())
                    .set_client(client);
                let mut request = ActivityRequest::new();
                request.set_activity(own).set_author(author);
                self.activity(turn, app, &user, id, &request)
            }
        }
    }
}

/// Only groups let people in and out: a personal conversation is its user's.
fn group(thread: &Thread) -> Result<&Thread, Refusal> {
    if thread.kind == "sdkGroup" {
        Ok(thread)
    } else {
        Err(Refusal::bad_request(
            "Participants should come and go only in conversations of the type `sdkGroup`",
        ))
    }
}

fn of_participant(kind: EventType, id: &ConversationId, member: &super::super::state::Member) -> Event {
    Event::of_participant(kind, event_in(id), member.to_record())
}
