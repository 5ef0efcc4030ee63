//! Changes to rows.

use crate::world::Change;
use avmsdk_protocol::record::to_text;
use rusqlite::{Transaction, params};

/// Writes one change.
pub(super) fn change(transaction: &Transaction<'_>, change: &Change) -> rusqlite::Result<()> {
    let run =
        |sql: &str, row: &[&dyn rusqlite::ToSql]| transaction.prepare_cached(sql)?.execute(row).map(drop);
    match change {
        Change::Account(id, account) => run(
            "INSERT OR REPLACE INTO users (id, app, token, body) VALUES (?, ?, ?, ?)",
            params![
                id.as_str(),
                account.app.as_str(),
                account.session_token,
                to_text(&account.user)
            ],
        ),
        Change::Thread(app, created, conversation) => run(
            "INSERT OR REPLACE INTO conversations (id, app, created, body) VALUES (?, ?, ?, ?)",
            params![
                conversation.id().as_str(),
                app.as_str(),
                created.as_micros(),
                to_text(conversation)
            ],
        ),
        Change::Message(conversation, message) => run(
            "INSERT INTO messages (conversation, received, body) VALUES (?, ?, ?)",
            params![
                conversation.as_str(),
                message.received().as_micros(),
                to_text(message)
            ],
        ),
        Change::Postback(conversation, record) => run(
            "INSERT INTO postbacks (conversation, received, user, body) VALUES (?, ?, ?, ?)",
            params![
                conversation.as_str(),
                record.received.as_micros(),
                record.user.as_str(),
                to_text(&record.postback)
            ],
        ),
        Change::Cleared => transaction.execute_batch(
            "DELETE FROM users; DELETE FROM conversations; DELETE FROM messages; DELETE FROM postbacks;",
        ),
    }
}
