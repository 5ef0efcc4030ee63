//! No secret is ever printed, wherever it came from and whatever goes wrong.

use crate::package::Package;
use crate::server::{KEY, SECRET};
use crate::{Stage, bare, said};
use std::fs;
use std::process::Command;

/// In every place where someone could put one.
const PLANTED: &str = "planted-s3cret";

#[test]
fn no_output_holds_a_secret() {
    let stage = Stage::new();
    let package = Package::ours(stage.root(), &stage.url("chat"), 1);
    let here = format!("http://127.0.0.1:{}", stage.server.port);
    let loaded = format!("http://user:{PLANTED}@127.0.0.1:{}", stage.server.port);
    let purge = format!("purge:{loaded}");
    let named = format!("s3://user:{PLANTED}@acme/chat");
    // Each with the exit that it leads to: flags, variables, lines of the file.
    type Case<'a> = (&'a [(&'a str, &'a str)], &'a [(&'a str, &'a str)], &'a str, i32);
    let cases: &[Case<'_>] = &[
        (&[("--cdn", &purge)], &[], "", 2),
        (&[("--cdn", &loaded)], &[], "", 2),
        (&[("--endpoint", &loaded)], &[], "", 2),
        (&[("--target", &named)], &[], "", 2),
        (&[], &[("AVMSDK_CDN", &purge)], "", 2),
        (&[], &[("AVMSDK_ENDPOINT", &loaded)], "", 2),
        (&[], &[("AVMSDK_TARGET", &named)], "", 2),
        (&[], &[("AWS_ENDPOINT_URL", &loaded)], "", 2),
        (&[], &[("AWS_ENDPOINT_URL_S3", &loaded)], "", 2),
        (&[], &[], "cdn = 'purge:http://user:planted-s3cret@127.0.0.1'", 2),
        (&[], &[], "endpoint = 'http://user:planted-s3cret@127.0.0.1'", 2),
        (&[], &[], "target = 's3://user:planted-s3cret@acme'", 2),
        (&[], &[], "endpoint = 'http://user:planted-s3cret@127.0.0.1", 2),
        (
            &[],
            &[],
            "cdn = ['purge:http://user:planted-s3cret@127.0.0.1']",
            2,
        ),
        (&[], &[], "tokin = 'planted-s3cret'", 2),
        (&[], &[], "concurrency = 'planted-s3cret'", 2),
        (&[], &[], "progress = 'planted-s3cret'", 2),
        (&[], &[], "deep = 'planted-s3cret'", 2),
        (&[], &[], "[prune]\nolder-than = 'planted-s3cret'", 2),
        (&[], &[], "[csp]\nformat = 'planted-s3cret'", 2),
        (&[], &[("AVMSDK_CONCURRENCY", PLANTED)], "", 2),
        (&[], &[("AVMSDK_PROGRESS", PLANTED)], "", 2),
        (&[], &[("AVMSDK_DEEP", PLANTED)], "", 2),
        (
            &[("--endpoint", &here)],
            &[("AWS_SECRET_ACCESS_KEY", PLANTED)],
            "",
            1,
        ),
        (
            &[("--endpoint", &here)],
            &[("AWS_SESSION_TOKEN", PLANTED), ("AWS_SECRET_ACCESS_KEY", PLANTED)],
            "",
            1,
        ),
        (
            &[("--endpoint", "http://127.0.0.1:1")],
            &[("AWS_SECRET_ACCESS_KEY", PLANTED)],
            "",
            1,
        ),
        // Everything is right: the tokens are there, and not told.
        (
            &[("--endpoint", &here), ("--cdn", "fastly:abc")],
            &[("FASTLY_API_TOKEN", PLANTED)],
            "",
            0,
        ),
        (
            &[("--endpoint", &here), ("--cdn", "cloudflare:abc")],
            &[("CLOUDFLARE_API_TOKEN", PLANTED)],
            "",
            0,
        ),
    ];
    let ways: [&[&str]; 4] = [
        &["--plan"],
        &["--plan", "--json"],
        &["--plan", "--progress=json", "--json"],
        &["--plan-out=plan.json"],
    ];
    for (flags, variables, line, code) in cases {
        let has_target = |name: &str| name.contains("target") || name.contains("TARGET");
        let told = flags.iter().chain(*variables).any(|(name, _)| has_target(name));
        let target = if told || has_target(line) {
            ""
        } else {
            "target = 's3://acme/chat'\n"
        };
        fs::write(
            stage.root().join("avmsdk.toml"),
            format!("[deploy]\n{target}{line}\n"),
        )
        .unwrap();
        for way in ways {
            let mut command = bare(stage.root(), "deploy");
            command.arg(&package.folder).args(way).env("RUST_BACKTRACE", "1");
            keys(&mut command);
            command.envs(variables.iter().copied());
            command.args(flags.iter().map(|(name, value)| format!("{name}={value}")));
            let output = command.output().unwrap();
            let mut all = said(&output);
            all += &fs::read_to_string(stage.root().join("plan.json")).unwrap_or_default();
            let what = format!("{flags:?} {variables:?} {line} {way:?}: {all}");
            assert_eq!(output.status.code(), Some(*code), "{what}");
            assert!(!all.contains("planted-s3cret") && !all.contains(SECRET), "{what}");
        }
    }
    fs::remove_file(stage.root().join("avmsdk.toml")).unwrap();

    // A whole run, with what it leaves for readers.
    for arguments in [["--json", "--progress=json"], ["--yes", "--wait=60"]] {
        let mut command = stage.command("deploy", "chat");
        let output = command.arg(&package.folder).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
        assert!(!said(&output).contains(SECRET));
    }
    for (key, bytes) in stage.server.objects("chat/") {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(SECRET) && !text.contains(KEY), "{key}");
    }
}

fn keys(command: &mut Command) {
    command
        .env("AWS_ACCESS_KEY_ID", KEY)
        .env("AWS_SECRET_ACCESS_KEY", SECRET);
}
