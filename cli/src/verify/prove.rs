//! The proof at the end of a deploy: what readers get, asked again until it is the new release.

use super::{Client, survey};
use avmsdk_core::PublicPath;
use avmsdk_core::release::{ReleaseRecord, file_url};
use avmsdk_core::verify::{Expected, Findings, Rule, Site, judge};
use std::time::{Duration, Instant};

/// How long to wait for the new release, and how often to look.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// Between two looks.
    pub(crate) every: Duration,
    /// At most.
    pub(crate) within: Duration,
}

/// What readers get at last.
#[derive(Debug)]
pub(crate) struct Proof {
    /// What is wrong with it.
    pub(crate) findings: Findings,
    /// Whether it is the new release.
    pub(crate) is_visible: bool,
    /// How long that took.
    pub(crate) after: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            every: Duration::from_secs(2),
            within: Duration::from_secs(120),
        }
    }
}

/// Asks for `loader.json` and the names in `changed` in all ways until every answer is of the release that the
/// record tells, or until patience ends. `told` hears of each look in vain, with the time since the first.
pub(crate) async fn prove(
    client: &Client,
    public_path: &PublicPath,
    record: &ReleaseRecord,
    changed: &[String],
    origin: Option<&str>,
    patience: Patience,
    told: &mut dyn FnMut(Duration),
) -> anyhow::Result<Proof> {
    let mut site = Site::new(public_path.clone());
    site.expected = Some(Expected::of_record(record));
    site.origin = origin.map(str::to_owned);
    site.mend_cors = Some(
        "add the rule by `avmsdk deploy --fix-cors`; where the bucket has one, let the CDN pass `Origin` on, or add the header itself",
    );
    site.only = Some(changed.iter().cloned().collect());
    let start = Instant::now();
    loop {
        let seen = survey(client, &site).await?;
        let findings = judge(&site, &seen, false);
        let is_visible = !STALE.iter().any(|rule| findings.holds(*rule));
        let after = start.elapsed();
        if is_visible || after + patience.every > patience.within {
            return Ok(Proof {
                findings,
                is_visible,
                after,
            });
        }
        told(after);
        tokio::time::sleep(patience.every).await;
    }
}

/// What is there instead of a release's record below its public path; `None` where the record is there.
pub(crate) async fn record_missing(client: &Client, record: &ReleaseRecord) -> Option<String> {
    let url = file_url(&record.public_path, &record.key());
    let answer = match client.ask(url, true).await {
        Ok(answer) => answer,
        Err(trouble) => return Some(trouble.said),
    };
    if !(200..300).contains(&answer.status) {
        return Some(format!("status {}", answer.status));
    }
    let text = answer.text().unwrap_or_default();
    let found = ReleaseRecord::parse(&record.key(), text.as_bytes());
    let is_it = found.is_ok_and(|found| found.id == record.id);
    (!is_it).then(|| "something else".to_owned())
}

/// What is found while caches still give out something else.
const STALE: [Rule; 6] = [
    Rule::Unreachable,
    Rule::LoaderMissing,
    Rule::LoaderStale,
    Rule::LoaderElsewhere,
    Rule::FileMissing,
    Rule::FileAltered,
];
