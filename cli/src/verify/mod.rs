//! The effects of `avmsdk verify`: requests, and the lists of what should be there.

mod body;
mod client;
mod expected;
pub(crate) mod prove;
mod survey;

pub(crate) use body::unpack;
pub(crate) use client::{Client, innermost};
pub(crate) use expected::{manifest, record};
pub(crate) use prove::{Patience, Proof, prove, record_missing};
pub(crate) use survey::survey;
