use super::keys::{COMMANDS_WITHOUT, WITHOUT, keys};
use super::{Origin, Surroundings, TEMPLATE, Unread, definition, matches, value};
use avmsdk_core::settings::{FileSettings, Kind};
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

type Read = Result<(ArgMatches, super::Origins), Unread>;

/// Reads a line in a folder, with variables.
fn read(folder: &Path, variables: &[(&str, &str)], line: &[&str]) -> Read {
    let variables: BTreeMap<_, _> = variables.iter().copied().collect();
    let line: Vec<OsString> = ["avmsdk"].iter().chain(line).map(OsString::from).collect();
    let surroundings = Surroundings {
        folder,
        variable: &|name| variables.get(name).map(OsString::from),
    };
    matches(&line, &surroundings)
}

/// The values of a flag as they were written, and whether they were typed.
fn values(read: &Read, flag: &str) -> (Vec<String>, bool) {
    let (matches, _) = read.as_ref().unwrap();
    let (_, matches) = matches.subcommand().unwrap();
    let values = matches.get_raw(flag).into_iter().flatten();
    (
        values.map(|value| value.to_string_lossy().into_owned()).collect(),
        matches.value_source(flag) == Some(ValueSource::CommandLine),
    )
}

fn refusal(read: Read) -> String {
    match read {
        Ok(_) => panic!("it was not refused"),
        Err(Unread::Usage(error)) => error.to_string(),
        Err(Unread::Failure(failure)) => {
            let failure = anyhow::Error::from(*failure);
            format!("{failure:#}")
        }
    }
}

/// Two values that a flag takes, and that are not its default.
fn samples(flag: &Arg) -> [String; 2] {
    let named = flag.get_possible_values();
    let named = named.iter().rev().map(|value| value.get_name().to_owned());
    let more = ["7", "9", "7d", "9d", "https://a.test/", "https://b.test/"].map(str::to_owned);
    let mut taken = named
        .chain(more)
        .filter(|text| value::fault(flag, std::slice::from_ref(text)).is_none());
    [taken.next().unwrap(), taken.next().unwrap()]
}

fn in_toml(kind: Kind, value: &str) -> String {
    match kind {
        Kind::Switch | Kind::Number => value.to_owned(),
        Kind::Text | Kind::Path => format!("'{value}'"),
        Kind::Texts | Kind::Paths => format!("['{value}']"),
    }
}

fn each_flag(mut check: impl FnMut(&Command, &super::Key, &Arg)) {
    let program = definition();
    for command in program.get_subcommands() {
        for key in keys(command) {
            let flag = command
                .get_arguments()
                .find(|flag| flag.get_id() == key.id.as_str());
            check(command, &key, flag.unwrap());
        }
    }
}

#[test]
fn every_flag_is_set_by_file_and_variable_and_command_line_in_this_order() {
    let folder = tempfile::tempdir().unwrap();
    let mut seen = 0;
    each_flag(|command, key, flag| {
        let what = format!("{} {}", command.get_name(), key.name);
        let [first, second] = samples(flag);
        let file = format!(
            "public-path = 'https://c.test/'\n[{}]\n{} = {}\n",
            command.get_name(),
            key.name,
            in_toml(key.kind, &first)
        );
        fs::write(folder.path().join("avmsdk.toml"), file).unwrap();
        let line = [command.get_name()];
        let by_file = read(folder.path(), &[], &line);
        assert_eq!(values(&by_file, &key.id), (vec![first.clone()], false), "{what}");
        assert!(by_file.unwrap().1.is_file(&key.id), "{what}");

        let by_variable = read(folder.path(), &[(&key.variable, &second)], &line);
        assert_eq!(
            values(&by_variable, &key.id),
            (vec![second.clone()], false),
            "{what}"
        );
        let origins = by_variable.unwrap().1;
        assert_eq!(origins.name(&key.id), key.variable, "{what}");

        let typed = match flag.get_long() {
            Some(long) => format!("--{long}={first}"),
            None => first.clone(),
        };
        let by_line = read(
            folder.path(),
            &[(&key.variable, &second)],
            &[command.get_name(), &typed],
        );
        assert_eq!(values(&by_line, &key.id), (vec![first], true), "{what}");
        seen += 1;
    });
    assert!(seen > 50, "only {seen} flags were tried");
}

/// A flag that is added has a key and a variable by itself. Whoever takes them away says so in that list.
#[test]
fn the_list_of_flags_without_a_key_holds_no_others() {
    let program = definition();
    let commands = std::iter::once(&program).chain(program.get_subcommands());
    let mut flags: Vec<&str> = commands
        .flat_map(Command::get_arguments)
        .map(|flag| flag.get_id().as_str())
        .collect();
    flags.push("help");
    for id in WITHOUT {
        assert!(flags.contains(&id), "no flag is named {id} any more");
    }
    for name in COMMANDS_WITHOUT {
        assert!(program.find_subcommand(name).is_some(), "{name}");
    }
}

#[test]
fn the_help_names_every_variable() {
    each_flag(|command, key, flag| {
        let help = flag.get_help().unwrap().to_string();
        let variable = format!("[env: {}]", key.variable);
        assert!(
            help.ends_with(&variable),
            "{} {}: {help}",
            command.get_name(),
            key.name
        );
    });
}

#[test]
fn what_is_typed_takes_the_place_of_what_it_excludes() {
    let folder = tempfile::tempdir().unwrap();
    let file = "region = 'eu-1'\n[csp]\nformat = 'header'\nstrict = true\n[deploy]\nwait = 60\n";
    fs::write(folder.path().join("avmsdk.toml"), file).unwrap();
    let read = |variables: &[(&str, &str)], line: &[&str]| read(folder.path(), variables, line);
    let none = (Vec::new(), false);
    let one = |text: &str, is_typed| (vec![text.to_owned()], is_typed);

    let host = read(&[], &["csp", "--api-host=https://a.test"]);
    assert_eq!(values(&host, "region"), none);
    let host = read(&[("AVMSDK_API_HOST", "https://a.test")], &["csp"]);
    assert_eq!(values(&host, "region"), none, "a variable beats the file");
    assert_eq!(values(&host, "api_host"), one("https://a.test", false));
    assert_eq!(values(&read(&[], &["csp", "--explain"]), "format"), none);
    assert_eq!(values(&read(&[], &["deploy", "--no-proof"]), "wait"), none);
    // Off excludes nothing.
    let off = read(&[], &["deploy", "--no-proof=false"]);
    assert_eq!(values(&off, "wait"), one("60", false));
    // The public path of the local server is not the one to configure for.
    let everywhere = [("AVMSDK_PUBLIC_PATH", "https://cdn.acme.org/")];
    assert_eq!(values(&read(&everywhere, &["dev"]), "public_path"), none);
    let of_dev = [("AVMSDK_DEV_PUBLIC_PATH", "http://localhost:8000/x/")];
    assert_eq!(
        values(&read(&of_dev, &["dev"]), "public_path"),
        one("http://localhost:8000/x/", false)
    );
    // The region of the service is not that of the bucket.
    assert_eq!(values(&read(&[], &["deploy"]), "region"), none);

    assert_eq!(values(&read(&[], &["csp"]), "strict"), one("true", false));
    assert_eq!(
        values(&read(&[], &["csp", "--strict=false"]), "strict"),
        one("false", true)
    );
    let off = read(&[("AVMSDK_STRICT", "false")], &["csp"]);
    assert_eq!(values(&off, "strict"), one("false", false));
    let empty = read(&[("AVMSDK_STRICT", ""), ("AVMSDK_REGION", "")], &["csp"]);
    assert_eq!(values(&empty, "region"), one("eu-1", false));

    let both = read(
        &[("AVMSDK_REGION", "eu-1"), ("AVMSDK_API_HOST", "https://a.test")],
        &["csp"],
    );
    let said = refusal(both);
    assert!(
        said.contains("AVMSDK_API_HOST and AVMSDK_REGION exclude each other")
            || said.contains("AVMSDK_REGION and AVMSDK_API_HOST exclude each other"),
        "{said}"
    );
}

#[test]
fn paths_in_the_file_are_those_of_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let below = folder.path().join("a/b");
    fs::create_dir_all(&below).unwrap();
    let file = "[configure]\nout = 'dist'\nsource = 'bundled'\n[csp]\ninline = ['x.js', '/y.js']\n[dev]\ndata = 'memory'\n";
    fs::write(folder.path().join("avmsdk.toml"), file).unwrap();
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let out = |from: &Path| values(&read(from, &[], &["configure", "https://a.test/"]), "out").0;
    assert_eq!(out(&below), [at("dist")]);
    assert_eq!(out(folder.path()), ["dist"]);
    let configure = read(&below, &[], &["configure", "https://a.test/"]);
    assert_eq!(values(&configure, "source").0, ["bundled"]);
    assert_eq!(values(&read(&below, &[], &["dev"]), "data").0, ["memory"]);
    assert_eq!(
        values(&read(&below, &[], &["csp"]), "inline").0,
        [at("x.js"), "/y.js".to_owned()]
    );
    // A variable is from here, as what is typed.
    let named = read(
        &below,
        &[("AVMSDK_OUT", "out")],
        &["configure", "https://a.test/", "--config", "../../avmsdk.toml"],
    );
    assert_eq!(values(&named, "out").0, ["out"]);
}

#[test]
fn a_wrong_value_is_named_by_its_place_and_not_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("avmsdk.toml");
    for (file, variables, line, wanted) in [
        (
            "[dev]\nport = 99999",
            &[][..],
            &["csp"][..],
            "cannot use `avmsdk.toml`: line 2: `port` under `[dev]`: ",
        ),
        (
            "[csp]\nformat = 's3cret'",
            &[],
            &["csp"],
            "line 2: `format` under `[csp]`: it is none of: meta, header, json",
        ),
        (
            "[env.a.prune]\nolder-than = 's3cret'",
            &[("AVMSDK_ENV", "a")],
            &["releases"],
            "line 2: `older-than` under `[env.a.prune]`: give a number with `d`",
        ),
        (
            "",
            &[("AVMSDK_CONCURRENCY", "s3cret")],
            &["deploy"],
            "cannot use AVMSDK_CONCURRENCY: invalid digit",
        ),
        (
            "",
            &[("AVMSDK_STRICT", "s3cret")],
            &["csp"],
            "cannot use AVMSDK_STRICT: it is none of: true, false",
        ),
        (
            "[csp]\nregion = 'eu-1'\napi-host = 'https://a.test'",
            &[],
            &["csp"],
            "exclude each other",
        ),
    ] {
        fs::write(&path, file).unwrap();
        let said = refusal(read(folder.path(), variables, line));
        assert!(said.contains(wanted), "{said}");
        assert!(!said.contains("s3cret"), "{said}");
    }
    fs::remove_file(&path).unwrap();
    let said = refusal(read(folder.path(), &[], &["deploy", "--env=production"]));
    assert!(
        said.contains("`production`: there is no `avmsdk.toml` in the current folder or above it"),
        "{said}"
    );
}

#[test]
fn what_is_missing_everywhere_is_missed() {
    let folder = tempfile::tempdir().unwrap();
    let said = refusal(read(folder.path(), &[], &["configure"]));
    assert!(
        said.contains("required arguments") && said.contains("<PUBLIC_PATH>"),
        "{said}"
    );
    let known = read(
        folder.path(),
        &[("AVMSDK_PUBLIC_PATH", "https://a.test/")],
        &["configure"],
    );
    let (_, origins) = known.unwrap();
    assert_eq!(
        origins.0.get("public_path"),
        Some(&Origin::Variable("AVMSDK_PUBLIC_PATH".to_owned()))
    );
}

/// Settings stand behind a bare `#`, words behind `# `.
fn taken_off(file: &str) -> String {
    let lines = file.lines().map(|line| match line.strip_prefix('#') {
        Some(setting) if !setting.starts_with(' ') => setting,
        _ => line,
    });
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn the_file_of_init_sets_nothing_and_knows_every_key() {
    let schema = super::schema(&definition());
    let parse = |text: &str| FileSettings::parse(text, Some("production"), &schema).unwrap();
    assert_eq!(parse(TEMPLATE).all().count(), 0);
    let settings = parse(&taken_off(TEMPLATE));
    each_flag(|command, key, _| {
        let layers = settings.layers(command.get_name(), &[&key.name]);
        let is_there = layers.iter().any(|layer| !layer.is_empty());
        assert!(is_there, "no `{}` for {}", key.name, command.get_name());
    });
    let found = super::Found {
        settings,
        shown: "avmsdk.toml".into(),
    };
    super::check(&found).unwrap();
}

#[test]
fn the_files_in_the_documentation_are_understood() {
    let schema = super::schema(&definition());
    for page in ["settings.md", "deploy.md"] {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(page);
        let text = fs::read_to_string(&page).unwrap();
        let blocks = text.split("```toml\n").skip(1);
        let mut read = 0;
        for block in blocks.map(|rest| rest.split("```").next().unwrap()) {
            let found = super::Found {
                settings: FileSettings::parse(block, None, &schema).unwrap(),
                shown: page.clone(),
            };
            super::check(&found).unwrap();
            read += 1;
        }
        assert!(read > 0, "{}", page.display());
    }
}
