//! Rows to the state.

use super::{StoreError, codec};
use crate::world::{Account, Directory, PostbackRecord, State, Thread};
use avmsdk_protocol::id::{AppId, ConversationId, IntegrationId, UserId};
use avmsdk_protocol::record::from_text;
use avmsdk_protocol::{Seconds, Wire};
use rusqlite::{Connection, Row};

/// Everything in the store, on top of what businesses have set up at first.
pub(super) fn state(connection: &Connection, origin: &Directory) -> Result<State, StoreError> {
    let mut state = State::of(origin.clone());
    each(connection, "SELECT id, body FROM apps", |row| {
        let app = codec::read_app(&record(row, 1)?)?;
        state
            .directory
            .apps
            .insert(AppId::new(row.get::<_, String>(0)?), app);
        Ok(())
    })?;
    each(connection, "SELECT id, body FROM integrations", |row| {
        let id = IntegrationId::new(row.get::<_, String>(0)?);
        if row.get::<_, Option<String>>(1)?.is_some() {
            let integration = codec::read_integration(&record(row, 1)?)?;
            state.directory.integrations.insert(id, integration);
        } else {
            state.directory.integrations.remove(&id);
        }
        Ok(())
    })?;
    let users = "SELECT id, app, created, token, codes, body FROM users";
    each(connection, users, |row| {
        let account = Account {
            app: AppId::new(row.get::<_, String>(1)?),
            user: record(row, 5)?,
            created: Seconds::from_micros(row.get(2)?),
            session_token: row.get(3)?,
            codes: codec::read_codes(record(row, 4)?)?,
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
