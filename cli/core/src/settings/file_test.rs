use super::*;
use crate::Coded as _;

const FILE: &str = "
public-path = 'https://cdn.acme.org/'
region = 'eu-1'
[csp]
strict = true
inline = ['a.js']
[deploy]
target = 's3://acme'
profile = 'acme'
concurrency = 0x10
[rollback]
profile = 'acme-admin'
[env.production]
api-host = 'https://chat.acme.org'
[env.production.deploy]
target = 's3://acme-production'
";

fn schema() -> Schema {
    let mut schema = Schema::default();
    for command in ["configure", "csp", "verify", "dev"] {
        schema.add(command, "public-path", Kind::Text);
    }
    for key in ["region", "api-host"] {
        schema.add("csp", key, Kind::Text);
    }
    schema.add("csp", "channels", Kind::Texts);
    schema.add("csp", "strict", Kind::Switch);
    schema.add("csp", "inline", Kind::Paths);
    for command in ["deploy", "rollback"] {
        for key in ["target", "region", "profile"] {
            schema.add(command, key, Kind::Text);
        }
        schema.add(command, "concurrency", Kind::Number);
    }
    schema.add("prune", "keep", Kind::Number);
    schema
}

/// What counts for a command, as `key=value@line`.
fn said(env: Option<&str>, command: &str, keys: &[&str]) -> Vec<String> {
    let file = FileSettings::parse(FILE, env, &schema()).unwrap();
    let layers = file.layers(command, keys).into_iter().flatten();
    layers
        .map(|(key, setting)| format!("{key}={}@{}", setting.values.join(","), setting.line))
        .collect()
}

#[test]
fn each_command_finds_its_own_and_what_it_shares() {
    for (env, command, keys, wanted) in [
        (
            None,
            "csp",
            &["public-path", "region", "strict", "inline"][..],
            &[
                "strict=true@5",
                "inline=a.js@6",
                "public-path=https://cdn.acme.org/@2",
                "region=eu-1@3",
            ][..],
        ),
        // The region at the top is not the bucket's.
        (
            None,
            "rollback",
            &["region", "profile", "concurrency", "target"],
            &[
                "profile=acme-admin@12",
                "profile=acme@9",
                "concurrency=16@10",
                "target=s3://acme@8",
            ],
        ),
        (
            Some("production"),
            "deploy",
            &["target"],
            &["target=s3://acme-production@16", "target=s3://acme@8"],
        ),
        (
            Some("production"),
            "csp",
            &["api-host", "region"],
            &["api-host=https://chat.acme.org@14", "region=eu-1@3"],
        ),
        // What is served on this machine is not what the CDN serves.
        (None, "dev", &["public-path"], &[]),
    ] {
        assert_eq!(said(env, command, keys), wanted, "{command}");
    }
}

#[test]
fn what_is_not_understood_is_refused_with_line_and_remedy() {
    for (text, what, hint) in [
        (
            "region = 'eu-1'\nchannel = ['line']",
            "line 2: unknown key `channel` at the top",
            "write `channels`",
        ),
        (
            "public_path = ''",
            "line 1: unknown key `public_path` at the top",
            "write `public-path`",
        ),
        (
            "target = 's3://acme'",
            "line 1: unknown key `target` at the top",
            "move it to `[deploy]`",
        ),
        (
            "[deploy]\nchannels = []",
            "line 2: unknown key `channels` under `[deploy]`",
            "move it to the top",
        ),
        (
            "[env.a.deploy]\nkeep = 2",
            "line 2: unknown key `keep` under `[env.a.deploy]`",
            "move it to `[prune]`",
        ),
        (
            "[deploi]\ntarget = 's3://acme'",
            "line 1: unknown key `deploi` at the top",
            "write `deploy`",
        ),
        (
            "[deploy]\nsecret = 'x'",
            "line 2: unknown key `secret` under `[deploy]`",
            "what can stand there: concurrency, profile",
        ),
        (
            "\n[csp]\nstrict = 'yes'",
            "line 3: `strict` under `[csp]` is a text",
            "`strict = true`",
        ),
        (
            "channels = 'line'",
            "line 1: `channels` at the top is a text",
            "`channels = [\"…\", \"…\"]`",
        ),
        (
            "channels = [1]",
            "line 1: `channels` at the top is a list",
            "a list of texts",
        ),
        (
            "[deploy]\nconcurrency = '16'",
            "line 2: `concurrency` under `[deploy]` is a text",
            "without quotes",
        ),
        (
            "deploy = 1",
            "line 1: `deploy` at the top is a whole number",
            "`[deploy]`",
        ),
        (
            "env = 'a'",
            "line 1: `env` at the top is a text",
            "make it a table",
        ),
        (
            "[env]\na = 1",
            "line 2: `env.a` under `[env]` is a whole number",
            "`[env.a]`",
        ),
        (
            "[env.a.env.b]",
            "line 1: unknown key `env` under `[env.a]`",
            "what can stand there",
        ),
        ("[deploy]\ntarget =", "line 2: ", "docs/settings.md"),
        // The first of several.
        ("[deploy]\nb = 1\n[csp]\na = 1", "line 2: unknown key `b`", ""),
    ] {
        let error = FileSettings::parse(text, None, &schema()).unwrap_err();
        assert!(error.to_string().starts_with(what), "{error} is not {what}");
        assert!(error.hint().contains(hint), "{text}: {}", error.hint());
    }
    for (wanted, hint) in [
        ("prodution", "write `--env production`"),
        ("x", "knows: production"),
    ] {
        let error = FileSettings::parse(FILE, Some(wanted), &schema()).unwrap_err();
        assert_eq!(error.code(), "settings-unknown-env");
        assert!(error.hint().contains(hint), "{}", error.hint());
    }
}

/// The time limit of a test is the judge here: once per key through the whole text took minutes.
#[test]
fn a_file_of_faults_is_judged_at_once() {
    let mut text = "[deploy]\n".to_owned();
    for number in 0..100_000 {
        text += &format!("wrong-{number} = 1\n");
    }
    let error = FileSettings::parse(&text, None, &schema()).unwrap_err();
    assert_eq!(error.line(), Some(2));
    assert!(error.to_string().contains("`wrong-0`"), "{error}");
}
