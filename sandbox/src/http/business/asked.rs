//! One request of the business as it is asked, and the way to its answer.

use super::super::Service;
use super::super::request::{Caller, Read, addresses};
use crate::world::{BusinessCall, Credentials, Paging, Refusal};
use avmsdk_protocol::id::ConversationId;
use axum::extract::{FromRequestParts, OriginalUri, Path, Query};
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use std::collections::HashMap;
use std::pin::Pin;
use url::form_urlencoded::Serializer;

/// Who asks, for which app, with what in the path and in the query.
pub(super) struct Asked {
    service: Service,
    credentials: Credentials,
    path: HashMap<String, String>,
    query: Vec<(String, String)>,
    /// The address without its query.
    address: String,
}

impl FromRequestParts<Service> for Asked {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Response> {
        let Ok(Caller(credentials)) = Caller::from_request_parts(parts, service).await;
        let refused = |_| {
            Refusal::bad_request("The path should be UTF-8")
                .to_business()
                .into_response()
        };
        let Path(path) = Path::from_request_parts(parts, service).await.map_err(refused)?;
        let refused = |_| {
            Refusal::bad_request("The query should be UTF-8")
                .to_business()
                .into_response()
        };
        let Query(query) = Query::try_from_uri(&parts.uri).map_err(refused)?;
        let Ok(OriginalUri(uri)) = OriginalUri::from_request_parts(parts, service).await;
        let origin = addresses(&parts.headers).map(|addresses| addresses.media);
        Ok(Asked {
            service: service.clone(),
            credentials,
            path,
            query,
            address: origin.unwrap_or_default() + uri.path(),
        })
    }
}

impl Asked {
    /// A part of the path, by its name in the route.
    pub(super) fn named(&self, name: &str) -> String {
        self.path.get(name).cloned().unwrap_or_default()
    }

    /// The conversation that the path names.
    pub(super) fn conversation(&self) -> ConversationId {
        ConversationId::new(self.named("conversation"))
    }

    /// A parameter of the query.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        let mut query = self.query.iter().rev();
        query.find(|(key, _)| key == name).map(|(_, value)| value.clone())
    }

    /// Which page of a list is asked for.
    pub(super) fn paging(&self) -> Paging {
        let mut rest = Serializer::new(String::new());
        for (name, value) in self.query.iter().filter(|(name, _)| !name.starts_with("page[")) {
            rest.append_pair(name, value);
        }
        let rest = rest.finish();
        let joint = if rest.is_empty() { "" } else { "?" };
        Paging {
            after: self.parameter("page[after]"),
            before: self.parameter("page[before]"),
            size: self.parameter("page[size]"),
            address: format!("{}{joint}{rest}", self.address),
        }
    }

    async fn answer(self, call: Result<BusinessCall, Refusal>) -> Response {
        let app = self.named("app");
        super::ask(&self.service, app, Caller(self.credentials), call).await
    }
}

type Answering = Pin<Box<dyn Future<Output = Response> + Send>>;

/// A handler that makes a call of what is asked and answers it.
pub(super) fn ask<C: Into<BusinessCall> + Send + 'static>(
    call: fn(&Asked, Read) -> Result<C, Refusal>,
) -> impl Fn(Asked, Read) -> Answering + Clone {
    move |asked, body| {
        let call = call(&asked, body).map(Into::into);
        Box::pin(asked.answer(call))
    }
}
