//! What is refused before anything is done: a wrong address, a missing token, a plan for another place.

use crate::package::Package;
use crate::server::{KEY, SECRET};
use crate::settings::wants;
use crate::web::{Response, Server as Web};
use crate::{Stage, bare, said};
use serde_json::Value;
use std::fs;

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

/// A bucket is data: its record may be made to fill the memory of whoever reads it.
#[test]
fn a_record_that_does_not_end_is_left_unread() {
    let root = tempfile::tempdir().unwrap();
    let package = Package::ours(root.path(), "https://cdn.acme.org/chat/", 1);
    let huge = " ".repeat(65 << 20);
    let site = Web::start(move |_| Response::new(200, huge.as_str()).with("etag", "\"1\""));
    let mut command = bare(root.path(), "deploy");
    command
        .arg(&package.folder)
        .arg("--target=s3://acme/chat")
        .arg(format!("--endpoint={}", site.url("")))
        .env("AWS_ACCESS_KEY_ID", KEY)
        .env("AWS_SECRET_ACCESS_KEY", SECRET);
    let output = command.output().unwrap();
    wants(&output, 1, &["releases/current.json", "larger than 64 MiB"]);
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
