//! From a package and a bucket to the steps that release the one in the other.

use super::found::found;
use super::steps::{Found, Frame, frame, steps};
use super::{
    BucketFacts, Candidate, CorsFacts, DeployError, DeployPlan, Note, PRUNING, ReleaseFile, ReleaseRecord,
    Source, Timestamp, Verb, id_of_key,
};

/// What a deploy is planned from.
#[derive(Debug, Clone)]
pub struct DeployFacts {
    /// The package.
    pub candidate: Candidate,
    /// The target.
    pub bucket: BucketFacts,
    /// The target's CORS rules.
    pub cors: CorsFacts,
    /// Whether a missing CORS rule is to be added.
    pub fix_cors: bool,
    /// Whether each object is asked for its headers, whatever the record says.
    pub deep: bool,
    /// The time, for the name of the release.
    pub now: Timestamp,
}

/// Plans a deploy, or tells which objects have to be asked before that can be done.
///
/// # Errors
/// When the target holds other bytes under a name that tells its bytes, or is being pruned.
pub fn plan_deploy(facts: &DeployFacts) -> Result<Found<DeployPlan>, DeployError> {
    let (candidate, bucket) = (&facts.candidate, &facts.bucket);
    let current = bucket.current.as_ref().map(|current| &current.record);
    let found = found(candidate, bucket, facts.now).and_then(|new| match unfinished(&new, bucket) {
        Some(time) => found(candidate, bucket, time),
        None => Some(new),
    });
    let before = current.or(found.as_ref());
    let source = |_: &ReleaseFile| Ok(Source::Package);
    let steps = match steps(&candidate.files, bucket, before, facts.deep, true, source)? {
        Ok(steps) => steps,
        Err(looks) => return Ok(Err(looks)),
    };
    let record = |time, previous| {
        ReleaseRecord::new(
            time,
            previous,
            candidate.public_path.clone(),
            candidate.package.clone(),
            candidate.entry.clone(),
            steps.files.clone(),
        )
    };
    let next = record(facts.now, before.map(|before| before.id.clone()));
    let record = match current {
        Some(current) if current.serves_same(&next) => current.clone(),
        // A deploy of the same files that was cut short left its record: it is taken up.
        _ => match unfinished(&next, bucket) {
            Some(time) => record(time, next.previous.clone()),
            None => next,
        },
    };
    let mut notes = notes(candidate, current);
    let is_moved = |current: &ReleaseRecord| current.public_path != candidate.public_path;
    if let Some(current) = current.filter(|current| is_moved(current)) {
        notes.push(Note {
            code: "deploy-public-path-moves".to_owned(),
            message: format!(
                "the current release is for another public path: {}",
                current.public_path
            ),
            hint: format!("go on if readers are to move to {}", candidate.public_path),
        });
    }
    let plan = frame(
        Frame {
            verb: Verb::Deploy,
            record,
            found,
            host: Some(&candidate.host),
            cors: &facts.cors,
            fix_cors: facts.fix_cors,
            notes,
        },
        bucket,
        steps,
    );
    refuse_while_pruned(&plan, bucket)?;
    Ok(Ok(plan))
}

/// When the cut-short deploy began that was about to make this release.
fn unfinished(next: &ReleaseRecord, bucket: &BucketFacts) -> Option<Timestamp> {
    let mut ids = bucket.objects.keys().filter_map(|key| id_of_key(key));
    ids.find(|id| next.is_named_by(id)).map(|id| id.time())
}

/// A prune goes by what it has listed: nothing may begin to need a file meanwhile.
pub(super) fn refuse_while_pruned(plan: &DeployPlan, bucket: &BucketFacts) -> Result<(), DeployError> {
    if bucket.objects.contains_key(PRUNING) && !plan.steps.is_empty() {
        return Err(DeployError::Pruning);
    }
    Ok(())
}

fn notes(candidate: &Candidate, current: Option<&ReleaseRecord>) -> Vec<Note> {
    let mut notes = Vec::new();
    if !candidate.edited.is_empty() {
        let names: Vec<String> = candidate.edited.iter().map(|key| format!("`{key}`")).collect();
        notes.push(Note {
            code: "deploy-edited".to_owned(),
            message: format!("not as `configure` wrote it: {}", names.join(", ")),
            hint: "go on if you mean it; else run `avmsdk configure` again".to_owned(),
        });
    }
    let is_other_kind = |current: &ReleaseRecord| current.package.kind != candidate.package.kind;
    if current.is_some_and(is_other_kind) {
        notes.push(Note {
            code: "deploy-other-package".to_owned(),
            message: "the current release is of another package: ours and a vendor's follow each other"
                .to_owned(),
            hint: "go on if you mean to change over; `avmsdk rollback` goes back".to_owned(),
        });
    }
    notes
}
