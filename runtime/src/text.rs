//! The words in the interface: the page's own (`customText`) or the documented defaults, which stand in
//! `runtime/host/src/words/`. The host puts them together, hands them over as two lists, and fills templates with them by
//! itself.

use avmsdk_protocol::Value;

/// The words that are there.
pub(crate) struct Text(Vec<Value>);

/// A word by its place in the lists: what it is called only the host knows.
#[derive(Clone, Copy)]
pub(crate) struct Word(usize);

/// The defaults, each with a line of its own. The lists are in the order of their keys.
const FIRST: &str = include_str!("../host/src/words/first.json");
const LATE: &str = include_str!("../host/src/words/late.json");

/// What has no default; the host puts these before the words of the first list (`UNNAMED` in `bridge/setup.js`).
const UNNAMED: [&str; 4] = ["title", "slogan", "picture", "customScreenReaderAnnouncement"];

impl Word {
    pub(crate) const TITLE: Self = Self(0);
    pub(crate) const SLOGAN: Self = Self(1);
    pub(crate) const PICTURE: Self = Self(2);
    pub(crate) const ANNOUNCEMENT: Self = Self(3);

    /// The place of a word, found by the compiler, which fails where it has no default.
    const fn of(key: &str) -> Self {
        let first = Keys::around(key, FIRST);
        let late = Keys::around(key, LATE);
        match (first.is_there, late.is_there) {
            (true, false) => Self(UNNAMED.len() + first.before),
            (false, true) => Self(UNNAMED.len() + first.count + late.before),
            _ => panic!("a word needs one default"),
        }
    }
}

/// Where a key stands among those of an object of texts.
struct Keys {
    is_there: bool,
    before: usize,
    count: usize,
}

impl Keys {
    const fn around(key: &str, words: &str) -> Self {
        let (key, words) = (key.as_bytes(), words.as_bytes());
        let mut keys = Self {
            is_there: false,
            before: 0,
            count: 0,
        };
        let mut at = 0;
        while at + 4 < words.len() {
            // A line: `  "key": "text",`
            if words[at] == b'\n' && words[at + 3] == b'"' {
                let mut same = 0;
                while same < key.len() && words[at + 4 + same] == key[same] {
                    same += 1;
                }
                let next = words[at + 4 + same];
                keys.count += 1;
                if same < key.len() {
                    // The quote behind a shorter one comes before all letters.
                    keys.before += (next < key[same]) as usize;
                } else if next == b'"' {
                    keys.is_there = true;
                }
            }
            at += 1;
        }
        keys
    }
}

macro_rules! keys {
    ($($key:ident)*) => {
        #[expect(non_upper_case_globals, reason = "each is spelled as the page spells it")]
        impl Word {
            $(pub(crate) const $key: Self = Self::of(stringify!($key));)*
        }
    };
}

// Those that the program names; `docs/api.md` explains each. First those of the first part.
keys! {
    clickToRetry
    closeLabel
    conversationListHeaderText
    conversationListPreviewUserText
    couldNotConnect
    couldNotConnectInner
    couldNotConnectRetry
    couldNotConnectRetrySuccess
    couldNotConnectWithRetry
    couldNotConnectWithRetryInner
    fetchHistory
    fetchingHistory
    imagePreviewNotAvailable
    inputPlaceholder
    messageDelivered
    messageIndicatorTitlePlural
    messageIndicatorTitleSingular
    messageRelativeTimeDay
    messageRelativeTimeHour
    messageRelativeTimeJustNow
    messageRelativeTimeMinute
    messageSeen
    messageSending
    notificationSettingsChannelsTitle
    sendButtonText
    typingLabel
    actionPaymentCompleted
    actionPostbackError
    cancelUploadLabel
    clickToRetryForm
    connectLabel
    connectNotificationSingleButtonText
    conversationListPreviewAnonymousText
    conversationListPreviewCarouselText
    conversationListPreviewFileText
    conversationListPreviewFormResponseText
    conversationListPreviewFormText
    conversationListPreviewImageText
    conversationListPreviewLocationRequestText
    conversationListRelativeTimeHour
    conversationListRelativeTimeHours
    conversationListRelativeTimeJustNow
    conversationListRelativeTimeMinute
    conversationListRelativeTimeMinutes
    conversationListRelativeTimeYesterday
    conversationListTimestampFormat
    couldNotLoadConversations
    emailDescription
    emailLinkingErrorMessage
    errorPrefix
    fetchHistoryError
    fileTooLargeError
    fileTypeError
    formErrorEntryRequired
    formErrorInvalidEmail
    formErrorNoLongerThan
    formErrorNoShorterThan
    formErrorUnknown
    formFieldSelectPlaceholderFallback
    frontendEmailChannelDescription
    imageClickToReload
    imageClickToView
    imageLabel
    inputPlaceholderBlocked
    lineChannelDescription
    linkError
    loadingLabel
    locationLabel
    locationNotSupported
    locationSecurityRestriction
    locationSendingFailed
    locationServicesDenied
    messageError
    messageTooLongError
    messengerChannelDescription
    newTabLabel
    nextLabel
    notificationSettingsConnected
    notificationSettingsConnectedAs
    prechatCaptureConfirmationText
    prechatCaptureEmailLabel
    prechatCaptureEmailPlaceholder
    prechatCaptureGreetingText
    prechatCaptureMailgunLinkingConfirmation
    prechatCaptureNameLabel
    prechatCaptureNamePlaceholder
    previousLabel
    smsBadRequestError
    smsChannelDescription
    smsChannelPendingDescription
    smsInvalidNumberError
    smsLinkCancelled
    smsLinkPending
    smsPingChannelError
    smsStartTexting
    smsTooManyRequestsError
    smsTooManyRequestsOneMinuteError
    smsUnhandledError
    tapToRetryForm
    telegramChannelDescription
    twitterChannelDescription
    unsupportedActionType
    unsupportedMessageType
    uploadInvalidError
    uploadVirusError
    viberChannelDescription
    viberChannelDescriptionMobile
    viberQRCodeError
    wechatChannelDescription
    wechatChannelDescriptionMobile
    wechatQRCodeError
    whatsappChannelDescriptionDesktop
    whatsappChannelDescriptionMobile
    whatsappLinkingError
}

impl Text {
    pub(crate) fn new(words: Vec<Value>) -> Self {
        Text(words)
    }

    /// The words of the second part are there.
    #[inline(never)]
    pub(crate) fn add(&mut self, words: Vec<Value>) {
        self.0.extend(words);
    }

    #[inline(never)]
    pub(crate) fn get(&self, word: Word) -> &str {
        self.0.get(word.0).and_then(Value::as_str).unwrap_or_default()
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

#[cfg(test)]
mod tests {
    use super::*;
    use avmsdk_protocol::json::parse;

    fn keys(words: &str) -> Vec<String> {
        let Ok(Value::Object(words)) = parse(words) else {
            panic!("an object")
        };
        words.iter().map(|(key, _)| key.to_owned()).collect()
    }

    /// As the scripts have them: xtask/src/wasm/scripts.rs sorts them, and `Object.keys` keeps that.
    #[test]
    fn each_word_has_the_place_that_the_host_gives_it() {
        let (mut first, mut late) = (keys(FIRST), keys(LATE));
        first.sort_unstable();
        late.sort_unstable();
        let all: Vec<String> = UNNAMED
            .map(str::to_owned)
            .into_iter()
            .chain(first)
            .chain(late)
            .collect();
        for (at, key) in all.iter().enumerate().skip(UNNAMED.len()) {
            assert_eq!(Word::of(key).0, at, "{key}");
        }
        let named = [Word::TITLE, Word::SLOGAN, Word::PICTURE, Word::ANNOUNCEMENT];
        assert_eq!(named.map(|word| word.0), [0, 1, 2, 3]);
        let setup = include_str!("../host/src/bridge/setup.js");
        assert!(setup.contains(&format!("var UNNAMED = '{}'.split(' ');", UNNAMED.join(" "))));
    }

    #[test]
    #[should_panic(expected = "a word needs one default")]
    fn a_word_without_a_default_has_no_place() {
        let _ = Word::of("closeLabe");
    }
}
