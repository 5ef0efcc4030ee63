//! Addresses and pictures with a code.

use super::super::outcome::{Refusal, Reply};
use super::super::{Ruling, Turn, World};
use super::address::{address, wechat_picture};
use super::picture::data_uri;
use avmsdk_protocol::channel::Channel;
use avmsdk_protocol::id::{AppId, IntegrationId, UserId};
use avmsdk_protocol::link::{LinkRequest, LinkRequests, QrCodeResponse};

/// Channels in one request. Assumed.
const MAX_REQUESTS: usize = 20;
/// The longest address without its code, in bytes: with it, it fits into a QR code.
const MAX_ADDRESS: usize = 1000;

impl World {
    /// `GET …/linkrequest`: an address with a new code for each channel.
    pub(super) fn link_requests(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        user: &UserId,
        integrations: &[IntegrationId],
    ) -> Ruling {
        if integrations.is_empty() || integrations.len() > MAX_REQUESTS {
            return Err(Refusal::bad_request(format!(
                "integrationIds should name 1 to {MAX_REQUESTS} integrations"
            )));
        }
        for id in integrations {
            self.check(
                app,
                id,
                &[
                    Channel::Messenger,
                    Channel::Telegram,
                    Channel::Viber,
                    Channel::WhatsApp,
                ],
            )?;
        }
        let mut requests = Vec::new();
        for (index, id) in integrations.iter().enumerate() {
            // A second code for the same channel would void the first.
            if integrations[..index].contains(id) {
                continue;
            }
            let code = self.hand_out(turn, user, id)?;
            let url = address(&self.channel(app, id)?.record, &code)?.unwrap_or_default();
            let mut request = LinkRequest::new();
            request
                .set_integration_id(id.clone())
                .set_qr_code(data_uri(&url))
                .set_url(url)
                .set_code(Some(code));
            requests.push(request);
        }
        let mut response = LinkRequests::new();
        response.set_requests(requests);
        Ok(Reply::ok(&response))
    }

    /// `GET …/integrations/{id}/qrcode`: a picture with a new code.
    ///
    /// That of `WeChat` is at a host of its own. Where no such name leads here the picture comes
    /// inside the answer, which clients take as well (read).
    pub(super) fn qr_code(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        user: &UserId,
        integration: &IntegrationId,
        is_hosted: bool,
    ) -> Ruling {
        let channel = self.check(app, integration, &[Channel::WeChat, Channel::Viber])?;
        let code = self.hand_out(turn, user, integration)?;
        let url = match address(&self.channel(app, integration)?.record, &code)? {
            Some(_) if is_hosted && channel == Channel::WeChat => Some(wechat_picture(&code)),
            Some(url) => data_uri(&url),
            None => None,
        };
        let mut response = QrCodeResponse::new();
        response.set_url(url.unwrap_or_default());
        Ok(Reply::ok(&response))
    }

    /// The channel of an integration, if it is one of these and has what an address needs.
    fn check(&self, app: &AppId, id: &IntegrationId, wanted: &[Channel]) -> Result<Channel, Refusal> {
        let integration = &self.channel(app, id)?.record;
        let channel = Channel::of_integration(&integration.kind()).filter(|one| wanted.contains(one));
        let channel = channel.ok_or_else(|| {
            let names: Vec<&str> = wanted.iter().map(|channel| channel.name()).collect();
            Refusal::bad_request(format!(
                "The type of the integration should be one of {}",
                names.join(", ")
            ))
        })?;
        let address = address(integration, "")?.unwrap_or_default();
        if address.len() > MAX_ADDRESS {
            return Err(Refusal::bad_request(
                "The address of the channel does not fit into a QR code",
            ));
        }
        Ok(channel)
    }
}
