//! `avmsdk configure` as a user meets it: folders in, folders out.

mod support;

use std::fs;
use support::{PLACEHOLDER, avmsdk, run, run_ok, run_refused, small, stages, tree, write};

#[test]
fn the_default_folder_is_the_vendors() {
    for (url, folder) in [
        ("http://localhost:8000/static/", "http:__localhost:8000_static_"),
        ("https://cdn.acme.org/", "https:__cdn.acme.org_"),
        ("https://cdn.acme.org", "https:__cdn.acme.org_"),
    ] {
        let root = tempfile::tempdir().unwrap();
        small(root.path());
        run_ok(root.path(), &["configure", url, "--source", "sdk"]);
        let out = root.path().join(folder);
        let url = format!("{}/", url.trim_end_matches('/'));
        assert_eq!(
            fs::read_to_string(out.join("cdnPackage/loader.json")).unwrap(),
            format!("{{\"url\":\"{url}sdk.1.0.1.min.js\"}}")
        );
        assert_eq!(fs::read_to_string(out.join("docs/README.md")).unwrap(), url);
        assert!(!out.join("files").exists());
        assert_eq!(stages(root.path()), Vec::<std::path::PathBuf>::new());
    }
}

#[test]
fn every_form_of_source_gives_the_same_output() {
    let root = tempfile::tempdir().unwrap();
    let sdk = small(root.path());
    let outer = root.path().join("download");
    fs::create_dir(&outer).unwrap();
    fs::rename(&sdk, outer.join("files")).unwrap();
    write(
        &outer,
        &[("README.md", b"the vendor's"), ("configure", b"#!/bin/sh")],
    );
    let mut trees = Vec::new();
    for (source, out) in [
        ("download", "one"),
        ("download/files", "two"),
        ("download/files/.", "three"),
    ] {
        run_ok(
            root.path(),
            &["configure", "https://a.org/", "--source", source, "--out", out],
        );
        trees.push(tree(&root.path().join(out)));
    }
    assert!(trees.windows(2).all(|pair| pair[0] == pair[1]));
    assert!(!trees[0].contains_key("configure") && trees[0]["README.md"] != b"the vendor's");
}

#[cfg(unix)]
#[test]
fn modes_are_kept() {
    use std::os::unix::fs::PermissionsExt as _;
    let root = tempfile::tempdir().unwrap();
    let sdk = small(root.path());
    let mode = |path: std::path::PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    for (name, bits) in [
        ("a.sh", 0o755),
        ("b.js", 0o600),
        ("c.js", 0o444),
        ("d.js", 0o666),
        ("e.js", 0o4755),
    ] {
        let path = sdk.join("cdnPackage").join(name);
        fs::write(&path, PLACEHOLDER).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(bits)).unwrap();
    }
    run_ok(
        root.path(),
        &["configure", "https://a.org/", "--source", "sdk", "--out", "out"],
    );
    for (name, bits) in [
        ("a.sh", 0o755),
        ("b.js", 0o600),
        ("c.js", 0o444),
        ("d.js", 0o666),
        ("e.js", 0o755),
    ] {
        assert_eq!(
            mode(root.path().join("out/cdnPackage").join(name)),
            bits,
            "{name}"
        );
    }
}

#[test]
fn our_earlier_output_is_replaced_and_retargeted() {
    let root = tempfile::tempdir().unwrap();
    let sdk = small(root.path());
    run_ok(
        root.path(),
        &["configure", "https://a.org/", "--source", "sdk", "--out", "out"],
    );
    fs::write(sdk.join("cdnPackage/new.js"), "new").unwrap();
    run_ok(
        root.path(),
        &["configure", "https://b.org/x/", "--source", "sdk", "--out", "out"],
    );
    assert!(root.path().join("out/cdnPackage/new.js").exists());
    run_ok(
        root.path(),
        &["configure", "https://c.org/", "--source", "out", "--out", "again"],
    );
    run_ok(
        root.path(),
        &[
            "configure",
            "https://c.org/",
            "--source",
            "sdk",
            "--out",
            "straight",
        ],
    );
    assert_eq!(
        tree(&root.path().join("again")),
        tree(&root.path().join("straight"))
    );
    assert_eq!(stages(root.path()), Vec::<std::path::PathBuf>::new());
}

#[test]
fn folders_of_others_are_kept_without_force() {
    let root = tempfile::tempdir().unwrap();
    small(root.path());
    let configure = ["configure", "https://a.org/", "--source", "sdk", "--out", "out"];
    write(root.path(), &[("out/precious.txt", b"mine")]);
    let (code, error) = run_refused(root.path(), &configure);
    assert_eq!(code, Some(1));
    assert!(
        error.contains("was not made by avmsdk") && error.contains("--force"),
        "{error}"
    );
    run_ok(root.path(), &[&configure[..], &["--force"]].concat());
    assert!(!root.path().join("out/precious.txt").exists());

    // In an output of ours, a file that someone put there is precious too.
    write(
        root.path(),
        &[("out/cdnPackage/mine.js", b"mine"), ("out/.DS_Store", b"litter")],
    );
    let (_, error) = run_refused(root.path(), &configure);
    assert!(
        error.contains("holds a file that avmsdk did not make (`cdnPackage/mine.js`)"),
        "{error}"
    );
    fs::remove_file(root.path().join("out/cdnPackage/mine.js")).unwrap();
    run_ok(root.path(), &configure);

    fs::remove_dir_all(root.path().join("out")).unwrap();
    fs::create_dir(root.path().join("out")).unwrap();
    run_ok(root.path(), &configure);
}

#[cfg(unix)]
#[test]
fn force_follows_no_link_and_deletes_nothing_outside() {
    use std::os::unix::fs::symlink;
    let root = tempfile::tempdir().unwrap();
    small(root.path());
    write(
        root.path(),
        &[("elsewhere/precious.txt", b"mine"), ("out/old.txt", b"old")],
    );
    symlink(root.path().join("elsewhere"), root.path().join("out/link")).unwrap();
    symlink("elsewhere", root.path().join("linked-out")).unwrap();
    run_ok(
        root.path(),
        &[
            "configure",
            "https://a.org/",
            "--source",
            "sdk",
            "--out",
            "out",
            "--force",
        ],
    );
    assert!(root.path().join("elsewhere/precious.txt").exists());
    assert!(!root.path().join("out/link").exists());

    let (_, error) = run_refused(
        root.path(),
        &[
            "configure",
            "https://a.org/",
            "--source",
            "sdk",
            "--out",
            "linked-out",
            "--force",
        ],
    );
    assert!(error.contains("it is a symlink"), "{error}");
    assert_eq!(tree(&root.path().join("elsewhere")).len(), 1);
}

#[test]
fn the_output_cannot_be_where_it_would_do_harm() {
    let root = tempfile::tempdir().unwrap();
    small(root.path());
    write(root.path(), &[("a-file", b"x")]);
    for (out, says, code) in [
        ("sdk/out", "lies inside the source", 1),
        ("sdk", "lies inside the source", 1),
        (".", "has no name", 2),
        ("a-file", "is not a folder", 1),
        ("..", "has no name", 2),
    ] {
        let args = [
            "configure",
            "https://a.org/",
            "--source",
            "sdk",
            "--out",
            out,
            "--force",
        ];
        let (exit, error) = run_refused(root.path(), &args);
        assert!(
            error.contains(says) && exit == Some(code),
            "{out}: {exit:?} {error}"
        );
    }
    let parent = root.path().to_str().unwrap();
    let (_, error) = run_refused(
        root.path(),
        &[
            "configure",
            "https://a.org/",
            "--source",
            "sdk",
            "--out",
            parent,
            "--force",
        ],
    );
    assert!(error.contains("holds the source"), "{error}");
    let inner = root.path().join("out/inner");
    fs::create_dir_all(&inner).unwrap();
    let (_, error) = run_refused(
        &inner,
        &[
            "configure",
            "https://a.org/",
            "--source",
            "../../sdk",
            "--out",
            "../../out",
            "--force",
        ],
    );
    assert!(error.contains("holds the current folder"), "{error}");
    assert!(root.path().join("sdk/cdnPackage/loader.json").exists());
}

#[cfg(unix)]
#[test]
fn links_and_devices_in_the_source() {
    use std::os::unix::fs::symlink;
    let root = tempfile::tempdir().unwrap();
    let sdk = small(root.path());
    write(
        root.path(),
        &[
            ("secret.txt", b"secret"),
            ("sdk/cdnPackage/real/x.js", PLACEHOLDER.as_bytes()),
        ],
    );
    let configure = ["configure", "https://a.org/", "--source", "sdk", "--out", "out"];

    // A link that stays inside is a copy of what it leads to.
    symlink("real/x.js", sdk.join("cdnPackage/file-link.js")).unwrap();
    symlink("real", sdk.join("cdnPackage/folder-link")).unwrap();
    run_ok(root.path(), &configure);
    let out = tree(&root.path().join("out"));
    for path in [
        "cdnPackage/file-link.js",
        "cdnPackage/folder-link/x.js",
        "cdnPackage/real/x.js",
    ] {
        assert_eq!(out[path], b"https://a.org/", "{path}");
    }

    let refused = |target: &str, says: &str| {
        let link = sdk.join("cdnPackage/odd");
        symlink(target, &link).unwrap();
        let (code, error) = run_refused(root.path(), &configure);
        assert!(code == Some(1) && error.contains(says), "{error}");
        fs::remove_file(link).unwrap();
    };
    refused(
        "../../secret.txt",
        "`cdnPackage/odd` is a link that leaves the source: ../../secret.txt",
    );
    refused("/etc", "`cdnPackage/odd` is a link that leaves the source: /etc");
    refused("missing", "`cdnPackage/odd` is a link to nothing: missing");
    refused("..", "`cdnPackage/odd` is a link to a folder that holds it: ..");
    let _socket = std::os::unix::net::UnixListener::bind(sdk.join("cdnPackage/odd")).unwrap();
    let (_, error) = run_refused(root.path(), &configure);
    assert!(
        error.contains("`cdnPackage/odd` is a socket, not a file"),
        "{error}"
    );
    assert_eq!(tree(&root.path().join("out")), out, "a refusal touches nothing");
}

#[cfg(unix)]
#[test]
fn a_source_that_stands_for_more_than_it_holds_is_refused() {
    use std::os::unix::fs::symlink;
    let root = tempfile::tempdir().unwrap();
    let sdk = small(root.path());
    let configure = ["configure", "https://a.org/", "--source", "sdk", "--out", "out"];
    let refused = |says: &str| {
        let (code, error) = run_refused(root.path(), &configure);
        assert!(code == Some(1) && error.contains(says), "{error}");
        assert!(!root.path().join("out").exists());
    };

    // Each folder leads to the next one twice: 2^24 files.
    for level in 0..24 {
        let folder = sdk.join(format!("cdnPackage/f{level}"));
        fs::create_dir(&folder).unwrap();
        for name in ["a", "b"] {
            symlink(format!("../f{}", level + 1), folder.join(name)).unwrap();
        }
    }
    fs::create_dir(sdk.join("cdnPackage/f24")).unwrap();
    refused("the source holds more than 50000 files and folders");

    for level in 0..24 {
        fs::remove_dir_all(sdk.join(format!("cdnPackage/f{level}"))).unwrap();
    }
    // Larger than any memory, and nothing on the disk.
    let file = fs::File::create(sdk.join("cdnPackage/large.bin")).unwrap();
    file.set_len(1 << 42).unwrap();
    refused("the source holds more than 1 GiB");
}

#[cfg(unix)]
#[test]
fn a_link_named_files_that_leaves_the_source_is_refused() {
    let root = tempfile::tempdir().unwrap();
    small(root.path());
    fs::create_dir(root.path().join("download")).unwrap();
    std::os::unix::fs::symlink("../sdk", root.path().join("download/files")).unwrap();
    let (code, said) = run_refused(
        root.path(),
        &[
            "configure",
            "https://a.org/",
            "--source",
            "download",
            "--out",
            "out",
        ],
    );
    assert_eq!(code, Some(1));
    assert!(
        said.contains("`files` is a link that leaves the source"),
        "{said}"
    );
    assert!(!root.path().join("out").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_utf8_or_could_escape_are_refused() {
    use std::os::unix::ffi::OsStrExt as _;
    let root = tempfile::tempdir().unwrap();
    let sdk = small(root.path());
    for (name, says) in [
        (
            &b"gr\xfc\xdfe.js"[..],
            "a file's name is not UTF-8: cdnPackage/gr\u{fffd}\u{fffd}e.js",
        ),
        (
            b"..\\..\\evil.js",
            "a file's name could leave the output folder: cdnPackage/..\\..\\evil.js",
        ),
        (b"red\x1b[31m\\.js", "cdnPackage/red\\u{1b}[31m\\.js"),
    ] {
        let path = sdk.join("cdnPackage").join(std::ffi::OsStr::from_bytes(name));
        fs::write(&path, "x").unwrap();
        let (_, error) = run_refused(root.path(), &["configure", "https://a.org/", "--source", "sdk"]);
        assert!(error.contains(says), "{error}");
        fs::remove_file(path).unwrap();
    }
}

#[test]
fn siblings_are_made_of_the_rewritten_bytes() {
    use std::io::Read as _;
    let root = tempfile::tempdir().unwrap();
    let sdk = small(root.path());
    let script = format!("var p='{PLACEHOLDER}';").repeat(50);
    fs::write(sdk.join("cdnPackage/sdk.1.0.1.min.js"), &script).unwrap();
    run_ok(
        root.path(),
        &[
            "configure",
            "https://a.org/",
            "--source",
            "sdk",
            "--out",
            "out",
            "--precompress",
            "br,gzip",
        ],
    );
    let out = root.path().join("out/cdnPackage");
    let wanted = script.replace(PLACEHOLDER, "https://a.org/");
    assert_eq!(fs::read_to_string(out.join("sdk.1.0.1.min.js")).unwrap(), wanted);
    let mut text = String::new();
    let gzip = fs::File::open(out.join("sdk.1.0.1.min.js.gz")).unwrap();
    flate2::read::GzDecoder::new(gzip)
        .read_to_string(&mut text)
        .unwrap();
    assert_eq!(text, wanted);
    let mut plain = Vec::new();
    let brotli = fs::read(out.join("sdk.1.0.1.min.js.br")).unwrap();
    brotli::BrotliDecompress(&mut &*brotli, &mut plain).unwrap();
    assert_eq!(plain, wanted.as_bytes());
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(root.path().join("out/manifest.json")).unwrap()).unwrap();
    let sibling = manifest["files"]
        .as_array()
        .unwrap()
        .iter()
        .find(|file| file["path"] == "cdnPackage/sdk.1.0.1.min.js.br");
    assert_eq!(sibling.unwrap()["contentType"], "text/javascript; charset=utf-8");
    // Configuring again forgets them.
    run_ok(
        root.path(),
        &["configure", "https://b.org/", "--source", "out", "--out", "again"],
    );
    assert!(!root.path().join("again/cdnPackage/sdk.1.0.1.min.js.br").exists());
}

#[test]
fn json_is_one_document_whatever_happens() {
    let root = tempfile::tempdir().unwrap();
    small(root.path());
    let document = |args: &[&str]| -> serde_json::Value {
        serde_json::from_slice(&run(root.path(), args).stdout).unwrap()
    };
    let done = document(&["configure", "http://cdn.acme.org", "--source", "sdk", "--json"]);
    assert_eq!(done["schema"], "avmsdk.configure/1");
    assert_eq!((&done["ok"], &done["replacements"]), (&true.into(), &2.into()));
    assert_eq!(done["warnings"][0]["code"], "insecure-remote");
    let failed = document(&["--json", "configure", "cdn.acme.org", "--source", "sdk"]);
    assert_eq!(failed["schema"], "avmsdk.error/1");
    assert_eq!(
        (&failed["ok"], &failed["code"]),
        (&false.into(), &"public-path-scheme".into())
    );
    assert!(
        failed["hint"]
            .as_str()
            .unwrap()
            .contains("`https://cdn.acme.org`")
    );
    let unknown = document(&["configure", "--json", "--nope"]);
    assert_eq!(
        (&unknown["schema"], &unknown["code"]),
        (&"avmsdk.error/1".into(), &"usage".into())
    );
    assert_eq!(unknown["error"], "unexpected argument '--nope' found");
    let missing = document(&["configure", "--json"]);
    assert_eq!(
        missing["error"],
        "the following required arguments were not provided: <PUBLIC_PATH>"
    );
}

/// As a pipeline sets the variables that a job has no value for.
#[test]
fn empty_variables_are_as_good_as_none() {
    let root = tempfile::tempdir().unwrap();
    small(root.path());
    let mut command = avmsdk(root.path());
    for name in ["AVMSDK_CHANNELS", "AVMSDK_MEDIA_HOST", "AVMSDK_INTEGRATION_ID"] {
        command.env(name, "");
    }
    let output = command
        .args(["configure", "https://a.org/", "--source", "sdk"])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[cfg(unix)]
#[test]
fn names_of_files_cannot_speak_for_the_program() {
    let root = tempfile::tempdir().unwrap();
    small(root.path());
    let name = "x\u{9b}31m\u{202e}\nerror: fake";
    std::os::unix::fs::symlink("nowhere", root.path().join("sdk/cdnPackage").join(name)).unwrap();
    let args = ["configure", "https://a.org/", "--source", "sdk"];
    let (_, said) = run_refused(root.path(), &args);
    assert_eq!(
        said.lines().filter(|line| line.starts_with("error:")).count(),
        1,
        "{said}"
    );
    assert!(!said.contains(['\u{9b}', '\u{202e}']), "{said:?}");
    let output = run(root.path(), &[&args[..], &["--json"]].concat());
    let document = String::from_utf8(output.stdout).unwrap();
    assert!(!document.contains(['\u{9b}', '\u{202e}']), "{document:?}");
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    assert!(document["causes"][0].as_str().unwrap().contains(name));
}

#[test]
fn quiet_says_nothing_and_warnings_still_come() {
    let root = tempfile::tempdir().unwrap();
    small(root.path());
    let quiet = run(
        root.path(),
        &["configure", "https://a.org/", "--source", "sdk", "-q"],
    );
    assert!(quiet.status.success() && quiet.stdout.is_empty() && quiet.stderr.is_empty());
    let warned = run(
        root.path(),
        &["configure", "http://a.org/", "--source", "sdk", "-q"],
    );
    assert!(warned.stdout.is_empty() && String::from_utf8_lossy(&warned.stderr).starts_with("warning: "));
}

/// Both of several runs to one fresh folder are right: the later one counts.
#[test]
fn runs_to_one_folder_at_the_same_time_do_not_get_in_each_others_way() {
    let root = tempfile::tempdir().unwrap();
    let source = support::small(root.path());
    for round in 0..4 {
        let runs: Vec<_> = (0..4)
            .map(|_| {
                support::avmsdk(root.path())
                    .args(["configure", "https://a.org/", "--source"])
                    .arg(&source)
                    .arg(format!("--out=out{round}"))
                    .stdout(std::process::Stdio::null())
                    .stderr(std::process::Stdio::piped())
                    .spawn()
                    .unwrap()
            })
            .collect();
        for run in runs {
            let output = run.wait_with_output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "{said}");
        }
    }
    assert!(support::stages(root.path()).is_empty());
}

#[cfg(target_os = "linux")]
#[test]
fn where_the_report_cannot_be_printed_it_says_that_the_folder_was_made() {
    let root = tempfile::tempdir().unwrap();
    support::small(root.path());
    let output = support::avmsdk(root.path())
        .args(["configure", "https://a.org/", "--source", "sdk", "--out", "out"])
        .stdout(std::fs::File::create("/dev/full").unwrap())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("the package is configured, in out"), "{said}");
    assert!(said.contains("cannot print the answer"), "{said}");
    assert!(root.path().join("out/manifest.json").is_file());
}
