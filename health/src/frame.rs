//! Kafka's framing: a length in four bytes, then that many bytes.

use std::io;

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt};

use crate::{Answer, Cause, Step};

/// Nothing is allocated ahead of what has arrived, but for this much.
const CHUNK: usize = 64 * 1024;

/// A response is at least its correlation id.
const SHORTEST: usize = 4;

/// Reads one message of at most `limit` bytes, without its length.
pub(crate) async fn read(
    stream: &mut (impl AsyncRead + Unpin),
    limit: usize,
    step: Step,
) -> Result<Bytes, Cause> {
    let mut head = [0; 4];
    let read = stream.read_exact(&mut head).await;
    read.map_err(|error| broken(error, step))?;
    let length = length(head, limit)?;
    let mut message = BytesMut::with_capacity(length.min(CHUNK));
    let mut rest = stream.take(length as u64);
    while message.len() < length {
        message.reserve((length - message.len()).min(CHUNK));
        let read = rest.read_buf(&mut message).await;
        if read.map_err(|error| broken(error, step))? == 0 {
            return Err(Cause::Closed { step });
        }
    }
    Ok(message.freeze())
}

/// What the first four bytes announce. Text and TLS records read as lengths far above any limit.
fn length(head: [u8; 4], limit: usize) -> Result<usize, Cause> {
    let announced = i32::from_be_bytes(head);
    match usize::try_from(announced) {
        Ok(length) if (SHORTEST..=limit).contains(&length) => Ok(length),
        _ if head == *b"HTTP" => Err(Cause::NotKafka(Answer::Http)),
        // A TLS record: an alert (what Java sends on plain text) or a handshake, SSL 3.0 or later.
        _ if matches!(head, [0x15 | 0x16, 3, ..]) => Err(Cause::TlsExpected),
        _ => Err(Cause::NotKafka(Answer::Length { announced, limit })),
    }
}

/// What an error of the stream means. rustls hands its own errors through the stream's.
pub(crate) fn broken(error: io::Error, step: Step) -> Cause {
    let inner = error
        .get_ref()
        .and_then(|e| e.downcast_ref::<rustls::Error>());
    if let Some(tls) = inner {
        return Cause::Tls(tls.clone());
    }
    match error.kind() {
        io::ErrorKind::UnexpectedEof
        | io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe => Cause::Closed { step },
        _ => Cause::Broken {
            step,
            source: error,
        },
    }
}
