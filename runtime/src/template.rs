//! The templates of the second part's views, which stand in its script (`runtime/host/src/late/templates.js`): constants
//! of the program are all in the first part. There are those of channels' signs too, by the names of the channels.

/// The names that [`crate::dom`] takes in the place of a template, once the second part is there.
pub(crate) struct Template;

macro_rules! names {
    ($($name:ident)*) => {
        #[expect(non_upper_case_globals, reason = "each is spelled as in the script")]
        impl Template {
            $(pub(crate) const $name: &'static str = stringify!($name);)*
        }
    };
}

names! {
    address
    back
    card
    cards
    channel
    channels
    entry
    field
    fields
    file
    framed
    number
    open
    over
    pane
    picture
    place
    postback
    reply
    share
    slides
    suggestion
    suggestions
    talk
    talks
    upload
    ways
    webview
}
