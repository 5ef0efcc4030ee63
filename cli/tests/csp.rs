//! What `avmsdk csp` prints, by the real binary, to the byte and with its exit code.

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
