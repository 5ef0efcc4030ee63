//! Whether the ES module hands on every method, and the element every option, that the types have.

use super::sections;
use super::types::Interface;
use anyhow::Context as _;

/// Options that no attribute can hold.
const PROPERTIES: [&str; 1] = ["delegate"];

/// What `module.js` and `element.js` leave out, or take for what it is not.
pub(super) fn compare(module: &str, element: &str, interfaces: &[Interface]) -> anyhow::Result<Vec<String>> {
    let mut problems = Vec::new();
    let lists = [list(module, "ASYNCHRONOUS")?, list(module, "SYNCHRONOUS")?];
    for method in &sections::by_key("methods")?.of(interfaces)?.members {
        let name = &method.name;
        // `VERSION` and what works before `init` are written out.
        let is_written = [format!("\n  {name}("), format!("\n  get {name}(")]
            .iter()
            .any(|text| module.contains(text));
        let wanted = if method.kind.contains("): Promise<") { 0 } else { 1 };
        if !is_written && !lists[wanted].contains(&name.as_str()) {
            let kind = ["asynchronous", "synchronous"][wanted];
            problems.push(format!("`module.js` has no such {kind} method: {name}"));
        }
    }
    for option in &sections::by_key("options")?.of(interfaces)?.members {
        let name = option.name.as_str();
        if !PROPERTIES.contains(&name) && !element.contains(&format!("'{name}'")) {
            problems.push(format!("`element.js` has no attribute for the option: {name}"));
        }
    }
    Ok(problems)
}

/// The quoted names of a list.
fn list<'a>(source: &'a str, name: &str) -> anyhow::Result<Vec<&'a str>> {
    let found = source
        .split_once(&format!("\nconst {name} = ["))
        .and_then(|(_, rest)| rest.split_once("];"));
    let (list, _) = found.with_context(|| format!("`module.js` has no list of this name: {name}"))?;
    Ok(list.split('\'').skip(1).step_by(2).collect())
}

#[cfg(test)]
mod tests {
    use super::compare;
    use crate::r#gen::{sections::SECTIONS, types};

    const MODULE: &str = "\nconst ASYNCHRONOUS = [\n  'send', 'read'\n];\nconst SYNCHRONOUS = ['open'];\n\
        const api = {\n  get VERSION() {},\n\n  init(options) {},\n};\n";
    const ELEMENT: &str = "const TEXTS = ['region'];";

    #[test]
    fn what_is_left_out_or_of_the_other_kind_is_named() {
        let mut source = String::new();
        for section in SECTIONS {
            let members = match section.key {
                "methods" => {
                    "  /** A. */\n  readonly VERSION: string;\n  /** A. */\n  init(o: O): Promise<void>;\n  \
                     /** A. */\n  send(): Promise<void>;\n  /** A. */\n  open(): void;\n"
                }
                "options" => "  /** A. */\n  region?: string;\n  /** A. */\n  delegate?: Delegate;\n",
                _ => "",
            };
            source += &format!(
                "/** X. */\nexport interface {} {{\n{members}}}\n",
                section.interface
            );
        }
        let interfaces = types::read(&source).unwrap();
        let compared = |module: &str, element: &str| compare(module, element, &interfaces).unwrap();
        assert_eq!(compared(MODULE, ELEMENT), [] as [String; 0]);
        assert_eq!(
            compared(
                &MODULE.replace("'send', ", "").replace("'open'", "'send', 'open'"),
                ""
            ),
            [
                "`module.js` has no such asynchronous method: send",
                "`element.js` has no attribute for the option: region"
            ]
        );
        assert_eq!(
            compared(&MODULE.replace("  init(", "  start("), ELEMENT),
            ["`module.js` has no such asynchronous method: init"]
        );
        assert!(compare("", ELEMENT, &interfaces).is_err());
    }
}
