//! The page of one channel: what it is for, and what is to be done next. Everything that can stand there is made
//! once; how far the linking is decides what shows.

use super::write_markup;
use crate::dom::{self, Node};
use crate::text::{Text, fill};
use avmsdk_protocol::Value;
use avmsdk_protocol::channel::Channel;
use avmsdk_protocol::id::IntegrationId;
use avmsdk_protocol::json::write;
use avmsdk_session::{ChannelState, LinkableChannel, Session, Trouble};

const TEMPLATE: &str = "div.page(\
    p.about[dir=auto] \
    p.state[role=status] \
    div.bone \
    img.code \
    form!link-give[novalidate](label(span input.field[aria-describedby=trouble]) button.action[type=submit]) \
    p.trouble[id=trouble role=alert] \
    a.action[target=_blank rel=noopener] \
    button.action!link-ping[type=button] \
    button.plain!link-cancel[type=button] \
    button.plain!link-change[type=button] \
    button.plain!link-unlink[type=button] \
    button.plain!link-retry[type=button])";

pub(super) struct ChannelPage {
    id: IntegrationId,
    element: Node,
    field: Node,
}

impl ChannelPage {
    pub(super) fn new(channel: &LinkableChannel, text: &Text) -> Self {
        let element = dom::build(TEMPLATE);
        let field = element.part(".field");
        let is_sms = channel.channel == Channel::Sms;
        let (kind, label, go, change) = if is_sms {
            ("tel", "smsNumberLabel", "smsContinue", "smsChangeNumber")
        } else {
            ("email", "emailFieldLabel", "emailFormButton", "emailChangeAddress")
        };
        field.set("type", kind);
        field.set("autocomplete", kind);
        field.set(
            "placeholder",
            text.late(if is_sms { "smsNumberPlaceholder" } else { "emailFieldPlaceholder" }),
        );
        element.part("label span").write(text.late(label));
        element.part("[type=submit]").write(text.late(go));
        for (what, key) in [
            ("link-ping", "smsSendText"),
            ("link-cancel", "smsCancel"),
            ("link-change", change),
            ("link-unlink", "unlinkLabel"),
            ("link-retry", "tryAgainLabel"),
        ] {
            control(&element, what).write(text.late(key));
        }
        element.part(".code").set("alt", text.late("qrCodeLabel"));
        ChannelPage {
            id: channel.id.clone(),
            element,
            field,
        }
    }

    pub(super) fn id(&self) -> &IntegrationId {
        &self.id
    }

    pub(super) fn element(&self) -> &Node {
        &self.element
    }

    /// The number or address that the visitor has written.
    pub(super) fn written(&self) -> String {
        self.field.value()
    }

    pub(super) fn draw(&self, channel: &LinkableChannel, session: &Session, text: &Text) {
        let element = &self.element;
        let kind = channel.channel;
        let is_sms = kind == Channel::Sms;
        let is_phone = session.is_phone();
        let is_loading = channel.state == ChannelState::Loading;
        element.set("aria-busy", if is_loading { "true" } else { "false" });
        element.part(".state").write(&state_text(channel, text));
        let trouble = channel.trouble.map(|trouble| trouble_text(kind, trouble, text));
        element.part(".trouble").write(&trouble.unwrap_or_default());
        let is_wrong = channel.trouble.is_some();
        self.field.set("aria-invalid", if is_wrong { "true" } else { "false" });
        if is_loading {
            // What stands there stays until it is known what comes of it.
            return;
        }
        let mut url = None;
        let mut picture = None;
        let mut code = "";
        let mut number = "";
        let (mut is_pending, mut is_linked, mut is_ready) = (false, false, false);
        match &channel.state {
            ChannelState::Ready(way) => {
                is_ready = true;
                url = way.url.as_deref();
                // A phone cannot scan what it shows.
                picture = way.qr_code.as_deref().filter(|_| !is_phone || kind != Channel::WhatsApp);
                code = way.code.as_deref().unwrap_or_default();
            }
            ChannelState::Pending(name) => {
                is_pending = true;
                number = name.as_deref().unwrap_or_default();
            }
            ChannelState::Linked(_) => is_linked = true,
            _ => {}
        }
        let mut key = match (kind, is_pending) {
            (Channel::Email, _) if channel.has_form => "emailDescription".to_owned(),
            (Channel::Email, _) => "frontendEmailChannelDescription".to_owned(),
            (Channel::Sms, true) => "smsChannelPendingDescription".to_owned(),
            _ => [kind.name(), "ChannelDescription"].concat(),
        };
        match kind {
            Channel::WeChat | Channel::Viber if is_phone => key.push_str("Mobile"),
            Channel::WhatsApp => key.push_str(if is_phone { "Mobile" } else { "Desktop" }),
            _ => {}
        }
        let about = element.part(".about");
        about.show(!is_linked && (is_ready || kind != Channel::WhatsApp));
        write_markup(&about, text.late(&key), &[("{{code}}", code), ("{number}", number)]);
        let image = element.part(".code");
        image.show(picture.is_some());
        if let Some(picture) = picture {
            image.set("src", picture);
        }
        let texting = ["sms:", &channel.number].concat();
        if is_linked && is_sms && is_phone {
            url = Some(&texting);
        }
        let link = element.part("a");
        link.show(url.is_some());
        if let Some(url) = url {
            link.set("href", url);
            link.write(match kind {
                Channel::Sms => text.late("smsStartTexting"),
                Channel::Email => url.get(7..).unwrap_or_default(),
                _ => text.late("connectLabel"),
            });
        }
        let is_asked = channel.has_form && !is_pending && !is_linked;
        element.part("form").show(is_asked);
        for (what, shown) in [
            ("link-ping", is_sms && is_linked),
            ("link-cancel", is_pending),
            ("link-change", is_pending && is_sms || is_linked && channel.has_form),
            ("link-unlink", is_linked && channel.has_form),
            (
                "link-retry",
                !is_asked && !is_ready && !is_pending && !is_linked,
            ),
        ] {
            control(element, what).show(shown);
        }
    }
}

fn control(page: &Node, what: &str) -> Node {
    page.part(&["[data-do=", what, "]"].concat())
}

/// How far it is, in a word; empty where nothing has been done.
pub(super) fn state_text(channel: &LinkableChannel, text: &Text) -> String {
    match &channel.state {
        ChannelState::Loading => text.late("loadingLabel").to_owned(),
        ChannelState::Linked(Some(name)) => {
            fill(text.late("notificationSettingsConnectedAs"), "{username}", name)
        }
        ChannelState::Linked(None) => text.late("notificationSettingsConnected").to_owned(),
        ChannelState::Pending(_) => text.late("smsLinkPending").to_owned(),
        ChannelState::Cancelled(name) => {
            let name = name.as_deref().unwrap_or_default();
            fill(text.late("smsLinkCancelled"), "{appUserNumber}", name)
        }
        _ => String::new(),
    }
}

fn trouble_text(channel: Channel, trouble: Trouble, text: &Text) -> String {
    let key = match (channel, trouble) {
        (_, Trouble::InvalidNumber) => "smsInvalidNumberError",
        (_, Trouble::InvalidAddress) => "formErrorInvalidEmail",
        (_, Trouble::Ping) => "smsPingChannelError",
        (Channel::Sms, Trouble::TooManyRequests(1)) => "smsTooManyRequestsOneMinuteError",
        (Channel::Sms, Trouble::TooManyRequests(minutes)) => {
            let minutes = write(&Value::from(minutes));
            return fill(text.late("smsTooManyRequestsError"), "{minutes}", &minutes);
        }
        (Channel::Sms, Trouble::BadRequest) => "smsBadRequestError",
        (Channel::Sms | Channel::Email, _) => "smsUnhandledError",
        (Channel::WeChat, _) => "wechatQRCodeError",
        (Channel::Viber, _) => "viberQRCodeError",
        (Channel::WhatsApp, _) => "whatsappLinkingError",
        _ => "linkError",
    };
    text.late(key).to_owned()
}
