//! The ids of the service. All are opaque; the service writes 24 hex characters.

id! {
    /// An app: one business's installation.
    pub struct AppId;
}
id! {
    /// An integration: one way in or out of an app, such as a web messenger or a channel.
    pub struct IntegrationId;
}
id! {
    /// A user of the app, anonymous or not, as the service names it.
    pub struct UserId;
}
id! {
    /// A user as the business names it; given only to authenticated users.
    pub struct ExternalId;
}
id! {
    /// A conversation.
    pub struct ConversationId;
}
id! {
    /// A message.
    pub struct MessageId;
}
id! {
    /// An action of a message.
    pub struct ActionId;
}
id! {
    /// A browser, by 32 hex characters that it keeps in its storage.
    pub struct ClientId;
}
id! {
    /// What a client says it is at each message: a dashed UUID v4. It returns as
    /// `source.sessionId` and so names a message before the service has given it an id.
    pub struct SessionId;
}
