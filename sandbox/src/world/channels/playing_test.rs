use super::super::testing::*;
use super::super::*;
use super::channels_test::*;
use super::clients_test::news;
use avmsdk_protocol::event::EventType;
use avmsdk_protocol::id::IntegrationId;
use avmsdk_protocol::link::Fault;
use avmsdk_protocol::record::from_text;

fn play(about: LinkInQuestion, step: Step) -> Call {
    Call::Control(ControlCall::Play(Play {
        about,
        step,
        display_name: None,
        external_id: Some("x1".to_owned()),
    }))
}

/// The only event of an outcome that was 200.
fn event(outcome: &Outcome) -> Event {
    assert_eq!(outcome.reply.status, 200, "{:?}", outcome.reply);
    let [Delivery { event, .. }] = outcome.deliveries.as_slice() else {
        panic!("{:?}", outcome.deliveries)
    };
    event.clone()
}

fn limit() -> Fault {
    from_text(r#"{"status":429,"retryAfter":150}"#).unwrap()
}

#[test]
fn every_channel_with_a_code_is_linked_by_scanning_it() {
    for (integration, platform) in [
        (MESSENGER, "messenger"),
        (WHATSAPP, "whatsapp"),
        (TELEGRAM, "telegram"),
        (VIBER, "viber"),
        (WECHAT, "wechat"),
    ] {
        let mut world = world();
        let user = User::of(&mut world);
        let call = match platform {
            "wechat" => user.qr_code(integration, true),
            _ => user.requests(&[integration]),
        };
        assert_eq!(world.handle(call, at(1)).reply.status, 200);
        let code = user.known(&world).codes[0].text.clone();
        let outcome = world.handle(scan(&code, "x1"), at(2));
        let told = event(&outcome);
        assert_eq!((told.kind(), told.is_merge()), (EventType::Link, Some(false)));
        assert_eq!(told.conversation().id(), user.conversation);
        assert_eq!(told.user().unwrap().id().as_str(), user.id);
        assert_eq!(told.user().unwrap().session_token(), None, "it is the one it was");
        let client = told.client().unwrap();
        assert_eq!(
            (
                client.platform().as_str(),
                client.active(),
                client.display_name().as_deref()
            ),
            (platform, Some(true), Some("Bea"))
        );
        assert_eq!(user.known(&world).user.clients()[1], client);
        assert_eq!(news(&outcome), [("client:add", "channelLinking".to_owned())]);
    }
}

#[test]
fn line_is_linked_without_a_code() {
    let mut world = world();
    let user = User::of(&mut world);
    let visitor =
        |integration| LinkInQuestion::Visitor(UserId::new(user.id.as_str()), IntegrationId::new(integration));
    let outcome = world.handle(play(visitor(LINE), Step::Confirm), at(1));
    let client = event(&outcome).client().unwrap();
    assert_eq!(client.display_name().as_deref(), Some("Somebody on LINE"));
    for integration in [TELEGRAM, TWILIO, MAILGUN] {
        let outcome = world.handle(play(visitor(integration), Step::Confirm), at(1));
        assert_eq!(outcome.reply.status, 400, "{integration}");
    }
}

#[test]
fn a_number_is_confirmed_cancelled_or_fails() {
    let table = [
        (
            Step::Match,
            EventType::LinkMatched,
            ("client:update", "matched"),
            (1, 1),
        ),
        (
            Step::Confirm,
            EventType::Link,
            ("client:update", "confirmed"),
            (0, 2),
        ),
        (
            Step::Cancel,
            EventType::LinkCancelled,
            ("client:remove", "linkCancelled"),
            (0, 1),
        ),
        (
            Step::Fail(limit()),
            EventType::LinkFailed,
            ("client:remove", "linkFailed"),
            (0, 1),
        ),
    ];
    for (step, kind, (trigger, reason), (waiting, linked)) in table {
        let mut world = world();
        let user = User::of(&mut world);
        world.handle(user.add_phone("+15145550123"), at(1));
        let id = user.known(&world).user.pending_clients()[0].id();
        let about = match step {
            Step::Match | Step::Confirm => LinkInQuestion::Client(id.clone()),
            _ => LinkInQuestion::User(UserId::new(user.id.as_str())),
        };
        let fault = matches!(step, Step::Fail(_)).then(limit);
        let outcome = world.handle(play(about.clone(), step), at(2));
        let told = event(&outcome);
        assert_eq!((told.kind(), told.fault()), (kind, fault));
        let client = told.client().unwrap();
        assert_eq!((client.id(), client.object().get("conversationId")), (id, None));
        assert_eq!(news(&outcome), [(trigger, reason.to_owned())]);
        let now = &user.known(&world).user;
        assert_eq!(
            (now.pending_clients().len(), now.clients().len()),
            (waiting, linked)
        );
        if waiting == 0 {
            let again = world.handle(play(about, Step::Confirm), at(3));
            assert_eq!(again.reply.status, 404, "it is over");
        }
    }
}

#[test]
fn a_scan_can_fail_too_and_takes_the_code_with_it() {
    for (step, kind) in [
        (Step::Cancel, EventType::LinkCancelled),
        (Step::Fail(limit()), EventType::LinkFailed),
    ] {
        let mut world = world();
        let user = User::of(&mut world);
        let code = LinkInQuestion::Code(user.code(&mut world, MESSENGER));
        let matched = world.handle(play(code.clone(), Step::Match), at(2));
        assert_eq!(event(&matched).kind(), EventType::LinkMatched);
        let told = event(&world.handle(play(code.clone(), step), at(3)));
        assert_eq!(
            (told.kind(), told.client().unwrap().platform().as_str()),
            (kind, "messenger")
        );
        assert_eq!(world.handle(play(code, Step::Confirm), at(4)).reply.status, 404);
        assert_eq!(user.known(&world).user.clients().len(), 1);
    }
}

#[test]
fn the_same_person_twice_is_one_client() {
    let mut world = world();
    let user = User::of(&mut world);
    for time in [2, 4] {
        let code = user.code(&mut world, TELEGRAM);
        let told = event(&world.handle(scan(&code, "x1"), at(time)));
        assert_eq!(told.is_merge(), Some(false));
        assert_eq!(user.known(&world).user.clients().len(), 2);
    }
}

#[test]
fn whoever_scans_and_is_known_already_makes_two_users_one() {
    let mut world = world();
    let (first, second) = (User::of(&mut world), User::of(&mut world));
    let code = first.code(&mut world, TELEGRAM);
    assert_eq!(world.handle(scan(&code, "x1"), at(2)).reply.status, 200);
    let code = second.code(&mut world, TELEGRAM);
    let outcome = world.handle(scan(&code, "x1"), at(3));
    let channels: Vec<&str> = outcome
        .deliveries
        .iter()
        .filter(|delivery| delivery.event.kind() == EventType::Link)
        .map(|delivery| delivery.channel.rsplit('/').next().unwrap())
        .collect();
    assert_eq!(channels, [&second.id, &first.id], "the browsers of both");
    let told = &outcome.deliveries.last().unwrap().event;
    let survivor = told.user().unwrap();
    assert_eq!(
        (told.is_merge(), survivor.id().as_str()),
        (Some(true), first.id.as_str())
    );
    assert_eq!(survivor.session_token(), first.known(&world).session_token);
    let thread = &world.state.threads[&told.conversation().id()];
    assert!(thread.has(&survivor.id()));
    assert!(
        !format!("{:?}", outcome.reply).contains(&first.token),
        "a secret is nobody's business"
    );
}

#[test]
fn two_that_the_business_tells_apart_stay_two() {
    let mut world = world();
    let (first, second) = (User::of(&mut world), User::of(&mut world));
    for (user, name) in [(&first, "ann"), (&second, "bea")] {
        let account = world
            .state
            .accounts
            .get_mut(&UserId::new(user.id.as_str()))
            .unwrap();
        account
            .user
            .set_external_id(Some(avmsdk_protocol::id::ExternalId::new(name)));
    }
    let code = first.code(&mut world, TELEGRAM);
    world.handle(scan(&code, "x1"), at(2));
    let code = second.code(&mut world, TELEGRAM);
    let outcome = world.handle(scan(&code, "x1"), at(3));
    assert_eq!(event(&outcome).is_merge(), Some(false));
    assert_eq!(
        news(&outcome),
        [
            ("client:remove", "theft".to_owned()),
            ("client:add", "channelLinking".to_owned())
        ]
    );
    let clients = |user: &User| user.known(&world).user.clients().len();
    assert_eq!((clients(&first), clients(&second)), (1, 2));
}

#[test]
fn a_linked_channel_speaks_in_the_default_conversation() {
    let mut world = world();
    let user = User::of(&mut world);
    let code = user.code(&mut world, TELEGRAM);
    let client = event(&world.handle(scan(&code, "x1"), at(2))).client().unwrap();
    let speak = |client: &str, text: &str| {
        Call::Control(ControlCall::Speak {
            client: client.to_owned(),
            text: text.to_owned(),
        })
    };
    let outcome = world.handle(speak(&client.id(), "Hello from the train"), at(3));
    assert_eq!(outcome.reply.status, 201);
    let message = outcome.deliveries[0].event.message().unwrap();
    assert_eq!(message.author_id().as_deref(), Some(user.id.as_str()));
    let source = message.source().unwrap();
    assert_eq!((source.kind().as_str(), source.session_id()), ("telegram", None));
    assert_eq!(source.id().unwrap().as_str(), client.id());
    assert_eq!(world.state.threads[&user.conversation].messages, [message]);
    for (client, text, status) in [
        (client.id().as_str(), " ", 400),
        ("c1", "x", 404),
        ("none", "x", 404),
    ] {
        assert_eq!(world.handle(speak(client, text), at(4)).reply.status, status);
    }
}

#[test]
fn the_list_has_what_waits_and_what_is_linked() {
    let mut world = world();
    let user = User::of(&mut world);
    let code = user.code(&mut world, MESSENGER);
    world.handle(user.add_phone("+15145550123"), at(1));
    world.handle(
        user.add("mailgun", MAILGUN, "address", "a@b.ch", "immediate"),
        at(1),
    );
    let links = |world: &mut World, time| json(world.handle(Call::Control(ControlCall::Links), time));
    let list = links(&mut world, at(2));
    let of = |place: &[&str]| text(&list, place);
    assert_eq!(of(&["codes", "0", "code"]), code);
    assert_eq!(of(&["codes", "0", "type"]), "messenger");
    assert_eq!(
        of(&["codes", "0", "url"]),
        format!("https://m.me/1122334455?ref={code}")
    );
    for (place, platform) in [("pending", "twilio"), ("linked", "mailgun")] {
        assert_eq!(of(&[place, "0", "platform"]), platform);
        assert_eq!(of(&[place, "0", "userId"]), user.id);
    }
    let later = links(&mut world, at(48 * 60 * 60));
    assert_eq!(
        later.get("codes"),
        Some(&avmsdk_protocol::Value::Array(Vec::new())),
        "expired"
    );
}
