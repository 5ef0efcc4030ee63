//! Files on their way: in the visitor's order, once, and never stuck.

use crate::bench::{Bench, answer};
use avmsdk_protocol::id::{ConversationId, ExternalId};
use avmsdk_protocol::message::MessageType;
use avmsdk_session::{
    Alarm, Answer, Authorization, Body, Call, Delegate, Delegates, Delivery, FileFacts, FileId, Input, Key,
    Login, Method, Notice, StoredIdentity,
};
use proptest::prelude::*;

/// A user with an empty conversation, connected.
fn connected() -> Bench {
    let mut bench = Bench::returning(0);
    bench.start();
    bench.settle();
    bench.names();
    bench
}

fn facts(number: u32, media_type: &str, size: u64) -> FileFacts {
    FileFacts {
        file: FileId(number),
        name: "a b.png".to_owned(),
        media_type: media_type.to_owned(),
        size,
        preview: None,
    }
}

fn upload(bench: &mut Bench, number: u32) -> Key {
    bench.step(Input::Upload(facts(number, "application/pdf", 1000)));
    bench.session.timeline().last().unwrap().key
}

fn deliveries(bench: &Bench) -> Vec<Delivery> {
    bench.texts().into_iter().map(|(_, delivery)| delivery).collect()
}

fn failed(id: &str, status: &str, code: &str) -> String {
    [
        r#"{"type":"upload:failed","conversation":{"_id":"c"},"data":{"messageId":""#,
        id,
        r#""},"err":{"status":"#,
        status,
        r#","code":""#,
        code,
        r#""}}"#,
    ]
    .concat()
}

#[test]
fn a_file_makes_the_user_then_goes_in_its_turn() {
    let mut bench = Bench::anonymous();
    bench.start();
    bench.submit("before");
    let key = upload(&mut bench, 7);
    bench.submit("after");
    assert_eq!(bench.asked(), [("POST", "appusers")]);
    assert_eq!(deliveries(&bench), [Delivery::Sending; 3]);
    bench.process(0);
    bench.answer(0);
    bench.process(0);
    bench.answer(0);
    assert_eq!(bench.asked(), [("POST", "conversations/c/files")]);
    assert_eq!(
        bench.requests[0].url,
        "https://api.example/sdk/apps/a/conversations/c/files"
    );
    let (ticket, message, file) = bench.uploads[0].clone();
    assert_eq!((message, file), (None, FileId(7)), "no metadata, no part");
    bench.step(Input::Progressed(ticket, 300, 1200));
    let progress = bench.session.upload(key).unwrap();
    assert_eq!(
        (progress.percent(), progress.facts.name.as_str()),
        (25, "a b.png")
    );
    bench.settle();
    let log: Vec<&str> = bench.service.log.iter().map(|it| it.text.as_str()).collect();
    assert_eq!(log, ["before", "", "after"]);
    assert_eq!(bench.texts(), bench.log());
    assert_eq!(bench.session.timeline()[1].key, key, "the entry keeps its key");
    assert!(bench.session.upload(key).is_none());
    assert_eq!(bench.released, [FileId(7)]);
    assert_eq!(bench.count("message:sent"), 3);
    assert!(
        bench
            .kept()
            .iter()
            .all(|(slot, _)| !slot.name().starts_with("outbox"))
    );
}

#[test]
fn a_file_is_not_kept_in_the_browser() {
    let mut bench = connected();
    upload(&mut bench, 1);
    bench.submit("kept");
    bench.step(Input::PageLeft);
    let kept = bench.kept();
    let outbox: Vec<_> = kept
        .iter()
        .filter(|(slot, _)| slot.name().starts_with("outbox"))
        .collect();
    assert_eq!(outbox.len(), 1, "{outbox:?}");
    assert!(outbox[0].1.contains("kept"));
}

#[test]
fn the_message_may_come_before_the_answer_or_after_it() {
    for message_first in [true, false] {
        let mut bench = connected();
        let key = upload(&mut bench, 1);
        bench.process(0);
        if message_first {
            bench.deliver(0);
            assert_eq!(bench.names(), ["message:sent", "message"]);
            bench.answer(0);
        } else {
            bench.answer(0);
            assert_eq!(bench.names(), [""; 0]);
            assert!(!bench.session.upload(key).unwrap().can_be_cancelled());
            bench.step(Input::CancelUpload(key));
            assert_eq!(deliveries(&bench), [Delivery::Sending], "too late");
            bench.deliver(0);
            assert_eq!(bench.names(), ["message:sent", "message"]);
        }
        bench.settle();
        assert_eq!(bench.names(), [""; 0], "{message_first}");
        assert_eq!(bench.session.timeline()[0].key, key);
        assert_eq!(bench.texts(), bench.log());
        assert_eq!(bench.released, [FileId(1)]);
    }
}

#[test]
fn a_message_without_a_session_id_is_known_by_its_id() {
    let event = r#"{"type":"message","conversation":{"_id":"c"},"message":{"_id":"f1","type":"file","role":"appUser","received":2000}}"#;
    for message_first in [true, false] {
        let mut bench = connected();
        upload(&mut bench, 1);
        bench.service.publish(event);
        if message_first {
            bench.deliver(0);
            bench.reply(0, r#"{"messageId":"f1"}"#);
            assert_eq!(bench.names(), ["message", "message:sent"]);
        } else {
            bench.reply(0, r#"{"messageId":"f1"}"#);
            bench.deliver(0);
            assert_eq!(bench.names(), ["message:sent", "message"]);
        }
        assert_eq!(deliveries(&bench), [Delivery::Delivered], "{message_first}");
        assert_eq!(bench.released, [FileId(1)]);
        assert!(bench.alarms.iter().all(|(alarm, _)| *alarm != Alarm::Upload));
    }
}

#[test]
fn what_is_too_large_or_not_allowed_is_refused_at_once() {
    let mut bench = connected();
    bench.step(Input::Upload(facts(1, "image/png", 26_214_401)));
    assert_eq!(bench.session.notice(), Some(Notice::FileTooLarge));
    assert_eq!((bench.asked().len(), bench.texts().len()), (0, 0));
    assert_eq!(bench.released, [FileId(1)]);
    bench.step(Input::Upload(facts(4, "text/csv", 0)));
    assert_eq!(bench.session.notice(), Some(Notice::FileInvalid));
    assert_eq!(bench.released, [FileId(1), FileId(4)]);
    bench.pass(10_000);
    assert_eq!(bench.session.notice(), None, "it goes by itself");
    bench.step(Input::Upload(facts(2, "image/png", 26_214_401)));
    bench.step(Input::Upload(facts(3, "image/png", 26_214_400)));
    assert_eq!(bench.session.notice(), None, "or with the next thing");
    assert_eq!(bench.asked().len(), 1);

    for (image, file, media_type, kind) in [
        (true, true, "image/png", Some(MessageType::Image)),
        (true, true, "text/csv", Some(MessageType::File)),
        (true, false, "image/png", Some(MessageType::Image)),
        (true, false, "text/csv", None),
        (false, true, "image/png", Some(MessageType::File)),
        (false, true, "text/csv", Some(MessageType::File)),
        (false, false, "image/png", None),
        (false, false, "", None),
    ] {
        let mut bench = Bench::optioned(|options| {
            options.image_upload = image;
            options.file_upload = file;
        });
        bench.start();
        bench.step(Input::Upload(facts(1, media_type, 5)));
        let got = bench.session.timeline().first().map(|entry| match &entry.body {
            Body::Own(draft, _) => draft.kind(),
            Body::Accepted(_) | Body::Local(_) => unreachable!("there is no service"),
        });
        assert_eq!(got, kind, "{image} {file} {media_type}");
        let notice = kind.is_none().then_some(Notice::FileType);
        assert_eq!(bench.session.notice(), notice);
    }
}

#[test]
fn a_file_that_the_service_will_not_have_goes_with_a_word() {
    let virus = r#"{"error":{"code":"virus_detected"}}"#;
    for (status, body, notice) in [
        (413, "", Some(Notice::FileTooLarge)),
        (415, "", Some(Notice::FileType)),
        (400, virus, Some(Notice::FileVirus)),
        (400, "", None),
        (403, "", None),
    ] {
        let mut bench = connected();
        let key = upload(&mut bench, 1);
        bench.submit("after");
        bench.answer_with(0, false, answer(status, body, None));
        assert_eq!(bench.session.notice(), notice, "{status}");
        assert_eq!(
            bench.asked(),
            [("POST", "conversations/c/messages")],
            "the next goes on"
        );
        if notice.is_some() {
            assert_eq!(deliveries(&bench), [Delivery::Sending]);
            assert_eq!(bench.released, [FileId(1)]);
        } else {
            assert_eq!(deliveries(&bench), [Delivery::Failed, Delivery::Sending]);
            bench.step(Input::Retry(key));
            bench.settle();
            assert_eq!(bench.service.log.len(), 2);
            assert_eq!(deliveries(&bench), [Delivery::Delivered; 2]);
        }
    }
}

#[test]
fn a_file_may_be_refused_after_it_was_taken() {
    for (status, code, notice) in [
        ("400", "virus_detected", Some(Notice::FileVirus)),
        ("415", "x", Some(Notice::FileType)),
        ("500", "x", None),
    ] {
        for answer_first in [true, false] {
            let mut bench = connected();
            let key = upload(&mut bench, 1);
            bench.service.publish(&failed("f1", status, code));
            if answer_first {
                bench.reply(0, r#"{"messageId":"f1"}"#);
                bench.deliver(0);
            } else {
                bench.deliver(0);
                bench.reply(0, r#"{"messageId":"f1"}"#);
            }
            assert_eq!(bench.session.notice(), notice, "{status} {answer_first}");
            if notice.is_some() {
                assert_eq!(bench.texts().len(), 0);
                assert_eq!(bench.released, [FileId(1)]);
            } else {
                assert_eq!(deliveries(&bench), [Delivery::Failed]);
                bench.step(Input::Retry(key));
                bench.settle();
                assert_eq!(deliveries(&bench), [Delivery::Delivered]);
            }
        }
    }
}

/// A service that fails and tries again by itself: the message shows before the upload is answered.
#[test]
fn a_file_that_arrived_after_all_has_not_failed() {
    let mut bench = connected();
    upload(&mut bench, 1);
    bench.service.publish(&failed("f1", "500", "x"));
    bench.service.publish(
        r#"{"type":"message","conversation":{"_id":"c"},"message":{"_id":"f1","type":"file","role":"appUser","received":2000}}"#,
    );
    bench.deliver(0);
    bench.deliver(0);
    bench.reply(0, r#"{"messageId":"f1"}"#);
    assert_eq!(deliveries(&bench), [Delivery::Delivered]);
    assert_eq!(bench.released, [FileId(1)]);
    assert_eq!(bench.count("message:sent"), 1);
    assert!(bench.session.notice().is_none());
}

#[test]
fn a_message_whose_file_turns_out_bad_is_taken_out() {
    let mut bench = connected();
    upload(&mut bench, 1);
    bench.settle();
    bench.service.publish(&failed("m1", "400", "virus_detected"));
    bench.settle();
    assert_eq!(bench.texts().len(), 0);
}

#[test]
fn of_what_the_page_changes_only_metadata_counts() {
    let delegates = Delegates::default().with(Delegate::BeforeSend);
    let mut bench = Bench::with(StoredIdentity::default(), Login::None, delegates);
    bench.start();
    bench.step(Input::Upload(facts(1, "image/png", 5)));
    bench.process(0);
    bench.answer(0);
    assert_eq!(bench.asked(), [("GET", "x"); 0], "the page is asked first");
    bench.consulted(Some(r#"{"type":"text","text":"no","metadata":{"a":1}}"#));
    let message = bench.uploads[0].1.as_deref();
    assert_eq!(message, Some(r#"{"metadata":{"a":1}}"#));
    assert_eq!(bench.session.timeline()[0].text(), None);
}

#[test]
fn without_an_answer_the_conversation_is_read_before_it_is_sent_again() {
    for done in [true, false] {
        let mut bench = connected();
        bench.drop_socket();
        upload(&mut bench, 1);
        bench.answer_with(0, done, Answer::Unreachable);
        assert_eq!(deliveries(&bench), [Delivery::Waiting]);
        bench.settle();
        assert_eq!(bench.service.log.len(), 1, "once");
        assert_eq!(bench.uploads.len(), if done { 1 } else { 2 });
        assert_eq!(bench.count("message:sent"), 1);
        assert_eq!(bench.texts(), bench.log());
    }
}

#[test]
fn after_some_failures_the_visitor_must_want_it_again() {
    let mut bench = connected();
    let key = upload(&mut bench, 1);
    bench.submit("after");
    // What the channel makes the session read meanwhile is of no concern here.
    let posts = |bench: &mut Bench| {
        bench.requests.retain(|request| request.method == Method::Post);
        bench
            .asked()
            .into_iter()
            .map(|(_, path)| path.to_owned())
            .collect::<Vec<_>>()
    };
    for _ in 0..6 {
        assert_eq!(posts(&mut bench), ["conversations/c/files"]);
        bench.answer_with(0, false, answer(429, "", Some(50)));
        bench.pass(49_000);
        assert_eq!(posts(&mut bench), Vec::<String>::new(), "`Retry-After` is heeded");
        bench.pass(1_000);
    }
    assert_eq!(deliveries(&bench)[0], Delivery::Failed);
    assert_eq!(posts(&mut bench), ["conversations/c/messages"]);
    bench.settle();
    bench.step(Input::Retry(key));
    bench.settle();
    assert_eq!(deliveries(&bench), [Delivery::Delivered; 2]);
}

#[test]
fn an_upload_may_be_cancelled_wherever_it_is_before_the_service_has_it() {
    // Waiting for the user, waiting behind another, under way, failed.
    let mut bench = Bench::anonymous();
    bench.start();
    let first = upload(&mut bench, 1);
    let second = upload(&mut bench, 2);
    bench.step(Input::CancelUpload(first));
    bench.process(0);
    bench.answer(0);
    let third = upload(&mut bench, 3);
    bench.step(Input::CancelUpload(third));
    assert_eq!(bench.uploads.len(), 1);
    bench.submit("after");
    bench.step(Input::CancelUpload(second));
    assert_eq!(bench.asked(), [("POST", "conversations/c/messages")]);
    assert_eq!(bench.released, [FileId(1), FileId(3), FileId(2)]);
    bench.settle();
    let fourth = upload(&mut bench, 4);
    bench.answer_with(0, false, answer(403, "", None));
    bench.step(Input::CancelUpload(fourth));
    assert_eq!(bench.texts(), bench.log());
    assert_eq!(bench.released.len(), 4);
    let text = bench.session.timeline()[0].key;
    bench.step(Input::CancelUpload(text));
    assert_eq!(bench.texts().len(), 1, "a text is no upload");
}

#[test]
fn what_waits_behind_a_file_in_trouble_goes_when_that_is_cancelled() {
    let mut bench = connected();
    let key = upload(&mut bench, 1);
    bench.submit("after");
    for _ in 0..3 {
        bench.answer_with(0, false, answer(429, "", None));
        bench.pass(30_000);
    }
    bench.answer_with(0, false, answer(429, "", None));
    assert_eq!(bench.requests, []);
    bench.step(Input::CancelUpload(key));
    assert_eq!(bench.asked(), [("POST", "conversations/c/messages")], "at once");
    bench.answer_with(0, false, answer(429, "", None));
    let (_, due) = bench
        .alarms
        .iter()
        .find(|(alarm, _)| *alarm == Alarm::Outbox)
        .unwrap();
    assert!(due - bench.millis <= 1_000, "its own failures count");
}

#[test]
fn a_message_that_does_not_come_is_looked_for_and_then_given_up() {
    let mut bench = connected();
    let key = upload(&mut bench, 1);
    bench.reply(0, r#"{"messageId":"f1"}"#);
    bench.submit("not kept back");
    bench.process(0);
    bench.answer(0);
    bench.settle();
    let delivery = |bench: &Bench, key| bench.session.entry(key).unwrap().delivery;
    assert_eq!(delivery(&bench, key), Delivery::Failed);
    assert!(bench.alarms.iter().all(|(alarm, _)| *alarm != Alarm::Upload));
    // It comes after all. The visitor wants it sent again: it is not, before that is known.
    bench.step(Input::Retry(key));
    assert_eq!(bench.asked(), [("GET", "conversations/c")]);
    let event = r#"{"type":"message","conversation":{"_id":"c"},"message":{"_id":"f9","type":"file","role":"appUser","received":1999,"source":{"type":"web","sessionId":"S"}}}"#;
    let author = bench.session.entry(key).map(|entry| match &entry.body {
        Body::Own(_, id) => id.as_str().to_owned(),
        Body::Accepted(_) | Body::Local(_) => unreachable!("it is not there"),
    });
    bench
        .service
        .publish(&event.replace("\"S\"", &["\"", &author.unwrap(), "\""].concat()));
    bench.settle();
    assert_eq!(delivery(&bench, key), Delivery::Delivered);
    assert_eq!(bench.count("message:sent"), 2);
}

#[test]
fn a_message_that_was_not_heard_is_found() {
    let mut bench = connected();
    upload(&mut bench, 1);
    bench.process(0);
    bench.service.frames.clear();
    bench.answer(0);
    assert_eq!(deliveries(&bench), [Delivery::Sending]);
    bench.pass(5_000);
    bench.settle();
    assert_eq!(bench.texts(), bench.log());
    assert_eq!(bench.count("message:sent"), 1);
}

const KNOWN: &str =
    r#"{"appUser":{"_id":"u9","userId":"ada","clients":[]},"conversations":[{"_id":"c","unreadCount":0}]}"#;
const EXPIRED: &str = r#"{"error":{"code":"invalid_auth"}}"#;

/// Somebody whom the site knows, with a token that can be renewed.
fn known() -> Bench {
    let login = Login::User(ExternalId::new("ada"), "jwt1".to_owned());
    let delegates = Delegates::default().with(Delegate::OnInvalidAuth);
    let mut bench = Bench::with(StoredIdentity::default(), login, delegates);
    bench.service.users = 9;
    bench.start();
    bench.reply(0, KNOWN);
    bench.settle();
    bench
}

#[test]
fn a_file_goes_again_with_a_new_token_unless_it_was_cancelled() {
    for cancelled in [false, true] {
        let mut bench = known();
        let key = upload(&mut bench, 1);
        bench.submit("after");
        bench.answer_with(0, false, answer(401, EXPIRED, None));
        assert_eq!(bench.requests, []);
        if cancelled {
            bench.step(Input::CancelUpload(key));
            assert_eq!(bench.requests, []);
        }
        bench.consulted(Some("\"jwt2\""));
        let end = if cancelled { "/messages" } else { "/files" };
        let asked: Vec<_> = bench.requests.iter().filter(|it| it.url.ends_with(end)).collect();
        assert_eq!(asked[0].authorization, Authorization::Bearer("jwt2".to_owned()));
        bench.settle();
        assert_eq!(bench.texts(), bench.log());
        assert_eq!(bench.service.log.len(), if cancelled { 1 } else { 2 });
        assert_eq!(bench.released, [FileId(1)]);
    }
}

#[test]
fn a_logout_leaves_no_file_behind() {
    let mut bench = known();
    upload(&mut bench, 1);
    upload(&mut bench, 2);
    bench.step(Input::Upload(facts(3, "image/png", u64::MAX)));
    let third = upload(&mut bench, 4);
    bench.reply(0, r#"{"messageId":"f1"}"#);
    bench.call(Call::Logout);
    assert_eq!(
        bench.asked(),
        [("POST", "appusers/u9/logout")],
        "the second was stopped"
    );
    let mut released: Vec<u32> = bench.released.iter().map(|file| file.0).collect();
    released.sort_unstable();
    assert_eq!(released, [1, 2, 3, 4]);
    assert_eq!(bench.session.notice(), None);
    assert!(bench.session.upload(third).is_none());
    bench.settle();
    assert_eq!(bench.texts(), []);
    assert!(bench.alarms.iter().all(|(alarm, _)| *alarm != Alarm::Upload));
}

#[test]
fn a_login_takes_files_along() {
    // Under way, and already with the service.
    for awaited in [false, true] {
        let mut bench = connected();
        let key = upload(&mut bench, 1);
        if awaited {
            bench.process(0);
            bench.service.frames.clear();
            bench.answer(0);
        }
        bench.call(Call::Login(ExternalId::new("ada"), "jwt1".to_owned()));
        assert_eq!(bench.asked(), [("POST", "login")], "it was stopped");
        bench.service.users = 9;
        bench.reply(0, KNOWN);
        bench.settle();
        assert_eq!(bench.service.log.len(), 1, "{awaited}");
        assert_eq!(bench.texts(), bench.log());
        assert_eq!(bench.count("message:sent"), 1);
        assert!(bench.session.upload(key).is_none());
        assert_eq!(bench.released, [FileId(1)]);
    }
}

#[test]
fn a_file_arrives_in_a_conversation_that_was_left_meanwhile() {
    let mut bench = connected();
    upload(&mut bench, 1);
    bench.call(Call::LoadConversation(ConversationId::new("d")));
    let entered = r#"{"appUser":{"_id":"u1"},"conversation":{"_id":"d"},"messages":[],"settings":{}}"#;
    bench.reply(1, entered);
    assert_eq!(bench.texts(), []);
    bench.names();
    bench.process(0);
    bench.answer(0);
    bench.settle();
    assert_eq!(bench.names(), ["message:sent", "message"]);
    let place = avmsdk_protocol::json::write(&bench.events.last().unwrap().1[1]);
    assert_eq!(place, r#"{"conversation":{"_id":"c"}}"#);
    assert_eq!(bench.released, [FileId(1)]);
    assert!(bench.alarms.iter().all(|(alarm, _)| *alarm != Alarm::Upload));
}

#[derive(Clone, Debug)]
enum Act {
    Upload,
    Submit,
    Cancel(u8),
    RetryFailed,
    Progress(u8, u16),
    Process(u8),
    Answer(u8),
    Lose(u8, bool),
    Fail(u8, u16, bool),
    Refuse(u8, u16),
    Deliver(u8),
    LoseFrame(u8),
    OpenSocket,
    DropSocket,
    Pass(u16),
    Online,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        4 => Just(Act::Upload),
        2 => Just(Act::Submit),
        1 => any::<u8>().prop_map(Act::Cancel),
        1 => Just(Act::RetryFailed),
        2 => (any::<u8>(), any::<u16>()).prop_map(|(at, sent)| Act::Progress(at, sent)),
        8 => any::<u8>().prop_map(Act::Process),
        8 => any::<u8>().prop_map(Act::Answer),
        2 => (any::<u8>(), any::<bool>()).prop_map(|(at, done)| Act::Lose(at, done)),
        1 => (any::<u8>(), prop_oneof![Just(429), Just(500), Just(503)], any::<bool>())
            .prop_map(|(at, status, done)| Act::Fail(at, status, done && status != 429)),
        1 => (any::<u8>(), prop_oneof![Just(400), Just(413), Just(415)])
            .prop_map(|(at, status)| Act::Refuse(at, status)),
        8 => any::<u8>().prop_map(Act::Deliver),
        1 => any::<u8>().prop_map(Act::LoseFrame),
        4 => Just(Act::OpenSocket),
        1 => Just(Act::DropSocket),
        3 => (0..20_000u16).prop_map(Act::Pass),
        1 => Just(Act::Online),
    ];
    prop::collection::vec(act, 0..100)
}

fn pick(choice: u8, length: usize) -> Option<usize> {
    (length > 0).then(|| usize::from(choice) % length)
}

fn act(bench: &mut Bench, it: &Act, number: &mut u32) {
    let keys: Vec<(Key, Delivery)> = {
        let entries = bench.session.timeline().iter();
        entries.map(|it| (it.key, it.delivery)).collect()
    };
    let started = bench.count("ready") > 0;
    let request = |at, bench: &Bench| pick(at, bench.requests.len()).filter(|_| started);
    match *it {
        Act::Upload => {
            *number += 1;
            bench.step(Input::Upload(facts(*number, "application/pdf", 1000)));
        }
        Act::Submit => {
            *number += 1;
            bench.submit(&["text ", &avmsdk_protocol::json::write(&(*number).into())].concat());
        }
        Act::Cancel(at) => {
            if let Some(at) = pick(at, keys.len()) {
                bench.step(Input::CancelUpload(keys[at].0));
            }
        }
        Act::RetryFailed => {
            if let Some((key, _)) = keys.iter().find(|(_, it)| *it == Delivery::Failed) {
                bench.step(Input::Retry(*key));
            }
        }
        Act::Progress(at, sent) => {
            if let Some(at) = pick(at, bench.uploads.len()) {
                let ticket = bench.uploads[at].0;
                bench.step(Input::Progressed(ticket, u64::from(sent), 40_000));
            }
        }
        Act::Process(at) => {
            if let Some(at) = pick(at, bench.requests.len()) {
                bench.process(at);
            }
        }
        Act::Answer(at) => {
            if let Some(at) = pick(at, bench.answers.len()) {
                bench.answer(at);
            }
        }
        Act::Lose(at, done) => {
            if let Some(at) = request(at, bench) {
                bench.answer_with(at, done, Answer::Unreachable);
            }
        }
        Act::Fail(at, status, done) => {
            if let Some(at) = request(at, bench) {
                bench.answer_with(at, done, answer(status, "", None));
            }
        }
        Act::Refuse(at, status) => {
            if let Some(at) = request(at, bench) {
                bench.answer_with(at, false, answer(status, "", None));
            }
        }
        Act::Deliver(at) => {
            if let Some(at) = pick(at, bench.service.frames.len()) {
                bench.deliver(at);
            }
        }
        Act::LoseFrame(at) => {
            // Only what tells of messages: a lost answer to a handshake is a dropped socket.
            let frames = &mut bench.service.frames;
            if let Some(at) = pick(at, frames.len()).filter(|at| frames[*at].contains("events")) {
                frames.remove(at);
            }
        }
        Act::OpenSocket => bench.open_socket(),
        Act::DropSocket => bench.drop_socket(),
        Act::Pass(millis) => bench.pass(u64::from(millis)),
        Act::Online => bench.step(Input::Online),
    }
}

proptest! {
    /// In the end each file is with the service, failed for the visitor to see, or gone; the service
    /// has each once, the page was told of it once, and the shell holds only what failed.
    #[test]
    fn no_upload_sticks(returning in any::<bool>(), acts in acts()) {
        let mut bench = if returning { Bench::returning(0) } else { Bench::anonymous() };
        bench.start();
        let mut number = 0;
        for it in &acts {
            act(&mut bench, it, &mut number);
        }
        bench.settle();
        bench.drop_socket();
        bench.settle();
        let mut shown = bench.texts();
        let failed = shown.iter().filter(|(_, it)| *it == Delivery::Failed).count();
        let unsent = shown.split_off(shown.len() - failed);
        prop_assert!(unsent.iter().all(|(_, it)| *it == Delivery::Failed), "{:?}", unsent);
        prop_assert_eq!(shown, bench.log());
        let mut names: Vec<_> = bench.service.log.iter().filter_map(|it| it.session_id.clone()).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        prop_assert_eq!(names.len(), all, "nothing is stored twice");
        for stored in &bench.service.log {
            prop_assert_eq!(bench.told("message", &stored.id), 1);
            prop_assert!(bench.told("message:sent", &stored.id) <= 1);
        }
        let files = acts.iter().filter(|it| matches!(it, Act::Upload)).count();
        let held = bench.session.timeline().iter().filter(|it| bench.session.upload(it.key).is_some());
        prop_assert_eq!(bench.released.len() + held.count(), files);
        let cancels = acts.iter().any(|it| matches!(it, Act::Cancel(_)));
        if !cancels {
            prop_assert_eq!(bench.count("message:sent"), bench.service.log.len());
        }
        prop_assert!(bench.alarms.iter().all(|(alarm, _)| matches!(alarm, Alarm::Connect | Alarm::Snapshot)));
        prop_assert_eq!(bench.settled.len() as u32, bench.promises);
    }
}
