//! The tables. `user_version` names their version; a file of another version is refused, untouched.

use super::StoreError;
use rusqlite::Connection;
use std::path::Path;

/// The version of the tables below.
const VERSION: i64 = 2;
/// Marks the file as ours: "avms".
const APPLICATION: i64 = 0x6176_6d73;

const TABLES: &str = "
    CREATE TABLE apps (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE integrations (id TEXT PRIMARY KEY, body TEXT) WITHOUT ROWID;
    CREATE TABLE users (id TEXT PRIMARY KEY, app TEXT NOT NULL, created INTEGER NOT NULL, token TEXT,
        codes TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE conversations (id TEXT PRIMARY KEY, app TEXT NOT NULL, created INTEGER NOT NULL, body TEXT NOT NULL)
        WITHOUT ROWID;
    CREATE TABLE messages (conversation TEXT NOT NULL, received INTEGER NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (conversation, received)) WITHOUT ROWID;
    CREATE TABLE postbacks (conversation TEXT NOT NULL, received INTEGER NOT NULL, user TEXT NOT NULL,
        body TEXT NOT NULL, PRIMARY KEY (conversation, received)) WITHOUT ROWID;
";

/// Makes the tables in a new file, checks them in an old one, and keeps other processes out.
pub(super) fn prepare(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    // Set before the first read: one process has the file for as long as it lives, whatever ends it.
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Exclusive)?;
    let number = |name| transaction.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let tables: i64 = transaction.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    match (number("application_id")?, number("user_version")?, tables) {
        (APPLICATION, VERSION, _) => {}
        (0, 0, 0) => {
            transaction.execute_batch(TABLES)?;
            transaction.pragma_update(None, "application_id", APPLICATION)?;
            transaction.pragma_update(None, "user_version", VERSION)?;
        }
        _ => {
            return Err(StoreError::Foreign {
                path: path.to_owned(),
            });
        }
    }
    Ok(transaction.commit()?)
}
