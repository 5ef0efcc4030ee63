//! `docs/ARCHITECTURE.md` lists what there is: each decision, each room of the session, each part of the core.

use crate::workspace;
use std::collections::BTreeSet;
use std::fs;

fn page() -> String {
    fs::read_to_string(workspace::root().join("docs/ARCHITECTURE.md")).unwrap()
}

fn names(folder: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(workspace::root().join(folder)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| !name.ends_with("_test.rs")).collect()
}

#[test]
fn every_decision_is_in_the_list() {
    let page = page();
    let (_, list) = page.split_once("## Decisions").unwrap();
    let listed: Vec<&str> = list
        .split("](decisions/")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .collect();
    let there: Vec<String> = names("docs/decisions").into_iter().collect();
    assert_eq!(listed, there);
    for name in there {
        let text = fs::read_to_string(workspace::root().join("docs/decisions").join(&name)).unwrap();
        let number = text.trim_start_matches("# ").split('.').next().unwrap();
        assert!(
            name.starts_with(&format!("{number:0>4}-")),
            "{name} calls itself {number}"
        );
        assert!(
            list.contains(&format!("- [{number}. ")),
            "{name} has another number in the list"
        );
    }
}

#[test]
fn every_room_of_the_session_is_in_the_table() {
    let page = page();
    let (_, table) = page.split_once("| room | what it decides |").unwrap();
    let (table, _) = table.split_once("\n\n").unwrap();
    let rooms = table.lines().filter_map(|line| line.split('|').nth(1));
    let rooms: Vec<&str> = rooms
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .collect();
    let is_drawn = |name: &str| {
        rooms.iter().any(|room| match room.strip_suffix('*') {
            Some(beginning) => name.starts_with(beginning),
            None => name == *room,
        })
    };
    for name in names("runtime/session/src/session") {
        let name = name.trim_end_matches(".rs");
        assert!(is_drawn(name), "`{name}` is no room of the table");
    }
}

#[test]
fn every_part_of_the_core_is_named() {
    let page = page();
    let line = page.lines().find(|line| line.starts_with("cli/core/ ")).unwrap();
    for folder in names("cli/core/src").iter().filter(|name| !name.contains('.')) {
        let words = folder.replace('_', " ");
        assert!(line.contains(&words), "{words}: {line}");
    }
}
