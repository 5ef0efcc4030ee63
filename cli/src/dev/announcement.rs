//! What a person or a script needs to know about a running sandbox.

use avmsdk_core::PublicPath;
use avmsdk_sandbox::{Authority, Data, world::demo};
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
    /// The certificate to trust, where it is fetched and kept; only with HTTPS.
    #[serde(skip_serializing_if = "Option::is_none")]
    ca_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ca_file: Option<String>,
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
            ca_url: None,
            ca_file: None,
        }
    }

    /// Adds what clients have to trust.
    pub(crate) fn trust(&mut self, authority: &Authority) {
        self.ca_url = Some(format!("{}/sandbox/ca.pem", self.url));
        self.ca_file = authority.path().map(|path| path.display().to_string());
    }

    fn trusted(&self) -> Option<&str> {
        self.ca_file.as_deref().or(self.ca_url.as_deref())
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
        let (trust, curl) = match (self.trusted(), &self.ca_file) {
            (Some(trusted), Some(file)) => (
                format!("\n  trust        {trusted}"),
                format!("curl --cacert '{file}'"),
            ),
            (Some(trusted), None) => (format!("\n  trust        {trusted}"), "curl -k".to_owned()),
            (None, _) => (String::new(), "curl".to_owned()),
        };
        write!(
            f,
            "sandbox at {url}

  integration  {integration_id}
  config base  {url}/sdk/
  app          {app_id}
  key          {key_id}:{key_secret}
  kept in      {data}{trust}

Reply to the newest conversation, once you have written something in the widget:

  {curl} -s -u {key_id}:{key_secret} -H 'content-type: application/json' \\
    -d '{{\"author\":{{\"type\":\"business\",\"displayName\":\"Ada\"}},\"content\":{{\"type\":\"text\",\"text\":\"Hello!\"}}}}' \\
    {api}/$({curl} -s -u {key_id}:{key_secret} {api} | grep -o '[0-9a-f]\\{{24\\}}' | head -1)/messages

Open {url} in a browser, and {url}/agent to answer with all there is; Ctrl-C ends it."
        )
    }
}
