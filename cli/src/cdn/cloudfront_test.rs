//! The calls to CloudFront against a server that behaves as its documentation says: it completes after a while,
//! knows a repetition by the caller's reference, and has its limits.

use super::*;
use crate::verify::Client;
use std::sync::Mutex;

use crate::cdn::server::{Response, Server};

const URLS: [&str; 2] = [
    "https://cdn.acme.org/chat/loader.json",
    "https://cdn.acme.org/chat/a%26b&c.js",
];

fn invalidate_at(server: &Server, release: &str) -> (Result<String, Failure>, Vec<String>) {
    invalidate_urls_at(server, release, &URLS)
}

fn invalidate_urls_at(
    server: &Server,
    release: &str,
    urls: &[&str],
) -> (Result<String, Failure>, Vec<String>) {
    let client = Client::new().unwrap();
    let caller = Caller {
        http: client.calls(),
        aws_profile: None,
        within: Duration::from_secs(20),
    };
    let signer = Signer {
        credentials: Credentials::new("AKIDEXAMPLE", "s3cret", None, None, "test"),
    };
    let urls: Vec<String> = urls.iter().map(|url| (*url).to_owned()).collect();
    let mut told = Vec::new();
    let api = server.url("");
    let mut tell = |word: &str| told.push(word.to_owned());
    let work = invalidate_as(&caller, &api, &signer, ("E1A2B3", release), &urls, &mut tell);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let outcome = runtime.block_on(work);
    (outcome, told)
}

fn invalidation(id: &str, status: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><Invalidation xmlns=\"http://cloudfront.amazonaws.com/doc/2020-05-31/\">\
         <Id>{id}</Id><Status>{status}</Status><CreateTime>2026-11-26T10:15:00Z</CreateTime></Invalidation>"
    )
}

/// The same reference and paths give the earlier invalidation, other paths are refused:
/// <https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_InvalidationBatch.html>.
fn create(known: &mut Vec<(String, String)>, body: &str) -> Response {
    let reference = element(body, "CallerReference").unwrap().to_owned();
    let paths = element(body, "Items").unwrap().to_owned();
    match known.iter().position(|(before, _)| *before == reference) {
        Some(at) if known[at].1 != paths => Response::new(
            400,
            "<ErrorResponse><Error><Code>InvalidationBatchAlreadyExists</Code></Error></ErrorResponse>",
        ),
        Some(at) => Response::new(201, invalidation(&format!("I{}", at + 1), "InProgress")),
        None => {
            known.push((reference, paths));
            Response::new(201, invalidation(&format!("I{}", known.len()), "InProgress"))
        }
    }
}

#[test]
fn an_invalidation_is_made_once_and_waited_for() {
    let state = Mutex::new((Vec::new(), 0));
    let server = Server::start(move |request| {
        let mut state = state.lock().unwrap();
        if request.method == "POST" {
            return create(&mut state.0, &request.body);
        }
        state.1 += 1;
        let status = if state.1 > 1 { "Completed" } else { "InProgress" };
        let id = request.path().rsplit('/').next().unwrap();
        Response::new(200, invalidation(id, status))
    });
    let release = "20261126T101500Z-0123456789ab";
    let (outcome, told) = invalidate_at(&server, release);
    assert_eq!(outcome.unwrap(), "CloudFront, invalidation I1");
    assert_eq!(told, ["CloudFront works through invalidation I1"; 2]);
    let by = |urls: &[&str]| invalidate_urls_at(&server, release, urls).0.unwrap();
    assert_eq!(by(&URLS), "CloudFront, invalidation I1");
    // In another order it is the same, with other paths another.
    assert_eq!(by(&[URLS[1], URLS[0], URLS[1]]), "CloudFront, invalidation I1");
    assert_eq!(by(&URLS[..1]), "CloudFront, invalidation I2");

    let asked = server.asked();
    assert_eq!(asked[0].target, "/2020-05-31/distribution/E1A2B3/invalidation");
    assert_eq!(asked[1].target, "/2020-05-31/distribution/E1A2B3/invalidation/I1");
    let (document, reference) = asked[0].body.split_once("<CallerReference>").unwrap();
    assert_eq!(
        document,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <InvalidationBatch xmlns=\"http://cloudfront.amazonaws.com/doc/2020-05-31/\">\
         <Paths><Quantity>2</Quantity><Items><Path>/chat/a%26b&amp;c.js</Path><Path>/chat/loader.json</Path></Items></Paths>"
    );
    assert!(
        reference.starts_with("avmsdk-20261126T101500Z-0123456789ab-"),
        "{reference}"
    );
    let authorization = asked[0].header("authorization").unwrap();
    assert!(
        authorization.starts_with("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
            && authorization.contains("/us-east-1/cloudfront/aws4_request"),
        "{authorization}"
    );
    assert!(!format!("{asked:?}").contains("s3cret"));
}

#[test]
fn a_distribution_that_is_busy_is_waited_for() {
    let first = Mutex::new(true);
    let server = Server::start(move |_| {
        if std::mem::take(&mut *first.lock().unwrap()) {
            let code = "<ErrorResponse><Error><Code>TooManyInvalidationsInProgress</Code><Message>Wait</Message></Error></ErrorResponse>";
            return Response::new(400, code);
        }
        Response::new(201, invalidation("I7", "Completed"))
    });
    let (outcome, told) = invalidate_at(&server, "r");
    assert_eq!(outcome.unwrap(), "CloudFront, invalidation I7");
    assert_eq!(told, ["CloudFront works through earlier invalidations"]);
}

#[test]
fn what_cloudfront_refuses_is_said() {
    let error = |status, code: &str, message: &str| {
        let body = format!(
            "<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
        );
        let server = Server::start(move |_| Response::new(status, body.clone()));
        let failure = invalidate_at(&server, "r").0.unwrap_err();
        std::error::Error::source(&failure).unwrap().to_string()
    };
    assert_eq!(
        error(
            404,
            "NoSuchDistribution",
            "The specified distribution does not exist."
        ),
        "it answers for E1A2B3 with status 404 Not Found: The specified distribution does not exist.; is the distribution's id right?"
    );
    assert!(error(403, "AccessDenied", "No.").contains("cloudfront:CreateInvalidation"));
}

/// moto shares no code with ours: it reads our document, and tells what it understood.
#[test]
fn a_stand_in_of_others_understands_the_call() {
    let Some(packages) = std::env::var_os("AVMSDK_MOTO") else {
        assert!(
            std::env::var_os("CI").is_none(),
            "there is no moto; `cargo xtask test` installs it"
        );
        eprintln!("there is no moto on this machine: nothing was tried");
        return;
    };
    let port = {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        listener.local_addr().unwrap().port()
    };
    let mut moto = std::process::Command::new("python3")
        .args(["-m", "moto.server", "-H", "127.0.0.1", "-p", &port.to_string()])
        .env("PYTHONPATH", packages)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let client = Client::new().unwrap();
    let caller = Caller {
        http: client.calls(),
        aws_profile: None,
        within: Duration::from_secs(20),
    };
    let signer = Signer {
        credentials: Credentials::new("AKIDEXAMPLE", "s3cret", None, None, "test"),
    };
    let api = format!("http://127.0.0.1:{port}");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let understood = runtime.block_on(async {
        let distributions = format!("{api}/{VERSION}/distribution");
        // Python takes a while to start; the calls are repeated until it listens.
        let mut created = call(
            NAME,
            signer.request(&caller, Method::POST, &distributions, DISTRIBUTION)?,
        )
        .await;
        for _ in 0..5 {
            if created.is_err() {
                created = call(
                    NAME,
                    signer.request(&caller, Method::POST, &distributions, DISTRIBUTION)?,
                )
                .await;
            }
        }
        let distribution = element(&created?.text, "Id").unwrap().to_owned();
        let urls = URLS.map(str::to_owned);
        let by = invalidate_as(&caller, &api, &signer, (&distribution, "r1"), &urls, &mut |_| {}).await?;
        let id = by.rsplit(' ').next().unwrap().to_owned();
        let address = format!("{distributions}/{distribution}/invalidation/{id}");
        call(NAME, signer.request(&caller, Method::GET, &address, "")?).await
    });
    moto.kill().unwrap();
    moto.wait().unwrap();
    let understood = understood.unwrap().text;
    let reference = element(&understood, "CallerReference").unwrap();
    assert!(reference.starts_with("avmsdk-r1-"), "{reference}");
    assert_eq!(element(&understood, "Quantity"), Some("2"));
    assert!(
        understood.contains("<Path>/chat/loader.json</Path>"),
        "{understood}"
    );
}

const DISTRIBUTION: &str = r#"<DistributionConfig xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/">
<CallerReference>test</CallerReference><Origins><Quantity>1</Quantity><Items><Origin><Id>o</Id>
<DomainName>bucket.s3.amazonaws.com</DomainName><S3OriginConfig><OriginAccessIdentity></OriginAccessIdentity></S3OriginConfig>
</Origin></Items></Origins><DefaultCacheBehavior><TargetOriginId>o</TargetOriginId>
<ViewerProtocolPolicy>allow-all</ViewerProtocolPolicy></DefaultCacheBehavior><Comment></Comment><Enabled>true</Enabled></DistributionConfig>"#;
