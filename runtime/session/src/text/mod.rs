//! Reading texts that come from elsewhere.

pub mod markup;
