//! What a step has changed, for the views.

use crate::effect::Effect;
use crate::timeline::Key;

/// What one step comes to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// What the views must draw anew, in order.
    pub changes: Vec<Change>,
    /// What the shell must do, in order.
    pub effects: Vec<Effect>,
}

/// Something that a view shows has changed. The new state is read from the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// An entry came into the timeline, before the entry given or at the end.
    Inserted(Key, Option<Key>),
    /// An entry shows something else at the same place.
    Updated(Key),
    /// An entry went to another place, before the entry given or to the end.
    Moved(Key, Option<Key>),
    /// An entry is gone.
    Removed(Key),
    /// All entries are gone.
    Cleared,
    /// Another count of unread messages, in all conversations.
    Unread,
    /// The panel opened or closed.
    Panel,
    /// The connection was lost or had again.
    Connection,
    /// Someone began or ceased to type.
    Typing,
    /// Whether there is more history, or it is on its way.
    History,
    /// Another conversation is shown, or something about it has changed.
    Conversation,
    /// Something in the list of conversations is other than it was.
    Conversations,
    /// The user is another, or something about it has changed.
    User,
    /// The user has logged out: nothing of what is half written or looked at is the next one's.
    Left,
    /// An action is under way, or is not any more.
    Actions,
    /// A form shows something else: an answer, a fault, how far it is. Its entry is the same.
    Form(Key),
    /// The composer waits for a form, or does not any more.
    Composer,
    /// Something about the linking of channels, the prompt for it included. Both follow the user and
    /// the conversation, too.
    Channels,
    /// The second part of the module is there: what it draws can be drawn; or it could not be had, and the visitor
    /// sees that something is missing.
    Whole,
    /// There is something to say to the visitor, or nothing any more.
    Notice,
}
