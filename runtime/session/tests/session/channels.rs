//! Linking a channel: what is shown, what is asked, what the realtime channel tells; and the prompt.

use crate::bench::{Bench, CLIENT, CONFIG, answer};
use avmsdk_protocol::Value;
use avmsdk_protocol::channel::Channel;
use avmsdk_protocol::id::{ClientId, ExternalId, IntegrationId, UserId};
use avmsdk_protocol::json::Number;
use avmsdk_protocol::message::Coordinates;
use avmsdk_session::{
    Answer, Authorization, ChannelInput, ChannelState, Input, Login, Notice, Options, StoredIdentity,
    Trouble, Way,
};

const ALL: &str = r#"[
    {"_id":"10","type":"messenger","pageId":"1"},
    {"_id":"20","type":"twilio","phoneNumber":"+1"},
    {"_id":"30","type":"stripeConnect","publicKey":"k"},
    {"_id":"40","type":"line","lineId":"acme","qrCodeUrl":"https://qr-official.line.me/q.png"},
    {"_id":"50","type":"viber","uri":"acme"},
    {"_id":"60","type":"wechat"},
    {"_id":"70","type":"mailgun"},
    {"_id":"80","type":"frontendEmail","fromAddress":"a@b.example"},
    {"_id":"90","type":"twitter","userId":"77"},
    {"_id":"a0","type":"whatsapp","phoneNumber":"+2"},
    {"_id":"b0","type":"hologram"}]"#;

fn config(integrations: &str) -> String {
    CONFIG.replace(
        r#""integrations":[]"#,
        &[r#""integrations":"#, integrations].concat(),
    )
}

fn stored() -> StoredIdentity {
    StoredIdentity {
        client_id: Some(ClientId::new(CLIENT)),
        user_id: Some(UserId::new("u1")),
        session_token: Some("t".to_owned()),
        items: Vec::new(),
    }
}

/// A user with an empty conversation, connected; on a phone or not.
fn connected(is_phone: bool) -> Bench {
    let options = Options {
        is_phone,
        ..Options::default()
    };
    let mut bench = Bench::configured(stored(), options, &config(ALL));
    bench.service.users = 1;
    bench.service.has_conversation = true;
    bench.start();
    bench.settle();
    bench.names();
    bench
}

fn shown(bench: &Bench) -> Vec<String> {
    let channels = bench.session.channels().into_iter();
    channels.map(|channel| channel.id.as_str().to_owned()).collect()
}

fn of(bench: &Bench, id: &str) -> (ChannelState, Option<Trouble>) {
    let mut channels = bench.session.channels().into_iter();
    let channel = channels.find(|it| it.id.as_str() == id).unwrap();
    (channel.state, channel.trouble)
}

fn put(bench: &mut Bench, id: &str, input: ChannelInput) {
    bench.step(Input::Channel(IntegrationId::new(id), input));
}

fn submit(bench: &mut Bench, id: &str, text: &str) {
    put(bench, id, ChannelInput::Submit(text.to_owned()));
}

fn ready(url: &str) -> ChannelState {
    ChannelState::Ready(Way {
        url: Some(url.to_owned()),
        ..Way::default()
    })
}

/// The realtime channel tells of a link.
fn tell(bench: &mut Bench, kind: &str, user: &str, client: &str, more: &str) {
    let event = [
        r#"{"type":""#,
        kind,
        r#"","conversation":{"_id":"c"},"appUser":"#,
        user,
        r#","client":"#,
        client,
        more,
        "}",
    ];
    bench.service.publish(&event.concat());
    let last = bench.service.frames.len() - 1;
    bench.deliver(last);
}

const SMS: &str = r#"{"id":"k1","platform":"twilio","displayName":"+15145550123"}"#;
const ME: &str = r#"{"_id":"u1"}"#;
const GIVEN: &str = " +1 (514) 555-0123 ";

fn pending() -> ChannelState {
    ChannelState::Pending(Some("+15145550123".to_owned()))
}

fn linked() -> ChannelState {
    ChannelState::Linked(Some("+15145550123".to_owned()))
}

/// With a number that waits for its confirmation.
fn waiting() -> Bench {
    let mut bench = connected(false);
    put(&mut bench, "20", ChannelInput::Open);
    submit(&mut bench, "20", GIVEN);
    // Until then the service calls it not active.
    let client = SMS.replace('}', r#","active":false}"#);
    bench.reply(0, &[r#"{"client":"#, &client, "}"].concat());
    bench
}

#[test]
fn known_channels_are_shown_one_of_each_kind_in_order() {
    let sms = |first: &str, second: &str| {
        [
            r#"[{"_id":"5f000002ffff","type":""#,
            first,
            r#""},{"_id":"5f0000030000","type":""#,
            second,
            r#""}]"#,
        ]
        .concat()
    };
    let order = |ids: &[&str]| Some(Value::Array(ids.iter().map(|id| Value::from(*id)).collect()));
    let newer = ["5f0000030000"].as_slice();
    let cases = [
        (
            ALL.to_owned(),
            None,
            ["10", "20", "40", "50", "60", "70", "90", "a0"].as_slice(),
        ),
        (
            ALL.to_owned(),
            order(&["90", "80", "70", "x", "90", "10"]),
            &["90", "80", "10"],
        ),
        (ALL.to_owned(), order(&[]), &[]),
        (sms("twilio", "messagebird"), None, newer),
        (
            sms("messagebird", "twilio"),
            order(&["5f0000030000", "5f000002ffff"]),
            newer,
        ),
        (
            sms("messagebird", "twilio"),
            order(&["5f000002ffff"]),
            &["5f000002ffff"],
        ),
        ("[7,{},{\"type\":\"line\"},{\"_id\":\"1\"}]".to_owned(), None, &[]),
    ];
    for (integrations, integration_order, ids) in cases {
        let options = Options {
            integration_order,
            ..Options::default()
        };
        let bench = Bench::configured(StoredIdentity::default(), options.clone(), &config(&integrations));
        assert_eq!(shown(&bench), ids, "{integrations} {options:?}");
        assert_eq!(bench.session.can_link(), !ids.is_empty());
    }
}

#[test]
fn the_order_of_the_config_counts_where_the_page_gives_none() {
    let style = r#""style":{"integrationOrder":["60","10"]},"integrations":"#;
    let config = config(ALL).replace(r#""integrations":"#, style);
    let bench = Bench::configured(StoredIdentity::default(), Options::default(), &config);
    assert_eq!(shown(&bench), ["60", "10"]);
    let options = Options {
        integration_order: Some(Value::Array(vec!["40".into()])),
        ..Options::default()
    };
    let bench = Bench::configured(StoredIdentity::default(), options, &config);
    assert_eq!(shown(&bench), ["40"]);
}

#[test]
fn only_the_default_conversation_can_be_linked() {
    let mut bench = connected(false);
    assert!(bench.session.can_link());
    bench.service.is_default = false;
    bench.drop_socket();
    bench.settle();
    assert_eq!(shown(&bench), [""; 0]);
    bench.step(Input::ShowNotificationPrompt);
    assert_eq!(bench.session.notification_prompt(), None);
}

#[test]
fn some_ways_are_known_without_asking() {
    let mut bench = connected(false);
    for id in ["40", "90"] {
        put(&mut bench, id, ChannelInput::Open);
    }
    assert_eq!(
        of(&bench, "40").0,
        ChannelState::Ready(Way {
            url: Some("https://line.me/R/ti/p/@acme".to_owned()),
            code: None,
            qr_code: Some("https://qr-official.line.me/q.png".to_owned()),
        })
    );
    assert_eq!(
        of(&bench, "90").0,
        ready("https://twitter.com/messages/compose?recipient_id=77")
    );
    assert_eq!(bench.requests, []);
    let mail = r#"[{"_id":"80","type":"frontendEmail","fromAddress":"a@b.example"}]"#;
    let mut bench = Bench::configured(StoredIdentity::default(), Options::default(), &config(mail));
    bench.start();
    put(&mut bench, "80", ChannelInput::Open);
    assert_eq!(of(&bench, "80").0, ready("mailto:a@b.example"));
    assert_eq!(bench.session.channels()[0].channel, Channel::Email);
    assert_eq!(bench.requests, [], "nobody is made for it");
}

#[test]
fn an_address_is_asked_for_once_and_again_on_demand() {
    let mut bench = connected(false);
    put(&mut bench, "10", ChannelInput::Open);
    assert_eq!(
        bench.asked(),
        [("GET", "appusers/u1/linkrequest?integrationIds=10")]
    );
    assert_eq!(of(&bench, "10"), (ChannelState::Loading, None));
    put(&mut bench, "10", ChannelInput::Retry);
    assert_eq!(bench.requests.len(), 1, "one at a time");
    bench.reply(
        0,
        r#"{"linkRequests":[{"integrationId":"10","url":"https://m.me/1?ref=x"}]}"#,
    );
    assert_eq!(of(&bench, "10").0, ready("https://m.me/1?ref=x"));
    put(&mut bench, "10", ChannelInput::Close);
    put(&mut bench, "10", ChannelInput::Open);
    assert_eq!(bench.requests, []);
    put(&mut bench, "10", ChannelInput::Retry);
    bench.answer_with(0, false, answer(403, "", None));
    assert_eq!(
        of(&bench, "10"),
        (ChannelState::Failed, Some(Trouble::BadRequest))
    );
    put(&mut bench, "10", ChannelInput::Open);
    assert_eq!(bench.requests.len(), 1, "not kept over an error");
    for _ in 0..4 {
        bench.answer_with(0, false, Answer::Unreachable);
        bench.pass(30_000);
        bench
            .requests
            .retain(|request| request.url.contains("linkrequest"));
    }
    assert_eq!(
        of(&bench, "10"),
        (ChannelState::Failed, Some(Trouble::Unreachable))
    );
}

#[test]
fn what_would_run_here_is_no_way_to_a_channel() {
    for url in [
        "javascript:alert(1)",
        " javascript:x",
        "java\\tscript:x",
        "data:text/html,x",
        "x",
        "",
    ] {
        let mut bench = connected(false);
        put(&mut bench, "10", ChannelInput::Open);
        let body = [
            r#"{"linkRequests":[{"integrationId":"10","url":""#,
            url,
            r#""}]}"#,
        ]
        .concat();
        bench.reply(0, &body);
        assert_eq!(
            of(&bench, "10"),
            (ChannelState::Failed, Some(Trouble::Unhandled)),
            "{url}"
        );
    }
}

#[test]
fn pictures_come_from_their_own_address() {
    let data = "data:image/png;base64,AA";
    for (id, is_phone, url, good) in [
        ("60", false, data, true),
        ("60", true, "https://mp.weixin.qq.com/x", true),
        ("60", false, "http://mp.weixin.qq.com/x", false),
        ("60", false, "data:text/html,x", false),
        ("50", false, data, true),
        ("50", false, "https://v.example/x.png", false),
    ] {
        let mut bench = connected(is_phone);
        put(&mut bench, id, ChannelInput::Open);
        let path = ["appusers/u1/integrations/", id, "/qrcode"].concat();
        assert_eq!(bench.asked(), [("GET", path.as_str())]);
        bench.reply(0, &[r#"{"url":""#, url, r#""}"#].concat());
        let state = of(&bench, id).0;
        assert_eq!(matches!(state, ChannelState::Ready(_)), good, "{id} {url}");
    }
    let mut bench = connected(true);
    put(&mut bench, "50", ChannelInput::Open);
    assert_eq!(
        bench.asked(),
        [("GET", "appusers/u1/linkrequest?integrationIds=50")],
        "a phone needs none"
    );
}

#[test]
fn the_code_of_whatsapp_comes_along() {
    let mut bench = connected(false);
    put(&mut bench, "a0", ChannelInput::Open);
    bench.reply(
        0,
        r#"{"linkRequests":[{"integrationId":"a0","url":"https://wa.me/2","code":"xy","qrCode":"data:image/png;base64,AA"}]}"#,
    );
    assert_eq!(
        of(&bench, "a0").0,
        ChannelState::Ready(Way {
            url: Some("https://wa.me/2".to_owned()),
            code: Some("xy".to_owned()),
            qr_code: Some("data:image/png;base64,AA".to_owned()),
        })
    );
}

#[test]
fn a_user_is_made_first() {
    let mut bench = Bench::configured(StoredIdentity::default(), Options::default(), &config(ALL));
    bench.start();
    put(&mut bench, "10", ChannelInput::Open);
    assert_eq!(bench.asked(), [("POST", "appusers")]);
    assert!(
        bench.requests[0]
            .body
            .as_ref()
            .unwrap()
            .contains(r#""intent":"link:request""#)
    );
    assert_eq!(of(&bench, "10").0, ChannelState::Loading);
    bench.process(0);
    bench.answer(0);
    assert_eq!(
        bench.asked(),
        [("GET", "appusers/u1/linkrequest?integrationIds=10")]
    );

    let mut bench = Bench::configured(StoredIdentity::default(), Options::default(), &config(ALL));
    bench.start();
    put(&mut bench, "10", ChannelInput::Open);
    bench.answer_with(0, false, answer(403, "", None));
    assert_eq!(
        of(&bench, "10"),
        (ChannelState::Failed, Some(Trouble::BadRequest))
    );
    put(&mut bench, "10", ChannelInput::Retry);
    assert_eq!(bench.asked(), [("POST", "appusers")]);
}

#[test]
fn a_number_is_checked_before_it_is_asked_for() {
    for (given, sent) in [
        (GIVEN, Some("+15145550123")),
        ("15145550123", Some("+15145550123")),
        ("+49 30-1234567", Some("+49301234567")),
        ("", None),
        ("+", None),
        ("+1514", None),
        ("+1514555012345678", None),
        ("+0 514 555 0123", None),
        ("1+5145550123", None),
        ("call me", None),
    ] {
        let mut bench = connected(false);
        put(&mut bench, "20", ChannelInput::Open);
        assert_eq!(of(&bench, "20"), (ChannelState::Form, None));
        submit(&mut bench, "20", given);
        match sent {
            None => {
                assert_eq!(
                    of(&bench, "20"),
                    (ChannelState::Form, Some(Trouble::InvalidNumber)),
                    "{given}"
                );
                assert_eq!(bench.requests, []);
            }
            Some(number) => {
                let body = [
                    r#"{"criteria":{"type":"twilio","integrationId":"20","phoneNumber":""#,
                    number,
                    r#""},"confirmation":{"type":"prompt"},"target":{"conversationId":"c"}}"#,
                ];
                assert_eq!(bench.asked(), [("POST", "appusers/u1/clients")]);
                assert_eq!(bench.requests[0].body, Some(body.concat()), "{given}");
            }
        }
    }
}

#[test]
fn an_email_address_is_linked_without_a_question() {
    for bad in ["", "a", "@b.example", "a@b", "a@.b", "a@b.", "a b@c.example"] {
        let mut bench = connected(false);
        put(&mut bench, "70", ChannelInput::Open);
        submit(&mut bench, "70", bad);
        assert_eq!(
            of(&bench, "70"),
            (ChannelState::Form, Some(Trouble::InvalidAddress)),
            "{bad}"
        );
    }
    let mut bench = connected(false);
    put(&mut bench, "70", ChannelInput::Open);
    submit(&mut bench, "70", " bea@shop.example ");
    assert_eq!(
        bench.requests[0].body.as_deref(),
        Some(
            r#"{"criteria":{"type":"mailgun","integrationId":"70","address":"bea@shop.example"},"confirmation":{"type":"immediate"},"target":{"conversationId":"c"}}"#
        )
    );
    let client = r#"{"id":"k2","platform":"mailgun","displayName":"bea@shop.example"}"#;
    bench.reply(0, &[r#"{"client":"#, client, "}"].concat());
    let name = Some("bea@shop.example".to_owned());
    assert_eq!(of(&bench, "70").0, ChannelState::Pending(name.clone()));
    tell(&mut bench, "link", ME, client, "");
    assert_eq!(of(&bench, "70").0, ChannelState::Linked(name));
    put(&mut bench, "70", ChannelInput::Unlink);
    let last = bench.requests.len() - 1;
    assert_eq!(bench.asked()[last], ("DELETE", "appusers/u1/clients/k2"));
    bench.answer_with(last, false, answer(204, "", None));
    assert_eq!(
        of(&bench, "70").0,
        ChannelState::Form,
        "another address may be given"
    );
}

#[test]
fn a_link_event_may_come_before_the_answer() {
    let mut bench = connected(false);
    submit(&mut bench, "20", GIVEN);
    tell(&mut bench, "link", ME, SMS, "");
    assert_eq!(of(&bench, "20").0, linked());
    bench.reply(0, &[r#"{"client":"#, SMS, "}"].concat());
    assert_eq!(of(&bench, "20").0, linked());
    let user = bench.session.page_user().unwrap();
    let clients = avmsdk_protocol::json::write(user.get("clients").unwrap());
    assert_eq!(clients.matches("k1").count(), 1, "{clients}");
    assert!(!avmsdk_protocol::json::write(&user).contains(r#""pendingClients":[{"#));
}

#[test]
fn that_a_link_failed_may_come_before_the_answer() {
    let mut bench = connected(false);
    put(&mut bench, "20", ChannelInput::Open);
    submit(&mut bench, "20", GIVEN);
    tell(&mut bench, "link:failed", ME, SMS, r#","err":{"status":400}"#);
    let given = [r#"{"client":"#, SMS, "}"].concat();
    bench.reply(0, &given);
    assert_eq!(of(&bench, "20"), (ChannelState::Form, Some(Trouble::BadRequest)));
    // Whoever tries again may be asked there.
    submit(&mut bench, "20", GIVEN);
    bench.reply(0, &given);
    assert_eq!(of(&bench, "20"), (pending(), None));
}

#[test]
fn a_link_reads_the_conversation_again() {
    let mut bench = waiting();
    assert_eq!(of(&bench, "20").0, pending());
    tell(&mut bench, "link:matched", ME, SMS, "");
    assert_eq!(of(&bench, "20").0, pending());
    assert_eq!(bench.requests, []);
    tell(&mut bench, "link", ME, SMS, r#","isMerge":false"#);
    assert_eq!(of(&bench, "20"), (linked(), None));
    assert_eq!(bench.asked(), [("GET", "conversations/c")]);
}

#[test]
fn whoever_is_asked_may_say_no() {
    let mut bench = waiting();
    tell(&mut bench, "link:cancelled", ME, SMS, "");
    let cancelled = ChannelState::Cancelled(Some("+15145550123".to_owned()));
    assert_eq!(of(&bench, "20"), (cancelled, None));
    submit(&mut bench, "20", GIVEN);
    assert_eq!(of(&bench, "20").0, ChannelState::Loading);
    let mut bench = waiting();
    tell(&mut bench, "link:cancelled", ME, SMS, "");
    put(&mut bench, "20", ChannelInput::Close);
    assert_eq!(of(&bench, "20").0, ChannelState::Unlinked);
    let mut bench = connected(false);
    put(&mut bench, "10", ChannelInput::Open);
    tell(
        &mut bench,
        "link:cancelled",
        ME,
        r#"{"id":"k","platform":"messenger"}"#,
        "",
    );
    assert_eq!(of(&bench, "10").0, ChannelState::Unlinked);
}

#[test]
fn a_link_may_fail_by_the_answer_or_by_an_event() {
    for (status, retry_after, trouble) in [
        (429, Some(150), Trouble::TooManyRequests(3)),
        (429, Some(60), Trouble::TooManyRequests(1)),
        (429, Some(0), Trouble::TooManyRequests(1)),
        (429, None, Trouble::TooManyRequests(1)),
        (400, None, Trouble::BadRequest),
        (404, None, Trouble::BadRequest),
        (500, None, Trouble::Unhandled),
    ] {
        let mut bench = connected(false);
        put(&mut bench, "20", ChannelInput::Open);
        submit(&mut bench, "20", GIVEN);
        bench.answer_with(0, false, answer(status, "", retry_after));
        assert_eq!(of(&bench, "20"), (ChannelState::Form, Some(trouble)), "{status}");
        assert_eq!(bench.requests, [], "asked once");

        let mut bench = waiting();
        let number = |number: u32| avmsdk_protocol::json::write(&number.into());
        let after = retry_after.map_or(String::new(), |it| [r#","retryAfter":"#, &number(it)].concat());
        let fault = [r#","err":{"status":"#, &number(u32::from(status)), &after, "}"].concat();
        tell(&mut bench, "link:failed", ME, SMS, &fault);
        assert_eq!(of(&bench, "20"), (ChannelState::Form, Some(trouble)), "{status}");
    }
    let mut bench = connected(false);
    put(&mut bench, "20", ChannelInput::Open);
    submit(&mut bench, "20", GIVEN);
    bench.answer_with(0, true, Answer::Unreachable);
    assert_eq!(of(&bench, "20"), (ChannelState::Form, Some(Trouble::Unreachable)));
}

#[test]
fn a_number_may_be_pinged_changed_and_cancelled() {
    let mut bench = waiting();
    put(&mut bench, "20", ChannelInput::Ping);
    assert_eq!(bench.asked(), [("POST", "appusers/u1/clients/k1/ping")]);
    bench.answer_with(0, false, answer(500, "", None));
    assert_eq!(of(&bench, "20"), (pending(), Some(Trouble::Ping)));
    put(&mut bench, "20", ChannelInput::Ping);
    bench.reply(0, "{}");
    assert_eq!(of(&bench, "20"), (pending(), None));
    for input in [ChannelInput::Cancel, ChannelInput::Change] {
        let mut bench = waiting();
        put(&mut bench, "20", input.clone());
        assert_eq!(bench.asked(), [("DELETE", "appusers/u1/clients/k1")]);
        // That it is gone already is as good.
        bench.answer_with(0, false, answer(404, "", None));
        assert_eq!(of(&bench, "20"), (ChannelState::Form, None), "{input:?}");
    }
    let mut bench = waiting();
    put(&mut bench, "20", ChannelInput::Cancel);
    bench.answer_with(0, false, answer(403, "", None));
    assert_eq!(of(&bench, "20"), (pending(), Some(Trouble::BadRequest)));
    put(&mut bench, "10", ChannelInput::Unlink);
    put(&mut bench, "30", ChannelInput::Open);
    submit(&mut bench, "10", GIVEN);
    assert_eq!(bench.requests, [], "there is nothing to do");
}

#[test]
fn what_was_not_heard_is_read_after_a_reconnection() {
    let mut bench = waiting();
    bench.service.clients = [",", SMS].concat();
    bench.drop_socket();
    bench.settle();
    assert_eq!(of(&bench, "20").0, linked());
}

#[test]
fn what_is_read_after_a_reconnection_may_be_older_than_a_link() {
    let mut bench = connected(false);
    put(&mut bench, "20", ChannelInput::Open);
    bench.drop_socket();
    let asked = loop {
        let mut asked = bench.asked().into_iter();
        if let Some(at) = asked.position(|it| it == ("GET", "appusers/u1")) {
            break at;
        }
        if bench.service.frames.is_empty() {
            bench.pass(1_000);
            bench.open_socket();
        } else {
            bench.deliver(0);
        }
    };
    bench.process(asked);
    bench.service.clients = [",", SMS].concat();
    tell(&mut bench, "link", ME, SMS, "");
    bench.answer(0);
    bench.settle();
    assert_eq!(of(&bench, "20").0, linked());
}

#[test]
fn two_users_that_become_one_go_on_as_that_one() {
    let mut bench = connected(false);
    put(&mut bench, "40", ChannelInput::Open);
    let promise = bench.submit("goes along");
    bench.answer_with(0, false, Answer::Unreachable);
    tell(
        &mut bench,
        "link",
        r#"{"_id":"u2","sessionToken":"t2"}"#,
        SMS,
        r#","isMerge":true"#,
    );
    bench.service.users = 2;
    let asked = bench.requests.last().unwrap();
    assert!(asked.url.ends_with("/appusers/u2"));
    assert_eq!(
        asked.authorization,
        Authorization::Basic(UserId::new("u2"), "t2".to_owned())
    );
    let stored = &bench.stored[bench.stored.len() - 2..];
    assert_eq!(
        stored,
        [
            ("appUserId", Some("u2".to_owned())),
            ("sessionToken", Some("t2".to_owned()))
        ]
    );
    assert_eq!(of(&bench, "40").0, ChannelState::Unlinked, "it begins again");
    bench.settle();
    assert!(bench.result(promise).unwrap().is_ok());
    assert_eq!(bench.service.log.len(), 1);
    assert_eq!(bench.texts(), bench.log());
    assert_eq!(bench.names().last(), Some(&"connected"));
}

#[test]
fn somebody_known_logs_in_again_as_the_one_that_two_became() {
    let login = Login::User(ExternalId::new("bea"), "jwt".to_owned());
    let mut bench = Bench::with(
        StoredIdentity::default(),
        login,
        avmsdk_session::Delegates::default(),
    );
    bench.service.users = 1;
    bench.start();
    let session = r#"{"appUser":{"_id":"u1","userId":"bea","clients":[]},"settings":{},"conversations":[{"_id":"c","isDefault":true}]}"#;
    bench.reply(0, session);
    bench.settle();
    tell(
        &mut bench,
        "link",
        r#"{"_id":"u2","userId":"bea"}"#,
        SMS,
        r#","isMerge":true"#,
    );
    bench.service.users = 2;
    let asked = bench.requests.last().unwrap();
    assert!(asked.url.ends_with("/login"));
    assert_eq!(asked.authorization, Authorization::Bearer("jwt".to_owned()));
    let last = bench.requests.len() - 1;
    bench.reply(last, &session.replace("u1", "u2"));
    bench.settle();
    assert_eq!(
        bench.session.page_user().unwrap().get("_id").unwrap().as_str(),
        Some("u2")
    );
    assert_eq!(bench.names().last(), Some(&"connected"));
}

#[test]
fn what_is_told_of_others_is_not_taken() {
    let mut bench = waiting();
    for kind in ["link:matched", "link:failed", "link:cancelled"] {
        tell(
            &mut bench,
            kind,
            r#"{"_id":"u9"}"#,
            SMS,
            r#","err":{"status":400}"#,
        );
    }
    assert_eq!(of(&bench, "20"), (pending(), None));
}

fn prompt_after(bench: &Bench) -> Option<Option<String>> {
    let prompt = bench.session.notification_prompt()?;
    let entry = prompt.after.and_then(|key| bench.session.entry(key));
    Some(entry.and_then(|entry| entry.text()))
}

#[test]
fn a_channel_is_suggested_after_the_first_message() {
    let mut bench = connected(false);
    bench.submit("first");
    bench.pass(1_999);
    assert_eq!(prompt_after(&bench), None);
    bench.pass(1);
    assert_eq!(prompt_after(&bench), Some(Some("first".to_owned())));
    bench.submit("second");
    bench.settle();
    assert_eq!(
        prompt_after(&bench),
        Some(Some("first".to_owned())),
        "it stays where it is"
    );
    let source = r#"{"type":"message","conversation":{"_id":"c"},"message":{"_id":"o","type":"text","role":"appMaker","text":"closed","received":1001.5,"source":{"type":"officehours"}}}"#;
    bench.service.publish(source);
    bench.deliver(0);
    assert_eq!(prompt_after(&bench), Some(Some("closed".to_owned())));
    tell(&mut bench, "link", ME, SMS, "");
    assert_eq!(prompt_after(&bench), None);
    bench.step(Input::ShowNotificationPrompt);
    assert_eq!(prompt_after(&bench), None, "one is linked");

    let mut bench = connected(false);
    bench.submit("first");
    bench.pass(2_000);
    tell(&mut bench, "link", ME, SMS, "");
    bench.settle();
    put(&mut bench, "20", ChannelInput::Unlink);
    bench.answer_with(0, false, answer(204, "", None));
    assert!(
        bench
            .session
            .channels()
            .iter()
            .all(|it| !matches!(it.state, ChannelState::Linked(_)))
    );
    assert_eq!(prompt_after(&bench), None, "it does not come back");
}

/// The answer to a form has none either.
#[test]
fn a_channel_is_suggested_below_what_has_a_row() {
    let mut bench = connected(false);
    bench.submit("first");
    bench.settle();
    let chips = r#"{"type":"message","conversation":{"_id":"c"},"message":{"_id":"o","type":"text","role":"appMaker","text":" ",
        "received":3000,"source":{"type":"api"},"actions":[{"_id":"r","type":"reply","text":"Yes"}]}}"#;
    bench.service.publish(chips);
    bench.deliver(0);
    bench.step(Input::ShowNotificationPrompt);
    assert_eq!(prompt_after(&bench), Some(Some("first".to_owned())));
}

#[test]
fn a_channel_is_suggested_again_after_a_day() {
    let mut bench = Bench::configured(stored(), Options::default(), &config(ALL));
    bench.service.users = 1;
    bench.service.has_conversation = true;
    // Which the service received at 1001 seconds.
    bench.service.say("earlier", Some("s"));
    bench.millis = 1_001_000 + 86_400_000;
    bench.start();
    bench.settle();
    bench.submit("a day later");
    bench.pass(2_000);
    assert_eq!(prompt_after(&bench), None);
    let mut bench = Bench::configured(stored(), Options::default(), &config(ALL));
    bench.service.users = 1;
    bench.service.has_conversation = true;
    bench.service.say("earlier", Some("s"));
    bench.millis = 1_001_001 + 86_400_000;
    bench.start();
    bench.settle();
    bench.submit("more than a day later");
    bench.pass(2_000);
    assert_eq!(
        prompt_after(&bench),
        Some(Some("more than a day later".to_owned()))
    );
}

#[test]
fn nothing_is_suggested_where_the_page_does_not_want_it_or_nothing_is_to_be_had() {
    let silent = Options {
        notification_prompt: false,
        ..Options::default()
    };
    let hidden = Options {
        integration_order: Some(Value::Array(Vec::new())),
        ..Options::default()
    };
    for (options, on_demand) in [(silent, true), (hidden, false)] {
        let mut bench = Bench::configured(stored(), options, &config(ALL));
        bench.service.users = 1;
        bench.service.has_conversation = true;
        bench.start();
        bench.settle();
        bench.submit("first");
        bench.pass(2_000);
        assert_eq!(prompt_after(&bench), None);
        bench.step(Input::ShowNotificationPrompt);
        let after = on_demand.then(|| Some("first".to_owned()));
        assert_eq!(prompt_after(&bench), after, "the page may ask for it");
    }
    let mut bench = connected(false);
    bench.step(Input::ShowNotificationPrompt);
    assert_eq!(prompt_after(&bench), Some(None), "in an empty conversation, too");
}

#[test]
fn a_location_is_a_message_and_its_troubles_are_notices() {
    let mut bench = connected(false);
    bench.step(Input::ShareLocation(Err(Notice::LocationDenied)));
    assert_eq!(bench.session.notice(), Some(Notice::LocationDenied));
    assert_eq!(bench.requests, []);
    bench.step(Input::Close);
    assert_eq!(bench.session.notice(), None, "nobody sees it");
    bench.step(Input::ShareLocation(Err(Notice::LocationDenied)));
    let mut coordinates = Coordinates::new();
    coordinates
        .set_latitude(Number::from_micros(45_500_000))
        .set_longitude(Number::from_micros(-73_600_000));
    bench.step(Input::ShareLocation(Ok(coordinates)));
    assert_eq!(bench.session.notice(), None);
    let body = bench.requests[0].body.as_ref().unwrap();
    let message =
        r#"{"message":{"type":"location","role":"appUser","coordinates":{"lat":45.5,"long":-73.6}},"#;
    assert!(body.starts_with(message), "{body}");
}
