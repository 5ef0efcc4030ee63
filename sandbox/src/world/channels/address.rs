//! Where a person goes with a code, channel by channel.

use super::super::outcome::Refusal;
use avmsdk_protocol::Value;
use avmsdk_protocol::business::BusinessIntegration;
use avmsdk_protocol::channel::Channel;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Whatever could change the shape of an address.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The address that takes a person to the channel with a code; `None` for channels without codes.
///
/// Sources: <https://developers.facebook.com/docs/messenger-platform/discovery/m-me-links>,
/// <https://core.telegram.org/api/links>, <https://developers.viber.com/docs/tools/deep-links/>,
/// <https://faq.whatsapp.com/5913398998672934>. That of `WeChat` is what its QR codes hold.
///
/// # Errors
/// 400 where the integration lacks what its channel needs.
pub(super) fn address(integration: &BusinessIntegration, code: &str) -> Result<Option<String>, Refusal> {
    let of = |key: &'static str| {
        let value = integration.object().get(key).and_then(Value::as_str);
        let value = value.filter(|value| !value.is_empty());
        value
            .map(|value| utf8_percent_encode(value, ENCODED).to_string())
            .ok_or_else(|| Refusal::bad_request(format!("The integration should have `{key}`")))
    };
    Ok(Some(match Channel::of_integration(&integration.kind()) {
        Some(Channel::Messenger) => format!("https://m.me/{}?ref={code}", of("pageId")?),
        Some(Channel::Telegram) => format!("https://t.me/{}?start={code}", of("username")?),
        Some(Channel::Viber) => format!("viber://pa?chatURI={}&context={code}", of("uri")?),
        Some(Channel::WhatsApp) => {
            let number = of("phoneNumber")?;
            let digits = number.strip_prefix("%2B").unwrap_or(&number);
            format!("https://wa.me/{digits}?text={code}")
        }
        Some(Channel::WeChat) => format!("http://weixin.qq.com/q/{code}"),
        _ => return Ok(None),
    }))
}

/// Where the hosted service lets `WeChat` draw the picture of a code.
///
/// Source: <https://developers.weixin.qq.com/doc/offiaccount/en/Account_Management/Generating_a_Parametric_QR_Code.html>.
pub(super) fn wechat_picture(code: &str) -> String {
    format!("https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket={code}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn integration(kind: &str, keys: &[(&str, &str)]) -> BusinessIntegration {
        let mut integration = BusinessIntegration::new();
        integration.set_kind(kind.to_owned());
        for (name, value) in keys {
            integration.object_mut().set(name, *value);
        }
        integration
    }

    #[test]
    fn each_channel_has_its_address() {
        let table = [
            (
                "messenger",
                "pageId",
                "11/2",
                Some("https://m.me/11%2F2?ref=c0de"),
            ),
            (
                "telegram",
                "username",
                "a_bot",
                Some("https://t.me/a_bot?start=c0de"),
            ),
            (
                "viber",
                "uri",
                "a&b",
                Some("viber://pa?chatURI=a%26b&context=c0de"),
            ),
            (
                "whatsapp",
                "phoneNumber",
                "+15145550100",
                Some("https://wa.me/15145550100?text=c0de"),
            ),
            (
                "whatsapp",
                "phoneNumber",
                "15145550100",
                Some("https://wa.me/15145550100?text=c0de"),
            ),
            ("wechat", "", "", Some("http://weixin.qq.com/q/c0de")),
            ("line", "lineId", "x", None),
            ("twilio", "phoneNumber", "+15145550101", None),
            ("stripeConnect", "publicKey", "x", None),
        ];
        for (kind, key, value, wanted) in table {
            let found = address(&integration(kind, &[(key, value)]), "c0de");
            assert_eq!(found, Ok(wanted.map(str::to_owned)), "{kind}");
        }
    }

    #[test]
    fn what_a_channel_needs_is_asked_for_by_name() {
        for (kind, key) in [
            ("messenger", "pageId"),
            ("telegram", "username"),
            ("viber", "uri"),
            ("whatsapp", "phoneNumber"),
        ] {
            let refusal = address(&integration(kind, &[(key, "")]), "c0de").expect_err(kind);
            assert_eq!(
                refusal.description,
                format!("The integration should have `{key}`")
            );
        }
    }
}
