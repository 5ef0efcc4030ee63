//! What the business asks about users.

use super::Paging;
use avmsdk_protocol::Object;

/// A call about users and their clients. A user is named by the service's id or the business's.
#[derive(Clone, Debug)]
pub enum UserCall {
    /// `POST …/users`
    Create(Object),
    /// `GET …/users/{user}`
    Get(String),
    /// `PATCH …/users/{user}`
    Update(String, Object),
    /// `DELETE …/users/{user}`
    Delete(String),
    /// `DELETE …/users/{user}/personalinformation`
    Anonymize(String),
    /// `GET …/users/{user}/clients`
    Clients(String, Paging),
    /// `POST …/users/{user}/clients`
    AddClient(String, Object),
    /// `DELETE …/users/{user}/clients/{client}`
    RemoveClient(String, String),
}
