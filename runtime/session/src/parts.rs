//! What a build of the session has in it. The crate has everything; a build that has no face for a part
//! leaves it out, and pays no bytes for it (docs/decisions/0008-parts-of-the-session.md). What is left
//! out does nothing: its inputs are ignored, its selectors say that there is nothing.

/// Forms to be filled in, and the form before the first message.
pub(crate) const FORMS: bool = cfg!(feature = "forms");
/// Channels to be linked, and the prompt for them.
pub(crate) const CHANNELS: bool = cfg!(feature = "channels");
/// Files and places to be sent.
pub(crate) const UPLOADS: bool = cfg!(feature = "uploads");

/// What a part remembers. Where it is left out that is nothing, and no code is spent on dropping it.
#[cfg(feature = "forms")]
pub(crate) type OfForms<T> = T;
#[cfg(not(feature = "forms"))]
pub(crate) type OfForms<T> = core::mem::ManuallyDrop<T>;

/// See [`OfForms`].
#[cfg(feature = "channels")]
pub(crate) type OfChannels<T> = T;
#[cfg(not(feature = "channels"))]
pub(crate) type OfChannels<T> = core::mem::ManuallyDrop<T>;

/// See [`OfForms`].
#[cfg(feature = "uploads")]
pub(crate) type OfUploads<T> = T;
#[cfg(not(feature = "uploads"))]
pub(crate) type OfUploads<T> = core::mem::ManuallyDrop<T>;
