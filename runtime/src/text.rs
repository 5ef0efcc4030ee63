//! The words in the interface: the page's own (`customText`) or the documented defaults.

use avmsdk_protocol::record::read_text;
use avmsdk_protocol::{Object, Value};

/// Looks words up by key.
pub(crate) struct Text {
    custom: Object,
    /// The documented defaults of what the second part shows (`runtime/host/src/words.json`).
    late: Object,
}

macro_rules! defaults {
    ($($key:ident = $default:literal,)*) => {
        /// The keys that this version shows; `docs/README.md` of the package explains each.
        #[expect(non_camel_case_types, reason = "each is spelled as the page spells it")]
        #[derive(Clone, Copy)]
        pub(crate) enum Word { $($key,)* }

        impl Word {
            fn key_and_default(self) -> (&'static str, &'static str) {
                match self { $(Word::$key => (stringify!($key), $default),)* }
            }
        }
    };
}

defaults! {
    inputPlaceholderBlocked = "Complete the form above...",
    shareLocation = "Share location",
    uploadDocument = "Upload document",
    uploadPhoto = "Upload photo",
    conversationListHeaderText = "My conversations",
    clickToRetry = "Message not delivered. Click to retry.",
    conversationTimestampHeaderFormat = "MMMM D YYYY, h:mm A",
    couldNotConnect = "Couldn't connect. You can {retry}. ",
    couldNotConnectInner = "retry connecting now",
    couldNotConnectRetry = "Reconnecting...",
    couldNotConnectRetrySuccess = "You're back online!",
    couldNotConnectWithRetry = "Couldn't connect. We'll keep retrying, or you can {retry}.",
    couldNotConnectWithRetryInner = "try now",
    fetchHistory = "Load more",
    fetchingHistory = "Retrieving history...",
    headerText = "How can we help?",
    imageClickToReload = "Click to reload image.",
    imageClickToView = "Click to view {size} image.",
    imagePreviewNotAvailable = "Preview not available.",
    inputPlaceholder = "Type a message...",
    introductionText = "We're here to talk, so ask us anything!",
    messageDelivered = "Delivered",
    messageRelativeTimeDay = "{value}d ago",
    messageRelativeTimeHour = "{value}h ago",
    messageRelativeTimeJustNow = "Just now",
    messageRelativeTimeMinute = "{value}m ago",
    messageSeen = "Seen",
    messageSending = "Sending...",
    messageTimestampFormat = "h:mm A",
    notificationSettingsChannelsTitle = "Other Channels",
    sendButtonText = "Send",
    unsupportedActionType = "Unsupported action type.",
    unsupportedMessageType = "Unsupported message type.",
    // Ours: names of controls, which the family's messengers leave without one.
    attachLabel = "Attach",
    cancelUploadLabel = "Cancel upload",
    closeLabel = "Close",
    imageLabel = "Image",
    locationLabel = "Location",
    messagesLabel = "Messages",
    newestLabel = "Jump to newest",
    nextLabel = "Next",
    previousLabel = "Previous",
    typingLabel = "{name} is typing",
}

impl Text {
    pub(crate) fn new(custom: Object) -> Self {
        Text {
            custom,
            late: Object::new(),
        }
    }

    #[inline(never)]
    pub(crate) fn get(&self, word: Word) -> &str {
        let (key, default) = word.key_and_default();
        self.custom.get(key).and_then(Value::as_str).unwrap_or(default)
    }

    /// The words of the second part, which come with it.
    pub(crate) fn take_late(&mut self, words: &str) {
        self.late = read_text(words).unwrap_or_default();
    }

    /// The same for the words of the second part.
    #[inline(never)]
    pub(crate) fn late(&self, key: &str) -> &str {
        let word = self.custom.get(key).or_else(|| self.late.get(key));
        word.and_then(Value::as_str).unwrap_or_default()
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

/// A text with a value in the place of a placeholder.
pub(crate) fn filled(text: &str, placeholder: &str, value: &str) -> String {
    let (before, after) = around(text, placeholder);
    let value = if before.len() < text.len() { value } else { "" };
    [before, value, after].concat()
}

/// A number in digits.
pub(crate) fn digits(number: u32) -> String {
    avmsdk_protocol::json::Number::from(number).as_str().to_owned()
}
