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
