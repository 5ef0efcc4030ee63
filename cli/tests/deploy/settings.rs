//! Where settings come from, a clear word on each wrong one, and no secret in any of them.

use crate::package::Package;
use crate::proxy::Act;
use crate::server::{KEY, SECRET};
use crate::web::{Response, Server as Web};
use crate::{Stage, bare, done, said};
use serde_json::Value;
use std::fs;
use std::process::Output;

fn wants(output: &Output, code: i32, words: &[&str]) {
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
    wants(&profile("nobody"), 1, &["credentials", "--profile"]);
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

#[test]
fn an_address_that_is_no_s3_server_is_told() {
    let root = tempfile::tempdir().unwrap();
    let package = Package::ours(root.path(), "https://cdn.acme.org/chat/", 1);
    let run = |endpoint: &str, variables: &[(&str, &str)]| {
        let mut command = bare(root.path(), "deploy");
        command.arg(&package.folder).arg("--target=s3://acme/chat");
        if !endpoint.is_empty() {
            command.arg(format!("--endpoint={endpoint}"));
        }
        command
            .env("AWS_ACCESS_KEY_ID", KEY)
            .env("AWS_SECRET_ACCESS_KEY", SECRET);
        command.envs(variables.iter().copied()).output().unwrap()
    };
    for status in [200, 400, 404, 405] {
        let page = "<!doctype html><html><body>It works!</body></html>";
        let site = Web::start(move |_| Response::new(status, page).with("content-type", "text/html"));
        let output = run(&site.url(""), &[]);
        wants(
            &output,
            1,
            &["no S3 server", &status.to_string(), "check `--endpoint`"],
        );
    }
    for name in ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"] {
        let output = run("", &[(name, "garbage")]);
        wants(&output, 2, &[name, "https://s3.example.com"]);
        assert!(!said(&output).contains("region"), "{}", said(&output));
    }
}

#[test]
fn what_is_missing_is_said_in_words() {
    let stage = Stage::new();
    let root = stage.root();
    let package = Package::ours(root, &stage.url("chat"), 1);
    let run = |folder: &str, args: &[&str], has_key: bool| {
        let mut command = bare(root, "deploy");
        let endpoint = format!("--endpoint=http://127.0.0.1:{}", stage.server.port);
        command
            .args([folder, "--target=s3://acme/chat", &endpoint])
            .args(args);
        for name in ["FASTLY_API_TOKEN", "CLOUDFLARE_API_TOKEN"] {
            command.env_remove(name);
        }
        if has_key {
            command
                .env("AWS_ACCESS_KEY_ID", KEY)
                .env("AWS_SECRET_ACCESS_KEY", SECRET);
        }
        command.output().unwrap()
    };
    let folder = package.folder.to_str().unwrap();

    let output = run("nosuch", &[], true);
    wants(&output, 2, &["there is no folder `nosuch`", "avmsdk deploy DIR"]);
    assert!(!said(&output).contains("--source"));

    let output = run(folder, &[], false);
    wants(
        &output,
        1,
        &["looked in the variables AWS_ACCESS_KEY_ID", "profile"],
    );
    let debugging = ["{", "ProviderError", "Unhandled"];
    assert!(
        !debugging.iter().any(|word| said(&output).contains(word)),
        "{}",
        said(&output)
    );

    // What a CDN needs is looked for before anything is uploaded.
    for way in [&[][..], &["--plan"]] {
        for (cdn, name) in [
            ("fastly:abc", "FASTLY_API_TOKEN"),
            ("cloudflare:abc", "CLOUDFLARE_API_TOKEN"),
        ] {
            let cdn = format!("--cdn={cdn}");
            let args = [&[cdn.as_str()][..], way].concat();
            wants(&run(folder, &args, true), 2, &[&format!("{name} is not set")]);
        }
        let args = [&["--cdn=cloudfront:E1"][..], way].concat();
        wants(&run(folder, &args, false), 2, &["cannot talk to CloudFront"]);
    }
    assert!(stage.server.objects("chat/").is_empty());
    // The policy can be printed without any.
    let output = run(folder, &["--cdn=fastly:abc", "--print-policy"], false);
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn a_reviewed_plan_holds_for_its_own_target_and_cdn() {
    let stage = Stage::new();
    let package = Package::ours(stage.root(), &stage.url("chat"), 1);
    let plan = stage.root().join("plan.json");
    let folder = package.folder.to_str().unwrap();
    let purge = "--cdn=purge:http://127.0.0.1:1";
    let kept = stage.run(
        "deploy",
        "chat",
        &[folder, purge, "--plan-out", plan.to_str().unwrap()],
    );
    assert_eq!(kept["terms"]["target"], "s3://acme/chat/");
    let apply = |place: &str, args: &[&str]| {
        let mut command = stage.command("deploy", place);
        command.arg(folder).arg("--apply").arg(&plan).args(args);
        command.output().unwrap()
    };
    wants(
        &apply("other", &[purge]),
        4,
        &["s3://acme/chat/", "s3://acme/other/"],
    );
    wants(&apply("chat", &[]), 4, &["purge:http://127.0.0.1:1/", "`none`"]);
    wants(&apply("chat", &["--deep", purge]), 4, &["--deep"]);
    for place in ["chat/", "other/"] {
        assert!(stage.server.objects(place).is_empty(), "{place}");
    }

    let text = fs::read_to_string(&plan).unwrap();
    fs::write(&plan, text.replace("deploy-plan/1", "deploy-plan/9")).unwrap();
    wants(
        &apply("chat", &[purge]),
        1,
        &["avmsdk.deploy-plan/9", "--plan-out"],
    );
    fs::write(&plan, &text).unwrap();
    // Its own place, and the CDN that cannot be told.
    wants(&apply("chat", &[purge]), 3, &["everything is uploaded"]);
    // The record tells readers nothing of it.
    let records = stage.server.objects("chat/releases/");
    assert!(
        !records
            .values()
            .any(|bytes| String::from_utf8_lossy(bytes).contains("s3://"))
    );
}

#[test]
fn a_prune_that_nobody_agreed_to_has_its_document() {
    let stage = Stage::new();
    for version in 1..=2 {
        stage.deploy("chat", &Package::ours(stage.root(), &stage.url("chat"), version));
    }
    let before = stage.server.objects("chat/");
    let output = stage
        .command("prune", "chat")
        .args(["--keep=1", "--older-than=0m", "--json"])
        .output()
        .unwrap();
    wants(&output, 1, &["nothing was done", "--yes"]);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&document["ok"], &document["code"]),
        (&false.into(), &"declined".into())
    );
    assert_eq!(stage.server.objects("chat/"), before);
}
