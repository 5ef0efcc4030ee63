//! What the policies of a page would block of the widget.
//!
//! Decides source by source whether every policy of a page allows what the widget needs. Reads policies as
//! browsers do (<https://www.w3.org/TR/CSP3/>, sections 2.2, 6.7 and 6.8); must never call allowed what one of
//! them blocks.

mod document;
mod expression;
mod matching;
mod obstacle;
mod page_policy;
mod passed_over;
mod verdict;

pub use document::{CheckDocument, ObstacleDocument};
pub(super) use expression::Expression;
pub use obstacle::Obstacle;
pub use page_policy::{Delivery, PagePolicy};
pub use passed_over::PassedOver;
pub(super) use verdict::{Answer, answer, fallbacks};
pub use verdict::{CheckReport, Outcome, PageScript, PageSituation, Verdict, check};
