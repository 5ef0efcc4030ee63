use super::super::testing::*;
use super::super::*;
use super::channels_test::{MAILGUN, TELEGRAM, TWILIO, text};
use avmsdk_protocol::Wire as _;
use avmsdk_protocol::event::EventType;
use avmsdk_protocol::record::to_text;

impl User {
    /// What the observed client sends, with what differs.
    pub(super) fn add(&self, kind: &str, integration: &str, key: &str, value: &str, how: &str) -> Call {
        let request = format!(
            r#"{{"criteria":{{"type":"{kind}","{key}":"{value}","integrationId":"{integration}"}},
                 "confirmation":{{"type":"{how}"}},"target":{{"conversationId":"{}"}}}}"#,
            self.conversation
        );
        self.link(LinkCall::AddClient(parse(&request)))
    }

    pub(super) fn add_phone(&self, number: &str) -> Call {
        self.add("twilio", TWILIO, "phoneNumber", number, "prompt")
    }

    pub(super) fn known<'a>(&self, world: &'a World) -> &'a Account {
        &world.state.accounts[&UserId::new(self.id.as_str())]
    }
}

pub(super) fn news(outcome: &Outcome) -> Vec<(&'static str, String)> {
    let reason = |notice: &Notice| text(&notice.payload.clone().into(), &["reason"]);
    let all = outcome
        .notices
        .iter()
        .filter(|notice| notice.trigger.starts_with("client:"));
    all.map(|notice| (notice.trigger, reason(notice))).collect()
}

#[test]
fn a_number_waits_and_the_channel_asks_there() {
    let mut world = world();
    let user = User::of(&mut world);
    let outcome = world.handle(user.add_phone("+15145550123"), at(1));
    assert_eq!(outcome.reply.status, 201);
    let [Delivery { event, .. }] = outcome.deliveries.as_slice() else {
        panic!("{:?}", outcome.deliveries)
    };
    let told = to_text(event);
    assert_eq!(
        news(&outcome),
        [
            ("client:add", "channelLinking".to_owned()),
            ("client:update", "matched".to_owned())
        ]
    );
    let client = user.known(&world).user.pending_clients()[0].clone();
    let shown = super::clients::shown(client.clone());
    let id = client.id();
    assert_eq!(
        to_text(&shown),
        format!(
            r#"{{"id":"{id}","platform":"twilio","active":false,"displayName":"+15145550123","_id":"{id}","integrationId":"{TWILIO}","externalId":"+15145550123","info":{{}}}}"#
        )
    );
    assert_eq!(
        told,
        format!(
            r#"{{"type":"link:matched","conversation":{{"_id":"{}"}},"appUser":{{"_id":"{}"}},"client":{}}}"#,
            user.conversation,
            user.id,
            to_text(&shown)
        )
    );
    assert_eq!(json(outcome).get("client"), Some(&shown.to_value()));
}

#[test]
fn an_address_is_linked_at_once() {
    let mut world = world();
    let user = User::of(&mut world);
    let call = || user.add("mailgun", MAILGUN, "address", "bea@example.com", "immediate");
    let outcome = world.handle(call(), at(1));
    assert_eq!(outcome.reply.status, 201);
    let [Delivery { event, .. }] = outcome.deliveries.as_slice() else {
        panic!("{:?}", outcome.deliveries)
    };
    assert_eq!((event.kind(), event.is_merge()), (EventType::Link, Some(false)));
    let account = user.known(&world);
    assert!(account.user.pending_clients().is_empty());
    let linked = account.user.clients().pop().unwrap();
    assert_eq!(Some(&linked), event.client().as_ref());
    assert_eq!(
        (
            linked.platform().as_str(),
            linked.active(),
            linked.display_name().as_deref()
        ),
        ("mailgun", Some(true), Some("bea@example.com"))
    );
    assert!(linked.object().get("linkedAt").is_some());
    assert_eq!(world.handle(call(), at(2)).reply.status, 409, "linked already");
}

#[test]
fn what_nobody_can_be_asked_by_is_refused() {
    let mut world = world();
    let (user, other) = (User::of(&mut world), User::of(&mut world));
    let before = world.state.clone();
    let stranger = other.add_phone("+15145550123");
    let Call::Client(.., ClientCall::Link(_, request)) = stranger else {
        panic!()
    };
    let body = |text: &str| user.link(LinkCall::AddClient(parse(text)));
    let table = [
        (user.add_phone("15145550123"), 400),
        (user.add_phone(""), 400),
        (user.add("twilio", TWILIO, "address", "a@b.ch", "prompt"), 400),
        (user.add("mailgun", MAILGUN, "address", "bea", "immediate"), 400),
        (user.add("mailgun", TWILIO, "address", "a@b.ch", "immediate"), 400),
        (
            user.add("twilio", "none", "phoneNumber", "+15145550123", "prompt"),
            404,
        ),
        (
            user.add("twilio", TWILIO, "phoneNumber", "+15145550123", "never"),
            400,
        ),
        (
            user.add("telegram", TELEGRAM, "phoneNumber", "+15145550123", "prompt"),
            400,
        ),
        (user.link(request), 404),
        (body("{}"), 400),
        (
            body(r#"{"criteria":{"type":"twilio","integrationId":7},"confirmation":{"type":"prompt"}}"#),
            400,
        ),
    ];
    for (call, status) in table {
        let shown = format!("{call:?}");
        let outcome = world.handle(call, at(1));
        assert_eq!(outcome.reply.status, status, "{shown}");
        assert!(
            outcome.changes.is_empty() && outcome.notices.is_empty(),
            "{shown}"
        );
        assert_eq!(world.state, before, "{shown}");
    }
}

#[test]
fn a_second_number_takes_the_place_of_the_first() {
    let mut world = world();
    let user = User::of(&mut world);
    world.handle(user.add_phone("+15145550123"), at(1));
    let outcome = world.handle(user.add_phone("+15145550124"), at(2));
    assert_eq!(news(&outcome)[0].0, "client:remove");
    let waiting = user.known(&world).user.pending_clients();
    let names: Vec<_> = waiting
        .iter()
        .filter_map(|client| client.display_name())
        .collect();
    assert_eq!(names, ["+15145550124"]);
}

#[test]
fn a_client_is_given_up_or_unlinked() {
    let mut world = world();
    let user = User::of(&mut world);
    let remove = |id: &str| user.link(LinkCall::RemoveClient(id.to_owned()));
    world.handle(user.add_phone("+15145550123"), at(1));
    world.handle(
        user.add("mailgun", MAILGUN, "address", "a@b.ch", "immediate"),
        at(1),
    );
    let account = user.known(&world).user.clone();
    for client in [account.pending_clients().remove(0), account.clients().remove(1)] {
        let outcome = world.handle(remove(&client.id()), at(2));
        assert_eq!((outcome.reply.status, outcome.deliveries.len()), (200, 0));
        assert_eq!(news(&outcome), [("client:remove", "sdk".to_owned())]);
        assert_eq!(
            world.handle(remove(&client.id()), at(2)).reply.status,
            404,
            "gone"
        );
    }
    assert!(user.known(&world).user.pending_clients().is_empty());
    assert_eq!(world.handle(remove("c1"), at(3)).reply.status, 400, "a browser");
    assert_eq!(user.known(&world).user.clients().len(), 1);
}

#[test]
fn texts_are_a_minute_apart() {
    let mut world = world();
    let user = User::of(&mut world);
    world.handle(user.add_phone("+15145550123"), at(1));
    let id = user.known(&world).user.pending_clients()[0].id();
    let ping = |id: &str| user.link(LinkCall::PingClient(id.to_owned()));
    assert_eq!(world.handle(ping(&id), at(10)).reply.status, 200);
    let early = world.handle(ping(&id), at(40));
    assert_eq!((early.reply.status, early.changes.len()), (429, 0));
    let answer = json(early);
    let error = answer.get("error").unwrap();
    assert_eq!(text(error, &["code"]), "too_many_requests");
    let wait = error
        .get("retryAfter")
        .and_then(|wait| wait.as_number()?.as_u32());
    assert_eq!(wait, Some(30));
    assert_eq!(world.handle(ping(&id), at(70)).reply.status, 200);
    assert_eq!(world.handle(ping("c1"), at(200)).reply.status, 400, "a browser");
    assert_eq!(world.handle(ping("none"), at(200)).reply.status, 404);
}
