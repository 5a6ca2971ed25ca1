//! The service's socket, on the instance's own address.

use std::convert::Infallible;
use std::sync::{Arc, Weak};

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};

use super::session::Sessions;
use super::{answer, plain};
use crate::ec2::Machine;
use crate::gateway::Gateway;
use crate::http::{Reply, Request};
use crate::server;

struct Service {
    gateway: Weak<Gateway>,
    instance: String,
    sessions: Sessions,
}

/// Serves one instance's metadata until it is aborted.
pub(crate) async fn serve(
    listener: std::net::TcpListener,
    gateway: Weak<Gateway>,
    instance: String,
) {
    let Ok(listener) = TcpListener::from_std(listener) else {
        return;
    };
    let service = Arc::new(Service {
        gateway,
        instance,
        sessions: Sessions::default(),
    });
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(converse(stream, Arc::clone(&service)));
        }
    }
}

async fn converse(stream: TcpStream, service: Arc<Service>) {
    let _ = stream.set_nodelay(true);
    // The hop limit of answers is the packets' time to live, as on EC2.
    if let Some(hops) = service.with_machine(|machine| machine.instance.metadata.hops()) {
        let _ = stream.set_ttl(hops);
    }
    let service = service_fn(|request| reply(&service, request));
    let http = hyper::server::conn::http1::Builder::new();
    // An error here is the client's going away.
    let _ = http.serve_connection(TokioIo::new(stream), service).await;
}

async fn reply(
    service: &Service,
    request: hyper::Request<Incoming>,
) -> Result<hyper::Response<Full<Bytes>>, Infallible> {
    let reply = match server::read(request).await {
        Ok(request) => service.answer(&request),
        Err(_) => plain(400, ""),
    };
    server::respond(reply)
}

impl Service {
    fn answer(&self, request: &Request) -> Reply {
        let answered = self.with_machine(|machine| answer(machine, &self.sessions, request));
        answered.unwrap_or_else(|| plain(404, ""))
    }

    fn with_machine<T>(&self, f: impl FnOnce(&Machine<'_>) -> T) -> Option<T> {
        let gateway = self.gateway.upgrade()?;
        gateway.look(|world| world.machine(&self.instance).map(|machine| f(&machine)))
    }
}
