//! Where settings come from, a clear word on each wrong one, and no secret in any of them.

use crate::package::Package;
use crate::proxy::Act;
use crate::server::{KEY, SECRET};
use crate::{Stage, bare, done, said};
use std::fs;
use std::io::Read as _;
use std::net::TcpListener;
use std::process::Output;

pub(crate) fn wants(output: &Output, code: i32, words: &[&str]) {
    let said = said(output);
    assert_eq!(output.status.code(), Some(code), "{said}");
    for word in words {
        assert!(said.contains(word), "no `{word}` in: {said}");
    }
    assert!(
        !said.contains(SECRET) && !said.contains("another-secret"),
        "{said}"
    );
}

#[test]
fn settings_come_from_file_environment_and_flags() {
    let stage = Stage::new();
    let package = Package::ours(stage.root(), &stage.url("b"), 1);
    let server = format!("http://127.0.0.1:{}", stage.server.port);
    let file = format!(
        "[deploy]\ntarget = 's3://acme/a'\nendpoint = '{server}'\n\
         [env.production.deploy]\ntarget = 's3://acme/b'\n"
    );
    fs::write(stage.root().join("avmsdk.toml"), file).unwrap();
    let run = |args: &[&str], variables: &[(&str, &str)]| {
        let mut command = bare(stage.root(), "deploy");
        command.arg(&package.folder).args(["--plan", "--json"]).args(args);
        command
            .env("AWS_ACCESS_KEY_ID", KEY)
            .env("AWS_SECRET_ACCESS_KEY", SECRET);
        command.envs(variables.iter().copied()).output().unwrap()
    };
    // The place decides what is found there: `b` holds a release.
    done(
        &bare(stage.root(), "deploy")
            .arg(&package.folder)
            .args(["--env=production", "--json"])
            .env("AWS_ACCESS_KEY_ID", KEY)
            .env("AWS_SECRET_ACCESS_KEY", SECRET)
            .output()
            .unwrap(),
    );
    let is_there = |output: Output| done(&output)["isCurrent"].as_bool().unwrap();
    assert!(!is_there(run(&[], &[])), "the file");
    assert!(is_there(run(&["--env=production"], &[])), "a place in the file");
    assert!(is_there(run(&[], &[("AVMSDK_ENV", "production")])));
    assert!(
        is_there(run(&[], &[("AVMSDK_TARGET", "s3://acme/b")])),
        "a variable beats the file"
    );
    let both = run(&["--target=s3://acme/b"], &[("AVMSDK_TARGET", "s3://acme/c")]);
    assert!(is_there(both), "a flag beats the variable");
    wants(
        &run(&["--env=staging"], &[]),
        2,
        &["no `[env.staging]`", "production"],
    );

    // A profile of the AWS files.
    let files = "[profile acme]\nregion = us-east-1\n";
    fs::write(stage.root().join("aws-config"), files).unwrap();
    let files = format!("[acme]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n");
    fs::write(stage.root().join("aws-credentials"), files).unwrap();
    let profile = |name: &str| {
        let mut command = bare(stage.root(), "releases");
        command
            .args(["--env=production", "--json"])
            .arg(format!("--profile={name}"))
            .env("AWS_CONFIG_FILE", stage.root().join("aws-config"))
            .env(
                "AWS_SHARED_CREDENTIALS_FILE",
                stage.root().join("aws-credentials"),
            );
        command.output().unwrap()
    };
    assert_eq!(done(&profile("acme"))["releases"].as_array().unwrap().len(), 1);
    wants(
        &profile("nobody"),
        2,
        &["the AWS files hold no profile of that name", "--profile"],
    );
}

#[test]
fn each_wrong_setting_has_its_word() {
    let stage = Stage::new();
    let package = Package::ours(stage.root(), &stage.url("chat"), 1);
    let port = stage.server.port;
    let run = |target: &str, endpoint: &str, key: &str, secret: &str| {
        let mut command = bare(stage.root(), "deploy");
        command
            .arg(&package.folder)
            .args([format!("--target={target}"), format!("--endpoint={endpoint}")]);
        if !key.is_empty() {
            command
                .env("AWS_ACCESS_KEY_ID", key)
                .env("AWS_SECRET_ACCESS_KEY", secret);
        }
        command.output().unwrap()
    };
    let here = format!("http://127.0.0.1:{port}");
    let acme = "s3://acme/chat";
    let table: [(Output, i32, &[&str]); 9] = [
        (
            run("acme", &here, KEY, SECRET),
            2,
            &["`acme` is no target", "s3://acme-chat/widget"],
        ),
        (
            run(acme, "127.0.0.1", KEY, SECRET),
            2,
            &["endpoint", "https://s3.example.com"],
        ),
        (
            run(acme, "http://user:another-secret@127.0.0.1", KEY, SECRET),
            2,
            &["without user"],
        ),
        (run(acme, &here, "", ""), 1, &["credentials", "AWS_ACCESS_KEY_ID"]),
        (
            run(acme, &here, "AKIDUNKNOWN", "another-secret"),
            1,
            &["check the access key"],
        ),
        (
            run(acme, &here, KEY, "another-secret"),
            1,
            &["check the access key"],
        ),
        (
            run("s3://nothere/chat", &here, KEY, SECRET),
            1,
            &["NoSuchBucket", "check the bucket in `--target`"],
        ),
        (
            run(acme, &here, "AKIDOFAREADER", "reads-only"),
            1,
            &["--print-policy"],
        ),
        (
            run(acme, "http://127.0.0.1:1", KEY, SECRET),
            1,
            &["check `--endpoint`"],
        ),
    ];
    for (output, code, words) in &table {
        wants(output, *code, words);
    }
    assert!(stage.server.objects("chat/").is_empty());

    // Without any of them, and outside of AWS nobody needs a region.
    let output = bare(stage.root(), "deploy")
        .arg(&package.folder)
        .output()
        .unwrap();
    wants(&output, 2, &["there is no target"]);
    let mut command = bare(stage.root(), "deploy");
    let output = command
        .arg(&package.folder)
        .arg("--target=s3://acme")
        .output()
        .unwrap();
    wants(
        &output,
        2,
        &["no region is set anywhere", "--region eu-central-1"],
    );

    // What a server says about time and region.
    let proxy = &stage.proxy;
    for (code, word) in [
        ("RequestTimeTooSkewed", "clock"),
        ("PermanentRedirect", "--region"),
    ] {
        proxy.rule(move |_| Act::Error(code));
        let output = stage
            .command("deploy", "chat")
            .arg(&package.folder)
            .output()
            .unwrap();
        wants(&output, 1, &[code, word]);
    }
}

/// Certificates are read only where one is to be checked; there they are.
#[test]
fn an_https_endpoint_is_spoken_to_by_tls() {
    let root = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let first = std::thread::spawn(move || {
        let mut byte = [0];
        listener.accept().unwrap().0.read_exact(&mut byte).unwrap();
        byte[0]
    });
    let output = bare(root.path(), "releases")
        .arg("--target=s3://acme/chat")
        .arg(format!("--endpoint=https://127.0.0.1:{port}"))
        .env("AWS_ACCESS_KEY_ID", KEY)
        .env("AWS_SECRET_ACCESS_KEY", SECRET)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert_eq!(first.join().unwrap(), 22, "a handshake, not a request");
}

/// A server that takes conditions and does not heed them would let two deploys mix.
#[test]
fn a_server_that_heeds_no_conditions_is_refused_before_anything_is_claimed() {
    let stage = Stage::new();
    let package = Package::ours(stage.root(), &stage.url("chat"), 1);
    let mut records = 0;
    stage.proxy.rule(move |request| {
        let is_record = request.method == "PUT" && request.path.contains("/releases/2");
        records += usize::from(is_record);
        if is_record && records > 1 {
            Act::Claim
        } else {
            Act::Pass
        }
    });
    let output = stage
        .command("deploy", "chat")
        .arg(&package.folder)
        .output()
        .unwrap();
    wants(&output, 1, &["cannot deploy there safely", "`If-Match`"]);
    let stored = stage.server.objects("chat/");
    assert!(!stored.contains_key("releases/current.json") && !stored.contains_key("loader.json"));
}

#[test]
fn the_policy_is_printed_without_asking_anyone() {
    let root = tempfile::tempdir().unwrap();
    let mut command = bare(root.path(), "deploy");
    let output = command
        .args(["--print-policy", "--target=s3://acme/chat"])
        .output()
        .unwrap();
    let policy = done(&output);
    assert_eq!(policy["Statement"][1]["Resource"], "arn:aws:s3:::acme/chat/*");
}
