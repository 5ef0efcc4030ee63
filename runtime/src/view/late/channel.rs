//! The page of one channel: what it is for, and what is to be done next. Everything that can stand there is made
//! once; how far the linking is decides what shows.

use super::write_markup;
use crate::dom::{self, Node};
use crate::template::Template;
use crate::text::{Text, Word, digits, filled, join};
use avmsdk_protocol::channel::Channel;
use avmsdk_protocol::id::IntegrationId;
use avmsdk_session::{ChannelState, LinkableChannel, Session, Trouble, Way};

pub(super) struct ChannelPage {
    id: IntegrationId,
    element: Node,
    field: Node,
}

impl ChannelPage {
    pub(super) fn new(channel: &LinkableChannel) -> Self {
        let element = dom::build(if channel.channel == Channel::Sms {
            Template::number
        } else {
            Template::address
        });
        element.set("data-kind", channel.channel.name());
        element.mark("data-form", channel.has_form);
        ChannelPage {
            id: channel.id.clone(),
            field: element.part(".given"),
            element,
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
        let is_phone = session.is_phone();
        let is_loading = channel.state == ChannelState::Loading;
        element.mark("aria-busy", is_loading);
        element.put(".state", &state_text(channel, text));
        element.put(
            ".trouble",
            &channel
                .trouble
                .map_or(String::new(), |trouble| trouble_text(kind, trouble, text)),
        );
        self.field.mark("aria-invalid", channel.trouble.is_some());
        if is_loading {
            // What stands there stays until it is known what comes of it.
            return;
        }
        let texting = join(&["sms:", &channel.number]);
        let mut way = &Way::default();
        let mut number = "";
        let mut url = None;
        let state = match &channel.state {
            ChannelState::Ready(ready) => {
                way = ready;
                url = way.url.as_deref();
                "ready"
            }
            ChannelState::Pending(name) => {
                number = name.as_deref().unwrap_or_default();
                "pending"
            }
            ChannelState::Linked(_) => {
                url = Some(&*texting).filter(|_| kind == Channel::Sms && is_phone);
                "linked"
            }
            _ if channel.has_form => "form",
            _ => "failed",
        };
        element.set("data-state", state);
        let about = match kind {
            Channel::Email if channel.has_form => Word::emailDescription,
            Channel::Email => Word::frontendEmailChannelDescription,
            Channel::Sms if state == "pending" => Word::smsChannelPendingDescription,
            Channel::Sms => Word::smsChannelDescription,
            Channel::Messenger => Word::messengerChannelDescription,
            Channel::Line => Word::lineChannelDescription,
            Channel::Telegram => Word::telegramChannelDescription,
            Channel::Twitter => Word::twitterChannelDescription,
            Channel::WeChat if is_phone => Word::wechatChannelDescriptionMobile,
            Channel::WeChat => Word::wechatChannelDescription,
            Channel::Viber if is_phone => Word::viberChannelDescriptionMobile,
            Channel::Viber => Word::viberChannelDescription,
            Channel::WhatsApp if is_phone => Word::whatsappChannelDescriptionMobile,
            Channel::WhatsApp => Word::whatsappChannelDescriptionDesktop,
        };
        let code = way.code.as_deref().unwrap_or_default();
        write_markup(
            &element.part(".about"),
            text.get(about),
            &[("{{code}}", code), ("{number}", number)],
        );
        // The service has a code for others too; a page's policy has pictures for these alone.
        let picture = way.qr_code.as_ref().filter(|_| kind.qr_code().is_some());
        element.reveal(".code", picture.is_some());
        element.reveal("a.main", url.is_some());
        if let Some(picture) = picture {
            element.part(".code").set("src", picture);
        }
        if let Some(url) = url {
            element.part("a.main").set("href", url);
            element.put(
                "a.main",
                match kind {
                    Channel::Sms => text.get(Word::smsStartTexting),
                    Channel::Email => url.get(7..).unwrap_or_default(),
                    _ => text.get(Word::connectLabel),
                },
            );
        }
    }
}

/// How far it is, in a word; empty where nothing has been done.
pub(super) fn state_text(channel: &LinkableChannel, text: &Text) -> String {
    match &channel.state {
        ChannelState::Loading => text.get(Word::loadingLabel).to_owned(),
        ChannelState::Linked(Some(name)) => filled(
            text.get(Word::notificationSettingsConnectedAs),
            "{username}",
            name,
        ),
        ChannelState::Linked(None) => text.get(Word::notificationSettingsConnected).to_owned(),
        ChannelState::Pending(_) => text.get(Word::smsLinkPending).to_owned(),
        ChannelState::Cancelled(name) => {
            let name = name.as_deref().unwrap_or_default();
            filled(text.get(Word::smsLinkCancelled), "{appUserNumber}", name)
        }
        _ => String::new(),
    }
}

fn trouble_text(channel: Channel, trouble: Trouble, text: &Text) -> String {
    let word = match (channel, trouble) {
        (_, Trouble::InvalidNumber) => Word::smsInvalidNumberError,
        (_, Trouble::InvalidAddress) => Word::formErrorInvalidEmail,
        (_, Trouble::Ping) => Word::smsPingChannelError,
        (Channel::Sms, Trouble::TooManyRequests(1)) => Word::smsTooManyRequestsOneMinuteError,
        (Channel::Sms, Trouble::TooManyRequests(minutes)) => {
            let minutes = digits(minutes);
            return filled(text.get(Word::smsTooManyRequestsError), "{minutes}", &minutes);
        }
        (Channel::Sms, Trouble::BadRequest) => Word::smsBadRequestError,
        (Channel::Email, Trouble::BadRequest) => {
            let words = text.get(Word::emailLinkingErrorMessage);
            return filled(words, "{errorPrefix}", text.get(Word::errorPrefix));
        }
        (Channel::Sms | Channel::Email, _) => Word::smsUnhandledError,
        (Channel::WeChat, _) => Word::wechatQRCodeError,
        (Channel::Viber, _) => Word::viberQRCodeError,
        (Channel::WhatsApp, _) => Word::whatsappLinkingError,
        _ => Word::linkError,
    };
    text.get(word).to_owned()
}
