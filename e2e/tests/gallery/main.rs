//! The widget's face: every state of the gallery (`templates/pages/gallery/`), judged and compared with pictures,
//! and what strangers may put into it.

mod compare;
mod hosts;
mod kept;
mod picture;
mod plain;
mod room;
mod spoken;
mod states;
mod xss;
