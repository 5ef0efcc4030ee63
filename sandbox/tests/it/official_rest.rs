//! The same for users, clients, attachments, integrations, webhooks, and calls by JWT.

use crate::official::drives;

#[tokio::test]
async fn bearer() {
    drives("bearer", &["app", "refused"]).await;
}

#[tokio::test]
async fn users() {
    let operations = [
        "create",
        "get",
        "update",
        "in conversations",
        "delete personal information",
        "delete",
    ];
    drives("users", &operations).await;
}

#[tokio::test]
async fn clients() {
    drives("clients", &["list", "create", "remove"]).await;
}

#[tokio::test]
async fn attachments() {
    drives("attachments", &["upload", "send", "remove"]).await;
}

#[tokio::test]
async fn integrations() {
    drives(
        "integrations",
        &["get", "list", "update", "create custom", "delete"],
    )
    .await;
}

#[tokio::test]
async fn webhooks() {
    drives("webhooks", &["create", "get", "list", "echo", "update", "delete"]).await;
}
