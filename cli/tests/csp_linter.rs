//! What a linter of policies (`csp_evaluator`) finds in those of `avmsdk csp`: nothing grave in a whole one, and
//! nothing in a merged one that the site's own did not have.

mod support;

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Reads policies, one a line; writes the findings of each as JSON, one a line. The third argument says that no
/// browser is left that knows less than version 3.
const JUDGE: &str = "
const { CspEvaluator } = require(process.argv[1] + '/csp_evaluator/dist/evaluator.js');
const { CspParser } = require(process.argv[1] + '/csp_evaluator/dist/parser.js');
const { Version } = require(process.argv[1] + '/csp_evaluator/dist/csp.js');
const lines = require('fs').readFileSync(0, 'utf8').split('\\n').filter(Boolean);
for (const line of lines) {
  const found = new CspEvaluator(new CspParser(line).csp, Version.CSP3).evaluate();
  console.log(JSON.stringify(found.map(one => [one.severity, one.type, one.directive + ': ' + one.description])));
}
";

/// High, of syntax, and medium: what the linter is sure of.
const SURE: u64 = 30;

type Finding = (u64, u64, String);

#[test]
fn no_whole_policy_has_a_grave_fault() {
    let Some(peers) = peers() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    support::write(
        folder.path(),
        &[(
            "vendor/cdnPackage/loader.json",
            b"{\"url\":\"https://placeholder.public.path/x.js\"}",
        )],
    );
    let channels = [
        "",
        "line",
        "wechat",
        "whatsapp",
        "viber",
        "telegram",
        "line,wechat,whatsapp,viber",
    ];
    let options: [&[&str]; 7] = [
        &[],
        &["--no-image-upload", "--strict"],
        &["--trusted-types", "--report-to", "https://reports.acme.org/csp"],
        &["--region", "eu-1", "--integration-id", "5e31c81640a22c000f5d7f28"],
        &["--api-host", "https://chat.acme.org", "--nonce", "{{ nonce }}"],
        &[
            "--media-host",
            "https://*.acme.org,https://m.acme.org/i/",
            "--webview-host",
            "https://shop.acme.org",
        ],
        &["--source", "vendor"],
    ];
    let mut policies = Vec::new();
    for channels in channels {
        for more in options {
            let first = [
                "csp",
                "https://cdn.acme.org/chat/",
                "--standalone",
                "--format",
                "header",
            ];
            let args = [&first[..], &["--channels", channels], more].concat();
            policies.extend(printed(folder.path(), &args));
        }
    }
    assert_eq!(policies.len(), 49);
    for (policy, findings) in policies.iter().zip(judge(&peers, &policies)) {
        let grave: Vec<_> = findings
            .iter()
            .filter(|(severity, ..)| *severity <= SURE)
            .collect();
        assert!(grave.is_empty(), "{policy}: {grave:#?}");
    }
    // It does find what is grave.
    let bad = ["default-src *; script-src 'unsafe-inline' https:".to_owned()];
    assert!(
        judge(&peers, &bad)[0]
            .iter()
            .any(|(severity, ..)| *severity == 10)
    );
}

#[test]
fn a_merge_adds_no_fault() {
    let Some(peers) = peers() else { return };
    let sites = [
        "default-src 'self'",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'",
        "script-src 'strict-dynamic' 'nonce-{{nonce}}' https: 'unsafe-inline'; object-src 'none'; base-uri 'none'",
        "script-src 'self' 'unsafe-inline' https://www.googletagmanager.com; img-src *",
        "default-src https: data: 'unsafe-inline' 'unsafe-eval'",
        "script-src 'none'; object-src 'none'",
        "script-src-elem 'self'; default-src 'self'; base-uri 'self'",
        "require-trusted-types-for 'script'; trusted-types site; default-src 'self'; object-src 'none'; base-uri 'none'",
        "connect-src https://api.shop.example; frame-ancestors 'none'",
        "upgrade-insecure-requests",
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let merged: Vec<String> = sites
        .iter()
        .flat_map(|site| {
            let args = [
                "csp",
                "https://cdn.acme.org/chat/",
                "--channels",
                "line,viber",
                "--merge",
                site,
            ];
            printed(folder.path(), &args)
        })
        .collect();
    let sites = sites.map(str::to_owned);
    // By kind: where a directive is written out from `default-src`, the same fault is found there.
    let kinds = |findings: &[Finding]| -> BTreeSet<(u64, u64)> {
        let sure = findings.iter().filter(|(severity, ..)| *severity <= SURE);
        sure.map(|(severity, kind, _)| (*severity, *kind)).collect()
    };
    let (before, after) = (judge(&peers, &sites), judge(&peers, &merged));
    assert_eq!((before.len(), after.len()), (sites.len(), sites.len()));
    assert!(
        before.iter().any(|findings| !kinds(findings).is_empty()),
        "the sites have faults"
    );
    for (at, policy) in merged.iter().enumerate() {
        let is_no_worse = kinds(&after[at]).is_subset(&kinds(&before[at]));
        assert!(is_no_worse, "{} became {policy}: {:#?}", sites[at], after[at]);
    }
}

/// The values of the header that is printed.
fn printed(folder: &Path, args: &[&str]) -> Vec<String> {
    let text = support::run_ok(folder, args);
    let values = text
        .lines()
        .filter_map(|line| line.strip_prefix("Content-Security-Policy: "));
    // As the server sends it.
    values
        .map(|value| value.replace("{{ nonce }}", "q1W2e3R4t5Y6u7I8"))
        .collect()
}

fn judge(peers: &Path, policies: &[String]) -> Vec<Vec<Finding>> {
    let mut node = Command::new("node")
        .args(["-e", JUDGE])
        .arg(peers)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node starts");
    let mut stdin = node.stdin.take().expect("a pipe");
    stdin
        .write_all(policies.join("\n").as_bytes())
        .expect("the judge reads");
    drop(stdin);
    let output = node.wait_with_output().expect("the judge ends");
    assert!(output.status.success(), "the judge failed");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("findings"))
        .collect()
}

/// Where the packages of others are; only CI cannot do without.
fn peers() -> Option<PathBuf> {
    let folder = std::env::var_os("AVMSDK_PEERS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/peers/node_modules"),
        PathBuf::from,
    );
    if folder.join("csp_evaluator").is_dir() {
        return Some(folder);
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "there is no csp_evaluator; `cargo xtask peers` installs it"
    );
    let _ = writeln!(
        std::io::stderr(),
        "there is no csp_evaluator on this machine: nothing was judged"
    );
    None
}
