//! The configuration of hosts and networks.

use serde_json::{Value, json};

use super::sending::Field;

/// <https://docs.netlify.com/routing/headers/>, which Cloudflare Pages reads as well.
///
/// There `:splat` is what the `*` of the path stands for; encoded it is a part of an address, as it was meant.
pub(super) fn netlify(fields: &[Field]) -> String {
    let mut text = "/*".to_owned();
    for field in fields {
        let value = field.value.replace(":splat", "%3Asplat");
        text.push_str(&format!("\n  {}: {value}", field.name));
    }
    text
}

/// <https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ResponseHeadersPolicyConfig.html>
pub(super) fn cloudfront(fields: &[Field]) -> String {
    let mut config = json!({
        "Name": "avmsdk-csp",
        "Comment": "Content-Security-Policy of pages with the messenger",
    });
    let mut custom = Vec::new();
    for field in fields {
        if field.name == "Content-Security-Policy" {
            config["SecurityHeadersConfig"] = json!({
                "ContentSecurityPolicy": { "ContentSecurityPolicy": field.value, "Override": true },
            });
        } else {
            custom.push(json!({ "Header": field.name, "Value": field.value, "Override": true }));
        }
    }
    if !custom.is_empty() {
        config["CustomHeadersConfig"] = json!({ "Quantity": custom.len(), "Items": custom });
    }
    pretty(&config)
}

/// <https://developers.cloudflare.com/rules/transform/response-header-modification/create-api/>
pub(super) fn cloudflare(fields: &[Field]) -> String {
    let headers = fields.iter().map(|field| {
        let set = json!({ "operation": "set", "value": field.value });
        (field.name.to_owned(), set)
    });
    pretty(&json!({
        "description": "Content-Security-Policy of pages with the messenger",
        "expression": "true",
        "action": "rewrite",
        "action_parameters": { "headers": Value::Object(headers.collect()) },
    }))
}

fn pretty(value: &Value) -> String {
    format!("{value:#}")
}
