//! Facts of a bucket.

use crate::failure::{Explain as _, Failure};
use crate::storage::Storage;
use crate::verify::unpack;
use avmsdk_core::release::{
    BucketFacts, CURRENT, CurrentRecord, Look, Looked, ReleaseRecord, Sha256, Timestamp, id_of_key,
};
use avmsdk_core::verify::Body;
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use std::time::{SystemTime, UNIX_EPOCH};

/// Bytes of a text that is kept: more than any `loader.json` has.
const SHORT: usize = 1 << 16;

/// The time by this machine's clock.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_unix(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

/// The current record and the listing, in this order: a prune marks the bucket before it changes the record, so that
/// whoever missed the mark finds the record changed.
pub(crate) async fn bucket(storage: &Storage) -> Result<BucketFacts, Failure> {
    let mut facts = BucketFacts::default();
    let current = storage.get(CURRENT).await?;
    // What is no S3 server shows here at the latest, before its web page is taken for a damaged record.
    facts.objects = storage.list().await?;
    if let Some(object) = current {
        let record = ReleaseRecord::parse(CURRENT, &object.bytes);
        facts.current = Some(CurrentRecord {
            record: record.explain(|| "cannot tell which release is the current one".to_owned())?,
            etag: object.etag,
        });
    }
    Ok(facts)
}

/// Asks objects one by one.
pub(crate) async fn looks(
    storage: &Storage,
    facts: &mut BucketFacts,
    looks: Vec<Look>,
    concurrency: usize,
) -> Result<(), Failure> {
    let asked = stream::iter(looks).map(async |look| {
        let looked = if look.body {
            let object = storage.get(&look.key).await?;
            object.map(|object| Looked {
                sha256: Some(Sha256::of(&object.bytes)),
                decoded: Some(decoded(&object.bytes, object.headers.encoding.as_deref())),
                headers: object.headers,
                text: String::from_utf8(object.bytes)
                    .ok()
                    .filter(|text| text.len() <= SHORT),
            })
        } else {
            let headers = storage.headers(&look.key).await?;
            headers.map(|headers| Looked {
                headers,
                sha256: None,
                decoded: None,
                text: None,
            })
        };
        Ok::<_, Failure>((look.key, looked))
    });
    let answers: Vec<_> = asked.buffer_unordered(concurrency).try_collect().await?;
    for (key, looked) in answers {
        match looked {
            Some(looked) => {
                facts.looked.insert(key, looked);
            }
            // Gone since the listing.
            None => {
                facts.objects.remove(&key);
            }
        }
    }
    Ok(())
}

/// The digest of what readers see of a body; of the body itself where nobody can read it.
fn decoded(bytes: &[u8], encoding: Option<&str>) -> Sha256 {
    match unpack(bytes, encoding, false) {
        Body::Whole { sha256, .. } => Sha256::parse(&sha256).unwrap_or_else(|| Sha256::of(bytes)),
        Body::Broken(_) | Body::TooLarge => Sha256::of(bytes),
    }
}

/// All records of a listing.
pub(crate) async fn records(
    storage: &Storage,
    facts: &BucketFacts,
    concurrency: usize,
) -> Result<Vec<ReleaseRecord>, Failure> {
    let keys: Vec<String> = facts
        .objects
        .keys()
        .filter(|key| id_of_key(key).is_some())
        .cloned()
        .collect();
    let read = stream::iter(keys).map(async |key| {
        let Some(object) = storage.get(&key).await? else {
            return Ok(None);
        };
        let record = ReleaseRecord::parse(&key, &object.bytes);
        record.map(Some).explain(|| "cannot read the releases".to_owned())
    });
    let records: Vec<Option<ReleaseRecord>> = read.buffered(concurrency).try_collect().await?;
    Ok(records.into_iter().flatten().collect())
}
