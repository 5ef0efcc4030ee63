use super::debian::PACKAGES;
use super::{Decision, Facts, Way, decide, has_std};

fn debian_without_packages() -> Facts {
    Facts {
        debian: true,
        missing: PACKAGES.to_vec(),
        ..Facts::default()
    }
}

fn told(facts: &Facts) -> String {
    match decide(facts) {
        Decision::Tell(text) => text,
        other => panic!("not a word to the user: {other:?}"),
    }
}

#[test]
fn the_active_toolchain_wins_wherever_it_can_build() {
    for facts in [
        Facts {
            active: true,
            ..Facts::default()
        },
        Facts {
            active: true,
            debian: true,
            root: true,
            may_install: true,
            ..Facts::default()
        },
        Facts {
            active: true,
            may_install: true,
            root: true,
            ..debian_without_packages()
        },
    ] {
        assert_eq!(decide(&facts), Decision::Use(Way::Active));
    }
}

#[test]
fn complete_debian_needs_neither_root_nor_leave() {
    assert_eq!(
        decide(&Facts {
            debian: true,
            ..Facts::default()
        }),
        Decision::Use(Way::Debian)
    );
}

#[test]
fn debian_installs_as_root_and_with_leave_where_something_is_displaced() {
    let asked = Facts {
        may_install: true,
        displaces: true,
        root: true,
        ..debian_without_packages()
    };
    assert_eq!(decide(&asked), Decision::Install(PACKAGES.to_vec()));
    let one = Facts {
        missing: vec!["lld-19"],
        ..asked.clone()
    };
    assert_eq!(decide(&one), Decision::Install(vec!["lld-19"]));

    let harmless = Facts {
        may_install: false,
        displaces: false,
        ..asked.clone()
    };
    assert_eq!(decide(&harmless), Decision::Install(PACKAGES.to_vec()));

    let unasked = told(&Facts {
        may_install: false,
        ..asked.clone()
    });
    assert!(unasked.contains("`cargo xtask wasm --install`"), "{unasked}");
    assert!(
        unasked
            .ends_with(": apt-get install --no-install-recommends rustc-web cargo-web rust-web-src lld-19"),
        "{unasked}"
    );

    let no_root = told(&Facts { root: false, ..asked });
    assert!(no_root.contains(": sudo apt-get install"), "{no_root}");
    assert!(
        no_root.contains("`rustup target add wasm32-unknown-unknown`"),
        "{no_root}"
    );
    assert!(!no_root.contains("--install`"), "{no_root}");
}

#[test]
fn elsewhere_the_user_is_told_what_to_run() {
    let facts = Facts {
        missing: PACKAGES.to_vec(),
        may_install: true,
        root: true,
        ..Facts::default()
    };
    assert!(told(&facts).ends_with(": rustup target add wasm32-unknown-unknown"));
}

#[test]
fn a_sysroot_counts_only_with_the_targets_library() {
    let sysroot = tempfile::tempdir().unwrap();
    let libraries = sysroot.path().join("lib/rustlib/wasm32-unknown-unknown/lib");
    assert!(!has_std(sysroot.path()));
    std::fs::create_dir_all(&libraries).unwrap();
    assert!(!has_std(sysroot.path()));
    std::fs::write(libraries.join("libstd_detect-1.rlib"), "").unwrap();
    assert!(!has_std(sysroot.path()));
    std::fs::write(libraries.join("libstd-0123.rlib"), "").unwrap();
    assert!(has_std(sysroot.path()));
}
