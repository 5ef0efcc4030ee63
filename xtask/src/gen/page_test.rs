use super::{HEAD, render};
use crate::r#gen::{proofs::Proofs, sections::SECTIONS, types};

#[test]
fn the_page_has_a_row_for_each_member() {
    let mut source = String::new();
    for section in SECTIONS {
        source += &format!("/** About. */\nexport interface {} {{\n", section.interface);
        source += match section.key {
            "methods" => "  /**\n   * Does\n   *\n   * it.\n   */\n  call(one?: 'a' | 'b'): void;\n",
            "events" => "  /** Came. */\n  'a:b': [message: Message, data: Data];\n",
            "options" => {
                "  /** Is. */\n  one?: string;\n  /**\n   * Has.\n   *\n   * @defaultValue `\"|\"`\n   */\n  two?: string;\n"
            }
            "strings" => "  /** Says. */\n  hello?: string;\n",
            _ => "",
        };
        source += "}\n";
    }
    source += "/** A thing. */\nexport interface Thing extends Base {\n  /** Part. */\n  part?: number;\n}\n";
    let proofs = Proofs::read(r#"{"methods": {"call": "method_call"}, "notShownYet": ["hello"]}"#).unwrap();
    let page = render(&types::read(&source).unwrap(), &proofs).unwrap();
    let rows: Vec<_> = page
        .strip_prefix(HEAD)
        .unwrap()
        .lines()
        .filter(|line| {
            line.starts_with("| `")
                || line.starts_with("| name")
                || line.contains("Thing")
                || line.contains("Has all")
        })
        .collect();
    insta::assert_snapshot!(rows.join("\n"), @r#"
    | name | type | what it does | test |
    | `call` | `(one?: 'a' \| 'b'): void` | Does<br>it. | `method_call` |
    | name | type | what it does | test |
    | `a:b` | `(message: Message, data: Data)` | Came. | — |
    | name | type | what it does | test |
    | name | type | default | what it does | test |
    | `one` | `string` | — | Is. | — |
    | `two` | `string` | `"\|"` | Has. | — |
    | name | type | what it does | test |
    | name | type | what it does | test |
    | name | type | what it does | test |
    | name | type | what it does | test |
    | name | type | what it does | test |
    | `hello` | `string` | Says. | not shown |
    ### Thing
    A thing. Has all of `Base`, and:
    | name | type | what it does |
    | `part?` | `number` | Part. |
    "#);
}
