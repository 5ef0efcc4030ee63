//! The words in the interface, by key: the page's own (`customText`) or the documented defaults, which stand in
//! `runtime/host/src/words/`. The host puts them together, and fills templates with them by itself.

use avmsdk_protocol::Object;

/// Looks words up by key.
pub(crate) struct Text(Object);

/// The keys of the first part that are named in the program; `docs/api.md` explains each.
pub(crate) struct Word;

macro_rules! keys {
    ($($key:ident)*) => {
        #[expect(non_upper_case_globals, reason = "each is spelled as the page spells it")]
        impl Word {
            $(pub(crate) const $key: &'static str = stringify!($key);)*
        }
    };
}

keys! {
    inputPlaceholderBlocked
    conversationListHeaderText
    clickToRetry
    couldNotConnect
    couldNotConnectInner
    couldNotConnectRetry
    couldNotConnectRetrySuccess
    couldNotConnectWithRetry
    couldNotConnectWithRetryInner
    fetchHistory
    fetchingHistory
    imageClickToReload
    imageClickToView
    imagePreviewNotAvailable
    inputPlaceholder
    messageDelivered
    messageRelativeTimeDay
    messageRelativeTimeHour
    messageRelativeTimeJustNow
    messageRelativeTimeMinute
    messageSeen
    messageSending
    notificationSettingsChannelsTitle
    sendButtonText
    unsupportedActionType
    unsupportedMessageType
    cancelUploadLabel
    closeLabel
    imageLabel
    locationLabel
    nextLabel
    previousLabel
    typingLabel
}

impl Text {
    pub(crate) fn new(words: Object) -> Self {
        Text(words)
    }

    #[inline(never)]
    pub(crate) fn get(&self, key: &str) -> &str {
        self.0.text(key)
    }
}

/// One text of several. The standard way makes a loop of its own for each number of them.
#[inline(never)]
pub(crate) fn join(parts: &[&str]) -> String {
    let mut joined = String::new();
    for part in parts {
        joined.push_str(part);
    }
    joined
}

/// Splits a text around a placeholder, `{name}`. Compares bytes: the standard search brings a
/// kilobyte of tables.
pub(crate) fn around<'a>(text: &'a str, placeholder: &str) -> (&'a str, &'a str) {
    let length = placeholder.len();
    let found = text
        .as_bytes()
        .windows(length)
        .position(|part| part == placeholder.as_bytes());
    match found {
        Some(at) => (&text[..at], &text[at + length..]),
        None => (text, ""),
    }
}

/// A text with a value in each place of a placeholder.
pub(crate) fn filled(text: &str, placeholder: &str, value: &str) -> String {
    let mut filled = String::new();
    let mut rest = text;
    loop {
        let (before, after) = around(rest, placeholder);
        filled.push_str(before);
        if before.len() == rest.len() {
            return filled;
        }
        filled.push_str(value);
        rest = after;
    }
}

/// A number in digits.
pub(crate) fn digits(number: u32) -> String {
    avmsdk_protocol::json::Number::from(number).as_str().to_owned()
}
