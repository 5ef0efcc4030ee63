//! Content Security Policies, with browsers as the judges: whether `avmsdk csp --check` says what they do, and
//! whether the widget works under what `avmsdk csp --standalone` prints, and under nothing less.

mod cases;
mod engines;
mod generated;
mod journey;
mod place;
mod world;
