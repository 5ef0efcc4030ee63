//! Makes the SDK package of its parts: names, integrity hashes, the loader, the documents.
//!
//! The package is a value until it is written, and is swapped in whole. The same parts give the same bytes.

use super::bindgen::Bound;
use super::border::Bare;
use super::digest::{Sum, hashed_name, integrity};
use super::folder::{self, Files};
use super::node::Tools;
use super::order::{Lent, Shared};
use super::paths::Paths;
use super::split::Parts;
use super::{border, es5, manual, modules, properties, scripts, shrink, tokens};
use crate::say;
use anyhow::{Context as _, bail};
use std::fs;
use std::path::Path;

/// Stands in for the public path until `avmsdk configure`.
const PUBLIC_PATH: &str = "https://placeholder.public.path/";

const PACKAGE_FILE: &str = "avmsdk-package.json";

/// What is written by hand and goes into the package.
#[derive(Debug, Clone)]
struct Sources {
    version: String,
    bridge: String,
    glue: String,
    late_script: String,
    host: String,
    module: String,
    element: String,
    launcher_style: String,
    style: String,
    late_style: String,
    /// What only older browsers need.
    older_style: String,
    oldest: Oldest,
    readme: String,
    deploy: String,
}

/// What browsers without shadow DOM load: a script, and what stands before and after all other style.
#[derive(Debug, Clone)]
struct Oldest {
    script: String,
    reset: String,
    mended: String,
}

impl Sources {
    fn read(paths: &Paths) -> anyhow::Result<Self> {
        let read = |folder: &Path, name: &str| {
            let file = folder.join(name);
            fs::read_to_string(&file).with_context(|| format!("cannot read: {}", file.display()))
        };
        let mut sources = Self {
            version: paths.version.clone(),
            bridge: scripts::bridge(&paths.host)?,
            glue: scripts::glue(&paths.host)?,
            late_script: scripts::late(&paths.host)?,
            host: scripts::host(&paths.host)?,
            module: read(&paths.host, "module.js")?,
            element: read(&paths.host, "element.js")?,
            launcher_style: read(&paths.host, "launcher.css")?,
            style: scripts::style(&paths.host.join("style"))?,
            late_style: scripts::style(&paths.host.join("style/late"))?,
            older_style: read(&paths.host, "older.css")?,
            oldest: Oldest {
                script: scripts::oldest(&paths.host)?,
                reset: read(&paths.host.join("oldest"), "reset.css")?,
                mended: read(&paths.host.join("oldest"), "mended.css")?,
            },
            readme: read(&paths.manual, "README.md")?,
            deploy: read(&paths.manual, "HOWTODEPLOY.md")?,
        };
        properties::shorten(&mut [
            &mut sources.launcher_style,
            &mut sources.style,
            &mut sources.late_style,
            &mut sources.older_style,
            &mut sources.oldest.reset,
            &mut sources.oldest.mended,
        ]);
        Ok(sources)
    }
}

/// A file that a visitor's browser loads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Loader,
    Host,
    /// The style of browsers that are older than our style sheets.
    OlderStyle,
    /// What browsers without shadow DOM lack, and their style.
    OldestScript,
    OldestStyle,
    Glue,
    Module,
    /// The part of the module that is needed once the visitor writes.
    SendingModule,
    /// What few visitors need of the module.
    LateModule,
    LateScript,
    /// The whole program in JavaScript.
    Es5,
}

/// When a file is loaded at the latest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub(super) enum When {
    /// Before the launcher shows.
    Launcher,
    /// Before a conversation is open.
    Conversation,
    /// Once the visitor writes, or when something shows that most visitors never see.
    Demand,
    /// Only by older browsers, or where the page's policy forbids WebAssembly; this counts for no sum.
    Older,
}

impl Part {
    pub(super) fn when(self) -> When {
        match self {
            Self::Loader | Self::Host => When::Launcher,
            Self::OlderStyle | Self::OldestScript | Self::OldestStyle | Self::Es5 => When::Older,
            Self::Glue | Self::Module => When::Conversation,
            Self::SendingModule | Self::LateModule | Self::LateScript => When::Demand,
        }
    }
}

/// The whole package, by path within it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Package {
    files: Files,
    parts: Vec<(Part, String)>,
}

/// The program in its forms.
struct Programs {
    /// The module's parts.
    modules: Bare,
    /// The whole as JavaScript; without Node there is none.
    es5: Option<String>,
}

/// So many orders of a module's functions are tried.
const ORDERS: usize = 8;

/// Assembles the package of what was bound and what is written by hand.
pub(super) fn plan(paths: &Paths, tools: Option<&Tools>, bound: Bound) -> anyhow::Result<Package> {
    let es5 = tools
        .map(|tools| es5::script(paths, tools, bound.whole))
        .transpose()?;
    let shrunk = |wasm, has_memory| shrink::module(paths, tools, wasm, has_memory);
    let [sending, late] = [bound.parts.sending, bound.parts.late].map(|part| shrunk(part, false));
    let (first, sending, late) = (shrunk(bound.parts.first, true)?, sending?, late?);
    let ordered = |wasm, lent: Lent| shrink::ordered(paths, tools, wasm, ORDERS, &lent);
    let first = ordered(first, Lent::default())?;
    // Where the list of the one ends that of the other begins (`border.rs`).
    let [before, after] = [
        Lent::of(&first, &late, Shared::Last)?,
        Lent::of(&first, &sending, Shared::First)?,
    ];
    let parts = Parts {
        sending: ordered(sending, before)?,
        late: ordered(late, after)?,
        first,
    };
    let modules = border::without_names(&parts)?;
    say::step("assemble the package");
    let programs = Programs { modules, es5 };
    package(&Sources::read(paths)?, tools, &bound.glue, programs)
}

fn package(
    sources: &Sources,
    tools: Option<&Tools>,
    glue: &str,
    Programs { modules, es5 }: Programs,
) -> anyhow::Result<Package> {
    let mut package = Package {
        files: Files::new(),
        parts: Vec::new(),
    };

    let launcher_style = shrink::style(tools, &sources.launcher_style)?;
    let older_style = [&sources.launcher_style, &sources.style, &sources.late_style].map(String::as_str);
    let [style, late_style] = [&sources.style, &sources.late_style].map(|style| shrink::style(tools, style));
    let (style, late_style) = (style?, late_style?);
    // Some know the newer properties all the same, and take nothing but files.
    let older_style = shrink::older_style(tools, &older_style.concat())?
        + &launcher_style
        + &shrink::older_style(tools, &sources.older_style)?
        + &style
        + &late_style;
    let older_style = older_style.into_bytes();
    let late_script = with_style(&sources.late_script, &late_style)?;
    let late_script = shrink::host(tools, &late_script)?.into_bytes();
    let late_script_integrity = integrity(&late_script);
    let late_script = package.hashed(Part::LateScript, "late", "js", late_script);
    let Parts { first, sending, late } = modules.parts;
    let [sending_integrity, late_integrity] = [&sending, &late].map(|module| integrity(module));
    let sending = package.hashed(Part::SendingModule, "sending", "wasm", sending);
    let late = package.hashed(Part::LateModule, "late", "wasm", late);
    let es5 = es5.map(String::into_bytes);
    let es5_integrity = es5.as_deref().map(integrity).unwrap_or_default();
    let es5 = es5
        .map(|es5| package.hashed(Part::Es5, "es5", "js", es5))
        .unwrap_or_default();
    let bridge = tokens::fill(
        &with_style(&sources.bridge, &style)?,
        &[
            ("JAVASCRIPT", &es5),
            ("JAVASCRIPT_INTEGRITY", &es5_integrity),
            ("SENDING", &sending),
            ("SENDING_INTEGRITY", &sending_integrity),
            ("SENDING_AT", &modules.sending_at.to_string()),
            ("LATE", &late),
            ("LATE_INTEGRITY", &late_integrity),
            ("LATE_AT", &modules.late_at.to_string()),
            ("LATE_JS", &late_script),
            ("LATE_JS_INTEGRITY", &late_script_integrity),
        ],
    )?;
    // It serves browsers without WebAssembly, too.
    let glue = shrink::host(tools, &enclose(&[&sources.glue, glue, &bridge]))?.into_bytes();
    let hashes = [&glue, &first, &older_style].map(|content| integrity(content));
    let glue = package.hashed(Part::Glue, "runtime", "js", glue);
    let wasm = package.hashed(Part::Module, "runtime", "wasm", first);
    let older_style = package.hashed(Part::OlderStyle, "older", "css", older_style);

    let [oldest, oldest_integrity] = match tools {
        Some(tools) => package.oldest(sources, tools)?,
        None => Default::default(),
    };

    let host = tokens::fill(
        &with_style(&sources.host, &launcher_style)?,
        &[
            ("PUBLIC_PATH", PUBLIC_PATH),
            ("VERSION", &sources.version),
            ("GLUE", &glue),
            ("GLUE_INTEGRITY", &hashes[0]),
            ("WASM", &wasm),
            ("WASM_INTEGRITY", &hashes[1]),
            ("OLDER_CSS", &older_style),
            ("OLDER_CSS_INTEGRITY", &hashes[2]),
            ("OLDEST", &oldest),
            ("OLDEST_INTEGRITY", &oldest_integrity),
        ],
    )?;
    let host = shrink::host(tools, &host)?.into_bytes();
    let host = package.hashed(Part::Host, "host", "js", host);

    let loader = serde_json::json!({ "url": format!("{PUBLIC_PATH}{host}") }).to_string();
    package.part(Part::Loader, "loader.json".to_owned(), loader.into_bytes());

    let module = modules::module(&sources.module, &sources.version, PUBLIC_PATH)?;
    let module = package.body(modules::MODULE, shrink::module_script(tools, &module)?);
    let element = modules::element_of_sdk(&sources.element, &module)?;
    let element = package.body(modules::ELEMENT, shrink::module_script(tools, &element)?);
    for (name, line) in [
        (modules::MODULE, modules::line_to_module(&module)),
        (modules::ELEMENT, modules::line_to_element(&element)),
    ] {
        package
            .files
            .insert(format!("cdnPackage/{name}"), line.into_bytes());
    }

    let about = serde_json::json!({ "schema": 1, "name": "avmsdk", "version": sources.version });
    package
        .files
        .insert(PACKAGE_FILE.to_owned(), format!("{about:#}\n").into_bytes());
    for (path, source) in [
        ("docs/README.md", &sources.readme),
        ("HOWTODEPLOY.md", &sources.deploy),
    ] {
        package.files.insert(
            path.to_owned(),
            manual::render(path, source, &sources.version)?.into_bytes(),
        );
    }
    Ok(package)
}

/// A script with its style sheet as a string of it.
fn with_style(script: &str, style: &str) -> anyhow::Result<String> {
    Ok(script.replace("'@@STYLE@@'", &serde_json::to_string(style)?))
}

/// The glue and what ends it in one scope, so that the page sees no variable of ours.
fn enclose(scripts: &[&str]) -> String {
    format!("(function () {{\n{}\n}})();\n", scripts.join("\n"))
}

impl Package {
    fn hashed(&mut self, part: Part, stem: &str, extension: &str, content: Vec<u8>) -> String {
        let name = hashed_name(stem, extension, &content);
        self.part(part, name.clone(), content);
        name
    }

    /// What browsers without shadow DOM load; the name and the hash of the script, which knows the style sheet.
    fn oldest(&mut self, sources: &Sources, tools: &Tools) -> anyhow::Result<[String; 2]> {
        let Sources {
            launcher_style,
            style,
            late_style,
            oldest,
            ..
        } = sources;
        let all = [&oldest.reset, launcher_style, style, late_style, &oldest.mended].map(String::as_str);
        let [sheet, rules] = tools.oldest_style(&all.concat())?;
        let sheet = sheet.into_bytes();
        let sheet_integrity = integrity(&sheet);
        let sheet = self.hashed(Part::OldestStyle, "oldest", "css", sheet);
        let script = oldest
            .script
            .replace("'@@RULES@@'", &serde_json::to_string(&rules)?);
        let script = tokens::fill(&script, &[("CSS", &sheet), ("CSS_INTEGRITY", &sheet_integrity)])?;
        let script = shrink::host(Some(tools), &script)?.into_bytes();
        let script_integrity = integrity(&script);
        Ok([
            self.hashed(Part::OldestScript, "oldest", "js", script),
            script_integrity,
        ])
    }

    /// The body of an ES module; its name.
    fn body(&mut self, module: &str, source: String) -> String {
        let source = source.into_bytes();
        let name = hashed_name(module.trim_end_matches(".mjs"), "mjs", &source);
        self.files.insert(format!("cdnPackage/{name}"), source);
        name
    }

    fn part(&mut self, part: Part, name: String, content: Vec<u8>) {
        self.files.insert(format!("cdnPackage/{name}"), content);
        self.parts.push((part, name));
    }

    /// What visitors download, with the names that files have at the public path.
    pub(super) fn parts(&self) -> impl Iterator<Item = (Part, &str, &[u8])> {
        self.parts.iter().filter_map(|(part, name)| {
            let content = self.files.get(&format!("cdnPackage/{name}"))?;
            Some((*part, name.as_str(), content.as_slice()))
        })
    }

    /// A hash over all paths and contents.
    pub(super) fn digest(&self) -> String {
        let mut sum = Sum::default();
        self.files
            .iter()
            .for_each(|(path, content)| sum.add(path, content));
        sum.hex()
    }

    /// Fails if a file holds one of these texts.
    pub(super) fn forbid(&self, texts: &[String]) -> anyhow::Result<()> {
        for (path, content) in &self.files {
            let found = texts.iter().find(|text| {
                !text.is_empty() && content.windows(text.len()).any(|bytes| bytes == text.as_bytes())
            });
            if let Some(text) = found {
                bail!("`{path}` holds a path of this machine, which visitors would download: {text}");
            }
        }
        Ok(())
    }

    /// Writes the package beside its place, then swaps it in.
    pub(super) fn write(&self, paths: &Paths) -> anyhow::Result<()> {
        folder::write(&self.files, &paths.sdk)
    }
}

#[cfg(test)]
#[path = "assemble_test.rs"]
mod tests;
