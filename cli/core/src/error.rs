//! What every error of this crate can tell besides its message.

/// An error with a stable code and a word on what to do.
pub trait Coded: std::error::Error {
    /// A name for scripts, such as `public-path-query`. It never changes meaning.
    fn code(&self) -> &'static str;

    /// What to do about it, with a right form where there is one.
    fn hint(&self) -> String;

    /// Whether the command line itself is at fault (exit code 2).
    fn is_usage(&self) -> bool {
        false
    }

    /// Whether someone else is changing what was to be changed (exit code 4).
    fn is_world_changed(&self) -> bool {
        false
    }
}
