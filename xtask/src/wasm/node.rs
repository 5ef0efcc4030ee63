//! The npm packages, pinned by `xtask/npm`: `binaryen` (wasm-opt, wasm2js), `esbuild`, `uglify-js`, `lightningcss`
//! and `postcss`.

use super::paths::Paths;
use crate::{npm, step};
use anyhow::{Context as _, bail};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A Node with npm.
#[derive(Debug)]
pub(super) struct Node {
    /// What `node --version` says.
    pub(super) version: String,
}

/// Node with our packages installed.
#[derive(Debug)]
pub(super) struct Tools {
    modules: PathBuf,
}

/// Node, if it and npm are on the path.
pub(super) fn find() -> Option<Node> {
    npm::version().map(|version| Node { version })
}

impl Node {
    /// Installs the packages unless just these are there.
    pub(super) fn install(self, paths: &Paths) -> anyhow::Result<Tools> {
        let what = "install wasm-opt, esbuild, uglify-js, lightningcss and postcss from npm (`--no-node` does without)";
        let modules = npm::install(what, &paths.npm, &paths.node_modules)?;
        Ok(Tools { modules })
    }
}

impl Tools {
    /// Runs wasm-opt on one file, making another.
    pub(super) fn wasm_opt(&self, args: &[String], input: &Path, output: &Path) -> anyhow::Result<()> {
        let done = self
            .program("binaryen/bin/wasm-opt")
            .args(args)
            .arg(input)
            .arg("--output")
            .arg(output)
            .output()
            .context("cannot start node")?;
        if !done.status.success() {
            bail!(
                "wasm-opt failed: {}",
                String::from_utf8_lossy(&done.stderr).trim()
            );
        }
        Ok(())
    }

    /// Translates a module to a JavaScript module, which is not minified.
    pub(super) fn wasm2js(&self, input: &Path) -> anyhow::Result<String> {
        let done = self
            .program("binaryen/bin/wasm2js")
            .args(["--mvp-features", "-Oz"])
            .arg(input)
            .output()
            .context("cannot start node")?;
        if !done.status.success() {
            bail!("wasm2js failed: {}", String::from_utf8_lossy(&done.stderr).trim());
        }
        Ok(String::from_utf8(done.stdout)?)
    }

    /// Runs esbuild on one source, without bundling. Its warnings are failures: each names a construct that
    /// the target does not know.
    pub(super) fn esbuild(&self, args: &[&str], source: &str) -> anyhow::Result<String> {
        let mut program = self.program("esbuild/bin/esbuild");
        program
            .args([
                "--minify",
                "--legal-comments=none",
                "--log-level=warning",
                "--color=false",
            ])
            .args(args);
        pipe("esbuild", &mut program, source)
    }

    /// Minifies a script of ES5, and gives properties the short names that `names`, an object of JSON, has for them. Its
    /// warnings are failures.
    pub(super) fn classic_script(&self, source: &str, names: &str) -> anyhow::Result<String> {
        let mut program = step::program("node");
        program
            .args(["--eval", CLASSIC_SCRIPT])
            .arg(self.modules.join("esbuild"))
            .arg(names);
        pipe("esbuild", &mut program, source)
    }

    /// Minifies a script that esbuild has been over once more, so that it compresses better.
    pub(super) fn script_that_compresses(&self, source: &str) -> anyhow::Result<String> {
        let mut program = step::program("node");
        program
            .args(["--eval", SCRIPT_THAT_COMPRESSES])
            .arg(self.modules.join("uglify-js"));
        pipe("uglify-js", &mut program, source)
    }

    /// Writes a style sheet by the properties that Chromium 64 knows. Its warnings are failures.
    pub(super) fn older_style(&self, source: &str) -> anyhow::Result<String> {
        let mut program = step::program("node");
        program
            .args(["--eval", OLDER_STYLE])
            .arg(self.modules.join("lightningcss"));
        pipe("lightningcss", &mut program, source)
    }

    /// Writes a style sheet for browsers without shadow DOM, all of it below the root's id: the sheet, and the rules of
    /// it that ask for what a page may set. Its warnings are failures.
    pub(super) fn oldest_style(&self, source: &str) -> anyhow::Result<[String; 2]> {
        let mut program = step::program("node");
        program.args(["--eval", OLDEST_STYLE]).arg(&self.modules);
        Ok(serde_json::from_str(&pipe("postcss", &mut program, source)?)?)
    }

    fn program(&self, script: &str) -> Command {
        let mut command = step::program("node");
        command.arg(self.modules.join(script));
        command
    }
}

/// A library, as its program takes short names only for files.
const CLASSIC_SCRIPT: &str = r"
const [, esbuild, names] = process.argv;
const mangleCache = JSON.parse(names);
const { code } = require(esbuild).transformSync(require('fs').readFileSync(0, 'utf8'), {
  loader: 'js', target: 'es5', minify: true, legalComments: 'none', logLevel: 'warning', color: false,
  mangleProps: new RegExp(`^(${Object.keys(mangleCache).join('|')})$`), mangleCache
});
process.stdout.write(code);
";

/// It gives the variables of each function the same few names, where esbuild gives each of a script its own. What is off makes
/// scripts shorter and what is left of them by compression longer.
const SCRIPT_THAT_COMPRESSES: &str = r"
const [, uglify] = process.argv;
const { code, error } = require(uglify).minify(require('fs').readFileSync(0, 'utf8'), {
  compress: { passes: 3, sequences: false, hoist_props: false, inline: false },
  // ES5, and what Internet Explorer and old WebKit make of it; nobody may name the encoding that it comes in.
  module: false, ie: true, webkit: true, output: { ascii_only: true },
});
if (error) { throw error; }
process.stdout.write(code);
";

/// A library, and no program that reads from its input. What it makes of logical properties asks for languages in lists, of
/// which older browsers understand `:-webkit-any`, but not within `:not`; the same with `:is` is of no use to them.
const OLDER_STYLE: &str = r"
const { code, warnings } = require(process.argv[1]).transform({
  filename: 'older.css', code: require('fs').readFileSync(0), minify: true, targets: { chrome: 64 << 16 }
});
warnings.forEach(warning => console.error(warning.message));
process.stdout.write(code.toString()
  .replace(/[^{}]*:is\(:lang[^{}]*\{[^{}]*\}/g, '')
  .replace(/:not\(:-webkit-any\(([^()]*(?:\(\w+\)[^()]*)*)\)\)/g, (_, list) => list.split(',').map(one => `:not(${one})`).join('')));
";

/// Prints two texts as a list in JSON.
const OLDEST_STYLE: &str = include_str!("oldest_style.js");

/// What a program makes of a text. It fails if it says anything.
fn pipe(name: &str, program: &mut Command, source: &str) -> anyhow::Result<String> {
    let mut child = program
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot start node")?;
    // Each reads to the end before it writes, so this cannot block on a full pipe.
    let written = child
        .stdin
        .take()
        .map_or(Ok(()), |mut stdin| stdin.write_all(source.as_bytes()));
    let done = child.wait_with_output()?;
    let words = String::from_utf8_lossy(&done.stderr);
    if !done.status.success() || !words.trim().is_empty() {
        bail!("{name} is not content: {}", words.trim());
    }
    written.with_context(|| format!("cannot write to {name}"))?;
    Ok(String::from_utf8(done.stdout)?)
}

#[cfg(test)]
mod tests {
    use super::Tools;
    use crate::wasm::paths::Paths;

    fn tools() -> Tools {
        let modules = Paths::find().unwrap().node_modules.join("node_modules");
        assert!(
            modules.is_dir(),
            "no {}: run `cargo xtask wasm`",
            modules.display()
        );
        Tools { modules }
    }

    /// The sheet and the rules that ask for what a page sets, a rule on each line.
    fn oldest(source: &str) -> String {
        let [sheet, rules] = tools().oldest_style(source).unwrap();
        [sheet, rules].join("\n--\n").replace('}', "}\n")
    }

    #[test]
    fn without_shadow_dom_nothing_reaches_the_page_and_nothing_is_asked_for_that_is_not_known() {
        let sheet = oldest(
            ":host { all: initial !important; --text: #111111; --brand: var(--avmsdk-brand, #222222); }
            :host([data-theme='dark']) { --text: #eeeeee; }
            @media (prefers-color-scheme: dark) { :host { --text: #ffffff; } }
            [part='header'] { color: var(--text); background: var(--brand); }
            .a, .b:focus-visible, .c:placeholder-shown { margin: 1px 2px 3px 4px; margin-inline-start: 9px; }
            :host([data-tab]) .d { inset: 0; inset-inline-end: 5px; animation: appear 1s; }
            :host([dir='rtl']) .d { width: calc(1px + calc(100% - env(x, 2px))); }
            @keyframes appear { from { opacity: 0; } }
            .f { clip-path: inset(50%); }
            .g { clip-path: inset(0 round 18px); }
            @media (max-width: 480px) { .d { display: grid; place-items: center; } }",
        );
        insta::assert_snapshot!(sheet, @r"
        #avmsdk-root [part=header]{color:#111;background:#222}
        #avmsdk-root[data-theme=dark] [part=header]{color:#eee}
        #avmsdk-root .a,#avmsdk-root .b:focus{margin:1px 2px 3px 9px}
        #avmsdk-root[dir=rtl] .a{margin-left:4px;margin-right:9px}
        #avmsdk-root[dir=rtl] .b:focus{margin-left:4px;margin-right:9px}
        #avmsdk-root[data-tab] .d{-webkit-animation:1s avmsdk-appear;animation:1s avmsdk-appear;top:0;bottom:0;left:0;right:5px}
        #avmsdk-root[data-tab][dir=rtl] .d{left:5px;right:auto}
        #avmsdk-root[dir=rtl] .d{width:calc(100% - 1px)}
        @-webkit-keyframes avmsdk-appear{0%{opacity:0}
        }
        @keyframes avmsdk-appear{0%{opacity:0}
        }
        #avmsdk-root .f{clip:rect(0 0 0 0)}
        #avmsdk-root .g{border-radius:18px}
        @media (max-width:480px){#avmsdk-root .d{-ms-flex-pack:center;-webkit-justify-content:center;justify-content:center;-ms-flex-align:center;-webkit-align-items:center;align-items:center;display:-webkit-flex;display:-ms-flexbox;display:flex}
        }

        --
        #avmsdk-root [part=header]{background:var(--avmsdk-brand,#222)}
        ");
    }

    #[test]
    fn what_cannot_be_written_for_them_stops_the_build() {
        for (source, wanted) in [
            (".a { color: var(--none); }", "nothing says what --none is"),
            (
                ".a { width: clamp(1px, 2px, 3px); }",
                "do not know this: width: clamp(",
            ),
            (
                ".a { border-inline-style: solid; }",
                "do not know this: border-inline-style",
            ),
            ("::slotted(b) { color: red; }", "not of the root alone"),
        ] {
            let error = tools().oldest_style(source).unwrap_err().to_string();
            assert!(error.contains(wanted), "{source}: {error}");
        }
    }
}
