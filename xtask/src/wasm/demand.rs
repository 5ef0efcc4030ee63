//! Which functions are fetched on demand, and with which part of the module, by the modules of the source they stand in.
//!
//! A place is a module, with all that is in it, or one function of it, behind a `/`. Of several that name a function the
//! most special counts: the innermost module, and there the function.

/// A part that is not there from the beginning. Whoever has the one has those before it, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Demand {
    /// Once the visitor writes.
    Sending,
    /// What few visitors need.
    Late,
}

/// What is in the first part although it stands in a module that another list names.
const FIRST: &[&str] = &["avmsdk_session::session::send/is_blank"];

/// The outbox, creating the user, posting.
const SENDING: &[&str] = &[
    "avmsdk_session::outbox",
    "avmsdk_session::session::send",
    "avmsdk_session::session::posted",
    "avmsdk_session::session::create",
    "avmsdk_session::session::writing",
    "avmsdk_session::session::keep",
    "avmsdk_session::session::display/is_posted_twice",
    "avmsdk_session::session::ending/take_unsent_promises",
    "avmsdk_session::session::tabs/compare_queued",
    "avmsdk_session::session::tabs/hand_over",
    "avmsdk_session::session::tabs/waits_for_another_tab",
    "avmsdk_runtime::api/draft",
    "avmsdk_runtime::view/submit",
];

/// What few visitors need.
const LATE: &[&str] = &[
    "avmsdk_runtime::told",
    "avmsdk_runtime::view::late",
    "avmsdk_runtime::view::message::actions",
    "avmsdk_runtime::view::message::cards",
    "avmsdk_runtime::view::message::content",
    "avmsdk_runtime::view::message::media",
    "avmsdk_runtime::view::message::words/announced",
    "avmsdk_runtime::api/asked",
    "avmsdk_session::session::fill_in",
    "avmsdk_session::session::prechat_form",
    "avmsdk_session::session::prechat_send",
    "avmsdk_session::session::channel_calls",
    "avmsdk_session::session::channel_events",
    "avmsdk_session::session::uploads",
    "avmsdk_session::session::upload_answers",
    "avmsdk_session::session::location",
    "avmsdk_session::session::inputs/take_late",
    "avmsdk_session::session::inputs/rang_late",
    "avmsdk_session::session::calls/called",
    "avmsdk_session::session::calls/call_deferred",
    "avmsdk_session::session::forms/form",
    "avmsdk_session::session::forms/tell_of_forms",
    "avmsdk_session::session::forms/must_composer_wait",
    "avmsdk_session::session::forms/progress_of",
    "avmsdk_session::session::forms/response_to",
    "avmsdk_session::session::prechat/see_to_forms",
    "avmsdk_session::session::prechat/see_to_prechat",
    "avmsdk_session::session::prechat/is_prechat_due",
    "avmsdk_session::session::prechat/prechat_goes_on",
    "avmsdk_session::session::prechat/end_prechat",
    "avmsdk_session::session::prechat/forget_prechat",
    "avmsdk_session::session::channels/channels",
    "avmsdk_session::session::channels/channel_input",
    "avmsdk_session::session::channels/link_at",
    "avmsdk_session::session::channels/forget_links",
    "avmsdk_session::session::channels/state_of",
    "avmsdk_session::session::channels/client_at",
    "avmsdk_session::session::channels/integration",
    "avmsdk_session::session::prompt/notification_prompt",
    "avmsdk_session::session::prompt/show_prompt",
    "avmsdk_session::session::prompt/prompt_is_due",
    "avmsdk_session::session::prompt/forget_prompt",
    "avmsdk_session::session::prompt/set_prompt",
    "avmsdk_session::session::answer/answered_late",
    "avmsdk_session::session::answer/drop_late_calls",
    "avmsdk_session::session::answer/is_asked_again",
    "avmsdk_session::session::deliver/deliver_late",
    "avmsdk_session::session::deliver/participant_changed",
    "avmsdk_session::session::deliver/receive_elsewhere",
    "avmsdk_session::session::deliver/count_elsewhere",
    "avmsdk_session::session::deliver/conversation_added",
    "avmsdk_session::session::deliver/conversation_removed",
    "avmsdk_session::session::tabs/stored_elsewhere",
    "avmsdk_session::session::tabs/item_changed",
    "avmsdk_session::session::tabs/is_user_made_elsewhere",
    "avmsdk_session::session::tabs/take_back",
    "avmsdk_session::session::tabs/read_elsewhere",
    "avmsdk_session::session::account/login",
    "avmsdk_session::session::account/see_to_login",
    "avmsdk_session::session::account/begin_as_same",
    "avmsdk_session::session::account/ask_to_login",
    "avmsdk_session::session::account/login_answered",
    "avmsdk_session::session::account/login_failed",
    "avmsdk_session::session::account/logout",
    "avmsdk_session::session::account/logged_out",
    "avmsdk_session::session::account/prove_by_code",
    "avmsdk_session::session::account/code_answered",
    "avmsdk_session::session::create/start_conversation",
    "avmsdk_session::session::create/tell_started",
    "avmsdk_session::session::create/create_further",
    "avmsdk_session::session::create/refuse_creating",
    "avmsdk_session::session::ending/take_late_promises",
    "avmsdk_session::session::consult/set_delegates",
    "avmsdk_session::session::consult/consulted",
    "avmsdk_session::session::consult/ask_with_new_token",
    "avmsdk_session::session::consult/ask_renewed",
    "avmsdk_session::session::consult/ask_for_token",
    "avmsdk_session::session::consult/token_came",
    "avmsdk_session::session::consult/consult",
    "avmsdk_session::session::display/ask_for_display",
    "avmsdk_session::session::display/ask_for_display_of_all",
    "avmsdk_session::session::display/display_decided",
    "avmsdk_session::session::display/ask_before_sending",
    "avmsdk_session::session::display/send_decided",
    "avmsdk_session::session::display/place_for_delegate",
    "avmsdk_session::session::display/change_draft",
    "avmsdk_session::session::choosing/choose",
    "avmsdk_session::session::choosing/action_at",
    "avmsdk_session::session::postback/trigger_postback",
    "avmsdk_session::session::postback/postback_decided",
    "avmsdk_session::session::postback/postback_done",
    "avmsdk_session::session::postback/acted",
    "avmsdk_session::session::profile/add_profile",
    "avmsdk_session::session::profile/profile_of_another",
    "avmsdk_session::session::profile/add_profile_of_new_user",
    "avmsdk_session::session::profile/profile_went_along",
    "avmsdk_session::session::profile/update_user",
    "avmsdk_session::session::profile/send_profile",
    "avmsdk_session::session::profile/send_profile_in_time",
    "avmsdk_session::session::profile/profile_sent",
    "avmsdk_session::session::retry/ask_later",
    "avmsdk_session::session::retry/forget_late_call",
    "avmsdk_session::session::retry/ask_again",
    "avmsdk_session::session::late/go_on_whole",
    "avmsdk_session::session::history/load_history",
    "avmsdk_session::session::history/history_came",
    "avmsdk_session::session::listed/list_input",
    "avmsdk_session::session::listed/list_settled",
    "avmsdk_session::session::list/drop_others_but",
    "avmsdk_session::session::list/get_conversations",
    "avmsdk_session::session::list/get_more_conversations",
    "avmsdk_session::session::list/list_came",
    "avmsdk_session::session::list/get_conversation",
    "avmsdk_session::session::list/fetched",
    "avmsdk_session::session::list/create_conversation",
    "avmsdk_session::session::list/update_conversation",
    "avmsdk_session::session::list/described",
    "avmsdk_session::session::list/opening",
    "avmsdk_session::session::enter/load_conversation",
    "avmsdk_session::session::enter/entered",
    "avmsdk_session::session::enter/keep_left",
    "avmsdk_session::session::tabs/look_after_foreign",
    "avmsdk_session::session::tabs/claim",
    "avmsdk_session::session::tabs/take_over",
];

/// Each place with the part that it is listed for.
pub(super) fn places() -> impl Iterator<Item = (&'static str, Option<Demand>)> {
    let lists = [
        (FIRST, None),
        (SENDING, Some(Demand::Sending)),
        (LATE, Some(Demand::Late)),
    ];
    lists
        .into_iter()
        .flat_map(|(list, demand)| list.iter().map(move |place| (*place, demand)))
}

/// The module of a place, and the function, if it is one.
pub(super) fn read(place: &str) -> (&str, Option<&str>) {
    match place.split_once('/') {
        Some((module, function)) => (module, Some(function)),
        None => (place, None),
    }
}

/// For which part a function is listed, by the places that it is in; no part is the first one.
pub(super) fn listed(is_in: impl Fn(&str) -> bool) -> Option<Demand> {
    most_special(places(), is_in)
}

fn most_special<'a>(
    places: impl Iterator<Item = (&'a str, Option<Demand>)>,
    is_in: impl Fn(&str) -> bool,
) -> Option<Demand> {
    let special = |place: &str| {
        let (module, function) = read(place);
        (module.matches("::").count(), function.is_some())
    };
    places
        .filter(|(place, _)| is_in(place))
        .max_by_key(|(place, _)| special(place))
        .and_then(|(_, demand)| demand)
}

/// For which part a function is listed, by its symbol.
pub(super) fn of_symbol(symbol: &str) -> Option<Demand> {
    listed(|place| is_in(symbol, place))
}

/// Whether a symbol of the compiler's (version 0 of its mangling) names something in that place. Only the first path
/// of the symbol counts: the glue that drops a late value is not late itself.
fn is_in(symbol: &str, place: &str) -> bool {
    let (module, function) = read(place);
    // `…Cs1a2B_14avmsdk_session7session5forms…`: the crate's root, then names with their lengths before them.
    let Some(path) = symbol.strip_prefix("_R").and_then(first_path) else {
        return false;
    };
    let mut rest = path;
    for name in module.split("::") {
        let name = format!("{}{name}", name.len());
        match rest.strip_prefix(&name) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    function.is_none_or(|function| {
        let name = format!("{}{function}", function.len());
        // `16create_something` is no `6create`.
        let mut found = rest.match_indices(&name);
        found.any(|(at, _)| !rest[..at].ends_with(|before: char| before.is_ascii_digit()))
    })
}

/// What follows the first root of a crate.
fn first_path(symbol: &str) -> Option<&str> {
    let (_, after) = symbol.split_once("Cs")?;
    let (_, path) = after.split_once('_')?;
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::{Demand, is_in, most_special, of_symbol, places};
    use std::collections::BTreeSet;

    #[test]
    fn symbols_are_found_by_their_first_path() {
        let method =
            "_RNvMNtNtCs4uIv8wkx1x6_14avmsdk_session7session12prechat_sendNtB4_7Session12post_prechat";
        assert!(is_in(method, "avmsdk_session::session::prechat_send"));
        assert!(is_in(
            method,
            "avmsdk_session::session::prechat_send/post_prechat"
        ));
        assert!(!is_in(
            method,
            "avmsdk_session::session::prechat_send/prechat_done"
        ));
        assert!(!is_in(method, "avmsdk_session::session::prechat"));
        assert!(!is_in(method, "avmsdk_session::session::send"));
        let closure = "_RNCNvMNtNtCs4uIv8wkx1x6_14avmsdk_session7session5formsNtB7_7Session4form0B8_";
        assert!(is_in(closure, "avmsdk_session::session::forms"));
        let drop = "_RINvNtCsbl9znQQFZpD_4core3ptr13drop_in_placeNtNtCs4uIv8wkx1x6_14avmsdk_session5forms4FormECsd_14avmsdk_runtime";
        assert!(!is_in(drop, "avmsdk_session::forms"));
        assert!(!is_in("start_6ae3455928327ec6", "avmsdk_session::session"));
    }

    /// The symbol of a method of the session.
    fn method(module: &str, name: &str) -> String {
        let [module, name] = [module, name].map(|it| format!("{}{it}", it.len()));
        format!("_RNvMNtNtCs1_14avmsdk_session7session{module}NtB4_7Session{name}")
    }

    #[test]
    fn the_end_of_a_number_and_a_name_are_no_name() {
        let place = "avmsdk_session::session::create/create";
        let longer = method("create", "create_something");
        assert!(longer.contains("6create_s") && !is_in(&longer, place));
        assert!(is_in(&method("create", "create"), place));
    }

    #[test]
    fn one_function_of_a_listed_module_may_be_in_the_first_part() {
        let places = [
            ("a::b", Some(Demand::Sending)),
            ("a::b/c", None),
            ("a", Some(Demand::Late)),
        ];
        let is_in = |names: &'static [&'static str]| move |place: &str| names.contains(&place);
        for (names, wanted) in [
            (&["a", "a::b"][..], Some(Demand::Sending)),
            (&["a", "a::b", "a::b/c"], None),
            (&["a"], Some(Demand::Late)),
            (&[], None),
        ] {
            assert_eq!(most_special(places.into_iter(), is_in(names)), wanted);
        }
    }

    #[test]
    fn the_most_special_place_says_for_which_part_a_function_is_listed() {
        for (module, name, wanted) in [
            ("send", "pump", Some(Demand::Sending)),
            ("create", "create", Some(Demand::Sending)),
            ("create", "start_conversation", Some(Demand::Late)),
            ("fill_in", "anything", Some(Demand::Late)),
            ("forms", "form", Some(Demand::Late)),
            ("forms", "anything", None),
        ] {
            assert_eq!(of_symbol(&method(module, name)), wanted, "{module}/{name}");
        }
        let outbox = "_RNvMNtCs1_14avmsdk_session6outboxNtB2_6Outbox5first";
        assert_eq!(of_symbol(outbox), Some(Demand::Sending));
    }

    #[test]
    fn no_place_is_listed_twice() {
        let once: BTreeSet<_> = places().map(|(place, _)| place).collect();
        assert_eq!(once.len(), places().count());
    }
}
