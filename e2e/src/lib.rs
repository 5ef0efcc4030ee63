//! What the journeys stand on: browsers, the sandbox, plain servers, and the widget as a visitor sees it.
//!
//! Everything here is started by the test that needs it, listens on loopback, and ends with that test, also
//! when it fails or is killed. It knows the widget only by what `docs/` promises to pages, and the service
//! only by its API: no crate of the product is linked.

mod browser;
mod death;
mod driver;
mod engine;
mod event;
mod http;
mod old;
mod out;
mod patience;
mod phantom;
mod process;
mod program;
mod sandbox;
mod site;
mod storage;
mod visitor;
mod widget;

pub use axum::http::Method;
pub use browser::{Browser, View};
pub use death::{despite_a_death, has_died};
pub use engine::Engine;
pub use event::{Event, recorder};
pub use old::OldChromium;
pub use out::out;
pub use patience::until;
pub use phantom::PhantomJs;
pub use program::{Avmsdk, avmsdk, avmsdk_as};
pub use sandbox::{APP, INTEGRATION, Sandbox};
pub use site::{Serving, Site};
pub use storage::{CREDENTIALS, Storage};
pub use visitor::Visitor;
pub use widget::{Bubble, Look, Widget};
