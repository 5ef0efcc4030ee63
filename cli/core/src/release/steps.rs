//! The steps from what lies in a bucket to what a release wants there.

use super::bucket::State;
use super::plan::{Action, BLOBS, Expect, SCHEMA, Source, Step, Verb, Wave};
use super::{
    BucketFacts, CURRENT, CorsFacts, CorsPlan, DeployError, DeployPlan, ETag, Headers, Look, Note,
    ReleaseFile, ReleaseRecord, file_url, mixed,
};
use crate::package::{Class, PackagePath};

/// Steps towards a release, before its record is known: the record holds the ETags that are found on the way.
#[derive(Debug, Default)]
pub(super) struct Steps {
    /// The steps.
    pub(super) steps: Vec<Step>,
    /// Files that stay.
    pub(super) kept: Vec<String>,
    /// The files with the ETags that they have or will have.
    pub(super) files: Vec<ReleaseFile>,
}

/// What was planned, or which objects have to be asked before that can be done.
pub type Found<T> = Result<T, Vec<Look>>;

/// What has to be asked before the steps can be told.
pub(super) fn looks(files: &[ReleaseFile], bucket: &BucketFacts, deep: bool) -> Vec<Look> {
    let mut looks = Vec::new();
    for file in files {
        let key = file.key.as_str();
        match bucket.state(file, deep) {
            State::Unknown(look) => looks.push(look),
            State::OtherBytes if file.class != Class::Hashed => looks.extend(look_to_keep(key, bucket)),
            _ => {}
        }
    }
    looks
}

/// What is to be overwritten is kept under its digest, so that has to be known.
fn look_to_keep(key: &str, bucket: &BucketFacts) -> Option<Look> {
    let listed = bucket.objects.get(key)?;
    // What the first deploy finds is recorded too.
    let is_kept = bucket.current.is_some() && bucket.keeps(listed);
    let is_known = is_kept || bucket.sha256(key).is_some();
    (!is_known).then(|| Look {
        key: key.to_owned(),
        body: true,
    })
}

/// The steps for all files. `source` says where a file's bytes come from if it has to be written. A file that is stored in
/// another encoding than the release says is written anew if `encodes` is set; else the release takes it as it is. `before`
/// is what readers get until then, where it is known.
pub(super) fn steps(
    files: &[ReleaseFile],
    bucket: &BucketFacts,
    before: Option<&ReleaseRecord>,
    deep: bool,
    encodes: bool,
    source: impl Fn(&ReleaseFile) -> Result<Source, DeployError>,
) -> Result<Found<Steps>, DeployError> {
    let looks = looks(files, bucket, deep);
    if !looks.is_empty() {
        return Ok(Err(looks));
    }
    let mut steps = Steps::default();
    let mut clashes = Vec::new();
    for file in files {
        let mut file = file.clone();
        let key = file.key.as_str().to_owned();
        let wave = wave(file.class);
        let etag = bucket.objects.get(&key).map(|listed| listed.etag.clone());
        let mut step = |action, reason: &str, expects, source, file: &ReleaseFile| {
            steps.steps.push(Step {
                wave,
                key: file.key.as_str().to_owned(),
                action,
                reason: reason.to_owned(),
                bytes: file.stored_size(),
                headers: file.headers(),
                expects,
                source,
            });
        };
        let mut state = bucket.state(&file, deep);
        if let (State::OtherEncoding(encoding), Some(listed), false) =
            (&state, bucket.objects.get(&key), encodes)
        {
            file.stored_as(encoding.clone(), listed.size, listed.etag.clone());
            state = bucket.state(&file, deep);
        }
        match (state, etag) {
            // Whoever makes the current release may be about to overwrite it: it is written after the claim, so that
            // either they see the claim, or we what they have written.
            (State::Same | State::OtherHeaders, Some(etag)) if bucket.is_unfinished(&file) => {
                file.etag = etag.clone();
                match source(&file) {
                    Ok(source) => {
                        let reason = "the release before was not finished";
                        step(Action::Replace, reason, Expect::ETag(etag), source, &file);
                    }
                    Err(_) => steps.kept.push(key),
                }
            }
            (State::Same, Some(etag)) => {
                file.etag = etag;
                steps.kept.push(key);
            }
            (State::OtherHeaders, Some(etag)) => {
                file.etag = etag.clone();
                step(
                    Action::Mend,
                    "same bytes, other headers",
                    Expect::ETag(etag),
                    Source::Itself,
                    &file,
                );
            }
            (State::OtherBytes, Some(_)) if file.class == Class::Hashed => clashes.push(key),
            // Readers see the same bytes before and after, and at every moment headers that go with them.
            (State::OtherEncoding(_), Some(etag)) => {
                let reason = match &file.encoding {
                    Some(encoding) => format!("same bytes, to be stored as {encoding}"),
                    None => "same bytes, to be stored as they are".to_owned(),
                };
                step(
                    Action::Replace,
                    &reason,
                    Expect::ETag(etag),
                    source(&file)?,
                    &file,
                );
            }
            (State::OtherBytes, Some(etag)) => {
                step(
                    Action::Replace,
                    "other bytes",
                    Expect::ETag(etag),
                    source(&file)?,
                    &file,
                );
                // The same bytes under several names are kept once.
                let kept = keep(&key, bucket, before);
                let is_planned = |new: &Step| steps.steps.iter().any(|step| step.key == new.key);
                steps.steps.extend(kept.filter(|new| !is_planned(new)));
            }
            _ => step(
                Action::Create,
                "not there yet",
                Expect::Absent,
                source(&file)?,
                &file,
            ),
        }
        steps.files.push(file);
    }
    if !clashes.is_empty() {
        return Err(DeployError::HashedClash { keys: clashes });
    }
    Ok(Ok(steps))
}

fn wave(class: Class) -> Wave {
    match class {
        Class::Hashed => Wave::Hashed,
        Class::Versioned => Wave::Overwrite,
        Class::Entry => Wave::Entry,
    }
}

/// The step that keeps what is about to be overwritten, unless it is kept already: as a blob, or in the record of the
/// release that it belongs to.
fn keep(key: &str, bucket: &BucketFacts, before: Option<&ReleaseRecord>) -> Option<Step> {
    let listed = bucket.objects.get(key)?;
    let (sha256, headers) = (bucket.sha256(key)?, bucket.headers(key)?);
    let is_recorded = before.is_some_and(|before| {
        let file = before.file(key);
        file.is_some_and(|file| file.class == Class::Entry && file.sha256 == *sha256)
    });
    if is_recorded || bucket.keeps(listed) {
        return None;
    }
    Some(Step {
        wave: Wave::Keep,
        key: blob_key(sha256.as_str()),
        action: Action::Copy,
        reason: if before.is_some() {
            format!("keeps `{key}` as it is, to go back to")
        } else {
            format!("keeps `{key}` as it is, which no release names")
        },
        bytes: listed.size,
        headers,
        expects: Expect::Absent,
        source: Source::Object {
            key: key.to_owned(),
            etag: listed.etag.clone(),
        },
    })
}

pub(super) fn blob_key(sha256: &str) -> String {
    format!("{BLOBS}/{sha256}")
}

/// What a plan is made of besides its steps.
pub(super) struct Frame<'a> {
    pub(super) verb: Verb,
    pub(super) record: ReleaseRecord,
    pub(super) found: Option<ReleaseRecord>,
    pub(super) host: Option<&'a PackagePath>,
    pub(super) cors: &'a CorsFacts,
    pub(super) fix_cors: bool,
    pub(super) notes: Vec<Note>,
}

/// Puts the record and the claim around the steps, unless the release is the current one.
pub(super) fn frame(frame: Frame<'_>, bucket: &BucketFacts, steps: Steps) -> DeployPlan {
    let Frame {
        verb,
        record,
        found,
        host,
        cors,
        fix_cors,
        mut notes,
    } = frame;
    let Steps {
        mut steps, mut kept, ..
    } = steps;
    let claimed = bucket.current.as_ref().map(|current| &current.etag);
    let current = bucket.current.as_ref().map(|current| &current.record);
    let is_current = current.is_some_and(|current| current.id == record.id);
    if !is_current {
        steps.extend(
            found
                .as_ref()
                .and_then(|found| announce(found, Wave::Found, bucket)),
        );
        steps.extend(announce(&record, Wave::Record, bucket));
        steps.push(claim(&record, claimed));
    }
    // The script that `loader.json` leads to changes last of those that are overwritten.
    let is_host = |step: &Step| host.is_some_and(|host| host.as_str() == step.key);
    steps.sort_by(|one, other| {
        let place = |step: &Step| (step.wave, is_host(step));
        place(one)
            .cmp(&place(other))
            .then_with(|| one.key.cmp(&other.key))
    });
    kept.sort();
    // What is new under a name that stays may have been asked for too early: caches keep such a 404.
    let changed = steps.iter().filter(|step| match step.wave {
        Wave::Overwrite | Wave::Entry => true,
        Wave::Hashed => step.action != Action::Create,
        Wave::Found | Wave::Record | Wave::Keep | Wave::Claim => false,
    });
    let invalidate = changed
        .map(|step| file_url(&record.public_path, &step.key))
        .collect();
    notes.extend(mixed::note(&record, current, &steps));
    DeployPlan {
        schema: SCHEMA.to_owned(),
        verb,
        terms: None,
        record,
        found,
        is_current,
        steps,
        kept,
        cors: CorsPlan::of(cors, fix_cors),
        invalidate,
        notes,
    }
}

fn announce(record: &ReleaseRecord, wave: Wave, bucket: &BucketFacts) -> Option<Step> {
    let bytes = record.to_bytes();
    let key = record.key();
    // The id tells what readers get, not all that a record says: who was cut short may have said it otherwise.
    let (action, expects) = match bucket.objects.get(&key) {
        Some(listed) if listed.etag == ETag::of(&bytes) => return None,
        Some(listed) => (Action::Replace, Expect::ETag(listed.etag.clone())),
        None => (Action::Create, Expect::Absent),
    };
    let (source, reason) = match wave {
        Wave::Found => (Source::Found, "tells what is there, to go back to"),
        _ => (Source::Record, "tells others that this release is being made"),
    };
    Some(Step {
        wave,
        key,
        action,
        reason: reason.to_owned(),
        bytes: bytes.len() as u64,
        headers: Headers::of_record(),
        expects,
        source,
    })
}

fn claim(record: &ReleaseRecord, current: Option<&ETag>) -> Step {
    let (action, expects) = match current {
        Some(etag) => (Action::Replace, Expect::ETag(etag.clone())),
        None => (Action::Create, Expect::Absent),
    };
    Step {
        wave: Wave::Claim,
        key: CURRENT.to_owned(),
        action,
        reason: "makes this release the current one".to_owned(),
        bytes: record.to_bytes().len() as u64,
        headers: Headers::of_record(),
        expects,
        source: Source::Record,
    }
}
