//! Reads the text of the file, with the line of everything that it says.

use super::schema::{counts, layers_of};
use super::{Kind, Schema, SettingsError};
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What one key says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The values as they would be typed, one unless it is a list.
    pub values: Vec<String>,
    /// Whether they are paths.
    pub is_path: bool,
    /// The line, counted from 1.
    pub line: usize,
    /// The table, such as `env.production.deploy`; empty at the top.
    pub table: String,
}

/// Tables by name, each with its keys.
type Place = BTreeMap<String, BTreeMap<String, Setting>>;

/// What the file says: for the place that was chosen, and for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileSettings {
    places: Vec<Place>,
}

impl FileSettings {
    /// Reads the text of the file. With `env`, what stands under `[env.NAME]` goes before the rest. The other
    /// places are read as well: what is wrong in them is found before it is needed.
    ///
    /// # Errors
    /// The first line that is not understood, or a place that the file does not know.
    pub fn parse(text: &str, env: Option<&str>, schema: &Schema) -> Result<Self, SettingsError> {
        let lines = Lines::of(text);
        let document = DeTable::parse(text).map_err(|error| SettingsError::NotUnderstood {
            line: error.span().map(|span| lines.at(span.start)),
            said: error.message().to_owned(),
        })?;
        let mut reader = Reader {
            lines,
            schema,
            fault: None,
            envs: BTreeMap::new(),
        };
        let base = reader.place("", document.get_ref());
        if let Some(fault) = reader.fault {
            return Err(fault);
        }
        let mut places = Vec::new();
        if let Some(wanted) = env {
            let Some(place) = reader.envs.remove(wanted) else {
                let known: Vec<String> = reader.envs.into_keys().collect();
                return Err(SettingsError::UnknownEnv {
                    wanted: wanted.to_owned(),
                    nearest: nearest(wanted, &known),
                    known,
                });
            };
            places.push(place);
        }
        places.push(base);
        Ok(Self { places })
    }

    /// What is said of the keys of a command, in layers: what goes before the rest comes first.
    #[must_use]
    pub fn layers(&self, command: &str, keys: &[&str]) -> Vec<Vec<(String, &Setting)>> {
        let mut layers = Vec::new();
        for place in &self.places {
            for table in layers_of(command) {
                let keys = keys.iter().filter(|key| counts(table, command, key));
                let layer = keys.filter_map(|key| Some(((*key).to_owned(), place.get(table)?.get(*key)?)));
                layers.push(layer.collect());
            }
        }
        layers
    }

    /// Every setting of the chosen place and of the base, with its table's and its own name.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str, &Setting)> {
        let tables = self.places.iter().flatten();
        tables.flat_map(|(table, keys)| {
            keys.iter()
                .map(move |(key, setting)| (table.as_str(), key.as_str(), setting))
        })
    }
}

struct Reader<'a> {
    lines: Lines,
    schema: &'a Schema,
    /// The one that stands first in the file.
    fault: Option<SettingsError>,
    envs: BTreeMap<String, Place>,
}

impl Reader<'_> {
    /// One place: the file itself, or `[env.NAME]` in it by its path.
    fn place(&mut self, path: &str, table: &DeTable<'_>) -> Place {
        let mut place = Place::new();
        for (key, value) in table {
            let (name, line) = (key.get_ref().as_ref(), self.lines.at(key.span().start));
            let is_env = path.is_empty() && name == "env";
            if !is_env && !self.schema.tables().any(|known| known == name) {
                self.key(&mut place, "", path, key, value);
                continue;
            }
            let Some(inner) = value.get_ref().as_table() else {
                self.fault_at(line, |_| SettingsError::WrongKind {
                    line,
                    key: join(path, name),
                    table: path.to_owned(),
                    found: found(value.get_ref()),
                    wanted: None,
                });
                continue;
            };
            if is_env {
                self.places(inner);
                continue;
            }
            let shown = join(path, name);
            for (key, value) in inner {
                self.key(&mut place, name, &shown, key, value);
            }
        }
        place
    }

    fn places(&mut self, envs: &DeTable<'_>) {
        for (name, value) in envs {
            let path = join("env", name.get_ref());
            match value.get_ref().as_table() {
                Some(inner) => {
                    let place = self.place(&path, inner);
                    self.envs.insert(name.get_ref().to_string(), place);
                }
                None => {
                    let line = self.lines.at(name.span().start);
                    self.fault_at(line, |_| SettingsError::WrongKind {
                        line,
                        key: path,
                        table: "env".to_owned(),
                        found: found(value.get_ref()),
                        wanted: None,
                    });
                }
            }
        }
    }

    fn key(
        &mut self,
        place: &mut Place,
        table: &str,
        shown: &str,
        key: &Spanned<toml::de::DeString<'_>>,
        value: &Spanned<DeValue<'_>>,
    ) {
        let (name, line) = (key.get_ref().to_string(), self.lines.at(key.span().start));
        let schema = self.schema;
        let keys = schema.keys(table);
        let Some((_, kind)) = keys.iter().find(|(key, _)| *key == name) else {
            self.fault_at(line, |reader| {
                let mut known: Vec<String> = keys.iter().map(|(key, _)| (*key).to_owned()).collect();
                if table.is_empty() {
                    known.extend(schema.tables().map(str::to_owned));
                }
                SettingsError::UnknownKey {
                    line,
                    remedy: reader.remedy(&name, &known),
                    key: name.clone(),
                    table: shown.to_owned(),
                }
            });
            return;
        };
        let Some(values) = values(*kind, value.get_ref()) else {
            self.fault_at(line, |_| SettingsError::WrongKind {
                line,
                key: name.clone(),
                table: shown.to_owned(),
                found: found(value.get_ref()),
                wanted: Some(*kind),
            });
            return;
        };
        let setting = Setting {
            values,
            is_path: matches!(kind, Kind::Path | Kind::Paths),
            line,
            table: shown.to_owned(),
        };
        place.entry(table.to_owned()).or_default().insert(name, setting);
    }

    /// Keeps a fault if none is known that stands before it; it is made only then.
    fn fault_at(&mut self, line: usize, fault: impl FnOnce(&Self) -> SettingsError) {
        if self.fault.as_ref().is_none_or(|known| known.line() > Some(line)) {
            self.fault = Some(fault(self));
        }
    }

    /// What to write instead of a key that is not one of those that are known here.
    fn remedy(&self, name: &str, known: &[String]) -> String {
        let elsewhere = self.elsewhere(name);
        match (elsewhere.as_slice(), nearest(name, known)) {
            ([top], _) if top.is_empty() => "move it to the top of the file".to_owned(),
            ([], Some(nearest)) => format!("write `{nearest}`, if that is meant"),
            ([], None) => format!("what can stand there: {}", known.join(", ")),
            (tables, _) => {
                let tables: Vec<String> = tables.iter().map(|table| format!("`[{table}]`")).collect();
                format!("move it to {}", tables.join(" or "))
            }
        }
    }

    /// The tables that know a key.
    fn elsewhere(&self, name: &str) -> Vec<String> {
        let top = std::iter::once("").chain(self.schema.tables());
        let knows = |table: &&str| self.schema.keys(table).iter().any(|(key, _)| *key == name);
        let mut tables: Vec<String> = top.filter(knows).map(str::to_owned).collect();
        // What `[deploy]` says counts for the others, and what the top says for all.
        if tables.first().is_some_and(String::is_empty) {
            tables.truncate(1);
        } else if tables.iter().any(|table| table == "deploy") {
            tables.retain(|table| table != "releases" && table != "rollback" && table != "prune");
        }
        tables
    }
}

/// The values as they would be typed, if they are of that kind.
fn values(kind: Kind, value: &DeValue<'_>) -> Option<Vec<String>> {
    let one = |value: String| Some(vec![value]);
    match kind {
        Kind::Switch => one(value.as_bool()?.to_string()),
        Kind::Number => {
            let number = value.as_integer()?;
            one(i64::from_str_radix(number.as_str(), number.radix())
                .ok()?
                .to_string())
        }
        Kind::Text | Kind::Path => one(value.as_str()?.to_owned()),
        Kind::Texts | Kind::Paths => {
            let items = value.as_array()?.iter();
            items
                .map(|item| item.get_ref().as_str().map(str::to_owned))
                .collect()
        }
    }
}

fn found(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a point",
        DeValue::Boolean(_) => "`true` or `false`",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// Where lines end, in bytes.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at).collect())
    }

    /// The line of a byte, from 1.
    fn at(&self, byte: usize) -> usize {
        1 + self.0.partition_point(|end| *end < byte)
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

/// What is most like a name, if anything is like it at all.
fn nearest(name: &str, known: &[String]) -> Option<String> {
    let name = name.replace('_', "-").to_lowercase();
    let distance = |other: &String| strsim::osa_distance(&name, other);
    let nearest = known.iter().min_by_key(|other| distance(other))?;
    (distance(nearest) <= 1 + name.chars().count() / 4).then(|| nearest.clone())
}
