//! What `avmsdk csp` prints, by the real binary, to the byte and with its exit code.

mod support;

#[test]
fn csp() {
    trycmd::TestCases::new().case("tests/csp/*.trycmd");
}

/// A pipe gets the policy alone, whatever else there is to say.
#[test]
fn only_the_policy_goes_to_stdout() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_avmsdk"))
        .args([
            "csp",
            "https://cdn.acme.org/",
            "--format",
            "header",
            "--strict",
            "--no-image-upload",
        ])
        .output()
        .expect("the program starts");
    let stdout = String::from_utf8(output.stdout).expect("UTF-8");
    let stderr = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(
        stdout.starts_with("Content-Security-Policy: script-src "),
        "{stdout}"
    );
    assert_eq!(stdout.lines().count(), 1, "{stdout}");
    assert!(stderr.contains("`runtime: 'js'`"), "{stderr}");
    assert!(stderr.contains("`menuItems: {imageUpload: false}`"), "{stderr}");
}

/// A broken folder nearby is no reason to refuse what does not concern it.
#[test]
fn a_damaged_package_nearby_counts_only_where_it_could_be_meant() {
    let root = tempfile::tempdir().expect("a folder");
    let damaged = br#"{"schema":"avmsdk.manifest/1"}"#;
    support::write(root.path(), &[("old/manifest.json", &damaged[..])]);
    let policy = support::run_ok(root.path(), &["csp", "https://cdn.acme.org/"]);
    assert!(policy.contains("script-src https://cdn.acme.org/ "), "{policy}");
    let (code, said) = support::run_refused(root.path(), &["csp"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("manifest.json"), "{said}");
}

/// Whatever command repeats an address: what stands before its `@` may be a password.
#[test]
fn passwords_are_never_repeated() {
    let here = tempfile::tempdir().expect("a folder");
    let with = |scheme: &str| format!("{scheme}user:s3kret@127.0.0.1:1/");
    let (https, ftp, bare) = (with("https://"), with("ftp://"), with(""));
    let path = "https://cdn.acme.org/";
    for args in [
        &["csp", path, "--check", &https][..],
        &["csp", path, "--check", &ftp],
        &["csp", path, "--merge", &https],
        &["csp", path, "--merge", &bare],
        &["csp", path, "--api-host", &https],
        &["csp", path, "--media-host", &https],
        &["csp", path, "--webview-host", &bare],
        &["csp", path, "--report-to", &https],
        &["csp", &bare],
        &["configure", &bare],
        &["configure", &https],
        &["configure", path, "--from", &bare],
        &["verify", &ftp],
        &["verify", &bare],
        &["verify", path, "--origin", &bare],
    ] {
        let (_, said) = support::run_refused(here.path(), args);
        assert!(!said.contains("s3kret"), "{args:?}: {said}");
    }
}

/// A vendor's package nearby for another public path is not silently taken for ours.
#[test]
fn a_vendors_package_nearby_is_spoken_of() {
    let here = tempfile::tempdir().expect("a folder");
    support::small(here.path());
    support::run_ok(
        here.path(),
        &["configure", "https://a.org/", "--source", "sdk", "--out", "out"],
    );
    let said = |args: &[&str]| {
        let output = support::run(here.path(), args);
        assert!(output.status.success());
        String::from_utf8(output.stderr).expect("UTF-8")
    };
    let other = said(&["csp", "https://b.org/"]);
    assert!(
        other.contains("for the vendor's in `out` add `--source`"),
        "{other}"
    );
    assert_eq!(said(&["csp", "https://a.org/"]), "");
    assert_eq!(said(&["csp", "https://b.org/", "--source", "out"]), "");
}

/// A page without end is not said to be none.
#[test]
fn a_page_that_is_too_large_or_breaks_off_is_said_to_be_so() {
    use std::io::{Read as _, Write as _};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let server = std::thread::spawn(move || {
        for size in [65_usize << 20, 1000] {
            let (mut stream, _) = listener.accept().expect("a visitor");
            let _ = stream.read(&mut [0; 4096]);
            let head = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 99999999\r\n\r\n";
            // The visitor may have left by then.
            let _ = stream.write_all(head.as_bytes());
            let _ = stream.write_all(&vec![b' '; size]);
        }
    });
    let here = tempfile::tempdir().expect("a folder");
    for why in [
        "the page is larger than 64 MiB",
        "no whole page came: it broke off",
    ] {
        let (code, said) = support::run_refused(here.path(), &["csp", "https://a.org/", "--check", &url]);
        assert_eq!(code, Some(1));
        assert!(said.contains(why), "{said}");
    }
    server.join().expect("the server ends");
}

/// Whose a package is can be told without its manifest: by the section in which our modules carry the path.
#[test]
fn ours_is_known_without_its_manifest() {
    let here = tempfile::tempdir().expect("a folder");
    // An empty module with the section, and one without.
    let ours = b"\0asm\x01\0\0\0\x00\x21\x12avmsdk.public_pathhttps://a.org/";
    support::write(
        here.path(),
        &[
            ("ours/cdnPackage/x.wasm", ours),
            ("other/cdnPackage/x.wasm", &ours[..8]),
        ],
    );
    for (source, is_ours) in [("ours", true), ("other", false)] {
        let policy = support::run_ok(here.path(), &["csp", "https://a.org/", "--source", source]);
        assert_eq!(policy.contains("'wasm-unsafe-eval'"), is_ours, "{policy}");
    }
}
