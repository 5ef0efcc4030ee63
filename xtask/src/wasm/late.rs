//! Which functions are in the second part of the module, by the modules they stand in.

/// Modules of the source, with all that is in them; a name after `/` is one function.
pub(super) const LATE: &[&str] = &[
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

/// Whether a function, by its symbol, is late.
pub(super) fn is_late(symbol: &str) -> bool {
    LATE.iter().any(|place| is_in(symbol, place))
}

/// Whether a symbol of the compiler's (version 0 of its mangling) names something in that place. Only the first path
/// of the symbol counts: the glue that drops a late value is not late itself.
fn is_in(symbol: &str, place: &str) -> bool {
    let (module, function) = match place.split_once('/') {
        Some((module, function)) => (module, Some(function)),
        None => (place, None),
    };
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
        rest.contains(&name)
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
    use super::is_in;

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
}
