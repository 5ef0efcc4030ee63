use super::{Arrow, Kind, arrows, compare, idle, names, table};
use crate::workspace;
use std::collections::BTreeSet;

fn arrow(from: &str, to: &str, kind: Kind, features: &[&str]) -> Arrow {
    let features = features.iter().map(ToString::to_string).collect();
    Arrow {
        from: from.into(),
        to: to.into(),
        kind,
        ours: to.starts_with("avmsdk"),
        features,
    }
}

fn judge(arrow: Arrow) -> String {
    compare(table::RULES, &BTreeSet::new(), &[arrow]).join("\n")
}

#[test]
fn the_drawn_arrows_pass() {
    for (from, to, kind) in [
        ("avmsdk-session", "avmsdk-protocol", Kind::Ships),
        ("avmsdk-runtime", "avmsdk-session", Kind::Ships),
        ("avmsdk-runtime", "talc", Kind::Ships),
        ("avmsdk", "avmsdk-core", Kind::Ships),
        ("avmsdk", "avmsdk-sandbox", Kind::Ships),
        ("avmsdk-sandbox", "avmsdk-session", Kind::Tests),
        ("avmsdk-sandbox", "axum", Kind::Ships),
        ("avmsdk-session", "proptest", Kind::Tests),
    ] {
        assert_eq!(judge(arrow(from, to, kind, &[])), "", "{from} -> {to}");
    }
}

#[test]
fn a_wrong_edge_is_named() {
    for (from, to, kind, features, said) in [
        (
            "avmsdk-core",
            "avmsdk-session",
            Kind::Ships,
            &[][..],
            "`avmsdk-core` may not use `avmsdk-session`",
        ),
        (
            "avmsdk",
            "avmsdk-runtime",
            Kind::Ships,
            &[],
            "`avmsdk` may not use `avmsdk-runtime`",
        ),
        (
            "avmsdk-protocol",
            "avmsdk-session",
            Kind::Tests,
            &[],
            "`avmsdk-protocol` may not use",
        ),
        (
            "avmsdk-sandbox",
            "avmsdk-session",
            Kind::Ships,
            &[],
            "`avmsdk-session`, only its tests may",
        ),
        (
            "avmsdk-session",
            "web-sys",
            Kind::Ships,
            &[],
            "it may use: nothing",
        ),
        (
            "avmsdk-core",
            "tokio",
            Kind::Ships,
            &[],
            "`avmsdk-core` may not use `tokio`",
        ),
        (
            "avmsdk-session",
            "avmsdk-protocol",
            Kind::Ships,
            &["serde"],
            "the feature `serde` of `avmsdk-prot",
        ),
    ] {
        let sentence = judge(arrow(from, to, kind, features));
        assert!(sentence.contains(said), "{from} -> {to}: {sentence}");
    }
}

#[test]
fn a_crate_without_a_row_is_named() {
    let wrong = compare(table::RULES, &BTreeSet::from(["newcomer".to_owned()]), &[]);
    assert!(wrong[0].starts_with("`newcomer` has no row"), "{wrong:?}");
}

#[test]
fn this_workspace_is_as_drawn() {
    let metadata = workspace::metadata().unwrap();
    let crates = names(&metadata);
    let arrows = arrows(&metadata, &crates);
    assert!(
        arrows.iter().any(|arrow| arrow.ours),
        "the comparison must have something to see"
    );
    assert_eq!(compare(table::RULES, &crates, &arrows), [] as [String; 0]);
    assert_eq!(idle(table::RULES, &arrows), [] as [String; 0]);
}

#[test]
fn a_leave_that_nothing_uses_is_named() {
    let rule = table::Rule {
        name: "avmsdk-core",
        ours: &["avmsdk-protocol"],
        ours_in_tests: &["avmsdk-session"],
        others: Some(&["url", "tera", "url"]),
        off: &[],
    };
    let arrows = [
        arrow("avmsdk-core", "avmsdk-protocol", Kind::Ships, &[]),
        arrow("avmsdk-core", "avmsdk-session", Kind::Ships, &[]),
        arrow("avmsdk-core", "url", Kind::Ships, &[]),
        arrow("avmsdk", "tera", Kind::Ships, &[]),
    ];
    let said = idle(&[rule], &arrows).join("\n");
    for (name, what) in [
        ("avmsdk-session", "is not used"),
        ("tera", "is not used"),
        ("url", "stands twice"),
    ] {
        assert!(said.contains(&format!("`{name}` {what}")), "{said}");
    }
    assert_eq!(said.lines().count(), 3, "{said}");
}

/// Follows the drawn arrows from every crate; one that comes back to its start is a circle.
#[test]
fn the_arrows_make_no_circle() {
    for start in table::RULES {
        let mut reached: Vec<&str> = start.ours.to_vec();
        let mut next = 0;
        while let Some(name) = reached.get(next) {
            assert_ne!(*name, start.name, "{} reaches itself", start.name);
            let further = table::RULES
                .iter()
                .filter(|rule| rule.name == *name)
                .flat_map(|rule| rule.ours);
            let new: Vec<&str> = further.copied().filter(|name| !reached.contains(name)).collect();
            reached.extend(new);
            next += 1;
        }
    }
}
