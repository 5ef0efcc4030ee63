//! The widget's face: every state of the gallery (`templates/pages/gallery/`), judged and compared with pictures,
//! and what strangers may put into it.

mod compare;
mod kept;
mod picture;
mod room;
mod states;
