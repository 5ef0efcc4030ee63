use super::{Inputs, Stamp};
use crate::wasm::node::Node;
use crate::wasm::paths::Paths;
use crate::wasm::sizes::Table;
use crate::wasm::toolchain::{Toolchain, Way};
use std::fs;
use std::path::Path;

/// A workspace in miniature.
fn paths(root: &Path) -> Paths {
    let paths = Paths {
        root: root.to_path_buf(),
        version: "1.2.3".into(),
        rust_version: "1.95".into(),
        crates: vec![root.join("runtime")],
        host: root.join("runtime/host/src"),
        manual: root.join("templates/manual"),
        npm: root.join("xtask/npm"),
        budget: root.join("xtask/budget.toml"),
        work: root.join("target/wasm"),
        node_modules: root.join("target/xtask-npm"),
        sdk: root.join("target/sdk"),
        npm_package: root.join("target/npm"),
    };
    let own = root.join("xtask/src/wasm");
    for folder in [
        &paths.host,
        &paths.manual,
        &paths.npm,
        &own,
        &paths.work,
        &paths.sdk.join("docs"),
    ] {
        fs::create_dir_all(folder).unwrap();
    }
    for file in [
        "Cargo.toml",
        "Cargo.lock",
        "runtime/lib.rs",
        "templates/manual/README.md",
        "xtask/npm/package.json",
    ] {
        fs::write(root.join(file), file).unwrap();
    }
    fs::write(paths.sdk.join("docs/README.md"), "the package").unwrap();
    paths
}

fn toolchain(way: Way) -> Toolchain {
    Toolchain {
        way,
        rustc: "rustc 1.96.0".into(),
    }
}

fn inputs(paths: &Paths) -> Inputs {
    Inputs::gather(paths, &toolchain(Way::Debian), None).unwrap()
}

#[test]
fn every_input_counts() {
    let root = tempfile::tempdir().unwrap();
    let paths = paths(root.path());
    let first = inputs(&paths);
    assert_eq!(first, inputs(&paths));
    for file in [
        "Cargo.lock",
        "runtime/lib.rs",
        "templates/manual/README.md",
        "xtask/npm/package.json",
    ] {
        fs::write(root.path().join(file), "changed").unwrap();
        assert_ne!(first, inputs(&paths), "{file}");
        fs::write(root.path().join(file), file).unwrap();
        assert_eq!(first, inputs(&paths), "{file}");
    }
    fs::write(root.path().join("runtime/new.rs"), "").unwrap();
    assert_ne!(first, inputs(&paths), "a new file");
    fs::remove_file(root.path().join("runtime/new.rs")).unwrap();
    assert_ne!(
        first,
        Inputs::gather(&paths, &toolchain(Way::Active), None).unwrap()
    );
    let node = Node {
        version: "v20.0.0".into(),
    };
    assert_ne!(
        first,
        Inputs::gather(&paths, &toolchain(Way::Debian), Some(&node)).unwrap()
    );
}

#[test]
fn a_stamp_is_fresh_while_inputs_and_package_are_what_they_were() {
    let root = tempfile::tempdir().unwrap();
    let paths = paths(root.path());
    let made = inputs(&paths);
    let mut sum = super::Sum::default();
    super::add_folder(&mut sum, &paths.sdk).unwrap();
    let stamp = Stamp::new(made.clone(), sum.hex(), Table::default(), true);
    assert_eq!(Stamp::fresh(&paths, &made).unwrap(), None, "not yet written");
    stamp.write(&paths).unwrap();
    assert_eq!(Stamp::fresh(&paths, &made).unwrap(), Some(stamp));

    fs::write(root.path().join("runtime/lib.rs"), "changed").unwrap();
    assert_eq!(
        Stamp::fresh(&paths, &inputs(&paths)).unwrap(),
        None,
        "an input changed"
    );
    fs::write(paths.sdk.join("docs/extra.md"), "").unwrap();
    assert_eq!(Stamp::fresh(&paths, &made).unwrap(), None, "the package changed");
    fs::remove_dir_all(&paths.sdk).unwrap();
    assert_eq!(Stamp::fresh(&paths, &made).unwrap(), None, "the package is gone");
    fs::write(paths.work.join("stamp.json"), "{").unwrap();
    assert_eq!(Stamp::fresh(&paths, &made).unwrap(), None, "not a stamp");
}
