//! Completions and manual pages, read by the programs that they are for.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use std::fs;
use std::process::Command;
use support::run_ok;

const COMMANDS: [&str; 12] = [
    "configure",
    "csp",
    "dev",
    "deploy",
    "releases",
    "rollback",
    "prune",
    "verify",
    "init",
    "completions",
    "man",
    "schema",
];

/// What bash offers after a line.
fn offered(script: &std::path::Path, words: &[&str]) -> Vec<String> {
    let at = words.len() - 1;
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    let text = format!(
        "set -eu; source '{}'; complete -p avmsdk; COMP_WORDS=({}); COMP_CWORD={at}; \
         function=$(complete -p avmsdk | sed -E 's/.*-F ([^ ]+).*/\\1/'); \
         $function avmsdk \"${{COMP_WORDS[$COMP_CWORD]}}\" \"${{COMP_WORDS[$((COMP_CWORD - 1))]}}\" || true; \
         printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        script.display(),
        quoted.join(" ")
    );
    let output = Command::new("bash")
        .args(["--norc", "-c", &text])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.is_empty(), "{said}");
    let printed = String::from_utf8(output.stdout).unwrap();
    let mut lines = printed.lines().map(str::to_owned);
    assert!(lines.next().unwrap().contains(" -F "));
    lines.collect()
}

#[test]
fn bash_completes_commands_flags_and_values() {
    let folder = tempfile::tempdir().unwrap();
    // Whatever the settings say: a shell reads this at its start.
    fs::write(folder.path().join("avmsdk.toml"), "nonsense").unwrap();
    let script = folder.path().join("avmsdk.bash");
    fs::write(&script, run_ok(folder.path(), &["completions", "bash"])).unwrap();
    assert_eq!(offered(&script, &["avmsdk", "dep"]), ["deploy"]);
    assert_eq!(offered(&script, &["avmsdk", "deploy", "--plan-"]), ["--plan-out"]);
    assert_eq!(
        offered(&script, &["avmsdk", "csp", "--format", ""]),
        [
            "meta",
            "header",
            "json",
            "nginx",
            "apache",
            "caddy",
            "netlify",
            "cloudfront",
            "cloudflare"
        ]
    );
    let commands = offered(&script, &["avmsdk", ""]);
    for command in COMMANDS {
        assert!(commands.contains(&command.to_owned()), "{commands:?}");
    }
}

#[test]
fn the_other_shells_have_a_script() {
    let folder = tempfile::tempdir().unwrap();
    for (shell, sign) in [
        ("zsh", "#compdef avmsdk"),
        ("fish", "complete -c avmsdk"),
        ("powershell", "Register-ArgumentCompleter"),
        ("elvish", "edit:completion:arg-completer[avmsdk]"),
    ] {
        let script = run_ok(folder.path(), &["completions", shell]);
        assert!(script.contains(sign), "{shell}");
        assert!(
            script.contains("--plan-out") || script.contains("plan-out"),
            "{shell}"
        );
        let Ok(checked) = Command::new(shell).args(["-n", "-c", &script]).output() else {
            continue;
        };
        assert!(checked.status.success(), "{shell}");
    }
}

#[test]
fn every_command_has_a_page_that_man_takes() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("avmsdk.toml"), "nonsense").unwrap();
    let wrote = run_ok(folder.path(), &["man", "--out", "share/man1"]);
    assert!(wrote.starts_with("wrote 13 pages to share/man1"), "{wrote}");
    let pages = COMMANDS.map(|command| format!("avmsdk-{command}"));
    for (page, command) in
        std::iter::once(("avmsdk".to_owned(), None)).chain(pages.into_iter().zip(COMMANDS.map(Some)))
    {
        let path = folder.path().join(format!("share/man1/{page}.1"));
        let text = fs::read_to_string(&path).unwrap();
        assert!(
            text.contains(".SH NAME") && text.contains(".SH EXIT STATUS"),
            "{page}"
        );
        let args: Vec<&str> = std::iter::once("man").chain(command).collect();
        assert_eq!(run_ok(folder.path(), &args), text, "{page}");
        let Ok(checked) = Command::new("groff")
            .args(["-man", "-K", "utf8", "-T", "utf8", "-ww", "-z"])
            .arg(&path)
            .output()
        else {
            continue;
        };
        let said = String::from_utf8_lossy(&checked.stderr);
        assert!(checked.status.success() && said.is_empty(), "{page}: {said}");
    }
    let deploy = fs::read_to_string(folder.path().join("share/man1/avmsdk-deploy.1")).unwrap();
    assert!(deploy.contains("AVMSDK_FIX_CORS"), "{deploy}");

    let (code, said) = support::run_refused(folder.path(), &["man", "deplyo"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("name one of: configure, csp"), "{said}");
}
