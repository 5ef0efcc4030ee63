//! Properties of plans, carried out step by step in a modelled bucket.

#![expect(clippy::unwrap_used, reason = "tests")]

mod bucket;

use avmsdk_core::package::Class;
use avmsdk_core::release::{
    Action, DeployError, ETag, Expect, Headers, History, PRUNING, PruneFacts, ReleaseId, ReleaseRecord,
    Source, Step, Timestamp, Verb, Wave, plan_deploy,
};
use bucket::{Bucket, Package};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;

fn ours() -> impl Strategy<Value = Package> {
    (0..4_u8, btree_set(0..6_u8, 0..4), any::<bool>()).prop_map(|(version, parts, is_encoded)| {
        let parts: Vec<u8> = parts.into_iter().collect();
        Package {
            is_encoded,
            ..Package::ours(version, &parts)
        }
    })
}

fn vendor() -> impl Strategy<Value = Package> {
    (0..3_u8, 0..3_u8, btree_set(0..4_u8, 0..3)).prop_map(|(version, frame, parts)| {
        let parts: Vec<u8> = parts.into_iter().collect();
        Package::vendor(version, frame, &parts)
    })
}

fn sends(steps: &[Step]) -> Vec<&str> {
    let sent = steps.iter().filter(|step| step.source == Source::Package);
    sent.map(|step| step.key.as_str()).collect()
}

/// What a reader of ours meets: the package whose loader is there, if all of it is there.
fn met<'a>(bucket: &Bucket, packages: &[&'a Package]) -> Option<&'a Package> {
    let loader = bucket.bytes("loader.json")?;
    let package = packages
        .iter()
        .find(|package| package.files["loader.json"] == loader);
    package.copied().filter(|package| bucket.leads_to(package))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    /// Cut short after any step, readers get the old or the new package, whole; the next run finishes without
    /// sending anything twice; and then there is nothing left to do.
    #[test]
    fn any_beginning_of_a_plan_leaves_the_old_or_the_new(
        history in vec(ours(), 0..3), next in ours(), cut in 0..20_usize,
    ) {
        let mut bucket = Bucket::default();
        let mut now = 1_000_000;
        for package in &history {
            now += 60;
            bucket.deploy(package, now);
        }
        let old = history.last();
        let plan = bucket.plan(&next, now + 60);
        let cut = cut.min(plan.steps.len());
        for step in &plan.steps[..cut] {
            bucket.apply(&plan, Some(&next), step);
            let both: Vec<&Package> = old.into_iter().chain([&next]).collect();
            prop_assert!(met(&bucket, &both).is_some() || old.is_none());
            for stem in ["entry", "element"] {
                let is_whole = both.iter().any(|package| bucket.imports(package, stem));
                prop_assert!(is_whole || old.is_none(), "half of {}", stem);
            }
            prop_assert!(plan.notes.iter().all(|note| note.code != "deploy-mixed"), "{:?}", plan.notes);
            prop_assert_eq!(bucket.bytes("loader.json").is_some(), old.is_some() || step.wave == Wave::Entry);
        }
        let sent = sends(&plan.steps[..cut]);
        let rest = bucket.plan(&next, now + 120);
        if cut > 0 {
            prop_assert_eq!(&rest.record.id, &plan.record.id, "a release that was cut short is taken up");
        }
        prop_assert!(sends(&rest.steps).iter().all(|key| !sent.contains(key)));
        bucket.run(&rest, Some(&next));
        prop_assert!(bucket.serves(&next));
        let parts = bucket.objects.iter().filter(|(key, _)| key.starts_with("part.") && next.files.contains_key(*key));
        for (key, (_, headers)) in parts {
            prop_assert_eq!(headers.encoding.is_some(), next.is_encoded, "{}", key);
        }
        let nothing = bucket.plan(&next, now + 180);
        prop_assert!(nothing.is_empty(), "{:?}", nothing.steps);
        prop_assert_eq!(nothing.kept.len(), next.files.len());
    }

    /// Where a release before had its modules in place, or has them again, a page can meet one of each: it is told.
    #[test]
    fn modules_that_are_overwritten_are_announced(one in 0..4_u8, other in 0..4_u8, forth in any::<bool>()) {
        prop_assume!(one != other);
        let in_place = Package::ours(one, &[]).with_modules_in_place();
        let whole = Package::ours(other, &[]);
        let (old, new) = if forth { (in_place, whole) } else { (whole, in_place) };
        let mut bucket = Bucket::default();
        bucket.deploy(&old, 1_000_000);
        let plan = bucket.plan(&new, 1_000_060);
        let told: Vec<_> = plan.notes.iter().filter(|note| note.code == "deploy-mixed").collect();
        prop_assert_eq!(told.len(), 1);
        prop_assert!(told[0].message.contains("`element.mjs`, `entry.mjs`"), "{}", told[0].message);
    }

    /// `loader.json` is the last object of a plan, the claim comes after everything that it promises.
    #[test]
    fn waves_come_in_order(history in vec(vendor(), 0..3), next in vendor()) {
        let mut bucket = Bucket::default();
        for (number, package) in history.iter().enumerate() {
            bucket.deploy(package, 1_000_000 + i64::try_from(number).unwrap());
        }
        let plan = bucket.plan(&next, 2_000_000);
        prop_assert!(plan.steps.is_sorted_by_key(|step| step.wave));
        let last = plan.steps.iter().rposition(|step| step.key == "loader.json");
        prop_assert!(last.is_none_or(|last| last == plan.steps.len() - 1));
        let keys: std::collections::BTreeSet<_> = plan.steps.iter().map(|step| &step.key).collect();
        prop_assert_eq!(keys.len(), plan.steps.len(), "one step for each object");
    }

    /// While a vendor's package is overwritten, the files that are replaced become new in the order of the plan:
    /// no other mixture is ever there. What was there before can be brought back to the byte, from any of them.
    #[test]
    fn what_is_overwritten_comes_back(history in vec(vendor(), 2..5), back in 0..4_usize) {
        let mut bucket = Bucket::default();
        let mut now = 1_000_000;
        let mut released: Vec<&Package> = Vec::new();
        for package in &history {
            now += 60;
            let plan = bucket.plan(package, now);
            if plan.is_empty() {
                continue;
            }
            let order: Vec<String> = plan.wave(Wave::Overwrite).map(|step| step.key.clone()).collect();
            for step in &plan.steps {
                bucket.apply(&plan, Some(package), step);
                let is_new = |key: &String| bucket.bytes(key).as_ref() == package.files.get(key);
                let new = order.iter().take_while(|key| is_new(key)).count();
                prop_assert!(order[new..].iter().all(|key| !is_new(key)));
            }
            released.push(package);
        }
        let target = released.len() - 1 - back.min(released.len() - 1);
        let current = bucket.facts().current.unwrap().record;
        let mut records = History::new(&current, bucket.records()).released;
        records.reverse();
        prop_assert_eq!(records.len(), released.len());
        let plan = bucket.plan_back(&records[target], now + 60);
        prop_assert_eq!(plan.verb, Verb::Rollback);
        prop_assert!(sends(&plan.steps).is_empty(), "a rollback needs no package");
        bucket.run(&plan, None);
        prop_assert!(bucket.serves(released[target]));
        prop_assert!(bucket.plan_back(&records[target], now + 120).is_empty());
        // The package itself has nothing to add.
        prop_assert!(bucket.plan(released[target], now + 180).is_empty());
    }

    /// What was put there by other means is a release to go back to, to the byte and to the header, wherever the deploy
    /// that overwrote it was cut short meanwhile.
    #[test]
    fn what_a_first_deploy_finds_comes_back(
        old in prop_oneof![vendor(), ours()], next in prop_oneof![vendor(), ours()], lost in vec(any::<bool>(), 4),
        cut in 0..20_usize,
    ) {
        let mut bucket = Bucket::default();
        for (at, (key, bytes)) in old.files.iter().enumerate() {
            let is_led_to = ["loader.json", "host.", "sdk."].iter().any(|name| key.starts_with(name));
            if is_led_to || !lost[at % lost.len()] {
                let headers = Headers { content_type: "text/plain".to_owned(), cache_control: format!("max-age={at}"), encoding: None };
                bucket.objects.insert(key.clone(), (bytes.clone(), headers));
            }
        }
        let before = bucket.objects.clone();
        let plan = bucket.plan(&next, 1_000_000);
        for step in plan.steps.iter().take(cut) {
            bucket.apply(&plan, Some(&next), step);
        }
        bucket.deploy(&next, 1_000_060);
        let current = bucket.facts().current.unwrap().record;
        let history = History::new(&current, bucket.records());
        prop_assert_eq!(history.pending.len(), 0);
        let overwrites = |(key, (bytes, _)): (&String, &(Vec<u8>, Headers))| bucket.bytes(key).as_ref() != Some(bytes);
        let found = history.find(None);
        prop_assert_eq!(found.is_ok(), before.iter().any(overwrites), "{:?}", found);
        let Ok(found) = found else { return Ok(()) };
        prop_assert!(found.found && found.previous.is_none());
        let back = bucket.plan_back(found, 1_000_120);
        bucket.run(&back, None);
        let is_overwritten = |key: &str| found.file(key).is_some_and(|file| file.class != Class::Hashed);
        for (key, was) in before.iter().filter(|(key, _)| is_overwritten(key)) {
            prop_assert_eq!(&bucket.objects[key], was, "{}", key);
        }
        prop_assert_eq!(bucket.bytes("loader.json"), Some(before["loader.json"].0.clone()));
        // Of what it loads nobody knows all: a prune leaves it there.
        let year = 31_536_000;
        let plan = bucket.plan_prune(bucket.prune_facts(1, 0, 1_000_180 + year)).unwrap();
        for doomed in &plan.remove {
            prop_assert!(!before.contains_key(&doomed.key), "{}", doomed.key);
        }
        // Nor if a release has had the same files since.
        bucket.deploy(&old, 1_000_240);
        let back = bucket.plan_back(found, 1_000_300);
        bucket.run(&back, None);
        let plan = bucket.plan_prune(bucket.prune_facts(1, 0, 1_000_360 + year)).unwrap();
        for doomed in &plan.remove {
            prop_assert!(!before.contains_key(&doomed.key), "{}", doomed.key);
        }
        // And forth again.
        bucket.deploy(&next, 1_000_360);
        prop_assert!(bucket.serves(&next));
    }

    /// A rollback takes hashed files in the encoding in which they lie there now, and changes what is to be changed.
    #[test]
    fn ours_comes_back_across_encodings(history in vec(ours(), 2..5), back in 0..4_usize) {
        let mut bucket = Bucket::default();
        let mut now = 1_000_000;
        for package in &history {
            now += 60;
            bucket.deploy(package, now);
        }
        let current = bucket.facts().current.unwrap().record;
        let records = History::new(&current, bucket.records()).released;
        let target = &records[back.min(records.len() - 1)];
        let plan = bucket.plan_back(target, now + 60);
        prop_assert!(plan.wave(Wave::Hashed).next().is_none(), "{:?}", plan.steps);
        bucket.run(&plan, None);
        for file in &target.files {
            let bytes = bucket.bytes(file.key.as_str()).unwrap();
            prop_assert_eq!(avmsdk_core::release::Sha256::of(&bytes), file.sha256.clone());
        }
        prop_assert!(bucket.plan_back(target, now + 120).is_empty());
        let facts = bucket.facts();
        for file in &facts.current.unwrap().record.files {
            prop_assert_eq!(&facts.objects[file.key.as_str()].etag, &file.etag, "the record tells what lies there");
        }
    }

    /// What is stored encoded and has lost the header that says so gets it back, or is written anew.
    #[test]
    fn an_encoding_that_is_not_told_is_mended(package in ours(), then_encoded in any::<bool>()) {
        let package = Package { is_encoded: true, ..package };
        let mut bucket = Bucket::default();
        bucket.deploy(&package, 1_000_000);
        for (_, headers) in bucket.objects.values_mut() {
            headers.encoding = None;
        }
        let next = Package { is_encoded: then_encoded, ..package };
        let mut facts = bucket.deploy_facts(&next, 1_000_060);
        facts.deep = true;
        let plan = loop {
            match plan_deploy(&facts).unwrap() {
                Ok(plan) => break plan,
                Err(looks) => bucket.answer_raw(&mut facts.bucket, looks),
            }
        };
        bucket.run(&plan, Some(&next));
        prop_assert!(bucket.serves(&next));
    }

    /// A prune leaves every release that it keeps whole, those that are being made too, and what no record names.
    #[test]
    fn a_prune_keeps_what_is_kept(
        history in vec(prop_oneof![ours(), vendor()], 1..6), making in ours(), cut in 0..8_usize, keep in 0..4_usize,
        hours in 0..40_i64, age in 0..60_i64,
    ) {
        let mut bucket = Bucket::default();
        let mut now = 1_000_000;
        for package in &history {
            now += 7_200;
            bucket.deploy(package, now);
        }
        let plan = bucket.plan(&making, now + 3_600);
        for step in plan.steps.iter().take(cut).filter(|step| step.wave < Wave::Claim) {
            bucket.apply(&plan, Some(&making), step);
        }
        let theirs = avmsdk_core::release::Headers::of_record();
        bucket.objects.insert("notes.txt".to_owned(), (b"theirs".to_vec(), theirs));
        let before = bucket.clone();
        now += hours * 3_600;
        let pruned = bucket.plan_prune(bucket.prune_facts(keep, age * 3_600, now)).unwrap();
        bucket.prune(&pruned);
        let current = bucket.facts().current.unwrap().record;
        prop_assert_eq!(&pruned.kept[0], &current.id);
        let records = before.records();
        let record = |id: &ReleaseId| -> &ReleaseRecord { records.iter().find(|record| record.id == *id).unwrap() };
        for id in &pruned.kept {
            // Each kept one can be brought back, in a copy of the bucket, to the byte that it was deployed with.
            let mut copy = bucket.clone();
            let plan = copy.plan_back(record(id), now + 60);
            copy.run(&plan, None);
            for file in &record(id).files {
                let bytes = copy.bytes(file.key.as_str()).unwrap();
                prop_assert_eq!(avmsdk_core::release::Sha256::of(&bytes), file.sha256.clone());
            }
        }
        for id in &pruned.pending {
            for file in &record(id).files {
                let key = file.key.as_str();
                prop_assert_eq!(bucket.bytes(key), before.bytes(key), "{}", key);
            }
        }
        // One that was never finished is forgotten in time and is none of those.
        let were = pruned.forgotten.iter().filter(|id| **id != plan.record.id).count();
        prop_assert!(pruned.kept.len() >= keep.clamp(1, history.len()).min(pruned.kept.len() + were));
        prop_assert!(bucket.bytes("notes.txt").is_some());
        // Nothing is left to remove after it.
        let again = bucket.prune_facts(keep, age * 3_600, now);
        prop_assert!(bucket.plan_prune(again).unwrap().remove.is_empty());
    }

    /// Wherever a deploy or a rollback was cut short, a prune leaves what readers get, or says that it cannot.
    #[test]
    fn a_prune_after_a_cut_leaves_what_readers_get(
        history in vec(ours(), 1..5), next in ours(), cut in 0..20_usize, is_back in any::<bool>(),
    ) {
        let mut bucket = Bucket::default();
        let mut now = 1_000_000;
        for package in &history {
            now += 60;
            bucket.deploy(package, now);
        }
        let first = bucket.records().remove(0);
        let plan = if is_back { bucket.plan_back(&first, now + 60) } else { bucket.plan(&next, now + 60) };
        for step in plan.steps.iter().take(cut) {
            bucket.apply(&plan, Some(&next), step);
        }
        let all: Vec<&Package> = history.iter().chain([&next]).collect();
        prop_assert!(met(&bucket, &all).is_some());
        match bucket.plan_prune(bucket.prune_facts(1, 0, now + 120)) {
            Ok(pruned) => bucket.prune(&pruned),
            Err(error) => prop_assert!(matches!(error, DeployError::Unfinished { .. }), "{}", error),
        }
        prop_assert!(met(&bucket, &all).is_some());
    }

    /// A rollback that was cut short anywhere is in nobody's way: not in its own, nor in that of a deploy of the
    /// same files, also where the bucket has other ETags than MD5.
    #[test]
    fn a_cut_short_rollback_is_in_nobodys_way(
        one in ours(), two in ours(), cut in 0..20_usize, is_back in any::<bool>(),
    ) {
        let mut bucket = Bucket::default();
        bucket.deploy(&one, 1_000_000);
        bucket.deploy(&two, 1_000_060);
        let first = bucket.records().remove(0);
        let plan = bucket.plan_back(&first, 1_000_120);
        for step in plan.steps.iter().take(cut) {
            bucket.apply(&plan, None, step);
        }
        let rest = if is_back { bucket.plan_back(&first, 1_000_180) } else { bucket.plan(&one, 1_000_180) };
        bucket.run(&rest, Some(&one));
        prop_assert!(bucket.serves(&one));
    }
}

/// The world of a release that is claimed and not shown: what is there is written all the same, after the claim, so
/// that whoever is about to overwrite it is met.
#[test]
fn what_an_unfinished_release_is_about_to_overwrite_is_written_again() {
    let (one, two) = (Package::ours(1, &[]), Package::ours(2, &[]));
    let mut bucket = Bucket::default();
    bucket.deploy(&one, 1_000_000);
    let first = bucket.records().remove(0);
    let plan = bucket.plan(&two, 1_000_060);
    for step in plan.steps.iter().filter(|step| step.wave <= Wave::Claim) {
        bucket.apply(&plan, Some(&two), step);
    }
    for plan in [bucket.plan_back(&first, 1_000_120), bucket.plan(&one, 1_000_120)] {
        let step = plan.wave(Wave::Entry).next().unwrap();
        assert_eq!(step.action, Action::Replace);
        assert_eq!(step.expects, Expect::ETag(ETag::of(&one.files["loader.json"])));
    }
}

/// The age of a release counts from when readers stopped getting it.
#[test]
fn what_readers_got_until_now_is_young() {
    let mut bucket = Bucket::default();
    let now = 1_000_000 + 90 * 86_400;
    bucket.deploy(&Package::ours(1, &[]), 1_000_000);
    bucket.deploy(&Package::ours(2, &[]), now - 60);
    let plan = |older_than| bucket.plan_prune(bucket.prune_facts(1, older_than, now)).unwrap();
    assert_eq!(plan(30 * 86_400).forgotten, []);
    assert_eq!(plan(30).forgotten.len(), 1);
}

/// The mark of a prune is left alone for an hour, unless it is known not to run any more.
#[test]
fn the_mark_of_another_prune_counts_for_an_hour() {
    let mut bucket = Bucket::default();
    bucket.deploy(&Package::ours(1, &[]), 1_000_000);
    let mark = (b"a mark".to_vec(), avmsdk_core::release::Headers::of_record());
    bucket.objects.insert(PRUNING.to_owned(), mark);
    let plan = |ago: i64, take_over| {
        let facts = bucket.prune_facts(1, 0, 2_000_000);
        let marked = Some(Timestamp::from_unix(2_000_000 - ago));
        bucket.plan_prune(PruneFacts {
            marked,
            take_over,
            ..facts
        })
    };
    assert!(matches!(plan(3_000, false), Err(DeployError::OtherPrune)));
    assert_eq!(plan(3_000, true).unwrap().unfinished, Some(ETag::of(b"a mark")));
    assert_eq!(plan(3_700, false).unwrap().unfinished, Some(ETag::of(b"a mark")));
}

/// A bucket may name bytes otherwise than by their MD5: the word of a release that was cut short is taken up all the
/// same.
#[test]
fn a_word_under_another_etag_is_taken_up() {
    let (one, two) = (Package::ours(1, &[]), Package::ours(2, &[]));
    let mut bucket = Bucket::default();
    bucket.deploy(&one, 1_000_000);
    let plan = bucket.plan(&two, 1_000_060);
    bucket.apply(&plan, Some(&two), &plan.steps[0]);
    let mut facts = bucket.deploy_facts(&two, 1_000_120);
    let named = ETag::from_server("\"0123456789abcdef-2\"");
    facts.bucket.objects.get_mut(&plan.record.key()).unwrap().etag = named.clone();
    let again = plan_deploy(&facts).unwrap().unwrap();
    assert_eq!(again.record.id, plan.record.id);
    assert_eq!(again.steps[0].key, plan.record.key());
    assert_eq!(again.steps[0].expects, Expect::ETag(named));
}
