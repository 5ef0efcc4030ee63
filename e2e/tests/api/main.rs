//! The public API of the widget, as the contract has it, in every engine against the real `avmsdk dev`.
//!
//! Each engine has one session, in which all checks are done. `checks.txt` lists their names for those who
//! refer to them.

mod channels;
mod composer;
mod conversations;
mod covers;
mod csp;
mod delegates;
mod delegates_of_auth;
mod delegates_of_display;
mod destroy;
mod drafts;
mod early;
mod events;
mod events_of_people;
mod events_of_unread;
mod face;
mod face_of_messages;
mod face_of_more_strings;
mod face_of_options;
mod face_of_strings;
mod forms;
mod handlers;
mod hosts;
mod init;
mod init_as_user;
mod kept;
mod lists;
mod load;
mod loading;
mod loading_otherwise;
mod login;
mod logout;
mod options;
mod order;
mod outbox;
mod pages;
mod pointer;
mod postbacks;
mod send;
mod signs;
mod stage;
mod state;
mod storage;
mod table;
mod tabs;
mod trouble;
mod trouble_of_files;
mod trouble_of_sockets;
mod typing;
mod user;
mod windows;

use avmsdk_e2e::Engine;
use table::{Check, Round};

/// All of them, in the order in which they are done.
fn all() -> Vec<&'static Check> {
    let modules = [
        early::CHECKS,
        kept::CHECKS,
        loading::CHECKS,
        loading_otherwise::CHECKS,
        init::CHECKS,
        init_as_user::CHECKS,
        order::CHECKS,
        options::CHECKS,
        storage::CHECKS,
        handlers::CHECKS,
        events::CHECKS,
        events_of_unread::CHECKS,
        events_of_people::CHECKS,
        face::CHECKS,
        face_of_messages::CHECKS,
        face_of_more_strings::CHECKS,
        face_of_options::CHECKS,
        face_of_strings::CHECKS,
        composer::CHECKS,
        signs::CHECKS,
        channels::CHECKS,
        conversations::CHECKS,
        send::CHECKS,
        state::CHECKS,
        load::CHECKS,
        lists::CHECKS,
        postbacks::CHECKS,
        typing::CHECKS,
        user::CHECKS,
        windows::CHECKS,
        login::CHECKS,
        logout::CHECKS,
        delegates::CHECKS,
        delegates_of_display::CHECKS,
        delegates_of_auth::CHECKS,
        trouble::CHECKS,
        trouble_of_files::CHECKS,
        trouble_of_sockets::CHECKS,
        outbox::CHECKS,
        drafts::CHECKS,
        tabs::CHECKS,
        destroy::CHECKS,
        forms::CHECKS,
        covers::CHECKS,
        hosts::CHECKS,
        csp::CHECKS,
    ];
    modules.into_iter().flatten().collect()
}

/// All checks where `AVMSDK_ALL_ENGINES` is set, else those of what differs most between browsers: rounds of one engine
/// more take minutes each.
fn some() -> Vec<&'static Check> {
    if std::env::var_os("AVMSDK_ALL_ENGINES").is_some() {
        return all();
    }
    let modules = [
        early::CHECKS,
        kept::CHECKS,
        loading::CHECKS,
        loading_otherwise::CHECKS,
        face_of_messages::CHECKS,
        composer::CHECKS,
        send::CHECKS,
        trouble_of_files::CHECKS,
        trouble_of_sockets::CHECKS,
        forms::CHECKS,
        csp::CHECKS,
    ];
    modules.into_iter().flatten().collect()
}

/// What cannot be tried in WPE by its driver: it says that it is touched, so that Enter breaks the line and words tell to
/// tap; its tabs do not hear each other; what is dragged by a script carries nothing.
const NOT_IN_WPE: [&str; 5] = [
    "composer_breaks_lines_and_sends",
    "strings_tell_how_far_a_message_is",
    "option_sound_notification_enabled_makes_one_sound_in_all_tabs",
    "composer_takes_what_is_pasted_and_dropped",
    "composer_takes_no_file_where_none_may_be_sent",
];

fn without(checks: &[&'static Check], names: &[&str]) -> Vec<&'static Check> {
    let wanted = |check: &&&'static Check| !names.contains(&check.name);
    checks.iter().filter(wanted).copied().collect()
}

#[tokio::test]
async fn in_chromium() -> anyhow::Result<()> {
    table::run(Round::of(Engine::Chromium), &all()).await
}

/// Where the same program runs as JavaScript.
#[tokio::test]
async fn in_chromium_without_webassembly() -> anyhow::Result<()> {
    table::run(Round::WITHOUT_WEBASSEMBLY, &some()).await
}

#[tokio::test]
async fn in_firefox() -> anyhow::Result<()> {
    table::run(Round::of(Engine::Firefox), &all()).await
}

#[tokio::test]
async fn in_webkit() -> anyhow::Result<()> {
    table::run(Round::of(Engine::WebKit), &all()).await
}

/// The class of Safari 16.0.
#[tokio::test]
async fn in_wpe() -> anyhow::Result<()> {
    table::run(Round::of(Engine::Wpe), &without(&some(), &NOT_IN_WPE)).await
}

/// `docs/api.md` names checks: the list changes with them.
#[test]
fn the_list_of_names_is_as_the_checks() {
    let mut names: Vec<&str> = all().iter().map(|check| check.name).collect();
    names.sort_unstable();
    let listed: Vec<&str> = include_str!("checks.txt").lines().collect();
    assert_eq!(
        listed, names,
        "write the names into `e2e/tests/api/checks.txt`, sorted"
    );
    assert!(NOT_IN_WPE.iter().all(|name| names.contains(name)));
    names.dedup();
    assert_eq!(names.len(), listed.len(), "two checks have one name");
}
