//! Renders `docs/api.md`.

use super::proofs::{Proof, Proofs};
use super::sections::{SECTIONS, Section};
use super::types::{Interface, Member};
use std::fmt::Write as _;

const NONE: &str = "—";

const HEAD: &str = "\
# The interface of AvMessagingSdk

Made by `cargo xtask gen` from `runtime/host/types/index.d.ts`; what is wrong here is mended there. The last
column names the test that shows a row (`runtime/host/types/proofs.json`); of a string that the widget knows and does not
show it says so. How the parts go together says the [manual](../templates/manual/README.md).
";

/// The whole page.
pub(super) fn render(interfaces: &[Interface], proofs: &Proofs) -> anyhow::Result<String> {
    let mut page = HEAD.to_owned();
    for section in SECTIONS {
        let interface = section.of(interfaces)?;
        let about = paragraphs(&interface.about);
        write!(page, "\n## {}\n\n{about}\n\n", section.title)?;
        table(
            &mut page,
            interface,
            |member| proofs.of(section, &member.name),
            true,
        )?;
    }
    page.push_str(
        "\n## Objects\n\nWhat the above take and give. Times are seconds since 1970 with fractions.\n",
    );
    let is_shown = |interface: &&Interface| {
        SECTIONS
            .iter()
            .all(|section: &Section| section.interface != interface.name)
    };
    for interface in interfaces.iter().filter(is_shown) {
        let extends = interface.extends.as_ref();
        let extends = extends.map_or(String::new(), |base| format!(" Has all of `{base}`, and:"));
        write!(
            page,
            "\n### {}\n\n{}{extends}\n\n",
            interface.name,
            paragraphs(&interface.about)
        )?;
        table(&mut page, interface, |_| None, false)?;
    }
    Ok(page)
}

/// The rows of an interface. A column of defaults is there only where there is one.
fn table<'a>(
    page: &mut String,
    interface: &Interface,
    proof: impl Fn(&Member) -> Option<Proof<'a>>,
    has_proofs: bool,
) -> anyhow::Result<()> {
    let has_defaults = interface.members.iter().any(|member| member.default.is_some());
    let columns = |name: &str, kind: &str, default: &str, about: &str, test: &str| {
        let default = if has_defaults {
            format!(" {default} |")
        } else {
            String::new()
        };
        let test = if has_proofs {
            format!(" {test} |")
        } else {
            String::new()
        };
        format!("| {name} | {kind} |{default} {about} |{test}\n")
    };
    page.push_str(&columns("name", "type", "default", "what it does", "test"));
    page.push_str(&columns("---", "---", "---", "---", "---"));
    for member in &interface.members {
        let or_none = |text: Option<&str>| text.map_or(NONE.to_owned(), code);
        let optional = if member.is_optional && !has_proofs {
            "?"
        } else {
            ""
        };
        page.push_str(&columns(
            &code(&format!("{}{optional}", member.name)),
            &code(&shown(&member.kind)),
            &or_none(member.default.as_deref()),
            &cell(&member.about),
            &shown_by(proof(member)),
        ));
    }
    Ok(())
}

/// The test of a row, or a word in its place.
fn shown_by(proof: Option<Proof<'_>>) -> String {
    match proof {
        Some(Proof::Test(name)) => code(name),
        Some(Proof::NotShownYet) => "not shown".to_owned(),
        None => NONE.to_owned(),
    }
}

/// An event's tuple as the arguments of its handler.
fn shown(kind: &str) -> String {
    let tuple = kind.strip_prefix('[').and_then(|kind| kind.strip_suffix(']'));
    tuple.map_or(kind.to_owned(), |arguments| format!("({arguments})"))
}

/// A code span; in a table even that must not hold a bare `|`.
fn code(text: &str) -> String {
    format!("`{}`", text.replace('|', "\\|"))
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', "<br>")
}

fn paragraphs(text: &str) -> String {
    text.replace('\n', "\n\n")
}

#[cfg(test)]
#[path = "page_test.rs"]
mod tests;
