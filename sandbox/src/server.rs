//! The socket: HTTP/1.1 on loopback, one task per connection.

use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Body, Bytes, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};

use crate::gateway::Gateway;
use crate::http::{Outcome, Reply, Request};

/// Beyond this the sandbox does not read: a client gone wild must not take the machine's memory. It
/// bounds an object of S3 that is sent in one piece.
const READ_LIMIT: usize = 256 * 1024 * 1024;

/// A connection that ends without an answer.
#[derive(Debug, Error)]
pub(crate) enum Dropped {
    #[error("the response was lost on demand")]
    OnDemand,
    #[error("the request could not be read: {0}")]
    Unread(Box<dyn std::error::Error + Send + Sync>),
}

/// Serves until `stop` is done.
pub(crate) async fn serve(
    listener: TcpListener,
    gateway: Arc<Gateway>,
    stop: impl Future<Output = ()>,
) {
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => return,
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    tokio::spawn(converse(stream, Arc::clone(&gateway)));
                }
            }
        }
    }
}

async fn converse(stream: TcpStream, gateway: Arc<Gateway>) {
    // Small answers to a waiting client: Nagle's algorithm would hold them back for 40 ms.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request| answer(&gateway, request));
    let http = hyper::server::conn::http1::Builder::new();
    // An error here is the client's going away, or a response lost on demand.
    let _ = http.serve_connection(TokioIo::new(stream), service).await;
}

async fn answer(
    gateway: &Gateway,
    request: hyper::Request<Incoming>,
) -> Result<hyper::Response<Full<Bytes>>, Dropped> {
    let request = read(request).await?;
    match gateway.answer(request).await {
        Outcome::Reply(reply) => Ok(respond(reply).unwrap_or_else(|never| match never {})),
        Outcome::HangUp => Err(Dropped::OnDemand),
    }
}

pub(crate) async fn read(request: hyper::Request<Incoming>) -> Result<Request, Dropped> {
    let (head, body) = request.into_parts();
    let body = whole(body).await.map_err(Dropped::Unread)?;
    let headers = head.headers.iter().map(|(name, value)| {
        (
            name.as_str().to_owned(),
            String::from_utf8_lossy(value.as_bytes()).into_owned(),
        )
    });
    Ok(Request {
        method: head.method.as_str().to_owned(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: headers.collect(),
        body,
    })
}

/// The whole body, copied once: blocks of snapshots come by the hundred each second.
async fn whole(body: Incoming) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
    let expected = usize::try_from(body.size_hint().lower()).unwrap_or(READ_LIMIT);
    let mut bytes = Vec::with_capacity(expected.min(READ_LIMIT));
    let mut body = Limited::new(body, READ_LIMIT);
    while let Some(frame) = body.frame().await.transpose()? {
        if let Ok(data) = frame.into_data() {
            bytes.extend_from_slice(&data);
        }
    }
    Ok(bytes)
}

pub(crate) fn respond(reply: Reply) -> Result<hyper::Response<Full<Bytes>>, Infallible> {
    let mut response = hyper::Response::new(Full::new(Bytes::from(reply.body)));
    *response.status_mut() = hyper::StatusCode::from_u16(reply.status)
        .unwrap_or(hyper::StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in reply.headers {
        let name = hyper::header::HeaderName::from_bytes(name.as_bytes());
        let value = hyper::header::HeaderValue::from_str(&value);
        if let (Ok(name), Ok(value)) = (name, value) {
            response.headers_mut().insert(name, value);
        }
    }
    Ok(response)
}
