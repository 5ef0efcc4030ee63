//! What the hosts of static pages read in the `_headers` of `avmsdk csp --format netlify`: Netlify's own parser, and
//! Cloudflare's own parser and matcher of rules, both from npm. For a page exactly the policy must come out that
//! `--format header` prints.
//!
//! Of Cloudflare's package this reads the sources, as its last version that held the parser has no others; what it
//! names as a dependency (Miniflare, of 70 MB) is for its own tests, and `fixtures/peers` puts an empty-handed
//! package in its place.

mod support;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

/// Reads a list of files as JSON; writes for each what Netlify and Cloudflare answer for the path `/shop/`, each as
/// its header fields and what it complains of.
const HOSTS: &str = r#"
const [peers, folder] = process.argv.slice(1);
const fs = require('fs');
const typescript = require(peers + '/typescript');
const modules = {};
const load = file => {
  if (!modules[file]) {
    const module = { exports: {} };
    const options = { compilerOptions: { module: 'CommonJS', target: 'ES2022' } };
    const text = typescript.transpileModule(fs.readFileSync(file, 'utf8'), options).outputText;
    const near = name => load(require('path').join(require('path').dirname(file), name) + '.ts');
    new Function('exports', 'require', text)(module.exports, near);
    modules[file] = module.exports;
  }
  return modules[file];
};
const cloudflare = text => {
  const base = peers + '/@cloudflare/pages-shared/';
  const { rules, invalid } = load(base + 'metadata-generator/parseHeaders.ts').parseHeaders(text);
  const { generateRulesMatcher, replacer } = load(base + 'asset-server/rulesEngine.ts');
  const byPath = Object.fromEntries(rules.map(rule => [rule.path, rule.headers]));
  const replaced = (headers, with_) => Object.entries(headers).map(([name, value]) => [name, replacer(value, with_)]);
  const fields = generateRulesMatcher(byPath, replaced)({ request: { url: 'https://site.example/shop/' } });
  return { fields: Object.fromEntries(fields.flat()), faults: invalid.map(one => one.message) };
};
const netlify = async (text, at) => {
  const { parseAllHeaders } = await import(peers + '/@netlify/headers-parser/lib/index.js');
  const file = folder + '/' + at;
  fs.writeFileSync(file, text);
  const { headers, errors } = await parseAllHeaders({ headersFiles: [file], configHeaders: [], minimal: true });
  const fields = headers.filter(one => one.for === '/*').flatMap(one => Object.entries(one.values));
  const lower = fields.map(([name, value]) => [name.toLowerCase(), value]);
  return { fields: Object.fromEntries(lower), faults: errors.map(String) };
};
(async () => {
  for (const [at, text] of JSON.parse(fs.readFileSync(0, 'utf8')).entries()) {
    console.log(JSON.stringify({ netlify: await netlify(text, at), cloudflare: cloudflare(text) }));
  }
})();
"#;

/// What the command is told, besides the public path.
const CASES: [&[&str]; 7] = [
    &["--channels", "line,wechat,whatsapp,viber"],
    &["--standalone", "--channels", "whatsapp", "--strict"],
    &["--report-to", "https://reports.acme.org/csp"],
    &["--report-to", "csp-endpoint", "--trusted-types"],
    // What either could take for its own: comments, variables, comparisons, placeholders.
    &[
        "--media-host",
        "https://media.acme.org/:splat/$x/{y}/100%/a=b:c/(d)/!~*/",
        "--webview-host",
        "https://shop.acme.org:8443/:path",
    ],
    &[
        "--merge",
        "default-src 'self', img-src 'none'; style-src https://a.example/:splat/",
    ],
    &[
        "--merge",
        "script-src 'strict-dynamic' 'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='",
    ],
];

#[test]
fn hosts_of_static_pages_send_the_policy_that_was_meant() {
    let Some(peers) = peers() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let print = |format: &str, more: &[&str]| {
        let args = ["csp", "https://cdn.acme.org/chat/", "--format", format];
        support::run_ok(folder.path(), &[&args[..], more].concat())
    };
    let files = CASES.map(|case| print("netlify", case));
    for ((answers, case), file) in ask(&peers, folder.path(), &files).iter().zip(CASES).zip(&files) {
        let wanted = fields(&print("header", case));
        for host in ["netlify", "cloudflare"] {
            assert_eq!(answers[host]["faults"], json!([]), "{host} of {file}");
            assert_eq!(answers[host]["fields"], wanted, "{host} of {file}");
        }
    }
}

/// The fields of a header as it is printed, several of one name in one, by their names in lower case. Where a host would
/// put something in its place, `:splat` is encoded, which browsers undo.
fn fields(header: &str) -> Value {
    let mut fields = serde_json::Map::new();
    for line in header.lines() {
        let (name, value) = line.split_once(": ").expect("a field");
        let value = value.replace(":splat", "%3Asplat");
        let before = fields.remove(&name.to_ascii_lowercase());
        let value = match before.as_ref().and_then(Value::as_str) {
            Some(before) => format!("{before}, {value}"),
            None => value,
        };
        fields.insert(name.to_ascii_lowercase(), value.into());
    }
    Value::Object(fields)
}

/// A line that Cloudflare Pages passes over is told of; one that is one shorter is not, and is read.
#[test]
fn a_line_that_is_too_long_for_cloudflare_is_told_of() {
    let Some(peers) = peers() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    // An address that is longer by so many.
    let print = |more: usize| {
        let site = format!("img-src https://acme.org/{}", "x".repeat(more));
        let args = [
            "csp",
            "https://cdn.acme.org/chat/",
            "--format",
            "netlify",
            "--merge",
            &site,
        ];
        let output = support::run(folder.path(), &args);
        assert!(output.status.success(), "{output:?}");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        (text(output.stdout), text(output.stderr))
    };
    let line = |file: &str| file.lines().map(|line| line.trim().len()).max().expect("a line");
    let least = line(&print(0).0);
    let ((fits, quiet), (is_too_long, said)) = (print(2_000 - least), print(2_001 - least));
    assert_eq!((line(&fits), line(&is_too_long)), (2_000, 2_001));
    assert!(!quiet.contains("2,000"), "{quiet}");
    let warning = "a line has 2,001 characters, and Cloudflare Pages passes over those of more than 2,000";
    assert!(said.contains(warning), "{said}");
    let answers = ask(&peers, folder.path(), &[fits, is_too_long]);
    assert_eq!(answers[0]["cloudflare"]["faults"], json!([]));
    assert_eq!(
        answers[1]["cloudflare"]["faults"][0],
        "Ignoring line 2 as it exceeds the maximum allowed length of 2000."
    );
    // Netlify has no such limit.
    assert_eq!(answers[1]["netlify"]["faults"], json!([]));
}

fn ask(peers: &Path, folder: &Path, files: &[String]) -> Vec<Value> {
    let mut node = Command::new("node")
        .args(["-e", HOSTS])
        .args([peers, folder])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node starts");
    let mut stdin = node.stdin.take().expect("a pipe");
    stdin
        .write_all(json!(files).to_string().as_bytes())
        .expect("the hosts read");
    drop(stdin);
    let output = node.wait_with_output().expect("the hosts end");
    assert!(output.status.success(), "the hosts failed");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("an answer"))
        .collect()
}

/// Where the packages of others are; only CI cannot do without.
fn peers() -> Option<PathBuf> {
    let folder = std::env::var_os("AVMSDK_PEERS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/peers/node_modules"),
        PathBuf::from,
    );
    if folder.join("@cloudflare/pages-shared").is_dir() {
        return folder.canonicalize().ok();
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "the parsers of Netlify and Cloudflare are missing; `cargo xtask peers` installs them"
    );
    let _ = writeln!(
        std::io::stderr(),
        "the parsers of Netlify and Cloudflare are not on this machine: nothing was judged"
    );
    None
}
