//! The rules of identity, forms and payments, without a socket.

use super::super::testing::{CLIENT, User, app, at, json, parse, world};
use super::super::{Body, Call, ClientCall, Code, Credentials, GuestCall, Outcome, Purpose, World};
use avmsdk_protocol::form::{PaymentRequest, PrechatRequest, ValidateRequest};
use avmsdk_protocol::id::UserId;
use avmsdk_protocol::message::{Message, MessageType};
use avmsdk_protocol::record::{from_text, to_text};
use avmsdk_protocol::{Value, json as text};

fn guest(world: &mut World, call: GuestCall, seconds: u64) -> Outcome {
    world.handle(Call::Guest(app(), Credentials::None, call), at(seconds))
}

/// The status, and what is said: of an error its description.
fn said(outcome: Outcome) -> (u16, String) {
    let status = outcome.reply.status;
    match outcome.reply.body {
        Body::Json(value) => {
            let error = value.get("error").and_then(|error| error.get("description"));
            let words = error.and_then(Value::as_str).map(str::to_owned);
            (status, words.unwrap_or_else(|| text::write(&value)))
        }
        Body::Text(text) => (status, text.to_owned()),
    }
}

#[test]
fn fields_are_checked_in_the_words_that_clients_look_for() {
    let fields = r#"[{"type":"text","name":"t","minSize":2,"maxSize":4},{"type":"email","name":"e"},
        {"type":"select","name":"s","options":[{"name":"l","label":"Large"}]},{"type":"text","name":"free"}]"#;
    let text = |text: &str| format!(r#"{{"type":"text","name":"t","text":"{text}"}}"#);
    let email = |text: &str| format!(r#"{{"type":"email","name":"e","email":"{text}"}}"#);
    let select = |chosen: &str| format!(r#"{{"type":"select","name":"s","select":[{chosen}]}}"#);
    let free = format!(r#"{{"type":"text","name":"free","text":"{}"}}"#, "x".repeat(129));
    let no_email = Some(r#"email: should match format "email""#);
    let table = [
        (text("four"), None),
        (
            text("abcde"),
            Some("text: should not be longer than 4 characters"),
        ),
        (text("a"), Some("text: should not be shorter than 2 characters")),
        (text(" \\u00a0"), Some("text: should be there")),
        (free, Some("text: should not be longer than 128 characters")),
        (email("bea@example.com"), None),
        (email("nope"), no_email),
        (email("a b@example.com"), no_email),
        (email("a@b@example.com"), no_email),
        (email("a@example..com"), no_email),
        (select(r#"{"name":"l","label":"Large"}"#), None),
        (select(""), Some("select: should be there")),
        (
            select(r#"{"name":"x","label":"?"}"#),
            Some("select: should be among the options of the field"),
        ),
        (
            text("x").replace(r#""type":"text""#, r#""type":"email""#),
            Some("type: should be `text`"),
        ),
        (
            text("x").replace(r#""name":"t""#, r#""name":"u""#),
            Some("name: should be the name of a field of the form"),
        ),
    ];
    let mut world = world();
    for (answer, wanted) in table {
        let request = format!(
            r#"{{"form":{{"fields":{fields}}},"formResponse":{{"fields":[{answer}],"quotedMessageId":"f"}},
                "sender":{{"type":"appUser","client":{CLIENT}}}}}"#
        );
        let request: ValidateRequest = from_text(&request).unwrap();
        let answered = said(guest(&mut world, GuestCall::ValidatePrechat(request), 0));
        let wanted = wanted.map_or((200, "{}".to_owned()), |what| {
            (400, format!("formResponse.fields[0].{what}"))
        });
        assert_eq!(answered, wanted, "{answer}");
    }
}

const PRECHAT: &str = r#"{"messages":[
    {"type":"text","role":"appMaker","text":"Hi","received":5,"firstInGroup":true},
    {"_id":"prechat-capture-form","type":"form","role":"appMaker","blockChatInput":true,"submitted":false,
     "fields":[{"_id":"Name","type":"text","name":"name"},{"_id":"Email","type":"email","name":"email"}]},
    {"type":"formResponse","role":"appUser","fields":[ANSWERS],"quotedMessageId":"prechat-capture-form"},
    {"type":"text","role":"appMaker","text":"Thanks"}],
    "formResponse":{"fields":[ANSWERS],"quotedMessageId":"prechat-capture-form"},
    "sender":{"type":"appUser","client":CLIENT,"sessionId":"s1"}}"#;

fn prechat(answers: &str) -> GuestCall {
    let request = PRECHAT.replace("ANSWERS", answers).replace("CLIENT", CLIENT);
    GuestCall::Prechat(from_text::<PrechatRequest>(&request).unwrap())
}

#[test]
fn the_form_before_the_first_message_becomes_a_user_and_four_messages() {
    let mut world = world();
    let answers = r#"{"type":"text","name":"name","text":"Pat van Pre"},
        {"type":"email","name":"email","email":"pat@example.com"}"#;
    let outcome = guest(&mut world, prechat(answers), 0);
    assert_eq!(outcome.reply.status, 201);
    let session = json(outcome);
    let user = session.get("appUser").unwrap();
    let word = |name| user.get(name).and_then(Value::as_str);
    assert_eq!(
        (word("givenName"), word("surname"), word("email")),
        (Some("Pat"), Some("van Pre"), Some("pat@example.com"))
    );
    assert!(user.get("signedUpAt").is_some() && session.get("sessionToken").is_some());
    let thread = world.state().threads.values().next().unwrap();
    let [greeting, form, response, thanks] = thread.messages.as_slice() else {
        panic!("{:?}", thread.messages)
    };
    let times = [greeting, form, response, thanks].map(Message::received);
    assert!(times.is_sorted_by(|one, next| one < next));
    assert_eq!(greeting.object().get("firstInGroup"), None);
    assert_eq!(form.submitted(), Some(true));
    assert_eq!(form.fields().unwrap()[0].text().as_deref(), Some("Pat van Pre"));
    assert_eq!(response.kind(), MessageType::FormResponse);
    assert_eq!(response.quoted_message_id(), Some(form.id()));
    assert_eq!(form.id().as_str().len(), 24);
    assert_eq!(response.author_id().as_deref(), word("_id"));
    assert_eq!(thanks.text().as_deref(), Some("Thanks"));
    assert_eq!(thread.members[0].unread, 0);
}

#[test]
fn who_fills_in_the_form_with_a_session_stays_the_same_user() {
    let answers = r#"{"type":"text","name":"name","text":"Pat Pre"},
        {"type":"email","name":"email","email":"pat@example.com"}"#;
    let mut world = world();
    let visitor = User::of(&mut world);
    let submit = |world: &mut World, secret: &str| {
        let credentials = Credentials::Basic {
            name: visitor.id.clone(),
            secret: secret.to_owned(),
        };
        json(world.handle(Call::Guest(app(), credentials, prechat(answers)), at(1)))
    };
    let session = submit(&mut world, &visitor.token);
    let word = |value: &Value, key| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let user = session.get("appUser").unwrap();
    assert_eq!(word(user, "_id"), Some(visitor.id.clone()));
    assert_eq!(word(user, "givenName").as_deref(), Some("Pat"));
    assert!(user.get("signedUpAt").is_some());
    assert_eq!(word(&session, "sessionToken"), Some(visitor.token.clone()));
    assert_eq!(
        (world.state().accounts.len(), world.state().threads.len()),
        (1, 1)
    );
    assert_eq!(world.state().threads[&visitor.conversation].messages.len(), 4);
    submit(&mut world, "stale");
    assert_eq!(
        world.state().accounts.len(),
        2,
        "a session that is none makes a new user"
    );
}

#[test]
fn a_form_before_the_first_message_that_is_not_whole_leaves_no_trace() {
    let mut world = world();
    let answers = r#"{"type":"text","name":"name","text":"Pat"}"#;
    let answered = said(guest(&mut world, prechat(answers), 0));
    let wanted = "formResponse.fields: should answer `email`".to_owned();
    assert_eq!(answered, (400, wanted));
    assert!(world.state().accounts.is_empty() && world.state().threads.is_empty());
}

#[test]
fn an_answered_form_is_filled_in_and_may_be_answered_again() {
    let mut world = world();
    let visitor = User::of(&mut world);
    let form =
        r#"{"_id":"f1","type":"form","role":"appMaker","received":1,"fields":[{"type":"text","name":"n"}]}"#;
    put(&mut world, &visitor, form);
    let post = |quoted: &str, text: &str| {
        let request = format!(
            r#"{{"message":{{"type":"formResponse","role":"appUser","quotedMessageId":"{quoted}",
                 "fields":[{{"type":"text","name":"n","text":"{text}"}}]}},
                "author":{{"role":"appUser","appUserId":"{}","client":{CLIENT}}}}}"#,
            visitor.id
        );
        let request = from_text(&request).unwrap();
        visitor.call(ClientCall::Post(visitor.conversation.clone(), request))
    };
    assert_eq!(world.handle(post("other", "x"), at(1)).reply.status, 400);
    for text in ["one", "two"] {
        assert_eq!(world.handle(post("f1", text), at(2)).reply.status, 201);
        let form = &world.state().threads[&visitor.conversation].messages[0];
        assert_eq!(form.submitted(), Some(true));
        assert_eq!(form.fields().unwrap()[0].text().as_deref(), Some(text));
    }
}

#[test]
fn what_is_paid_says_so() {
    let mut world = world();
    let visitor = User::of(&mut world);
    let hat = r#"{"_id":"m1","type":"carousel","role":"appMaker","received":1,"items":[{"title":"Hat",
        "actions":[{"_id":"a1","type":"buy","amount":500,"state":"offered"}]}]}"#;
    put(&mut world, &visitor, hat);
    let pay = |id: &str| {
        let request = format!(r#"{{"actionId":"{id}","token":"tok"}}"#);
        let request: PaymentRequest = from_text(&request).unwrap();
        visitor.call(ClientCall::Pay(UserId::new(visitor.id.as_str()), request))
    };
    assert_eq!(world.handle(pay("a2"), at(1)).reply.status, 404);
    let outcome = world.handle(pay("a1"), at(2));
    assert_eq!((outcome.reply.status, outcome.changes.len()), (200, 1));
    let message = &world.state().threads[&visitor.conversation].messages[0];
    assert!(to_text(message).contains(r#""amount":500,"state":"paid""#));
}

#[test]
fn a_code_signs_in_once_and_in_time() {
    let mut world = world();
    let visitor = User::of(&mut world);
    let id = UserId::new(visitor.id.as_str());
    let code = |text: &str, seconds| Code {
        text: text.to_owned(),
        purpose: Purpose::SignIn,
        expires: at(seconds),
    };
    world.state.accounts.get_mut(&id).unwrap().codes = vec![code("late", 1), code("good", 60)];
    let redeem = |code: &str| {
        let client = CLIENT.replace("c1", "c2");
        let request = format!(r#"{{"authCode":"{code}","client":{client}}}"#);
        GuestCall::RedeemCode(from_text(&request).unwrap())
    };
    assert_eq!(said(guest(&mut world, redeem("late"), 5)).0, 401);
    let answer = json(guest(&mut world, redeem("good"), 5));
    let wanted = format!(
        r#"{{"appUser":{{"_id":"{}","sessionToken":"{}"}}}}"#,
        visitor.id, visitor.token
    );
    assert_eq!(answer, Value::Object(parse(&wanted)));
    assert_eq!(
        world.state().accounts[&id].user.clients().len(),
        2,
        "the new browser too"
    );
    let again = said(guest(&mut world, redeem("good"), 6));
    let wanted = "The auth code is not valid or has expired".to_owned();
    assert_eq!(again, (401, wanted));
}

#[test]
fn a_message_that_shows_nothing_is_none() {
    let mut world = world();
    let visitor = User::of(&mut world);
    for blank in ["", " ", "\u{a0}", "\u{feff}\u{2003}"] {
        let status = world.handle(visitor.post(blank), at(1)).reply.status;
        assert_eq!(status, 400, "{blank:?}");
    }
}

/// Puts a message there, whoever may send such a one.
fn put(world: &mut World, visitor: &User, message: &str) {
    let message: Message = from_text(message).unwrap();
    let thread = world.state.threads.get_mut(&visitor.conversation).unwrap();
    thread.messages.push(message);
}
