//! Colours, or none.

/// Wraps a word in escape codes when the terminal wants them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    on: bool,
}

impl Style {
    pub(super) fn when(on: bool) -> Self {
        Self { on }
    }

    pub(super) fn error(self, word: &str) -> String {
        self.paint("1;31", word)
    }

    pub(super) fn warning(self, word: &str) -> String {
        self.paint("1;33", word)
    }

    pub(super) fn hint(self, word: &str) -> String {
        self.paint("1;36", word)
    }

    fn paint(self, code: &str, word: &str) -> String {
        if self.on {
            format!("\x1b[{code}m{word}\x1b[0m")
        } else {
            word.to_owned()
        }
    }
}
