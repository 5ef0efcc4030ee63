//! Changes to rows.

use super::codec;
use crate::world::Change;
use avmsdk_protocol::json;
use avmsdk_protocol::record::to_text;
use rusqlite::{Transaction, params};

/// Writes one change.
pub(super) fn change(transaction: &Transaction<'_>, change: &Change) -> rusqlite::Result<()> {
    let run =
        |sql: &str, row: &[&dyn rusqlite::ToSql]| transaction.prepare_cached(sql)?.execute(row).map(drop);
    match change {
        Change::Account(id, account) => run(
            "INSERT OR REPLACE INTO users (id, app, created, token, codes, body) VALUES (?, ?, ?, ?, ?, ?)",
            params![
                id.as_str(),
                account.app.as_str(),
                account.created.as_micros(),
                account.session_token,
                json::write(&codec::codes(&account.codes)),
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
        Change::MessageChanged(conversation, message) => run(
            "UPDATE messages SET body = ? WHERE conversation = ? AND received = ?",
            params![
                to_text(message),
                conversation.as_str(),
                message.received().as_micros()
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
        Change::PostbackChanged(conversation, record) => run(
            "UPDATE postbacks SET user = ?, body = ? WHERE conversation = ? AND received = ?",
            params![
                record.user.as_str(),
                to_text(&record.postback),
                conversation.as_str(),
                record.received.as_micros()
            ],
        ),
        Change::AccountRemoved(id) => run("DELETE FROM users WHERE id = ?", params![id.as_str()]),
        Change::ThreadRemoved(id) | Change::ThreadMerged(id, _) => {
            run("DELETE FROM conversations WHERE id = ?", params![id.as_str()])?;
            run("DELETE FROM messages WHERE conversation = ?", params![id.as_str()])?;
            run("DELETE FROM postbacks WHERE conversation = ?", params![id.as_str()])
        }
        Change::MessageRemoved(conversation, received) => run(
            "DELETE FROM messages WHERE conversation = ? AND received = ?",
            params![conversation.as_str(), received.as_micros()],
        ),
        Change::App(id, app) => run(
            "INSERT OR REPLACE INTO apps (id, body) VALUES (?, ?)",
            params![id.as_str(), to_text(&codec::app(app))],
        ),
        Change::Integration(id, integration) => run(
            "INSERT OR REPLACE INTO integrations (id, body) VALUES (?, ?)",
            params![
                id.as_str(),
                integration
                    .as_ref()
                    .map(|integration| to_text(&codec::integration(integration)))
            ],
        ),
        Change::Cleared => transaction.execute_batch(
            "DELETE FROM apps; DELETE FROM integrations; DELETE FROM users; DELETE FROM conversations; DELETE FROM messages; DELETE FROM postbacks;",
        ),
    }
}
