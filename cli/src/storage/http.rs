//! The HTTP client below the SDK: certificates are read where one is to be checked, not for a server without TLS.
//!
//! Reading the system's some 150 takes longer than the two requests of a deploy that has nothing to do. Who sets
//! `HTTPS_PROXY` or `HTTP_PROXY` is served by that proxy, as by the client of `verify`.

use aws_sdk_s3::config::{HttpClient, RuntimeComponents, SharedHttpClient};
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_http_client::{Builder, Connector as Connecting, ConnectorBuilder};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;

/// What every program reads, also in lower case. `NO_PROXY` names those who are asked without one.
const PROXIES: [&str; 3] = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"];

/// What no proxy stands before: where machines and containers of AWS find their credentials, and a bucket on this machine.
const OF_THE_MACHINE: [&str; 5] = [
    "http://169.254.",
    "http://[fd00:ec2::",
    "http://127.",
    "http://localhost:",
    "http://[::1]",
];

/// Each keeps its own connections.
#[derive(Debug, Clone)]
struct Clients {
    direct: SharedHttpClient,
    plain: SharedHttpClient,
    /// Not made before it is first asked for a connector.
    tls: SharedHttpClient,
}

/// A client for addresses of all kinds.
pub(crate) fn client() -> SharedHttpClient {
    let direct = Builder::new().build_http();
    let tls = Provider::Rustls(CryptoMode::Ring);
    SharedHttpClient::new(if has_proxy() {
        Clients {
            direct,
            plain: Builder::new()
                .build_with_connector_fn(|settings, components| by_proxy(settings, components).build_http()),
            tls: Builder::new().build_with_connector_fn(move |settings, components| {
                by_proxy(settings, components).tls_provider(tls.clone()).build()
            }),
        }
    } else {
        Clients {
            plain: direct.clone(),
            direct,
            tls: Builder::new().tls_provider(tls).build_https(),
        }
    })
}

fn has_proxy() -> bool {
    // The client speaks no SOCKS: who has nothing else is asked directly, as ever.
    let is_set = |name: &str| {
        std::env::var(name).is_ok_and(|value| !value.is_empty() && !value.to_lowercase().starts_with("socks"))
    };
    PROXIES
        .iter()
        .any(|name| is_set(name) || is_set(&name.to_lowercase()))
}

fn by_proxy(
    settings: Option<&HttpConnectorSettings>,
    components: Option<&RuntimeComponents>,
) -> ConnectorBuilder {
    let mut builder = Connecting::builder().proxy_config(ProxyConfig::from_env());
    builder.set_connector_settings(settings.cloned());
    if let Some(components) = components {
        builder.set_sleep_impl(components.sleep_impl());
    }
    builder
}

impl HttpClient for Clients {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Connector {
            clients: self.clone(),
            settings: settings.clone(),
            components: components.clone(),
        })
    }
}

#[derive(Debug)]
struct Connector {
    clients: Clients,
    settings: HttpConnectorSettings,
    components: RuntimeComponents,
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let uri = request.uri();
        let client = if OF_THE_MACHINE.iter().any(|start| uri.starts_with(start)) {
            &self.clients.direct
        } else if uri.starts_with("http://") {
            &self.clients.plain
        } else {
            &self.clients.tls
        };
        client
            .http_connector(&self.settings, &self.components)
            .call(request)
    }
}
