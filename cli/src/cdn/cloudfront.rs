//! Amazon CloudFront: <https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateInvalidation.html>.
//!
//! One call of its REST interface, signed here: its SDK would take longer to compile than all the rest. The
//! caller's reference is made of the release and the paths, so that CloudFront knows a repetition and does not charge
//! for it: the same reference with the same paths gives the earlier invalidation, with others it is refused.

use super::Caller;
use super::call::{Reply, call, refused};
use crate::failure::Failure;
use crate::storage::{Profile, check_variable, http_client};
use avmsdk_core::release::Sha256;
use aws_config::BehaviorVersion;
use aws_credential_types::Credentials;
use aws_credential_types::provider::ProvideCredentials as _;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use reqwest::{Method, RequestBuilder, StatusCode, Url};
use std::time::{Duration, Instant, SystemTime};

const NAME: &str = "CloudFront";
const API: &str = "https://cloudfront.amazonaws.com";
const ENDPOINT: &str = "AWS_ENDPOINT_URL_CLOUDFRONT";
/// The region by which its calls are signed, wherever the bucket is.
const REGION: &str = "us-east-1";
const VERSION: &str = "2020-05-31";
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Whoever calls, by key or by session.
struct Signer {
    credentials: Credentials,
}

/// Whether there is what a call needs.
pub(super) async fn ready(aws_profile: Option<&Profile>) -> Result<(), Failure> {
    check_variable(ENDPOINT)?;
    Signer::of(aws_profile).await.map(|_| ())
}

/// Creates the invalidation and waits until it is completed.
pub(super) async fn invalidate(
    caller: &Caller<'_>,
    distribution: &str,
    release: &str,
    urls: &[String],
    told: &mut dyn FnMut(&str),
) -> Result<String, Failure> {
    // The variable by which every AWS tool is led to another endpoint.
    check_variable(ENDPOINT)?;
    let api = std::env::var(ENDPOINT).ok().filter(|url| !url.is_empty());
    let api = api.unwrap_or_else(|| API.to_owned());
    let signer = Signer::of(caller.aws_profile).await?;
    invalidate_as(
        caller,
        api.trim_end_matches('/'),
        &signer,
        (distribution, release),
        urls,
        told,
    )
    .await
}

async fn invalidate_as(
    caller: &Caller<'_>,
    api: &str,
    signer: &Signer,
    (distribution, release): (&str, &str),
    urls: &[String],
    told: &mut dyn FnMut(&str),
) -> Result<String, Failure> {
    let body = batch(release, urls)?;
    let address = format!("{api}/{VERSION}/distribution/{distribution}/invalidation");
    let start = Instant::now();
    let created = loop {
        let reply = call(NAME, signer.request(caller, Method::POST, &address, &body)?).await?;
        if reply.status.is_success() {
            break reply;
        }
        // Each distribution works through a few at a time; ours has to wait for its turn.
        if element(&reply.text, "Code") != Some("TooManyInvalidationsInProgress")
            || start.elapsed() > caller.within
        {
            return Err(explain(&reply, distribution));
        }
        told("CloudFront works through earlier invalidations");
        tokio::time::sleep(LOOK_EVERY).await;
    };
    let mut id = String::new();
    let mut reply = created;
    loop {
        if let Some(found) = element(&reply.text, "Id") {
            id = found.to_owned();
        }
        if element(&reply.text, "Status").is_some_and(|status| status.eq_ignore_ascii_case("Completed")) {
            return Ok(format!("CloudFront, invalidation {id}"));
        }
        if id.is_empty() {
            return Err(refused(NAME, "its answer names no invalidation"));
        }
        if start.elapsed() > caller.within {
            let why = format!(
                "invalidation {id} is not completed after {} s",
                caller.within.as_secs()
            );
            return Err(refused(NAME, &why));
        }
        told(&format!("CloudFront works through invalidation {id}"));
        tokio::time::sleep(LOOK_EVERY).await;
        let address = format!("{address}/{id}");
        reply = call(NAME, signer.request(caller, Method::GET, &address, "")?).await?;
        if !reply.status.is_success() {
            return Err(explain(&reply, distribution));
        }
    }
}

impl Signer {
    /// Credentials by the rules of the AWS command line.
    async fn of(aws_profile: Option<&Profile>) -> Result<Self, Failure> {
        let http = http_client();
        let mut loader = aws_config::defaults(BehaviorVersion::latest()).http_client(http.clone());
        if let Some(profile) = aws_profile {
            loader = profile.choose(loader, http, None).await?;
        }
        let config = loader.load().await;
        let hint = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile: `--profile NAME`";
        let missing = || Failure::new("cdn-credentials", "cannot talk to CloudFront", hint);
        let provider = config
            .credentials_provider()
            .ok_or_else(|| missing().why("there are no AWS credentials"))?;
        let credentials = provider.provide_credentials().await;
        let credentials = credentials.map_err(|error| missing().because(error))?;
        Ok(Self { credentials })
    }

    fn request(
        &self,
        caller: &Caller<'_>,
        method: Method,
        url: &str,
        body: &str,
    ) -> Result<RequestBuilder, Failure> {
        let cannot = |why: String| refused(NAME, &format!("the call cannot be signed: {why}"));
        let identity = self.credentials.clone().into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(REGION)
            .name("cloudfront")
            .time(SystemTime::now())
            .settings(SigningSettings::default())
            .build()
            .map_err(|error| cannot(error.to_string()))?
            .into();
        let host = Url::parse(url).map_err(|error| cannot(error.to_string()))?;
        let host = match (host.host_str().unwrap_or_default(), host.port()) {
            (host, Some(port)) => format!("{host}:{port}"),
            (host, None) => host.to_owned(),
        };
        let headers = [("host", host.as_str()), ("content-type", "application/xml")];
        let request = SignableRequest::new(
            method.as_str(),
            url,
            headers.into_iter(),
            SignableBody::Bytes(body.as_bytes()),
        )
        .map_err(|error| cannot(error.to_string()))?;
        let (instructions, _) = sign(request, &params)
            .map_err(|error| cannot(error.to_string()))?
            .into_parts();
        let mut built = caller
            .http
            .request(method, url)
            .header("content-type", "application/xml")
            .body(body.to_owned());
        for (name, value) in instructions.headers() {
            built = built.header(name, value);
        }
        Ok(built)
    }
}

/// The document that names what is to be forgotten: paths below the host, each once.
fn batch(release: &str, urls: &[String]) -> Result<String, Failure> {
    let mut paths = Vec::new();
    for url in urls {
        let url = Url::parse(url).map_err(|_| refused(NAME, &format!("this is no address: {url}")))?;
        let path = escape(url.path());
        paths.push(path);
    }
    paths.sort();
    paths.dedup();
    let digest = Sha256::of(paths.join("\n").as_bytes());
    let items: String = paths.iter().map(|path| format!("<Path>{path}</Path>")).collect();
    Ok(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <InvalidationBatch xmlns=\"http://cloudfront.amazonaws.com/doc/{VERSION}/\">\
         <Paths><Quantity>{}</Quantity><Items>{items}</Items></Paths>\
         <CallerReference>avmsdk-{}-{}</CallerReference></InvalidationBatch>",
        paths.len(),
        escape(release),
        &digest.as_str()[..12]
    ))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The text of the first element of a name; the documents that come back hold each that we ask for once.
fn element<'a>(document: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = document.split_once(&format!("<{name}>"))?;
    rest.split_once(&format!("</{name}>")).map(|(text, _)| text)
}

fn explain(reply: &Reply, distribution: &str) -> Failure {
    let said = element(&reply.text, "Message").or_else(|| element(&reply.text, "Code"));
    let said = said.map(|said| format!(": {said}")).unwrap_or_default();
    let rights = match reply.status {
        StatusCode::FORBIDDEN => {
            "; the credentials need `cloudfront:CreateInvalidation` and `cloudfront:GetInvalidation` for this distribution"
        }
        StatusCode::NOT_FOUND => "; is the distribution's id right?",
        _ => "",
    };
    refused(
        NAME,
        &format!(
            "it answers for {distribution} with status {}{said}{rights}",
            reply.status
        ),
    )
}

#[cfg(test)]
#[path = "cloudfront_test.rs"]
mod tests;
