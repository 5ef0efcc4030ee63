//! Plans and reports of the commands that work on a bucket, for people.

use super::number::{count, size};
use super::table::table;
use avmsdk_core::release::{
    Action, BLOBS, CorsPlan, DeployPlan, DeployReport, Headers, PrunePlan, ReleaseLine, ReleasesReport, Step,
    Target, Verb,
};
use avmsdk_core::verify::{FindingDocument, Level};

/// What will be done, why, with how many bytes and under which headers.
pub(crate) fn deploy_plan(plan: &DeployPlan, target: &Target) -> String {
    let mut text = match (plan.is_empty(), plan.is_current) {
        (true, _) => format!("nothing to do: {target} holds release {}\n", plan.record.id),
        (false, true) if plan.steps.is_empty() => {
            format!("plan for {target}: release {} stays\n\n", plan.record.id)
        }
        (false, true) => format!("plan for {target}: mend release {}\n", plan.record.id),
        (false, false) => format!("plan for {target}: release {}{}\n", plan.record.id, after(plan)),
    };
    if !plan.steps.is_empty() {
        let head = ["WHAT", "OBJECT", "BYTES", "WHY", "HEADERS"].map(str::to_owned);
        let rows: Vec<_> = std::iter::once(head).chain(plan.steps.iter().map(row)).collect();
        text += "\n";
        text += &table(&rows, &[2]);
        text += "\n";
    }
    if !plan.kept.is_empty() && !plan.is_empty() {
        text += &format!("  {} as before\n", count(plan.kept.len(), "file"));
    }
    if let CorsPlan::Missing { fix: true, .. } = &plan.cors {
        text += "  a CORS rule is added: every page may read (GET, HEAD)\n";
    }
    if !plan.invalidate.is_empty() && plan.record.previous.is_some() {
        text += &format!("  caches are to forget {}\n", plan.invalidate.join(", "));
    }
    text.trim_end().to_owned()
}

fn after(plan: &DeployPlan) -> String {
    match (&plan.record.previous, &plan.record.restores) {
        (None, _) => ", the first".to_owned(),
        (Some(found), _) if plan.is_first() => format!(", the first; what is there now will be {found}"),
        (Some(previous), None) => format!(", after {previous}"),
        (Some(previous), Some(restored)) => format!(" with the files of {restored}, after {previous}"),
    }
}

fn row(step: &Step) -> [String; 5] {
    let action = match step.action {
        Action::Create => "create",
        Action::Replace => "replace",
        Action::Mend => "mend",
        Action::Copy => "copy",
    };
    let headers = match step.action {
        Action::Copy => "as they are".to_owned(),
        _ => headers(&step.headers),
    };
    [
        action.to_owned(),
        short(&step.key),
        size(step.bytes),
        step.reason.clone(),
        headers,
    ]
}

/// A key that ends in a digest, with the beginning of it.
fn short(key: &str) -> String {
    match key.strip_prefix(BLOBS).and_then(|rest| rest.get(..13)) {
        Some(beginning) => format!("{BLOBS}{beginning}…"),
        None => key.to_owned(),
    }
}

fn headers(headers: &Headers) -> String {
    let mut text = format!("{} | {}", headers.content_type, headers.cache_control);
    if let Some(encoding) = &headers.encoding {
        text += &format!(" | {encoding}");
    }
    text
}

/// What was done.
pub(crate) fn deploy_report(report: &DeployReport) -> String {
    if !report.changed && report.invalidated.is_none() {
        return format!(
            "nothing to do: {} holds release {}, {} as before",
            report.target,
            report.release,
            count(report.kept, "file")
        );
    }
    let is_cors_added = report.cors.to_write().is_some();
    let is_cors_alone = is_cors_added && report.sent == 0 && report.invalidate.is_empty();
    let done = match report.verb {
        _ if is_cors_alone => "CORS rule added for",
        _ if !report.changed => "told the CDN again about",
        Verb::Deploy => "deployed",
        Verb::Rollback => "rolled back to",
    };
    let what = match (&report.restores, report.verb) {
        (Some(restored), Verb::Rollback) => format!("{restored}, as release {}", report.release),
        _ => format!("release {}", report.release),
    };
    let mut text = format!("{done} {what}\n\n");
    text += &format!("  target  {}\n", report.target);
    if !is_cors_alone {
        text += &format!(
            "  sent    {}, {}; {} as before\n",
            count(report.sent, "object"),
            size(report.bytes),
            count(report.kept, "file")
        );
    }
    if is_cors_added {
        text += "  cors    rule added: every page may read (GET, HEAD)\n";
    }
    match &report.invalidated {
        Some(by) => text += &format!("  cdn     {by}\n"),
        None if report.invalidate.is_empty() || report.previous.is_none() => {}
        None => text += &format!("  caches  may still have: {}\n", report.invalidate.join(", ")),
    }
    text += &match &report.proof {
        Some(proof) if proof.visible && !report.ok => {
            let is_error = |finding: &&FindingDocument| finding.level == Level::Error;
            format!(
                "  proof   it is there below {} after {} s, but not as pages need it: {}, see above",
                report.public_path,
                proof.seconds,
                count(proof.findings.iter().filter(is_error).count(), "error")
            )
        }
        Some(proof) if proof.visible => {
            format!(
                "  proof   readers get it, seen below {} after {} s",
                report.public_path, proof.seconds
            )
        }
        Some(proof) => format!(
            "  proof   readers do not get it, {} s after: look again by avmsdk verify {}",
            proof.seconds, report.public_path
        ),
        None => format!(
            "  next    see it as readers do: avmsdk verify {}",
            report.public_path
        ),
    };
    text
}

/// The releases of a target.
pub(crate) fn releases_report(report: &ReleasesReport) -> String {
    let mut rows = vec![["RELEASE", "VERSION", "FILES", "BYTES", ""].map(str::to_owned)];
    for (index, line) in report.releases.iter().enumerate() {
        let mut word = if index == 0 {
            "current".to_owned()
        } else {
            String::new()
        };
        if line.found && line.restores.is_none() {
            let comma = if word.is_empty() { "" } else { ", " };
            word += &format!("{comma}was there before the first deploy");
        }
        if let Some(restored) = &line.restores {
            let comma = if word.is_empty() { "" } else { ", " };
            word += &format!("{comma}brought back {restored}");
        }
        rows.push(release(line, word));
    }
    for line in &report.pending {
        rows.push(release(line, "being made, or cut short".to_owned()));
    }
    let mut text = table(&rows, &[2, 3]);
    if let Some(id) = &report.forgotten {
        text += &format!("  {id} and what came before it are forgotten\n");
    }
    text
}

fn release(line: &ReleaseLine, word: String) -> [String; 5] {
    [
        line.id.to_string(),
        line.version.clone().unwrap_or_else(|| "-".to_owned()),
        line.files.to_string(),
        size(line.bytes),
        word,
    ]
}

/// What will be removed.
pub(crate) fn prune_plan(plan: &PrunePlan, target: &Target) -> String {
    if plan.is_empty() {
        return format!(
            "nothing to remove from {target}: {} kept",
            count(plan.kept.len(), "release")
        );
    }
    let mut text = format!(
        "plan for {target}: forget {}\n\n",
        count(plan.forgotten.len(), "release")
    );
    let mut rows = vec![["WHAT", "OBJECT", "BYTES"].map(str::to_owned)];
    for doomed in &plan.remove {
        rows.push(["remove".to_owned(), short(&doomed.key), size(doomed.size)]);
    }
    text += &table(&rows, &[2]);
    let list = |ids: &[avmsdk_core::release::ReleaseId]| {
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        ids.join(", ")
    };
    text += &format!("\n  kept       {}\n", list(&plan.kept));
    for (name, ids) in [
        ("pending", &plan.pending),
        ("unclear", &plan.unclear),
        ("forgotten", &plan.forgotten),
    ] {
        if !ids.is_empty() {
            text += &format!("  {name:<9}  {}\n", list(ids));
        }
    }
    text
}

/// What was removed.
pub(crate) fn prune_report(plan: &PrunePlan) -> String {
    format!(
        "removed {}, {}; {} kept",
        count(plan.remove.len(), "object"),
        size(plan.bytes()),
        count(plan.kept.len(), "release")
    )
}
