//! What can go wrong with a bucket, in words that say which setting to look at.
//!
//! Codes by <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>; others use the same, but not
//! always, so the HTTP status counts where the code is not known.

use super::Put;
use crate::failure::Failure;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use std::error::Error;
use std::fmt;

/// A call that failed.
#[derive(Debug)]
pub(crate) struct StorageError {
    /// What was being done: "write `loader.json`".
    what: String,
    /// The sort of failure.
    pub(crate) fault: StorageFault,
    /// The server's code, such as `AccessDenied`.
    code: Option<String>,
    /// What the server or the client says.
    why: String,
}

/// What the call that lists a bucket does.
pub(super) const LISTING: &str = "list the bucket";

/// What the call that reads an object does.
pub(super) const READING: &str = "read";

/// What the client says where none of its ways led anywhere.
const NOWHERE: &str = "no credentials found in chain";

/// The ways of the client (<https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html>), with the files
/// of this run.
fn looked_in() -> String {
    let file = |variable: &str, otherwise: &str| {
        let named = std::env::var(variable).ok().filter(|path| !path.is_empty());
        named.unwrap_or_else(|| otherwise.to_owned())
    };
    format!(
        "looked in the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, in the profile of the AWS files (`{}`, `{}`), for a web identity (AWS_WEB_IDENTITY_TOKEN_FILE), and for a role of this machine or container",
        file("AWS_CONFIG_FILE", "~/.aws/config"),
        file("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials")
    )
}

/// What sort of failure it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StorageFault {
    /// No credentials were found, or they could not be fetched.
    NoCredentials,
    /// The server does not know the key, or its signature is wrong.
    BadCredentials,
    /// The session is over.
    Expired,
    /// Not allowed.
    Denied,
    /// No such bucket.
    NoBucket,
    /// The bucket is in another region.
    WrongRegion,
    /// The clocks differ.
    ClockSkew,
    /// No answer.
    Unreachable,
    /// The server does not have that function.
    NotSupported,
    /// The object is not there.
    Missing,
    /// The condition does not hold.
    Conflict,
    /// Too many requests, or a fault of the server, after all retries.
    Busy,
    /// The answer is not one of S3.
    NotS3,
    /// Anything else.
    Other,
}

impl StorageError {
    /// Judges what the client says. `what` is a verb, `key` the object or empty.
    pub(super) fn of<E, R>(what: &str, key: &str, error: SdkError<E, R>) -> Self
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
        R: fmt::Debug + StatusOf + Send + Sync + 'static,
    {
        let status = error.raw_response().map(StatusOf::status);
        let code = error.code().map(str::to_owned);
        let told = error.message().map(str::to_owned);
        let fault = match (&code, status) {
            (None, Some(status)) if is_foreign(what, status) => StorageFault::NotS3,
            _ => fault(&error, code.as_deref(), status),
        };
        let why = match (&code, told, status) {
            (Some(code), Some(told), _) => format!("{code}: {told}"),
            (Some(code), None, _) => code.clone(),
            (None, _, Some(status)) if fault == StorageFault::NotS3 => {
                format!("what answers there is no S3 server: status {status} and a body of another kind")
            }
            (None, _, Some(status)) => format!("the server answered {status}"),
            (None, ..) if fault == StorageFault::NoCredentials => match causes(&error) {
                // The client's own list of its ways says less.
                said if said.contains(NOWHERE) => format!("there are none; {}", looked_in()),
                said => format!("{said}; {}", looked_in()),
            },
            (None, ..) => causes(&error),
        };
        Self {
            what: named(what, key),
            fault,
            code,
            why,
        }
    }

    /// A failure outside of a call's answer: a body that ended too early.
    pub(super) fn cut(what: &str, key: &str, error: &(dyn Error + 'static)) -> Self {
        Self {
            what: named(what, key),
            fault: StorageFault::Other,
            code: None,
            why: error.to_string(),
        }
    }

    /// An object that is larger than anything that we put there.
    pub(super) fn too_large(key: &str) -> Self {
        Self {
            what: named("read", key),
            fault: StorageFault::Other,
            code: None,
            why: "it is larger than 64 MiB, which is nothing that a deploy puts there".to_owned(),
        }
    }

    /// A listing that stops before its end.
    pub(super) fn cut_listing() -> Self {
        Self {
            what: "list the bucket".to_owned(),
            fault: StorageFault::Other,
            code: None,
            why: "the server says that there is more, and not how to get it".to_owned(),
        }
    }

    /// The server's code.
    pub(super) fn service_code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    pub(super) fn or_missing<T>(self) -> Result<Option<T>, Self> {
        match self.fault {
            StorageFault::Missing => Ok(None),
            _ => Err(self),
        }
    }

    /// A missing object is no less a conflict: AWS says 404 where others say 412.
    pub(super) fn or_conflict(self) -> Result<Put, Self> {
        match self.fault {
            StorageFault::Conflict | StorageFault::Missing => Ok(Put::Conflict),
            _ => Err(self),
        }
    }

    fn advice(&self) -> (&'static str, &'static str) {
        match self.fault {
            StorageFault::NoCredentials => (
                "storage-no-credentials",
                "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile by `--profile`, or log in by `aws sso login`",
            ),
            StorageFault::BadCredentials => (
                "storage-bad-credentials",
                "check the access key and the secret, and that they are for this server (`--endpoint`, `--profile`)",
            ),
            StorageFault::Expired => (
                "storage-expired",
                "the session is over: log in again, as by `aws sso login`",
            ),
            StorageFault::Denied => (
                "storage-denied",
                "allow these credentials what `avmsdk deploy --print-policy` prints; check the bucket's name too",
            ),
            StorageFault::NoBucket => (
                "storage-no-bucket",
                "check the bucket in `--target`, and `--endpoint` and `--profile`; avmsdk does not make buckets",
            ),
            StorageFault::WrongRegion => (
                "storage-wrong-region",
                "give the bucket's own region: `--region eu-central-1`",
            ),
            StorageFault::ClockSkew => ("storage-clock", "set this machine's clock right"),
            StorageFault::Unreachable => (
                "storage-unreachable",
                "check `--endpoint` (or AWS_ENDPOINT_URL), the region's name, and the network",
            ),
            StorageFault::NotS3 => (
                "storage-no-s3",
                "check `--endpoint` (or AWS_ENDPOINT_URL): it takes the address of the S3 server, not that of a web site",
            ),
            StorageFault::NotSupported => (
                "storage-not-supported",
                "the server lacks a function of S3 that a safe deploy needs (conditional writes); docs/deploy.md names servers that have it",
            ),
            StorageFault::Busy => (
                "storage-busy",
                "run it again: what was uploaded is not sent twice",
            ),
            StorageFault::Missing | StorageFault::Conflict | StorageFault::Other => (
                "storage-failed",
                "run it again; if it stays, look at the server's own log",
            ),
        }
    }
}

/// The status of an HTTP answer, whatever type it comes in.
pub(crate) trait StatusOf {
    fn status(&self) -> u16;
}

impl StatusOf for aws_sdk_s3::config::http::HttpResponse {
    fn status(&self) -> u16 {
        aws_sdk_s3::config::http::HttpResponse::status(self).as_u16()
    }
}

fn fault<E, R>(error: &SdkError<E, R>, code: Option<&str>, status: Option<u16>) -> StorageFault
where
    E: Error + Send + Sync + 'static,
    R: fmt::Debug + Send + Sync + 'static,
{
    use StorageFault as Fault;
    match code {
        Some("NoSuchBucket") => return Fault::NoBucket,
        Some("AccessDenied" | "AllAccessDisabled" | "AccountProblem") => return Fault::Denied,
        Some("InvalidAccessKeyId" | "SignatureDoesNotMatch" | "InvalidToken") => {
            return Fault::BadCredentials;
        }
        Some("ExpiredToken" | "ExpiredTokenException" | "TokenRefreshRequired") => return Fault::Expired,
        Some("RequestTimeTooSkewed") => return Fault::ClockSkew,
        Some(
            "PermanentRedirect"
            | "TemporaryRedirect"
            | "AuthorizationHeaderMalformed"
            | "IllegalLocationConstraintException",
        ) => return Fault::WrongRegion,
        Some("NotImplemented" | "MethodNotAllowed") => return Fault::NotSupported,
        Some("PreconditionFailed" | "ConditionalRequestConflict") => return Fault::Conflict,
        Some("NoSuchKey" | "NotFound") => return Fault::Missing,
        _ => {}
    }
    match status {
        Some(301 | 307) => Fault::WrongRegion,
        Some(401 | 403) => Fault::Denied,
        Some(404) if code.is_none() => Fault::Missing,
        Some(409 | 412) => Fault::Conflict,
        Some(501) => Fault::NotSupported,
        Some(429 | 500..) => Fault::Busy,
        Some(_) => Fault::Other,
        None if is_about_credentials(error) => Fault::NoCredentials,
        None => match error {
            SdkError::DispatchFailure(_) | SdkError::TimeoutError(_) => Fault::Unreachable,
            _ => Fault::Other,
        },
    }
}

/// Whether an answer without a code is not one of S3: whatever else a server of S3 says to a GET has one. The two
/// calls are the first of every command; what is not there is left to the listing to tell.
fn is_foreign(what: &str, status: u16) -> bool {
    match status {
        401 | 403 | 429 | 500.. => false,
        404 => what == LISTING,
        _ => what == LISTING || what == READING,
    }
}

/// Credentials are fetched before the call is sent; the client wraps that failure in several others.
fn is_about_credentials<E: Error + 'static, R: fmt::Debug>(error: &SdkError<E, R>) -> bool
where
    SdkError<E, R>: Error + 'static,
{
    let mut cause = error.source();
    while let Some(inner) = cause {
        if inner.to_string().contains("credential") {
            return true;
        }
        cause = inner.source();
    }
    false
}

/// The chain of causes in one line, each thing said once.
fn causes(error: &dyn Error) -> String {
    let mut said: Vec<String> = Vec::new();
    let mut cause = Some(error);
    while let Some(inner) = cause {
        let text = inner.to_string();
        if !said.iter().any(|before| before.contains(&text)) {
            said.push(text);
        }
        cause = inner.source();
    }
    said.join(": ")
}

fn named(what: &str, key: &str) -> String {
    if key.is_empty() {
        what.to_owned()
    } else {
        format!("{what} `{key}`")
    }
}

impl fmt::Display for StorageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl Error for StorageError {}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        let (code, hint) = error.advice();
        Self::new(code, format!("cannot {}", error.what), hint).because(error)
    }
}
