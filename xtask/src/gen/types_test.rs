use super::{Member, read};

const SOURCE: &str = r#"
/** About the file. */

/**
 * About
 * it.
 */
export interface Sdk extends Base {
  /** Says. */
  readonly VERSION: string;
  /**
   * Does.
   *
   * @defaultValue `"a;"`
   */
  'message:sent'?: [message: Message, data: Data];
  /** Long. */
  call<T>(
    one: { a: string; b: T },
    two?: string
  ): Promise<void>;
}

/** Passed over. */
export type Other = 'a' | 'b';

declare global {
  interface Window {
    x: number;
  }
}
"#;

#[test]
fn interfaces_are_read_with_their_members() {
    let interfaces = read(SOURCE).unwrap();
    assert_eq!(interfaces.len(), 1);
    let sdk = &interfaces[0];
    assert_eq!(
        (sdk.name.as_str(), sdk.extends.as_deref(), sdk.about.as_str()),
        ("Sdk", Some("Base"), "About it.")
    );
    let shown: Vec<_> = sdk
        .members
        .iter()
        .map(
            |Member {
                 name,
                 kind,
                 is_optional,
                 default,
                 about,
             }| { format!("{name} | {kind} | {is_optional} | {default:?} | {about}") },
        )
        .collect();
    insta::assert_snapshot!(shown.join("\n"), @r#"
    VERSION | string | false | None | Says.
    message:sent | [message: Message, data: Data] | true | Some("\"a;\"") | Does.
    call | <T>( one: { a: string; b: T }, two?: string ): Promise<void> | false | None | Long.
    "#);
}

#[test]
fn what_would_get_lost_is_an_error() {
    for (body, wanted) in [
        ("  a: string;", "no comment before"),
        ("  /** A. */\n  [key: string]: string;", "not a member"),
        (
            "  /** A. */\n  a: string;\n  /** B. */\n  a: number;",
            "two members of one name",
        ),
        ("  /** A. */\n  a: string", "the file ends inside"),
    ] {
        let source = format!("/** X. */\nexport interface X {{\n{body}\n}}\n");
        let error = format!("{:#}", read(&source).unwrap_err());
        assert!(error.contains(wanted), "{error}");
    }
    assert!(read("export interface X {\n}\n").is_err(), "no comment");
    assert!(read("/** X. */\nexport interface X\n{\n}\n").is_err());
}
