//! Old messages, to see how a client pages through them.

use super::super::outcome::{Change, Refusal, Reply};
use super::super::state::Thread;
use super::super::{Ruling, Turn, World};
use super::AGENT_NAME;
use avmsdk_protocol::author::{Role, Source};
use avmsdk_protocol::id::{ConversationId, MessageId, UserId};
use avmsdk_protocol::message::{Message, MessageType};
use avmsdk_protocol::{Object, Seconds, Wire};

/// The most messages of one call.
const MAX: u32 = 100_000;
/// Microseconds in the smallest step of the world's time.
const STEP: i64 = 1000;

/// What a visitor says and what the business answers, turn by turn.
const TALK: [(&str, &str); 12] = [
    ("Hi, is anyone there?", "Hello! How can I help you today?"),
    (
        "My order has not arrived yet.",
        "I am sorry to hear that. What is the number of your order?",
    ),
    ("It is 48213.", "Thank you, one moment please while I look it up."),
    (
        "Sure, take your time.",
        "It left our warehouse on Monday and should reach you tomorrow.",
    ),
    (
        "Could you send it to my office instead?",
        "Of course. What is the address?",
    ),
    (
        "12 Harbour Street, second floor.",
        "Done. You will get a message when it is on its way.",
    ),
    (
        "Great! One more thing: can I still change the size?",
        "For items that were not sent yet, yes. Which one is it?",
    ),
    (
        "The blue jacket, from M to L.",
        "I have changed it.\nIs there anything else?",
    ),
    (
        "Do you ship to Canada?",
        "We do. It takes five to seven working days.",
    ),
    (
        "And what does it cost?",
        "Nothing for orders over 80 $, otherwise 9.90 $.",
    ),
    ("Perfect, thanks a lot 🙂", "You are welcome! Have a nice day."),
    ("You too, bye.", "Goodbye, and thank you for writing to us."),
];

impl World {
    /// Puts so many messages before the oldest of a conversation, of both sides, the first of them at
    /// `from` if that is given. Nobody is told: a client finds them when it asks for older ones.
    pub(super) fn write_history(
        &mut self,
        turn: &mut Turn,
        id: &ConversationId,
        count: u32,
        from: Option<Seconds>,
    ) -> Ruling {
        if count == 0 || count > MAX {
            return Err(Refusal::bad_request(format!("`count` should be 1 to {MAX}")));
        }
        let thread = self
            .state
            .threads
            .get_mut(id)
            .ok_or_else(Refusal::no_conversation)?;
        let oldest = thread
            .messages
            .first()
            .map_or(thread.created, |message| message.received());
        let times = times(count, from, oldest)?;
        let speaker = thread.members.first().map(|member| member.user.clone());
        let messages: Vec<Message> = times
            .iter()
            .enumerate()
            .map(|(number, time)| {
                let id = MessageId::new(self.entropy.id(*time));
                old_message(id, number, *time, thread, speaker.as_ref())
            })
            .collect();
        for message in &messages {
            turn.changes.push(Change::Message(id.clone(), message.clone()));
        }
        let (first, last) = (times.first().copied(), times.last().copied());
        thread.messages.splice(..0, messages);
        thread.created = thread.created.min(first.unwrap_or(thread.created));
        turn.keep(thread);
        let mut answer = Object::new();
        answer.set("count", count);
        answer.set("from", first.unwrap_or_default().to_value());
        answer.set("to", last.unwrap_or_default().to_value());
        Ok(Reply::created(&answer))
    }
}

/// Increasing, on whole milliseconds, all of them before `oldest`.
fn times(count: u32, from: Option<Seconds>, oldest: Seconds) -> Result<Vec<Seconds>, Refusal> {
    let early = || Refusal::bad_request("so much history would begin before 1970");
    if from.is_some_and(|from| from.as_micros() <= 0) {
        return Err(early());
    }
    let end = oldest.as_micros() / STEP * STEP;
    let times: Vec<i64> = match from {
        Some(from) => {
            let start = from.as_micros().div_euclid(STEP) * STEP;
            let step = (end - start) / i64::from(count) / STEP * STEP;
            if step < STEP {
                let wanted =
                    "`from` should be a time that leaves a millisecond for each message before the oldest";
                return Err(Refusal::bad_request(wanted));
            }
            (0..i64::from(count))
                .map(|number| start + number * step)
                .collect()
        }
        None => {
            // Between twenty seconds and three minutes apart.
            let gap = |number: i64| (20 + number * 37 % 160) * 1_000_000;
            let mut time = end;
            let mut times: Vec<i64> = (0..i64::from(count))
                .map(|number| {
                    time -= gap(number);
                    time
                })
                .collect();
            times.reverse();
            times
        }
    };
    if times.first().is_some_and(|first| *first <= 0) {
        return Err(early());
    }
    Ok(times.into_iter().map(Seconds::from_micros).collect())
}

fn old_message(
    id: MessageId,
    number: usize,
    time: Seconds,
    thread: &Thread,
    speaker: Option<&UserId>,
) -> Message {
    let (asked, answered) = TALK[number / 2 % TALK.len()];
    let (mut message, mut source) = (Message::new(), Source::new());
    message.set_id(id).set_kind(MessageType::Text);
    match speaker.filter(|_| number.is_multiple_of(2)) {
        Some(user) => {
            source.set_kind("web".to_owned());
            message
                .set_role(Role::AppUser)
                .set_author_id(Some(user.as_str().to_owned()))
                .set_text(Some(asked.to_owned()));
        }
        None => {
            source.set_kind("api".to_owned());
            message
                .set_role(Role::AppMaker)
                .set_author_id(Some(thread.app.as_str().to_owned()))
                .set_name(Some(AGENT_NAME.to_owned()))
                .set_text(Some(answered.to_owned()));
        }
    }
    message.set_received(time).set_source(Some(source));
    message
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::*;
    use super::super::super::{Call, ControlCall};
    use super::*;

    #[test]
    fn history_lies_before_what_was_said_and_in_order() {
        let mut world = world();
        let user = User::of(&mut world);
        world.handle(user.post("now"), at(5));
        let mut ask = |count, from| {
            let call = ControlCall::History(user.conversation.clone(), count, from);
            let outcome = world.handle(Call::Control(call), at(9));
            let messages = world.state().threads[&user.conversation].messages.clone();
            (outcome.reply.status, outcome.changes.len(), messages)
        };
        let (status, changes, messages) = ask(10_000, None);
        assert_eq!((status, changes, messages.len()), (201, 10_001, 10_001));
        assert!(messages.is_sorted_by(|one, other| one.received() < other.received()));
        assert_eq!(messages.last().unwrap().text().as_deref(), Some("now"));
        let own = messages
            .iter()
            .filter(|message| message.role() == Role::AppUser)
            .count();
        assert_eq!(own, 5001);
        let oldest = messages[0].received();
        let from = Seconds::from_micros(oldest.as_micros() - 3000);
        assert_eq!(ask(4, Some(from)).0, 400, "no room");
        let (status, _, messages) = ask(3, Some(from));
        assert_eq!((status, messages[0].received()), (201, from));
        assert!(messages.is_sorted_by(|one, other| one.received() < other.received()));
        let long_ago = Some(Seconds::from_micros(-i64::MAX));
        assert_eq!(ask(1, long_ago).0, 400, "before 1970");
        assert_eq!((ask(0, None).0, ask(100_001, None).0), (400, 400));
    }
}
