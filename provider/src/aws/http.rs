//! The one HTTP client that every AWS client of a provider instance shares.
//!
//! Nothing is made before the first request, and TLS not before the first `https` one: reading and
//! parsing the system's root certificates costs a plugin process several milliseconds and
//! megabytes, and Terraform starts one for every walk.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::connect;
use aws_sdk_sts::config::SharedAsyncSleep;
use aws_smithy_http_client::proxy::{ProxyConfig, ProxyError};
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode};
use aws_smithy_http_client::{Connector, ConnectorBuilder};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

/// Hosts that never go through a proxy: a sandbox or an instance's own metadata cannot be reached
/// from there, and a company-wide HTTPS_PROXY is set on many machines that run one.
const NEVER_PROXIED: &str = "localhost,127.0.0.1,::1,169.254.169.254,169.254.170.2,169.254.170.23";

/// How connections are made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transport {
    /// Proxy for `http` endpoints.
    pub http_proxy: Option<String>,
    /// Proxy for `https` endpoints, which are all of AWS's.
    pub https_proxy: Option<String>,
    /// Hosts that are reached without a proxy, comma-separated.
    pub no_proxy: Option<String>,
    /// PEM certificates to trust instead of the system's. Checked when it was read.
    pub ca_bundle: Option<Vec<u8>>,
}

/// A client that makes its connectors when they are first needed.
#[derive(Clone, Debug)]
pub(crate) struct LazyHttpClient {
    connectors: Arc<Connectors>,
}

impl LazyHttpClient {
    pub(crate) fn new(transport: Transport) -> Self {
        Self {
            connectors: Arc::new(Connectors {
                transport,
                made: Mutex::default(),
            }),
        }
    }
}

impl HttpClient for LazyHttpClient {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(ByScheme {
            connectors: self.connectors.clone(),
            settings: settings.clone(),
            sleep: components.sleep_impl(),
        })
    }
}

/// A connector holds its connections, so there is one per way of connecting and not one per
/// request. Timeouts are part of it: instance metadata is asked with much shorter ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Way {
    tls: bool,
    connect_timeout: Option<Duration>,
    read_timeout: Option<Duration>,
}

#[derive(Debug)]
struct Connectors {
    transport: Transport,
    made: Mutex<HashMap<Way, Arc<Connector>>>,
}

#[derive(Debug)]
struct ByScheme {
    connectors: Arc<Connectors>,
    settings: HttpConnectorSettings,
    sleep: Option<SharedAsyncSleep>,
}

impl HttpConnector for ByScheme {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let way = Way {
            tls: request.uri().starts_with("https:"),
            connect_timeout: self.settings.connect_timeout(),
            read_timeout: self.settings.read_timeout(),
        };
        match self.connectors.get(way, || self.builder()) {
            Ok(connector) => {
                let sleep = self.sleep.clone();
                let sent = async move { connect::send(&connector, request, sleep).await };
                HttpConnectorFuture::new(sent)
            }
            Err(error) => HttpConnectorFuture::ready(Err(ConnectorError::user(error.into()))),
        }
    }
}

impl ByScheme {
    fn builder(&self) -> ConnectorBuilder {
        let mut builder = Connector::builder().connector_settings(self.settings.clone());
        builder.set_sleep_impl(self.sleep.clone());
        builder
    }
}

impl Connectors {
    fn get(
        &self,
        way: Way,
        builder: impl FnOnce() -> ConnectorBuilder,
    ) -> Result<Arc<Connector>, ProxyError> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(connector) = made.get(&way) {
            return Ok(connector.clone());
        }
        let connector = Arc::new(match way.tls {
            true => self.build_tls(builder())?,
            false => self.build_plain(builder())?,
        });
        made.insert(way, connector.clone());
        Ok(connector)
    }

    fn build_plain(&self, builder: ConnectorBuilder) -> Result<Connector, ProxyError> {
        let proxy = self.proxy(self.transport.http_proxy.as_deref(), ProxyConfig::http)?;
        Ok(builder.proxy_config(proxy).build_http())
    }

    fn build_tls(&self, builder: ConnectorBuilder) -> Result<Connector, ProxyError> {
        let proxy = self.proxy(self.transport.https_proxy.as_deref(), ProxyConfig::https)?;
        let builder = builder.tls_provider(Provider::rustls(CryptoMode::AwsLc));
        Ok(
            match self.transport.ca_bundle.clone().and_then(trusting_only) {
                Some(context) => builder.tls_context(context).proxy_config(proxy).build(),
                None => builder.proxy_config(proxy).build(),
            },
        )
    }

    /// Always explicit, so that the SDK never reads a proxy from the process's environment: the
    /// provider block has read it already, and its settings go first.
    fn proxy<'a>(
        &self,
        url: Option<&'a str>,
        make: impl FnOnce(&'a str) -> Result<ProxyConfig, ProxyError>,
    ) -> Result<ProxyConfig, ProxyError> {
        let Some(url) = url else {
            return Ok(ProxyConfig::disabled());
        };
        Ok(make(url)?.no_proxy(exceptions(self.transport.no_proxy.as_deref())))
    }
}

/// A bundle replaces the system's roots, as AWS_CA_BUNDLE does in the AWS CLI.
fn trusting_only(bundle: Vec<u8>) -> Option<TlsContext> {
    let store = TrustStore::empty().with_pem_certificate(bundle);
    TlsContext::builder().with_trust_store(store).build().ok()
}

fn exceptions(no_proxy: Option<&str>) -> String {
    match no_proxy {
        Some(hosts) => format!("{hosts},{NEVER_PROXIED}"),
        None => NEVER_PROXIED.to_string(),
    }
}
