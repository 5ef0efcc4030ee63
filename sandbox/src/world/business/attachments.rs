//! Attachments: who may upload and remove them. The files themselves are no part of the world.

use super::super::outcome::Reply;
use super::super::{AttachmentCall, Ruling, Turn, World};
use avmsdk_protocol::Object;
use avmsdk_protocol::id::AppId;

impl World {
    pub(super) fn business_attachment(&mut self, _: &mut Turn, app: &AppId, call: AttachmentCall) -> Ruling {
        match call {
            AttachmentCall::MayUpload(Some(conversation)) => {
                self.state.thread(app, &conversation)?;
            }
            AttachmentCall::MayUpload(None) | AttachmentCall::MayRemove => {}
        }
        Ok(Reply::ok(&Object::new()))
    }
}
