//! Random histories of a visitor with two tabs, a business and a service that has its troubles.

use crate::acts::{self, Act};
use crate::checks;
use crate::play::Play;
use avmsdk_session::{Call, Input};
use proptest::prelude::*;

/// Plays a history to its end, and looks at what came of it.
pub(crate) fn play(acts: &[Act]) -> Result<(), TestCaseError> {
    let mut play = Play::of(acts);
    play.rest();
    checks::at_rest(&play)?;
    play.end();
    checks::check(&play)?;
    for tab in play.tabs.iter_mut().flatten() {
        tab.step(Input::PageVisible(true), &mut play.browser);
        tab.step(Input::Open, &mut play.browser);
    }
    play.settle();
    checks::all_is_read(&play)?;
    let mut was_somebody = false;
    for tab in play.tabs.iter_mut().flatten() {
        if tab.user().1.is_some() {
            was_somebody = true;
            tab.call(Call::Logout, &mut play.browser);
        }
    }
    if was_somebody {
        play.settle();
        checks::nothing_stays_behind(&play)?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 4000, ..ProptestConfig::default() })]

    #[test]
    fn they_agree_in_the_end(acts in acts::of_one_visitor()) {
        play(&acts)?;
    }

    #[test]
    fn they_agree_though_the_visitor_logs_in_and_out(acts in acts::of_several()) {
        play(&acts)?;
    }
}

/// `PROPTEST_CASES` for longer runs.
fn cases() -> u32 {
    let asked = std::env::var("PROPTEST_CASES").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(400)
}
