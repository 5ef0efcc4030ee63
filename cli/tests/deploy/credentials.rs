//! Credentials and endpoints by the rules of the AWS command line
//! (<https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html>), against stand-ins for the services that
//! hand them out. The answers are those of the services' references:
//! <https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html>,
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html>.
//!
//! What no test on one machine can show: the browser part of `aws sso login`, and roles of machines and containers.

use crate::package::Package;
use crate::server::{KEY, SECRET};
use crate::settings::wants;
use crate::web::{Response, Server};
use crate::{Stage, bare, done, said};
use std::fs;
use std::path::Path;
use std::process::Command;

/// In every place where a token is kept.
const TOKEN: &str = "another-secret-token";
/// The SHA-1 of `acme`, the name of the session: so is the file of its token called.
const CACHE: &str = "293abb6b76d7791c0732cc517d38c4b5c734b87f.json";
const SSO: &str = "[profile acme]\nsso_session = acme\nsso_account_id = 123456789012\nsso_role_name = deploy\n\
    [sso-session acme]\nsso_region = eu-central-1\nsso_start_url = https://acme.example/start\n\
    sso_registration_scopes = sso:account:access\n";

/// A server of S3 in which nothing lies yet. It answers as one does, and remembers who asked.
fn empty_bucket() -> Server {
    Server::start(|request| {
        let xml = |status, body: &str| Response::new(status, body).with("content-type", "application/xml");
        if request.target.contains("list-type=2") {
            xml(
                200,
                "<?xml version=\"1.0\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
                 <Name>acme</Name><KeyCount>0</KeyCount><IsTruncated>false</IsTruncated></ListBucketResult>",
            )
        } else {
            xml(
                404,
                "<Error><Code>NoSuchKey</Code><Message>none</Message></Error>",
            )
        }
    })
}

/// `avmsdk releases` in a home of its own.
fn releases(root: &Path, config: &str) -> Command {
    fs::write(root.join("aws-config"), config).unwrap();
    let mut command = bare(root, "releases");
    command
        .arg("--target=s3://acme/chat")
        .env("HOME", root)
        .env("AWS_CONFIG_FILE", root.join("aws-config"));
    command
}

/// What the bucket was asked, and that it was asked by its path and with this key.
fn asked_by(bucket: &Server, key: &str, token: Option<&str>) {
    let asked = bucket.asked();
    assert!(!asked.is_empty(), "nobody asked");
    for request in asked {
        assert!(request.path().starts_with("/acme"), "{}", request.target);
        let signed = request.header("authorization").unwrap();
        assert!(signed.contains(&format!("Credential={key}/")), "{signed}");
        assert_eq!(request.header("x-amz-security-token"), token);
    }
}

fn cache(root: &Path, expires: &str) {
    let folder = root.join(".aws/sso/cache");
    fs::create_dir_all(&folder).unwrap();
    let token = format!(
        "{{\"startUrl\":\"https://acme.example/start\",\"region\":\"eu-central-1\",\
         \"accessToken\":\"{TOKEN}\",\"expiresAt\":\"{expires}\"}}"
    );
    fs::write(folder.join(CACHE), token).unwrap();
}

#[test]
fn a_session_of_sso_deploys() {
    let stage = Stage::new();
    let package = Package::ours(stage.root(), &stage.url("chat"), 1);
    let portal = Server::start(|request| {
        if request.header("x-amz-sso_bearer_token") != Some(TOKEN) {
            return Response::new(401, "{\"message\":\"Session token not found or invalid\"}");
        }
        let body = format!(
            "{{\"roleCredentials\":{{\"accessKeyId\":\"{KEY}\",\"secretAccessKey\":\"{SECRET}\",\
             \"expiration\":4070908800000}}}}"
        );
        Response::new(200, body).with("content-type", "application/json")
    });
    let root = stage.root();
    fs::write(root.join("aws-config"), SSO).unwrap();
    let deploy = || {
        let mut command = bare(root, "deploy");
        command
            .arg(&package.folder)
            .args(["--target=s3://acme/chat", "--profile=acme", "--json"])
            .arg(format!("--endpoint=http://127.0.0.1:{}", stage.server.port))
            .env("HOME", root)
            .env("AWS_CONFIG_FILE", root.join("aws-config"))
            .env("AWS_ENDPOINT_URL_SSO", portal.url(""));
        command.output().unwrap()
    };
    // Nobody has logged in.
    wants(&deploy(), 1, &["credentials", "aws sso login"]);
    // The session is over.
    cache(root, "2001-01-01T00:00:00Z");
    wants(&deploy(), 1, &["credentials", "aws sso login"]);
    assert!(portal.asked().is_empty());

    cache(root, "2099-01-01T00:00:00Z");
    let output = deploy();
    assert_eq!(done(&output)["changed"], true);
    wants(&output, 0, &[]);
    let asked = portal.asked();
    assert_eq!(asked[0].path(), "/federation/credentials");
    assert!(
        asked[0].target.contains("account_id=123456789012") && asked[0].target.contains("role_name=deploy"),
        "{}",
        asked[0].target
    );

    // The portal does not know it any more.
    fs::write(
        root.join(".aws/sso/cache").join(CACHE),
        fs::read_to_string(root.join(".aws/sso/cache").join(CACHE))
            .unwrap()
            .replace(TOKEN, "another-secret-of-old"),
    )
    .unwrap();
    wants(&deploy(), 1, &["credentials", "aws sso login"]);
}

fn sts() -> Server {
    Server::start(|request| {
        let is_known = request.body.contains("Action=AssumeRole") && request.method == "POST";
        let action = if request.body.contains("Action=AssumeRoleWithWebIdentity") {
            "AssumeRoleWithWebIdentity"
        } else {
            "AssumeRole"
        };
        if !is_known {
            return Response::new(400, "");
        }
        let body = format!(
            "<{action}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><{action}Result><Credentials>\
             <AccessKeyId>ASIAFROMSTS</AccessKeyId><SecretAccessKey>another-secret-key</SecretAccessKey>\
             <SessionToken>{TOKEN}</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>\
             </{action}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></{action}Response>"
        );
        Response::new(200, body).with("content-type", "text/xml")
    })
}

#[test]
fn a_web_identity_is_exchanged_for_a_role() {
    let root = tempfile::tempdir().unwrap();
    let (sts, bucket) = (sts(), empty_bucket());
    let file = root.path().join("identity");
    fs::write(&file, "another-secret.identity.token").unwrap();
    let run = |sts: &str| {
        releases(root.path(), "")
            .arg(format!("--endpoint={}", bucket.url("")))
            .env("AWS_REGION", "eu-central-1")
            .env("AWS_WEB_IDENTITY_TOKEN_FILE", &file)
            .env("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/deploy")
            .env("AWS_ROLE_SESSION_NAME", "job-1")
            .env("AWS_ENDPOINT_URL_STS", sts)
            .output()
            .unwrap()
    };
    wants(&run(&sts.url("")), 1, &["nothing was ever released"]);
    let asked = &sts.asked()[0];
    for part in [
        "Action=AssumeRoleWithWebIdentity",
        "RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fdeploy",
        "RoleSessionName=job-1",
        "WebIdentityToken=another-secret.identity.token",
    ] {
        assert!(asked.body.contains(part), "{}", asked.body);
    }
    asked_by(&bucket, "ASIAFROMSTS", Some(TOKEN));

    let refusing = Server::start(|_| {
        let body = "<ErrorResponse><Error><Type>Sender</Type><Code>InvalidIdentityToken</Code>\
                    <Message>No OpenIDConnect provider found</Message></Error></ErrorResponse>";
        Response::new(400, body).with("content-type", "text/xml")
    });
    wants(
        &run(&refusing.url("")),
        1,
        &["credentials", "InvalidIdentityToken"],
    );
    fs::remove_file(&file).unwrap();
    wants(&run(&sts.url("")), 1, &["credentials"]);
}

#[test]
fn a_profile_may_take_a_role_by_another() {
    let root = tempfile::tempdir().unwrap();
    let (sts, bucket) = (sts(), empty_bucket());
    let files = "[profile acme]\nrole_arn = arn:aws:iam::123456789012:role/deploy\nsource_profile = base\n\
                 region = eu-central-1\n[profile base]\naws_access_key_id = AKIDBASE\n\
                 aws_secret_access_key = another-secret\n";
    let output = releases(root.path(), files)
        .arg(format!("--endpoint={}", bucket.url("")))
        .arg("--profile=acme")
        .env("AWS_ENDPOINT_URL_STS", sts.url(""))
        .output()
        .unwrap();
    wants(&output, 1, &["nothing was ever released"]);
    let asked = &sts.asked()[0];
    assert!(
        asked
            .header("authorization")
            .unwrap()
            .contains("Credential=AKIDBASE/")
    );
    asked_by(&bucket, "ASIAFROMSTS", Some(TOKEN));
}

/// Wherever an endpoint is named: buckets of others than AWS are known by their path.
#[test]
fn an_endpoint_of_the_aws_files_or_variables_is_asked_by_path() {
    let root = tempfile::tempdir().unwrap();
    let keys = "aws_access_key_id = AKIDFILE\naws_secret_access_key = another-secret\n";
    let services = |url: &str| {
        format!("[profile acme]\n{keys}services = local\n[services local]\ns3 =\n  endpoint_url = {url}\n")
    };
    let profile = |url: &str| format!("[profile acme]\n{keys}endpoint_url = {url}\n");
    let plain = |_: &str| format!("[profile acme]\n{keys}");
    type Files<'a> = &'a dyn Fn(&str) -> String;
    let cases: [(Files<'_>, Option<&str>); 4] = [
        (&services, None),
        (&profile, None),
        (&plain, Some("AWS_ENDPOINT_URL")),
        (&plain, Some("AWS_ENDPOINT_URL_S3")),
    ];
    for (files, variable) in cases {
        let run = |url: &str| {
            let mut command = releases(root.path(), &files(url));
            command.arg("--profile=acme");
            if let Some(name) = variable {
                command.env(name, url);
            }
            command.output().unwrap()
        };
        let bucket = empty_bucket();
        wants(&run(&bucket.url("")), 1, &["nothing was ever released"]);
        asked_by(&bucket, "AKIDFILE", None);
        let output = run("http://user:another-secret@127.0.0.1:1");
        wants(&output, 2, &["cannot use the endpoint", "without user"]);
    }
    // Told to leave those alone, it is AWS again, which wants a region.
    let output = releases(root.path(), &services("http://127.0.0.1:1"))
        .arg("--profile=acme")
        .env("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")
        .output()
        .unwrap();
    wants(&output, 2, &["no region is set anywhere"]);
    // A flag beats them all.
    let (bucket, other) = (empty_bucket(), empty_bucket());
    let output = releases(root.path(), &services(&other.url("")))
        .args(["--profile=acme", &format!("--endpoint={}", bucket.url(""))])
        .env("AWS_ENDPOINT_URL", other.url(""))
        .env("AWS_ENDPOINT_URL_S3", other.url(""))
        .output()
        .unwrap();
    wants(&output, 1, &["nothing was ever released"]);
    asked_by(&bucket, "AKIDFILE", None);
    assert!(other.asked().is_empty());
}

#[test]
fn where_there_are_none_it_says_where_it_looked() {
    let root = tempfile::tempdir().unwrap();
    let bucket = empty_bucket();
    let output = releases(root.path(), "")
        .arg(format!("--endpoint={}", bucket.url("")))
        .output()
        .unwrap();
    wants(
        &output,
        1,
        &[
            "looked in the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
            "in the profile of the AWS files",
            "aws-config",
            "for a web identity",
            "`--profile`",
        ],
    );
    assert!(bucket.asked().is_empty(), "{}", said(&output));
}

/// As with the AWS command line: who types a profile does not mean the key of the variables.
#[test]
fn a_typed_profile_counts_alone() {
    let files = "[profile acme]\naws_access_key_id = AKIDFILE\naws_secret_access_key = another-secret\n\
                 region = eu-central-1\n[profile empty]\nregion = eu-central-1\n";
    let ask = |change: &dyn Fn(&mut Command)| {
        let root = tempfile::tempdir().unwrap();
        let bucket = empty_bucket();
        let mut command = releases(root.path(), files);
        command
            .arg(format!("--endpoint={}", bucket.url("")))
            .env("AWS_ACCESS_KEY_ID", "AKIDVARIABLE")
            .env("AWS_SECRET_ACCESS_KEY", "another-secret");
        change(&mut command);
        (command.output().unwrap(), bucket)
    };
    let (output, bucket) = ask(&|command| {
        command.arg("--profile=acme");
    });
    wants(&output, 1, &["nothing was ever released"]);
    asked_by(&bucket, "AKIDFILE", None);
    for name in ["empty", "acne"] {
        let (output, bucket) = ask(&|command| {
            command.arg(format!("--profile={name}"));
        });
        let code = if name == "acne" { 2 } else { 1 };
        wants(&output, code, &["profile"]);
        assert!(bucket.asked().is_empty(), "{}", said(&output));
    }
    // What the variables and the file say is for whoever has no key of his own.
    for name in ["AWS_PROFILE", "AVMSDK_PROFILE"] {
        let (output, bucket) = ask(&|command| {
            command.env(name, "acme");
        });
        wants(&output, 1, &["nothing was ever released"]);
        asked_by(&bucket, "AKIDVARIABLE", None);
    }
}

/// A bucket that is reached by a proxy alone.
#[test]
fn the_bucket_is_asked_by_the_proxy_of_the_variables() {
    let key = |command: &mut Command| {
        command
            .env("AWS_ACCESS_KEY_ID", "AKIDVARIABLE")
            .env("AWS_SECRET_ACCESS_KEY", "another-secret");
    };
    for (variable, is_asked) in [("HTTP_PROXY", true), ("http_proxy", true), ("NO_PROXY", false)] {
        let root = tempfile::tempdir().unwrap();
        let (proxy, bucket) = (empty_bucket(), empty_bucket());
        let mut command = releases(root.path(), "");
        key(&mut command);
        if is_asked {
            command.arg("--endpoint=http://s3.nowhere.example");
            command.env(variable, proxy.url(""));
        } else {
            command.arg(format!("--endpoint={}", bucket.url("")));
            command
                .env("HTTP_PROXY", proxy.url(""))
                .env(variable, "127.0.0.1,localhost");
        }
        let output = command.output().unwrap();
        wants(&output, 1, &["nothing was ever released"]);
        assert_eq!(proxy.asked().is_empty(), !is_asked, "{variable}");
        assert_eq!(bucket.asked().is_empty(), is_asked, "{variable}");
        for request in proxy.asked() {
            assert!(
                request.target.starts_with("http://s3.nowhere.example/acme"),
                "{}",
                request.target
            );
        }
    }
}
