//! What is plainly wrong with an answer, and what the service says of it.

use super::*;
use avmsdk_protocol::record::from_text;

#[test]
fn what_the_service_says_is_understood() {
    for (text, fault) in [
        (
            r#"formResponse.fields[0].email: should match format "email""#,
            Fault::InvalidEmail,
        ),
        (
            "formResponse.fields[0].text: should not be longer than 128 characters",
            Fault::LongerThan(128),
        ),
        (
            "formResponse.fields[2].text: should not be shorter than 3 characters",
            Fault::ShorterThan(3),
        ),
        (
            "should not be longer than 99999999999 characters",
            Fault::LongerThan(u32::MAX),
        ),
        ("should have 3 characters", Fault::Unknown),
        (" characters", Fault::Unknown),
        ("", Fault::Unknown),
    ] {
        assert_eq!(Fault::of_description(text), fault, "{text}");
    }
}

#[test]
fn what_is_plainly_wrong_is_seen_here() {
    let field = |text: &str| FormField::new(from_text::<Field>(text).unwrap());
    for (text, fault) in [
        (r#"{"type":"text","name":"a"}"#, Some(Fault::Required)),
        (
            r#"{"type":"text","name":"a","text":" \n"}"#,
            Some(Fault::Required),
        ),
        (
            r#"{"type":"text","name":"a","text":"ab","minSize":3}"#,
            Some(Fault::ShorterThan(3)),
        ),
        (
            r#"{"type":"text","name":"a","text":"äöü","minSize":3,"maxSize":3}"#,
            None,
        ),
        (
            r#"{"type":"text","name":"a","text":"abcd","maxSize":3}"#,
            Some(Fault::LongerThan(3)),
        ),
        (r#"{"type":"email","name":"a","email":"nope"}"#, None),
        (
            r#"{"type":"email","name":"a","text":"x@y.zz"}"#,
            Some(Fault::Required),
        ),
        (
            r#"{"type":"select","name":"a","select":[]}"#,
            Some(Fault::Required),
        ),
        (
            r#"{"type":"select","name":"a","select":[{"name":"l","label":"L"}]}"#,
            None,
        ),
    ] {
        assert_eq!(field(text).fault(), fault, "{text}");
    }
}

#[test]
fn an_answer_has_what_the_business_reads_and_no_more() {
    let asked =
        r#"{"_id":"f","type":"text","name":"n","label":"N","placeholder":"p","maxSize":9,"text":"x"}"#;
    let answer = FormField::new(from_text(asked).unwrap()).to_answer();
    let wanted = r#"{"label":"N","name":"n","type":"text","text":"x"}"#;
    assert_eq!(avmsdk_protocol::record::to_text(&answer), wanted);
}

#[test]
fn an_answer_shows_as_it_was_written_or_by_the_labels_chosen() {
    let field = |text: &str| FormField::new(from_text::<Field>(text).unwrap());
    for (text, shown) in [
        (r#"{"type":"text","name":"a"}"#, ""),
        (r#"{"type":"email","name":"a","email":"x@y.zz"}"#, "x@y.zz"),
        (
            r#"{"type":"select","name":"a","select":[{"name":"l","label":"L"}]}"#,
            "L",
        ),
        (
            r#"{"type":"select","name":"a","select":[{"name":"l","label":"L"},{"name":"s","label":"S"}]}"#,
            "L, S",
        ),
    ] {
        assert_eq!(field(text).answer_text(), shown, "{text}");
    }
}
