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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tokio::io::AsyncWriteExt;

    const LIMIT: usize = 1000;

    async fn of(mut bytes: &[u8]) -> Result<Bytes, Cause> {
        read(&mut bytes, LIMIT, Step::ApiVersions).await
    }

    #[tokio::test]
    async fn what_is_no_frame() {
        let answer = |bytes| async move {
            match of(bytes).await.unwrap_err() {
                Cause::NotKafka(answer) => answer,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(answer(b"HTTP/1.1 400 Bad Request\r\n").await, Answer::Http);
        for (bytes, announced) in [
            (&b"SSH-2.0-OpenSSH_9.2\r\n"[..], 0x5353_482d),
            (&b"-ERR unknown command\r\n"[..], 0x2d45_5252),
            (&[0, 0, 0, 3, 1, 2, 3][..], 3),
            (&[0, 0, 3, 0xe9][..], 1001),
            (&[0xff; 4][..], -1),
        ] {
            let expected = Answer::Length {
                announced,
                limit: LIMIT,
            };
            assert_eq!(answer(bytes).await, expected);
        }
    }

    #[tokio::test]
    async fn tls_is_told_from_garbage() {
        for bytes in [[0x15, 3, 3, 0, 2, 2, 80], [0x16, 3, 1, 0, 5, 1, 0]] {
            let cause = of(&bytes).await.unwrap_err();
            assert!(matches!(cause, Cause::TlsExpected), "{cause:?}");
        }
    }

    #[tokio::test]
    async fn an_end_in_the_middle_is_a_close() {
        for bytes in [&[][..], &[0, 0], &[0, 0, 0, 9], &[0, 0, 0, 9, 1, 2, 3, 4]] {
            let cause = of(bytes).await.unwrap_err();
            assert!(matches!(cause, Cause::Closed { .. }), "{cause:?}");
        }
    }

    proptest! {
        /// In pieces of any size, and not a byte of the next one.
        #[test]
        fn a_frame_is_read_whole(body in prop::collection::vec(any::<u8>(), 4..=LIMIT), piece in 1..300_usize) {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let length = u32::try_from(body.len()).unwrap().to_be_bytes();
            let sent = [&length[..], &body, b"more"].concat();
            let (message, rest) = runtime.block_on(async {
                let (mut near, mut far) = tokio::io::duplex(piece);
                tokio::spawn(async move { far.write_all(&sent).await });
                let message = read(&mut near, LIMIT, Step::Metadata).await.unwrap();
                let mut rest = Vec::new();
                near.read_to_end(&mut rest).await.unwrap();
                (message, rest)
            });
            prop_assert_eq!(message, body);
            prop_assert_eq!(rest, b"more");
        }

        #[test]
        fn arbitrary_bytes_end(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            if let Ok(message) = runtime.block_on(of(&bytes)) {
                prop_assert_eq!(&message[..], &bytes[4..4 + message.len()]);
            }
        }
    }
}
