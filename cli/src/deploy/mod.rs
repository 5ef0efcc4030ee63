//! The effects of deploy, rollback and prune: reads the package and the bucket, carries plans out.
//!
//! Each write says what it expects to find. What turns out otherwise before the claim ends the run before readers could
//! see anything that is not whole.

mod apply;
mod changed;
mod clean_out;
mod gather;
mod package;
mod settle;

pub(crate) use apply::{Applied, Apply};
pub(crate) use clean_out::{CleanOut, began};
pub(crate) use gather::{bucket, looks, now, records};
pub(crate) use package::LocalPackage;
