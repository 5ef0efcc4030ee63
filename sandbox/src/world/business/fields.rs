//! The questions of a form (`protocol.md` §8.1).

use super::super::outcome::Refusal;
use super::reader::Reader;
use avmsdk_protocol::Value;
use std::collections::HashSet;
use std::ops::RangeInclusive;

/// Characters of a name, a label and the like.
const LABEL: RangeInclusive<usize> = 1..=128;
/// Fields of a form, choices of a field.
const COUNT: RangeInclusive<usize> = 1..=20;

/// Reads a form: its fields, and whether the composer waits for it.
pub(super) fn read(form: &mut Reader<'_>) -> Result<(), Refusal> {
    form.flag("blockChatInput")?;
    let given = form.objects("fields", COUNT)?;
    let mut names = HashSet::new();
    let mut fields = Vec::new();
    for mut field in form.need("fields", given)? {
        if !names.insert(one(&mut field)?) {
            return Err(field.fault("name", "unlike the name of any other field"));
        }
        fields.push(Value::Object(field.done()));
    }
    form.keep("submitted", false);
    form.keep("fields", Value::Array(fields));
    Ok(())
}

/// Reads a field and returns its name.
fn one<'a>(field: &mut Reader<'a>) -> Result<&'a str, Refusal> {
    let kind = field.word("type", &["text", "email", "select"])?;
    let kind = field.need("type", kind)?;
    let (name, label) = (field.text("name", LABEL)?, field.text("label", LABEL)?);
    let name = field.need("name", name)?;
    field.need("label", label)?;
    field.text("placeholder", LABEL)?;
    match kind {
        "text" => {
            let fewest = field.whole("minSize", 1..=128)?.unwrap_or(1);
            let most = field.whole("maxSize", 1..=128)?.unwrap_or(128);
            if fewest > most {
                return Err(field.fault("maxSize", "at least `minSize`"));
            }
            field.keep("minSize", fewest);
            field.keep("maxSize", most);
        }
        "select" => {
            let options = field.objects("options", COUNT)?;
            let mut choices = Vec::new();
            for mut option in field.need("options", options)? {
                let (name, label) = (option.text("name", LABEL)?, option.text("label", LABEL)?);
                option.need("name", name)?;
                option.need("label", label)?;
                choices.push(Value::Object(option.done()));
            }
            field.keep("options", Value::Array(choices));
        }
        _ => {}
    }
    Ok(name)
}
