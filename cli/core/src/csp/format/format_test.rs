//! The rest is asked of the servers themselves, in `cli/tests/csp_servers.rs`.

use serde_json::{Value, json};

use super::*;
use crate::csp::{NonceTemplate, Refusal};

fn sending(policies: &[&str], nonce: Option<&str>) -> Sending {
    Sending {
        policies: policies.iter().map(|&policy| policy.to_owned()).collect(),
        endpoints: Some("csp=\"https://r.acme.org/\"".to_owned()),
        nonces: nonce
            .iter()
            .map(|text| NonceTemplate::parse(text).unwrap())
            .collect(),
    }
}

fn text(format: Format) -> String {
    sending(&["img-src https://a.org/$x/{y}/100%25", "font-src 'self'"], None)
        .text(format)
        .unwrap()
}

#[test]
fn a_header_or_a_tag_for_each_policy() {
    assert_eq!(
        text(Format::Header),
        "Content-Security-Policy: img-src https://a.org/$x/{y}/100%25\n\
         Content-Security-Policy: font-src 'self'\n\
         Reporting-Endpoints: csp=\"https://r.acme.org/\""
    );
    assert_eq!(text(Format::Meta).matches("<meta ").count(), 2);
}

#[test]
fn what_servers_take_for_their_own_is_encoded() {
    assert_eq!(
        text(Format::Nginx),
        "add_header Content-Security-Policy \"img-src https://a.org/%24x/%7By%7D/100%25, font-src 'self'\" always;\n\
         add_header Reporting-Endpoints \"csp=\\\"https://r.acme.org/\\\"\" always;"
    );
    assert!(text(Format::Apache).contains("https://a.org/%%24x/%%7By%%7D/100%%25, font-src 'self'\""));
    assert!(
        text(Format::Caddy).starts_with("header {\n\tContent-Security-Policy \"img-src https://a.org/%24x/")
    );
}

#[test]
fn a_nonce_is_left_to_whom_it_fits() {
    let nginx = sending(
        &["script-src 'nonce-$request_id' https://a.org/$x"],
        Some("$request_id"),
    );
    assert!(
        nginx
            .text(Format::Nginx)
            .unwrap()
            .contains("\"script-src 'nonce-$request_id' https://a.org/%24x\"")
    );
    for format in [
        Format::Meta,
        Format::Apache,
        Format::Netlify,
        Format::Cloudfront,
        Format::Cloudflare,
    ] {
        let refusal = nginx.text(format).unwrap_err();
        assert_eq!(
            refusal,
            Refusal::NonceFormat {
                template: "$request_id".to_owned(),
                format
            }
        );
    }
}

#[test]
fn hosts_take_documents() {
    assert_eq!(
        text(Format::Netlify),
        "/*\n  Content-Security-Policy: img-src https://a.org/$x/{y}/100%25, font-src 'self'\n  \
         Reporting-Endpoints: csp=\"https://r.acme.org/\""
    );
    let policy = "img-src https://a.org/$x/{y}/100%25, font-src 'self'";
    let cloudfront: Value = serde_json::from_str(&text(Format::Cloudfront)).unwrap();
    assert_eq!(
        cloudfront["SecurityHeadersConfig"]["ContentSecurityPolicy"],
        json!({ "Override": true, "ContentSecurityPolicy": policy })
    );
    assert_eq!(cloudfront["CustomHeadersConfig"]["Quantity"], 1);
    let cloudflare: Value = serde_json::from_str(&text(Format::Cloudflare)).unwrap();
    assert_eq!(
        cloudflare["action_parameters"]["headers"]["Content-Security-Policy"],
        json!({ "operation": "set", "value": policy })
    );
}

#[test]
fn a_long_policy_is_put_together_for_nginx() {
    let hosts: Vec<String> = (0..500).map(|number| format!("https://h{number}.org")).collect();
    let policy = format!("img-src {}", hosts.join(" "));
    let text = sending(&[&policy], None).text(Format::Nginx).unwrap();
    assert!(text.lines().all(|line| line.len() < 4_000), "{text}");
    let pieces = text.lines().filter(|line| line.starts_with("set "));
    let pieces = pieces.map(|line| {
        let (_, value) = line.split_once(" \"").unwrap();
        value
            .trim_end_matches("\";")
            .replace("${avmsdk_content_security_policy}", "")
    });
    assert_eq!(pieces.collect::<String>(), policy);
}

#[test]
fn what_is_too_long_for_its_target_is_known() {
    // `Content-Security-Policy: ` stands before it in a line.
    for (format, most) in [(Format::Netlify, 2_000 - 25), (Format::Cloudfront, 1_783)] {
        let policy = |length: usize| format!("img-src https://a.org/{}", "x".repeat(length - 22));
        assert_eq!(sending(&[&policy(most)], None).excess(format), None);
        let excess = sending(&[&policy(most + 1)], None).excess(format);
        let what = excess.map(Excess::what).unwrap_or_default();
        assert!(what.contains("2,001") || what.contains("1,784"), "{what}");
        let others = [Format::Header, Format::Nginx, Format::Caddy];
        assert!(
            others
                .iter()
                .all(|format| sending(&[&policy(9_000)], None).excess(*format).is_none())
        );
    }
}
