//! Histories that once went wrong, each as short as it could be made. `CONTRACT_TRACE=1` tells step by
//! step what happens in one.

use crate::acts::Act::{self, *};
use crate::acts::Asked;
use crate::interleavings::play;

#[track_caller]
fn agree(acts: &[Act]) {
    if let Err(error) = play(acts) {
        panic!("{error}");
    }
}

#[test]
fn a_message_under_way_at_a_login_is_stored_once() {
    agree(&[
        Call(0, Asked::Create),
        Process(0, 0),
        Answer(0, 0),
        Call(0, Asked::List(0)),
        Submit(0),
        Login(0, false),
        Process(0, 186),
        Lose(0, 1, false),
        Lose(0, 134, true),
        Submit(0),
        Submit(0),
        Submit(0),
    ]);
}

#[test]
fn what_came_in_a_conversation_that_is_not_shown_is_counted() {
    agree(&[
        SubmitTo(0, 0),
        Process(0, 0),
        Answer(0, 0),
        BusinessBegins(0, 0),
        Incoming(127),
    ]);
}

#[test]
fn a_promise_that_waits_for_a_user_is_settled_though_the_visitor_becomes_another() {
    agree(&[
        Login(0, false),
        Call(0, Asked::Create),
        Login(0, true),
        Login(0, false),
    ]);
}

#[test]
fn a_message_of_a_dead_tab_is_looked_for_where_it_was_sent() {
    agree(&[
        SubmitTo(0, 0),
        Leave(1, false, 0),
        Submit(0),
        Fail(1, 0, 500, false),
        Process(0, 0),
        Answer(0, 0),
        Process(0, 0),
        BusinessBegins(0, 0),
        Leave(0, false, 0),
    ]);
}

#[test]
fn what_a_dead_tab_of_an_anonymous_visitor_left_is_seen_to_after_a_login() {
    agree(&[
        Submit(0),
        Process(0, 0),
        Answer(0, 0),
        Leave(0, false, 91),
        Login(0, false),
    ]);
}

#[test]
fn who_waits_for_a_profile_is_told_though_the_visitor_logs_in() {
    agree(&[
        SubmitTo(0, 0),
        Process(0, 0),
        Answer(0, 0),
        BrowserClock(5),
        Call(0, Asked::UpdateUser),
        Login(0, false),
    ]);
}

#[test]
fn who_waits_for_a_message_is_told_though_another_tab_took_it_over() {
    agree(&[
        Submit(0),
        Process(0, 0),
        Answer(0, 0),
        Load(1),
        Process(1, 0),
        SubmitTo(1, 0),
        Answer(1, 0),
        Process(1, 0),
        Answer(1, 0),
        ComeBack(0, 68),
    ]);
}

#[test]
fn a_page_that_comes_back_looks_for_a_message_where_it_was_sent() {
    agree(&[
        Submit(0),
        Process(0, 0),
        Submit(0),
        Answer(0, 0),
        Submit(0),
        BusinessBegins(0, 0),
        Submit(0),
        BusinessBegins(0, 0),
        ComeBack(0, 4837),
        Call(0, Asked::Load(1)),
    ]);
}

#[test]
fn who_waits_for_a_postback_is_told_though_the_visitor_logs_out() {
    agree(&[
        Login(0, false),
        SetDelegates(0, 116),
        Submit(0),
        Process(0, 0),
        Answer(0, 0),
        Process(0, 0),
        Answer(0, 0),
        Call(0, Asked::Postback),
        Logout(0),
    ]);
}

#[test]
fn nothing_stays_behind_though_a_tab_died_that_had_the_lease() {
    agree(&[
        Login(0, true),
        Submit(0),
        Leave(0, true, 0),
        Login(0, true),
        Process(0, 0),
        Answer(0, 0),
        Load(0),
        Login(0, false),
    ]);
}

#[test]
fn a_page_that_comes_back_is_told_once_of_a_message_that_another_tab_sent() {
    agree(&[
        Call(0, Asked::Start),
        Process(0, 0),
        Answer(0, 0),
        Load(1),
        BusinessBegins(0, 0),
        Process(1, 0),
        Answer(1, 0),
        Call(0, Asked::Load(5)),
        Process(1, 0),
        Answer(1, 0),
        Submit(0),
        ComeBack(0, 104),
    ]);
}

#[test]
fn a_message_heard_of_before_its_conversation_was_entered_is_told_once() {
    agree(&[
        Submit(0),
        Process(0, 0),
        Answer(0, 0),
        Load(1),
        Process(1, 0),
        Submit(0),
        Answer(1, 0),
        Process(1, 0),
        Answer(1, 0),
        OpenSocket(1),
        Deliver(0),
        Submit(0),
        BusinessBegins(0, 130),
        Deliver(89),
        Submit(0),
        Call(1, Asked::Load(6)),
        Submit(0),
        Process(1, 0),
        SubmitTo(0, 72),
    ]);
}

#[test]
fn a_message_of_a_dead_tab_that_was_heard_of_is_told_once() {
    agree(&[
        Submit(0),
        Process(0, 0),
        Answer(0, 0),
        Load(1),
        Process(1, 0),
        Submit(1),
        Answer(1, 0),
        AskToWait(1, 0),
        DropSocket(0),
        Submit(0),
        Pass(15556),
        BusinessBegins(0, 0),
        Submit(0),
        Deliver(0),
        Visible(0, true),
        Submit(0),
        Process(1, 0),
        Submit(0),
        Answer(1, 0),
        Submit(0),
        Call(0, Asked::Load(43)),
        Submit(0),
        Lose(0, 161, false),
        Submit(0),
        Process(1, 0),
        Leave(1, false, 0),
        Submit(0),
    ]);
}

#[test]
fn a_refused_message_is_not_handed_to_and_fro_between_tabs() {
    agree(&[
        SubmitTo(0, 0),
        Process(0, 0),
        Answer(0, 0),
        Load(1),
        Login(0, false),
        Submit(1),
        Process(1, 0),
        Answer(1, 0),
        Process(1, 0),
        Login(1, false),
    ]);
}
