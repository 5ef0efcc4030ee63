//! The HTTP client below the SDK: certificates are read where one is to be checked, not for a server without TLS.
//!
//! Reading the system's some 150 takes longer than the two requests of a deploy that has nothing to do.

use aws_sdk_s3::config::{HttpClient, RuntimeComponents, SharedHttpClient};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;

/// Both, each of which keeps its own connections.
#[derive(Debug, Clone)]
struct Clients {
    plain: SharedHttpClient,
    /// Not made before it is first asked for a connector.
    tls: SharedHttpClient,
}

/// A client for addresses of both kinds.
pub(super) fn client() -> SharedHttpClient {
    let tls = Provider::Rustls(CryptoMode::Ring);
    SharedHttpClient::new(Clients {
        plain: Builder::new().build_http(),
        tls: Builder::new().tls_provider(tls).build_https(),
    })
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
        let client = if request.uri().starts_with("http://") {
            &self.clients.plain
        } else {
            &self.clients.tls
        };
        client
            .http_connector(&self.settings, &self.components)
            .call(request)
    }
}
