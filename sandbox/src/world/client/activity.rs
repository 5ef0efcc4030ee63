//! Typing, reading and postbacks, of either side.

use super::super::outcome::{Change, Refusal, Reply};
use super::super::state::PostbackRecord;
use super::super::{Ruling, Turn, World};
use super::event_in;
use avmsdk_protocol::activity::{Activity, ActivityRequest, ActivityType, PostbackRequest};
use avmsdk_protocol::author::Role;
use avmsdk_protocol::business::BusinessActivityRequest;
use avmsdk_protocol::event::Event;
use avmsdk_protocol::id::{AppId, ConversationId, UserId};
use avmsdk_protocol::{Object, Wire};

impl World {
    pub(in crate::world) fn activity(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        caller: &UserId,
        id: &ConversationId,
        request: &ActivityRequest,
    ) -> Ruling {
        let kind = known(request.activity().kind())?;
        let thread = self.thread_of(app, caller, id)?;
        let mut data = Object::new();
        if kind == ActivityType::ConversationRead {
            data.set("lastRead", turn.now.to_value());
            for member in thread.members.iter_mut().filter(|member| member.user == *caller) {
                member.unread = 0;
                member.read = turn.now;
            }
            turn.keep(thread);
        }
        let mut activity = Activity::new();
        activity
            .set_kind(kind)
            .set_role(Role::AppUser)
            .set_user_id(Some(caller.clone()))
            .set_data(data);
        for member in thread.members.iter().filter(|member| member.user != *caller) {
            turn.deliver(
                app,
                &member.user,
                Event::of_activity(event_in(id), activity.clone()),
            );
        }
        let author = self.with_browser(caller, request.author());
        self.tell_activity(turn, id, &activity.kind(), &author, caller);
        Ok(Reply::ok(&Object::new()))
    }

    pub(in crate::world) fn business_activity(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        id: &ConversationId,
        request: &BusinessActivityRequest,
    ) -> Ruling {
        let kind = known(request.kind())?;
        let thread = self.state.thread_mut(app, id)?;
        let mut conversation = event_in(id);
        let mut data = Object::new();
        if kind == ActivityType::ConversationRead {
            data.set("lastRead", turn.now.to_value());
            conversation.set_business_last_read(Some(turn.now));
            thread.business_read = turn.now;
            turn.keep(thread);
        } else {
            let author = request.author();
            for (name, value) in [
                ("name", author.display_name()),
                ("avatarUrl", author.avatar_url()),
            ] {
                if let Some(value) = value {
                    data.set(name, value);
                }
            }
        }
        let mut activity = Activity::new();
        activity.set_kind(kind).set_role(Role::AppMaker).set_data(data);
        for member in &thread.members {
            turn.deliver(
                app,
                &member.user,
                Event::of_activity(conversation.clone(), activity.clone()),
            );
        }
        self.tell_business_activity(turn, id, &activity.kind(), &request.author());
        Ok(Reply::ok(&Object::new()))
    }

    pub(in crate::world) fn postback(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        caller: &UserId,
        id: &ConversationId,
        request: &PostbackRequest,
    ) -> Ruling {
        let thread = self.thread_of(app, caller, id)?;
        let record = PostbackRecord {
            user: caller.clone(),
            received: turn.now,
            postback: request.postback(),
        };
        thread.postbacks.push(record.clone());
        turn.changes.push(Change::Postback(id.clone(), record.clone()));
        let author = self.with_browser(caller, request.author());
        self.tell_postback(turn, id, &record, &author);
        Ok(Reply::ok(&Object::new()))
    }
}

fn known(kind: ActivityType) -> Result<ActivityType, Refusal> {
    match kind {
        ActivityType::Other(_) => Err(Refusal::bad_request(
            "the type of an activity should be one of `typing:start`, `typing:stop`, `conversation:read`",
        )),
        kind => Ok(kind),
    }
}
