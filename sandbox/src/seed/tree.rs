//! TOML and JSON alike: values that know where they stand.

use super::SeedError;
use avmsdk_protocol::json::Number;
use avmsdk_protocol::{Object, Value, Wire};
use toml::de::{DeTable, DeValue};

/// Levels that a seed may have: deeper ones could not be read again from where they are kept.
const MAX_LEVELS: usize = 48;

/// A value, and its line in TOML.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) line: Option<usize>,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Plain(Value),
    List(Vec<Tree>),
    Table(Vec<(String, Tree)>),
}

pub(super) fn from_json(value: &Value) -> Tree {
    let kind = match value {
        Value::Array(items) => Kind::List(items.iter().map(from_json).collect()),
        Value::Object(object) => {
            let pairs = object
                .iter()
                .map(|(name, value)| (name.to_owned(), from_json(value)));
            Kind::Table(pairs.collect())
        }
        plain => Kind::Plain(plain.clone()),
    };
    Tree { line: None, kind }
}

pub(super) fn from_toml(text: &str) -> Result<Tree, SeedError> {
    let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
    let line = |at: usize| ends.partition_point(|end| *end < at) + 1;
    let table = DeTable::parse(text).map_err(|error| SeedError {
        key: String::new(),
        line: error.span().map(|span| line(span.start)),
        what: error.message().replace('\n', ", "),
    })?;
    let tree = Tree {
        line: Some(1),
        kind: table_kind(table.get_ref(), &line)?,
    };
    if tree.levels() > MAX_LEVELS {
        return Err(SeedError {
            key: String::new(),
            line: None,
            what: format!("a seed should be at most {MAX_LEVELS} levels deep"),
        });
    }
    Ok(tree)
}

fn table_kind(table: &DeTable<'_>, line: &impl Fn(usize) -> usize) -> Result<Kind, SeedError> {
    let mut pairs: Vec<_> = table.iter().collect();
    // In the order of the file, as everything else here.
    pairs.sort_by_key(|(name, _)| name.span().start);
    let pairs = pairs.into_iter().map(|(name, value)| {
        let start = name.span().start.max(value.span().start);
        Ok((
            name.get_ref().to_string(),
            toml_tree(value.get_ref(), start, line)?,
        ))
    });
    pairs.collect::<Result<_, _>>().map(Kind::Table)
}

fn toml_tree(value: &DeValue<'_>, at: usize, line: &impl Fn(usize) -> usize) -> Result<Tree, SeedError> {
    let at = line(at);
    let number = |text: &str| {
        let number = Number::from_text(text.trim_start_matches('+')).map(Value::Number);
        number.ok_or_else(|| SeedError {
            key: String::new(),
            line: Some(at),
            what: format!("`{text}` should be a decimal number"),
        })
    };
    let kind = match value {
        DeValue::String(text) => Kind::Plain(Value::from(text.as_ref())),
        DeValue::Boolean(value) => Kind::Plain(Value::from(*value)),
        DeValue::Integer(value) if value.radix() == 10 => Kind::Plain(number(value.as_str())?),
        DeValue::Integer(value) => Kind::Plain(number(&value.to_string())?),
        DeValue::Float(value) => Kind::Plain(number(value.as_str())?),
        DeValue::Datetime(value) => Kind::Plain(Value::from(value.to_string())),
        DeValue::Array(items) => {
            let items = items
                .iter()
                .map(|item| toml_tree(item.get_ref(), item.span().start, line));
            Kind::List(items.collect::<Result<_, _>>()?)
        }
        DeValue::Table(table) => table_kind(table, line)?,
    };
    Ok(Tree { line: Some(at), kind })
}

impl Tree {
    fn levels(&self) -> usize {
        let inner = match &self.kind {
            Kind::Plain(_) => return 0,
            Kind::List(items) => items.iter().map(Tree::levels).max(),
            Kind::Table(pairs) => pairs.iter().map(|(_, tree)| tree.levels()).max(),
        };
        inner.unwrap_or_default() + 1
    }

    pub(super) fn to_value(&self) -> Value {
        match &self.kind {
            Kind::Plain(value) => value.clone(),
            Kind::List(items) => Value::Array(items.iter().map(Tree::to_value).collect()),
            Kind::Table(pairs) => {
                let mut object = Object::new();
                for (name, tree) in pairs {
                    object.set(name, tree.to_value());
                }
                Value::Object(object)
            }
        }
    }
}

/// A table, where it stands, and that it has no other keys than these.
pub(super) struct Keys<'a> {
    tree: &'a Tree,
    pairs: &'a [(String, Tree)],
    place: String,
}

impl<'a> Keys<'a> {
    pub(super) fn of(tree: &'a Tree, place: &str, known: &[&str]) -> Result<Self, SeedError> {
        let error = |key: String, line, what| SeedError { key, line, what };
        let Kind::Table(pairs) = &tree.kind else {
            return Err(error(place.to_owned(), tree.line, "should be a table".to_owned()));
        };
        let keys = Keys {
            tree,
            pairs,
            place: place.to_owned(),
        };
        match pairs.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            None => Ok(keys),
            Some((name, tree)) => {
                let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
                let what = format!("is not known here; the keys are {}", known.join(", "));
                Err(error(keys.path(name), tree.line, what))
            }
        }
    }

    fn path(&self, name: &str) -> String {
        if self.place.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.place)
        }
    }

    fn find(&self, name: &str) -> Option<&'a Tree> {
        let found = self.pairs.iter().find(|(key, _)| key == name);
        found.map(|(_, tree)| tree)
    }

    /// The error that something is wrong with a key.
    pub(super) fn wrong(&self, name: &str, what: impl Into<String>) -> SeedError {
        SeedError {
            key: self.path(name),
            line: self.find(name).unwrap_or(self.tree).line,
            what: what.into(),
        }
    }

    pub(super) fn get<T: Wire>(&self, name: &str) -> Result<Option<T>, SeedError> {
        let Some(tree) = self.find(name) else {
            return Ok(None);
        };
        T::from_value(tree.to_value())
            .map(Some)
            .map_err(|fault| self.wrong(name, format!("should be {}", fault.wanted)))
    }

    pub(super) fn need<T: Wire>(&self, name: &str) -> Result<T, SeedError> {
        self.get(name)?.ok_or_else(|| self.wrong(name, "should be there"))
    }

    /// An id, of which the service's own ways make part of a path.
    pub(super) fn id(&self, name: &str) -> Result<Option<String>, SeedError> {
        let id: Option<String> = self.get(name)?;
        let is_plain =
            |id: &String| (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if id.as_ref().is_none_or(is_plain) {
            Ok(id)
        } else {
            Err(self.wrong(
                name,
                "should be 1 to 64 letters and digits, such as `5f00000000000000000000e1`",
            ))
        }
    }

    /// Each table of a list, with its place.
    pub(super) fn each(&self, name: &str) -> Result<Vec<(&'a Tree, String)>, SeedError> {
        match self.find(name).map(|tree| &tree.kind) {
            None => Ok(Vec::new()),
            Some(Kind::List(items)) => {
                let places = (0..).map(|at| format!("{}[{at}]", self.path(name)));
                Ok(items.iter().zip(places).collect())
            }
            Some(_) => Err(self.wrong(name, "should be a list of tables")),
        }
    }

    /// All keys but these, as they are given.
    pub(super) fn others(&self, known: &[&str]) -> Object {
        let mut object = Object::new();
        for (name, tree) in self.pairs {
            if !known.contains(&name.as_str()) {
                object.set(name, tree.to_value());
            }
        }
        object
    }
}
