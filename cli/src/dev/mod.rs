//! The effects of `avmsdk dev`: a port, signals, a browser, and the files that the sandbox serves.
//!
//! What the service does is the sandbox's; what the package's files are is the core's.

mod address;
mod agent;
mod announcement;
mod browser;
mod files;
mod gallery;
mod pages;
mod signals;
mod site;

pub(crate) use address::Address;
pub(crate) use announcement::Announcement;
pub(crate) use browser::open_browser;
pub(crate) use files::allow_many_files;
pub(crate) use signals::until_told;
pub(crate) use site::build_site;
