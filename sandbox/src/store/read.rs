//! Rows to the state.

use super::StoreError;
use crate::world::{Account, PostbackRecord, State, Thread};
use avmsdk_protocol::id::{AppId, ConversationId, UserId};
use avmsdk_protocol::record::from_text;
use avmsdk_protocol::{Seconds, Wire};
use rusqlite::{Connection, Row};

/// Everything in the store.
pub(super) fn state(connection: &Connection) -> Result<State, StoreError> {
    let mut state = State::default();
    each(connection, "SELECT id, app, token, body FROM users", |row| {
        let app = AppId::new(row.get::<_, String>(1)?);
        let account = Account {
            app,
            user: record(row, 3)?,
            session_token: row.get(2)?,
        };
        state
            .accounts
            .insert(UserId::new(row.get::<_, String>(0)?), account);
        Ok(())
    })?;
    each(
        connection,
        "SELECT id, app, created, body FROM conversations",
        |row| {
            let (app, created) = (
                AppId::new(row.get::<_, String>(1)?),
                Seconds::from_micros(row.get(2)?),
            );
            let thread = Thread::from_record(app, created, &record(row, 3)?);
            state
                .threads
                .insert(ConversationId::new(row.get::<_, String>(0)?), thread);
            Ok(())
        },
    )?;
    each(
        connection,
        "SELECT conversation, body FROM messages ORDER BY conversation, received",
        |row| {
            thread(&mut state, row)?.messages.push(record(row, 1)?);
            Ok(())
        },
    )?;
    let postbacks =
        "SELECT conversation, received, user, body FROM postbacks ORDER BY conversation, received";
    each(connection, postbacks, |row| {
        let postback = PostbackRecord {
            user: UserId::new(row.get::<_, String>(2)?),
            received: Seconds::from_micros(row.get(1)?),
            postback: record(row, 3)?,
        };
        thread(&mut state, row)?.postbacks.push(postback);
        Ok(())
    })?;
    Ok(state)
}

fn each(
    connection: &Connection,
    sql: &str,
    mut take: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        take(row)?;
    }
    Ok(())
}

fn record<T: Wire>(row: &Row<'_>, column: usize) -> Result<T, StoreError> {
    let text: String = row.get(column)?;
    from_text(&text).map_err(|fault| StoreError::Damaged(fault.to_string()))
}

/// The conversation that the first column of a row names.
fn thread<'a>(state: &'a mut State, row: &Row<'_>) -> Result<&'a mut Thread, StoreError> {
    let id = ConversationId::new(row.get::<_, String>(0)?);
    let missing = || StoreError::Damaged(format!("no conversation `{id}`"));
    state.threads.get_mut(&id).ok_or_else(missing)
}
