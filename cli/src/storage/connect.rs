//! Credentials, region and endpoint by the rules of the AWS command line, and one HTTPS client.

use super::{Profile, Storage, http};
use crate::failure::Failure;
use avmsdk_core::release::Target;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_s3::config::{RequestChecksumCalculation, ResponseChecksumValidation};
use aws_sdk_s3::config::{retry::RetryConfig, timeout::TimeoutConfig};
use aws_types::service_config::ServiceConfigKey;
use std::time::Duration;

/// How a server is reached, as far as it was said; the rest is found in the AWS variables and files.
#[derive(Debug, Default)]
pub(crate) struct Connection {
    /// The URL of a server that is not AWS.
    pub(crate) endpoint: Option<String>,
    /// Who names it.
    pub(crate) endpoint_by: String,
    /// The bucket's region.
    pub(crate) region: Option<String>,
    /// The profile of the AWS files.
    pub(crate) profile: Option<Profile>,
}

/// Asks nobody yet: credentials and server are met by the first call.
pub(crate) async fn connect(target: Target, connection: &Connection) -> Result<Storage, Failure> {
    let http = http::client();
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(http.clone())
        .retry_config(
            RetryConfig::standard()
                .with_max_attempts(5)
                .with_initial_backoff(Duration::from_millis(200)),
        )
        .timeout_config(
            TimeoutConfig::builder()
                .connect_timeout(Duration::from_secs(5))
                .operation_attempt_timeout(Duration::from_secs(60))
                .build(),
        );
    let region = connection.region.clone().map(Region::new);
    if let Some(profile) = &connection.profile {
        loader = profile.choose(loader, http, region.clone()).await?;
    }
    if let Some(region) = region {
        loader = loader.region(region);
    }
    if let Some(endpoint) = &connection.endpoint {
        check_endpoint(endpoint, &connection.endpoint_by)?;
        loader = loader.endpoint_url(endpoint);
    } else if !is_true("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") {
        check_variable("AWS_ENDPOINT_URL_S3")?;
        check_variable("AWS_ENDPOINT_URL")?;
    }
    let shared = loader.load().await;
    if let Some(endpoint) = shared.endpoint_url() {
        check_endpoint(endpoint, "`endpoint_url` of the AWS files")?;
    }
    let of_s3 = connection
        .endpoint
        .is_none()
        .then(|| endpoint_of_s3(&shared))
        .flatten();
    if let Some(endpoint) = &of_s3 {
        check_endpoint(endpoint, "the `services` section of the AWS files")?;
    }
    let is_aws = shared.endpoint_url().is_none() && of_s3.is_none();
    let mut config = aws_sdk_s3::config::Builder::from(&shared);
    if !is_aws {
        // Others know buckets by path, and not every newer checksum.
        config = config
            .force_path_style(true)
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .response_checksum_validation(ResponseChecksumValidation::WhenRequired);
    }
    if shared.region().is_none() {
        if is_aws {
            let hint = "give the bucket's region: `--region eu-central-1`, or set AWS_REGION";
            return Err(
                Failure::new("storage-region", format!("cannot reach {target}"), hint)
                    .why("no region is set anywhere")
                    .with_usage_exit(),
            );
        }
        // Others sign by this name and have no regions.
        config = config.region(Region::new("us-east-1"));
    }
    let client = aws_sdk_s3::Client::from_conf(config.build());
    Ok(Storage { client, target })
}

/// The endpoint that is named for S3 alone: by its variable, or in the `services` section of the profile. The client
/// takes it as well, and does not tell.
fn endpoint_of_s3(shared: &SdkConfig) -> Option<String> {
    let key = ServiceConfigKey::builder()
        .service_id("S3")
        .env("AWS_ENDPOINT_URL")
        .profile("endpoint_url")
        .build()
        .ok()?;
    shared.service_config()?.load_config(key)
}

/// Refuses a variable that names no endpoint: the client takes a wrong one for none at all.
pub(crate) fn check_variable(name: &str) -> Result<(), Failure> {
    let Some(value) = std::env::var_os(name).filter(|value| !value.is_empty()) else {
        return Ok(());
    };
    check_endpoint(&value.to_string_lossy(), name)
}

fn is_true(name: &str) -> bool {
    std::env::var(name).is_ok_and(|value| value.eq_ignore_ascii_case("true"))
}

fn check_endpoint(endpoint: &str, named_by: &str) -> Result<(), Failure> {
    let has_host = |rest: &str| !rest.is_empty() && !rest.starts_with(['/', ':', '?', '#']);
    let rest = endpoint
        .strip_prefix("https://")
        .or_else(|| endpoint.strip_prefix("http://"));
    // What stands before an `@` could be a secret, so the value is not repeated.
    if rest.is_some_and(has_host) && !endpoint.contains(['@', '?', '#', ' ']) {
        return Ok(());
    }
    let hint = "give the server's URL without user and query: `--endpoint https://s3.example.com`";
    Err(Failure::new(
        "storage-endpoint",
        format!("cannot use the endpoint of {named_by}"),
        hint,
    )
    .why("it is not an `http://` or `https://` URL with a host and nothing but a path after it")
    .with_usage_exit())
}
