//! Any text as a file that somebody wrote: settings, or the seed of a sandbox. It is taken, or refused with its line.

#![no_main]

use avmsdk_core::Coded as _;
use avmsdk_core::settings::{FileSettings, Kind, Schema};
use avmsdk_sandbox::Seed;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut letters = text.chars();
    let pick = letters.next().map_or(0, u32::from);
    let text = letters.as_str();
    if pick % 3 == 0 { seed(text) } else { settings(text, pick % 3 == 1) }
});

fn settings(text: &str, has_env: bool) {
    let mut schema = Schema::default();
    for command in ["configure", "csp", "verify", "deploy", "dev", "prune", "releases", "rollback"] {
        schema.add(command, "public-path", Kind::Text);
        schema.add(command, "channels", Kind::Texts);
        schema.add(command, "out", Kind::Path);
        schema.add(command, "inline", Kind::Paths);
        schema.add(command, "jobs", Kind::Number);
        schema.add(command, "force", Kind::Switch);
    }
    let lines = text.lines().count().max(1);
    match FileSettings::parse(text, has_env.then_some("e"), &schema) {
        Ok(settings) => {
            for (table, key, setting) in settings.all() {
                assert!((1..=lines).contains(&setting.line), "{key} {setting:?}");
                assert!(schema.keys(table).iter().any(|(known, _)| *known == key), "{table} {key}");
            }
            for command in ["deploy", "csp", "rollback"] {
                let layers = settings.layers(command, &["public-path", "jobs", "out"]);
                assert!(layers.len() <= 6);
            }
        }
        Err(error) => {
            assert!(!error.hint().is_empty() && !error.to_string().is_empty());
            assert!(error.to_string().len() < 1000 + 4 * text.len());
        }
    }
}

fn seed(text: &str) {
    let lines = text.lines().count().max(1);
    if let Err(error) = Seed::from_toml(text) {
        assert!(error.line.is_none_or(|line| (1..=lines + 1).contains(&line)), "{error:?}");
        assert!(!error.what.is_empty());
    }
}
