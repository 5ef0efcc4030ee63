//! What the service says when it refuses.

record! {
    /// The body of an answer that is not 2xx.
    pub struct ErrorResponse {
        /// Why.
        error: ServiceError = "error",
    }
}

record! {
    /// Why a request was refused.
    pub struct ServiceError {
        /// A stable word, such as `invalid_auth`.
        code: String = "code",
        /// A sentence for developers.
        description: Option<String> = "description",
    }
}
