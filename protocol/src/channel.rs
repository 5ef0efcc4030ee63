//! The messaging channels that a visitor can link a conversation to.
//!
//! Decides how each is named and where its QR code comes from. Must never
//! know how a channel is linked or drawn: that is the session's and the views'.

use std::{error::Error, fmt, str::FromStr};

/// One channel, whichever of its providers the business has set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// Facebook Messenger.
    Messenger,
    /// LINE.
    Line,
    /// `WeChat`.
    WeChat,
    /// `WhatsApp`.
    WhatsApp,
    /// Telegram.
    Telegram,
    /// Viber.
    Viber,
    /// Text messages, by Twilio or `MessageBird`.
    Sms,
    /// Email, by Mailgun or by a plain address to write to.
    Email,
    /// Direct messages on Twitter.
    Twitter,
}

/// Where the picture of a channel's QR code comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QrCode {
    /// Fetched as an image from this origin.
    Origin(&'static str),
    /// Delivered by the messaging service inside its answer, as a `data:` URI.
    DataUri,
}

impl Channel {
    /// Every channel, in the order used wherever nothing else decides.
    pub const ALL: [Self; 9] = [
        Self::Messenger,
        Self::Line,
        Self::WeChat,
        Self::WhatsApp,
        Self::Telegram,
        Self::Viber,
        Self::Sms,
        Self::Email,
        Self::Twitter,
    ];

    /// The name used in options and files, e.g. `line`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Messenger => "messenger",
            Self::Line => "line",
            Self::WeChat => "wechat",
            Self::WhatsApp => "whatsapp",
            Self::Telegram => "telegram",
            Self::Viber => "viber",
            Self::Sms => "sms",
            Self::Email => "email",
            Self::Twitter => "twitter",
        }
    }

    /// The name that people know, e.g. `LINE` (observed in the channel list).
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Messenger => "Facebook Messenger",
            Self::Line => "LINE",
            Self::WeChat => "WeChat",
            Self::WhatsApp => "WhatsApp",
            Self::Telegram => "Telegram",
            Self::Viber => "Viber",
            Self::Sms => "SMS",
            Self::Email => "Email",
            Self::Twitter => "Twitter DM",
        }
    }

    /// The integration types of the config response that stand for this channel (observed).
    #[must_use]
    pub const fn integration_types(self) -> &'static [&'static str] {
        match self {
            Self::Sms => &["twilio", "messagebird"],
            Self::Email => &["mailgun", "frontendEmail"],
            Self::Messenger => &["messenger"],
            Self::Line => &["line"],
            Self::WeChat => &["wechat"],
            Self::WhatsApp => &["whatsapp"],
            Self::Telegram => &["telegram"],
            Self::Viber => &["viber"],
            Self::Twitter => &["twitter"],
        }
    }

    /// The channel of an integration type; `None` for what is no channel, e.g. `stripeConnect`.
    #[must_use]
    pub fn of_integration(kind: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|channel| channel.integration_types().contains(&kind))
    }

    /// Where the QR code comes from; `None` where the visitor is only given a link or a form.
    #[must_use]
    pub const fn qr_code(self) -> Option<QrCode> {
        match self {
            Self::Line => Some(QrCode::Origin("https://qr-official.line.me")),
            Self::WeChat => Some(QrCode::Origin("https://mp.weixin.qq.com")),
            Self::WhatsApp | Self::Viber => Some(QrCode::DataUri),
            Self::Messenger | Self::Telegram | Self::Sms | Self::Email | Self::Twitter => None,
        }
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Takes a channel's name or one of its integration types, in any case.
impl FromStr for Channel {
    type Err = UnknownChannel;

    fn from_str(text: &str) -> Result<Self, UnknownChannel> {
        let wanted = text.trim();
        Self::ALL
            .into_iter()
            .find(|channel| {
                std::iter::once(&channel.name())
                    .chain(channel.integration_types())
                    .any(|name| name.eq_ignore_ascii_case(wanted))
            })
            .ok_or_else(|| UnknownChannel {
                name: wanted.to_owned(),
            })
    }
}

/// A channel name that is none of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownChannel {
    /// What was given, as it was given; clean it before a terminal.
    pub name: String,
}

impl UnknownChannel {
    /// What to write instead.
    #[must_use]
    pub fn hint(&self) -> String {
        let known: Vec<_> = Channel::ALL.iter().map(|channel| channel.name()).collect();
        format!("the channels are {}", known.join(", "))
    }
}

impl fmt::Display for UnknownChannel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown channel: `{}`", self.name)
    }
}

impl Error for UnknownChannel {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_and_integration_type_leads_back_to_its_channel() {
        for channel in Channel::ALL {
            assert_eq!(channel.name().parse(), Ok(channel));
            assert_eq!(channel.name().to_uppercase().parse(), Ok(channel));
            for kind in channel.integration_types() {
                assert_eq!(kind.parse(), Ok(channel), "{kind}");
                assert_eq!(Channel::of_integration(kind), Some(channel), "{kind}");
            }
        }
    }

    #[test]
    fn an_integration_type_is_matched_exactly() {
        for kind in ["stripeConnect", "sms", "LINE", ""] {
            assert_eq!(Channel::of_integration(kind), None, "{kind}");
        }
    }

    #[test]
    fn an_unknown_name_is_named_and_the_known_ones_listed() {
        let error = " icq".parse::<Channel>().expect_err("not a channel");
        assert_eq!(error.to_string(), "unknown channel: `icq`");
        assert_eq!(
            error.hint(),
            "the channels are messenger, line, wechat, whatsapp, telegram, viber, sms, email, twitter"
        );
    }
}
