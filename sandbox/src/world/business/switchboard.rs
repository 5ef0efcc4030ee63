//! Who is in control of a conversation. The sandbox has no switchboard: the calls are checked,
//! accepted, and change nothing.

use super::super::outcome::{Refusal, Reply};
use super::super::{Ruling, Switch, World};
use super::reader::Reader;
use avmsdk_protocol::Object;
use avmsdk_protocol::id::{AppId, ConversationId};

impl World {
    pub(super) fn switch(
        &self,
        app: &AppId,
        id: &ConversationId,
        switch: Switch,
        request: &Object,
    ) -> Ruling {
        self.state.thread(app, id)?;
        check(switch, request)?;
        Ok(Reply::ok(&Object::new()))
    }
}

/// Who hands control over says to whom: an id, a name, or `next`.
fn check(switch: Switch, request: &Object) -> Result<(), Refusal> {
    let mut body = Reader::new(request, "");
    if matches!(switch, Switch::Pass | Switch::Offer) {
        let to = body.text("switchboardIntegration", 1..=128)?;
        body.need("switchboardIntegration", to)?;
    }
    body.metadata("metadata").map(drop)
}
