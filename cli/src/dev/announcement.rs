//! What a person or a script needs to know about a running sandbox.

use avmsdk_core::PublicPath;
use avmsdk_sandbox::{Data, world::demo};
use serde::Serialize;
use std::fmt;

/// Everything needed to use it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Announcement {
    schema: &'static str,
    ok: bool,
    url: String,
    /// Missing where there is no widget to serve.
    #[serde(skip_serializing_if = "Option::is_none")]
    public_path: Option<String>,
    app_id: &'static str,
    integration_id: &'static str,
    key_id: &'static str,
    key_secret: &'static str,
    data: String,
}

impl Announcement {
    pub(crate) fn new(url: &str, public_path: Option<&PublicPath>, data: &Data) -> Self {
        Self {
            schema: "avmsdk.dev/1",
            ok: true,
            url: url.to_owned(),
            public_path: public_path.map(ToString::to_string),
            app_id: demo::APP,
            integration_id: demo::INTEGRATION,
            key_id: demo::KEY_ID,
            key_secret: demo::KEY_SECRET,
            data: match data {
                Data::Memory => "memory".to_owned(),
                Data::File(path) => path.display().to_string(),
            },
        }
    }
}

impl fmt::Display for Announcement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            url,
            app_id,
            integration_id,
            key_id,
            key_secret,
            data,
            ..
        } = self;
        let api = format!("{url}/v2/apps/{app_id}/conversations");
        write!(
            f,
            "sandbox at {url}

  integration  {integration_id}
  config base  {url}/sdk/
  app          {app_id}
  key          {key_id}:{key_secret}
  kept in      {data}

Reply to the newest conversation, once you have written something in the widget:

  curl -s -u {key_id}:{key_secret} -H 'content-type: application/json' \\
    -d '{{\"author\":{{\"type\":\"business\",\"displayName\":\"Ada\"}},\"content\":{{\"type\":\"text\",\"text\":\"Hello!\"}}}}' \\
    {api}/$(curl -s -u {key_id}:{key_secret} {api} | grep -o '[0-9a-f]\\{{24\\}}' | head -1)/messages

Open {url} in a browser; Ctrl-C ends it."
        )
    }
}
