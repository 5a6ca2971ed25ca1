//! What guests have in common: the images, and the sandbox that they reach over HTTP.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Weak};

use tokio::runtime::Handle;
use tokio::task::AbortHandle;

use super::agent::Environment;
use super::image::Images;
use super::wanted::Spec;
use crate::gateway::Gateway;
use crate::{imds, world};

#[derive(Debug)]
pub(super) struct Surroundings {
    pub(super) images: Arc<Images>,
    /// Where the sandbox serves.
    pub(super) endpoint: String,
    pub(super) runtime: Handle,
    pub(super) gateway: Weak<Gateway>,
}

/// A metadata service that serves.
pub(super) struct Bound {
    pub(super) address: SocketAddr,
    pub(super) service: AbortHandle,
}

impl Surroundings {
    /// Serves an instance's metadata at this address.
    pub(super) fn serve(&self, address: SocketAddr, instance: &str) -> io::Result<Bound> {
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let served = imds::serve(listener, Weak::clone(&self.gateway), instance.to_owned());
        let service = self.runtime.spawn(served).abort_handle();
        Ok(Bound { address, service })
    }

    /// What the agent and its engine are told. Engines with object_store read AWS_ENDPOINT and AWS_ALLOW_HTTP, those
    /// with an AWS SDK AWS_ENDPOINT_URL.
    pub(super) fn environment(&self, spec: &Spec, metadata: &str) -> Environment {
        let credentials = world::instance_credentials(&spec.account);
        vec![
            ("AWS_EC2_METADATA_SERVICE_ENDPOINT", metadata.to_owned()),
            ("AWS_ENDPOINT", self.endpoint.clone()),
            ("AWS_ENDPOINT_URL", self.endpoint.clone()),
            ("AWS_ALLOW_HTTP", "true".to_owned()),
            ("AWS_DEFAULT_REGION", spec.region.clone()),
            ("AWS_REGION", spec.region.clone()),
            ("AWS_ACCESS_KEY_ID", credentials),
            ("AWS_SECRET_ACCESS_KEY", "sandbox".to_owned()),
        ]
    }
}
