//! JWTs of the kind that the service takes: HS256, signed by a key of the app.
