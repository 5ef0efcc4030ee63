//! Users and their clients.

use super::super::Service;
use super::asked::ask;
use crate::world::UserCall as Call;
use axum::Router;
use axum::routing::{delete, get, post};

/// The paths.
pub(super) fn routes() -> Router<Service> {
    let one = get(ask(|asked, _| Ok(Call::Get(asked.named("user")))))
        .patch(ask(|asked, body| {
            Ok(Call::Update(asked.named("user"), body.record()?))
        }))
        .delete(ask(|asked, _| Ok(Call::Delete(asked.named("user")))));
    let clients = get(ask(|asked, _| {
        Ok(Call::Clients(asked.named("user"), asked.paging()))
    }))
    .post(ask(|asked, body| {
        Ok(Call::AddClient(asked.named("user"), body.record()?))
    }));
    Router::new()
        .route("/users", post(ask(|_, body| Ok(Call::Create(body.record()?)))))
        .route("/users/{user}", one)
        .route(
            "/users/{user}/personalinformation",
            delete(ask(|asked, _| Ok(Call::Anonymize(asked.named("user"))))),
        )
        .route("/users/{user}/clients", clients)
        .route(
            "/users/{user}/clients/{client}",
            delete(ask(|asked, _| {
                Ok(Call::RemoveClient(asked.named("user"), asked.named("client")))
            })),
        )
}
