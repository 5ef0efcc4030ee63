//! What the page may decide: the functions of its delegate, by name and by which of them there are.

/// A question to the page; the shell hands the number back with the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConsultId(pub u32);

/// A function that a page may give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delegate {
    /// May hide a message or change how it shows.
    BeforeDisplay,
    /// May change a message before it is sent.
    BeforeSend,
    /// May change a postback before it is sent.
    BeforePostbackSend,
    /// Gives a new token where the service refuses the old one.
    OnInvalidAuth,
}

impl Delegate {
    /// All of them.
    pub const ALL: [Delegate; 4] = [
        Delegate::BeforeDisplay,
        Delegate::BeforeSend,
        Delegate::BeforePostbackSend,
        Delegate::OnInvalidAuth,
    ];

    /// The name by which pages give it.
    pub const fn name(self) -> &'static str {
        match self {
            Delegate::BeforeDisplay => "beforeDisplay",
            Delegate::BeforeSend => "beforeSend",
            Delegate::BeforePostbackSend => "beforePostbackSend",
            Delegate::OnInvalidAuth => "onInvalidAuth",
        }
    }
}

/// The functions that a page has given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delegates(u8);

impl Delegates {
    /// By a bit for each function, the first of [`Delegate::ALL`] the lowest; the host has them in the same order
    /// (`runtime/host/src/host/options.js`).
    pub const fn from_bits(bits: u32) -> Self {
        Delegates(bits as u8)
    }

    /// With one more.
    #[must_use]
    pub const fn with(self, delegate: Delegate) -> Self {
        Delegates(self.0 | 1 << delegate as u8)
    }

    /// Whether it is among them.
    pub const fn has(self, delegate: Delegate) -> bool {
        self.0 & 1 << delegate as u8 != 0
    }
}
