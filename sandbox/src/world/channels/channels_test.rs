//! Addresses, pictures and codes; helpers for the other tests of linking.

use super::super::testing::*;
use super::super::*;
use avmsdk_protocol::Value;
use avmsdk_protocol::id::IntegrationId;

pub(super) const MESSENGER: &str = "5f00000000000000000000d1";
pub(super) const LINE: &str = "5f00000000000000000000d2";
pub(super) const WECHAT: &str = "5f00000000000000000000d3";
pub(super) const WHATSAPP: &str = "5f00000000000000000000d4";
pub(super) const TELEGRAM: &str = "5f00000000000000000000d5";
pub(super) const VIBER: &str = "5f00000000000000000000d6";
pub(super) const TWILIO: &str = "5f00000000000000000000d7";
pub(super) const MAILGUN: &str = "5f00000000000000000000d8";

impl User {
    pub(super) fn link(&self, call: LinkCall) -> Call {
        self.call(ClientCall::Link(UserId::new(self.id.as_str()), call))
    }

    pub(super) fn requests(&self, integrations: &[&str]) -> Call {
        let ids = integrations.iter().copied().map(IntegrationId::new);
        self.link(LinkCall::Requests(ids.collect()))
    }

    pub(super) fn qr_code(&self, integration: &str, is_hosted: bool) -> Call {
        self.link(LinkCall::QrCode {
            integration: IntegrationId::new(integration),
            is_hosted,
        })
    }

    /// A new code for a channel.
    pub(super) fn code(&self, world: &mut World, integration: &str) -> String {
        self.code_at(world, integration, 1)
    }

    fn code_at(&self, world: &mut World, integration: &str, seconds: u64) -> String {
        let answer = json(world.handle(self.requests(&[integration]), at(seconds)));
        text(&answer, &["linkRequests", "0", "code"])
    }
}

/// The text at a place in JSON.
pub(super) fn text(value: &Value, place: &[&str]) -> String {
    let found = place.iter().try_fold(value, |value, key| match value {
        Value::Array(items) => items.get(key.parse::<usize>().ok()?),
        value => value.get(key),
    });
    let found = found.and_then(Value::as_str);
    found
        .unwrap_or_else(|| panic!("{place:?} of {value:?}"))
        .to_owned()
}

pub(super) fn scan(code: &str, external_id: &str) -> Call {
    Call::Control(ControlCall::Play(Play {
        about: LinkInQuestion::Code(code.to_owned()),
        step: Step::Confirm,
        display_name: Some("Bea".to_owned()),
        external_id: Some(external_id.to_owned()),
    }))
}

#[test]
fn each_channel_gets_its_address_with_a_code() {
    let mut world = world();
    let user = User::of(&mut world);
    let all = [MESSENGER, WHATSAPP, TELEGRAM, VIBER];
    let outcome = world.handle(user.requests(&all), at(1));
    assert!(matches!(outcome.changes.as_slice(), [.., Change::Account(..)]));
    let answer = json(outcome);
    let start = ["https://m.me/1122334455?ref=", "https://wa.me/15145550100?text="];
    let end = [
        "https://t.me/avm_sandbox_bot?start=",
        "viber://pa?chatURI=avmsandbox&context=",
    ];
    for (index, start) in start.iter().chain(&end).enumerate() {
        let of = |key| text(&answer, &["linkRequests", &index.to_string(), key]);
        assert_eq!(of("url"), format!("{start}{}", of("code")));
        assert_eq!(of("integrationId"), all[index]);
        assert_eq!(of("qrCode"), super::picture::data_uri(&of("url")).unwrap());
    }
}

#[test]
fn pictures_come_from_the_channel_only_where_its_name_leads_here() {
    let mut world = world();
    let user = User::of(&mut world);
    let url = |world: &mut World, call| text(&json(world.handle(call, at(1))), &["url"]);
    let hosted = url(&mut world, user.qr_code(WECHAT, true));
    let ticket = hosted.strip_prefix("https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=");
    let account = &world.state.accounts[&UserId::new(user.id.as_str())];
    assert_eq!(ticket, Some(account.codes[0].text.as_str()));
    for (integration, is_hosted) in [(WECHAT, false), (VIBER, true), (VIBER, false)] {
        let url = url(&mut world, user.qr_code(integration, is_hosted));
        assert!(
            url.starts_with("data:image/png;base64,iVBOR"),
            "{integration}: {url}"
        );
    }
}

#[test]
fn what_cannot_be_linked_so_is_refused() {
    let mut world = world();
    let user = User::of(&mut world);
    let mut dormant = demo::directory().integrations[&IntegrationId::new(VIBER)].clone();
    dormant.record.set_status("inactive".to_owned());
    world
        .state
        .directory
        .integrations
        .insert(IntegrationId::new("off"), dormant);
    let before = world.state.clone();
    let table = [
        (user.requests(&[]), 400),
        (user.requests(&["none"]), 404),
        (user.requests(&[demo::INTEGRATION]), 404),
        (user.requests(&[TELEGRAM, TWILIO]), 400),
        (user.requests(&[LINE]), 400),
        (user.requests(&["off"]), 400),
        (user.qr_code("none", true), 404),
        (user.qr_code(TELEGRAM, true), 400),
        (scan("lr_none", "x"), 404),
    ];
    for (call, status) in table {
        let shown = format!("{call:?}");
        let outcome = world.handle(call, at(1));
        assert_eq!(outcome.reply.status, status, "{shown}");
        assert!(
            outcome.changes.is_empty() && outcome.deliveries.is_empty(),
            "{shown}"
        );
        assert_eq!(world.state, before, "{shown}");
    }
}

#[test]
fn a_code_counts_once_for_a_day_until_the_next() {
    const DAY: u64 = 24 * 60 * 60;
    let mut world = world();
    let user = User::of(&mut world);
    let status = |world: &mut World, call, time| world.handle(call, time).reply.status;
    let (old, new) = (user.code(&mut world, TELEGRAM), user.code(&mut world, TELEGRAM));
    assert_ne!(old, new);
    let other = user.code(&mut world, MESSENGER);
    assert_eq!(status(&mut world, scan(&old, "t1"), at(2)), 404, "replaced");
    assert_eq!(status(&mut world, scan(&new, "t1"), at(2)), 200);
    assert_eq!(status(&mut world, scan(&new, "t1"), at(3)), 404, "used");
    assert_eq!(
        status(&mut world, scan(&other, "m1"), at(DAY + 2)),
        404,
        "expired"
    );
    let late = user.code_at(&mut world, VIBER, DAY + 3);
    let account = &world.state.accounts[&UserId::new(user.id.as_str())];
    assert_eq!(
        account.codes.len(),
        1,
        "expired ones are forgotten: {:?}",
        account.codes
    );
    assert_eq!(status(&mut world, scan(&late, "v1"), at(2 * DAY)), 200);
}
