//! `aws-chunked`: how clients send a body whose checksum they know only at its end.

use crate::refusal::Refusal;

/// What was sent, and the trailers that followed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Unchunked {
    pub(super) bytes: Vec<u8>,
    pub(super) trailers: Vec<(String, String)>,
}

/// Chunk signatures are passed over, as all signatures are.
pub(super) fn unchunk(mut body: &[u8]) -> Result<Unchunked, Refusal> {
    let mut found = Unchunked::default();
    loop {
        let (head, rest) = line(body).ok_or_else(incomplete)?;
        let size = head.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16).map_err(|_| incomplete())?;
        body = rest;
        if size == 0 {
            break;
        }
        let chunk = body.get(..size).ok_or_else(incomplete)?;
        found.bytes.extend_from_slice(chunk);
        body = body[size..].strip_prefix(b"\r\n").ok_or_else(incomplete)?;
    }
    while let Some((text, rest)) = line(body) {
        if let Some((name, value)) = text.split_once(':') {
            let trailer = (name.trim().to_ascii_lowercase(), value.trim().to_owned());
            found.trailers.push(trailer);
        }
        body = rest;
    }
    Ok(found)
}

fn line(body: &[u8]) -> Option<(&str, &[u8])> {
    let end = body.windows(2).position(|pair| pair == b"\r\n")?;
    let text = std::str::from_utf8(body.get(..end)?).ok()?;
    Some((text, body.get(end + 2..)?))
}

fn incomplete() -> Refusal {
    let message = "The request body terminated unexpectedly";
    Refusal::new(400, "IncompleteBody", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_with_and_without_signatures_and_trailers() {
        let plain =
            unchunk(b"3\r\nabc\r\n2\r\nde\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n").unwrap();
        assert_eq!(plain.bytes, b"abcde");
        assert_eq!(
            plain.trailers,
            [("x-amz-checksum-crc32".into(), "AAAAAA==".into())]
        );
        let signed =
            unchunk(b"3;chunk-signature=00\r\na\r\n\r\n0;chunk-signature=00\r\n\r\n").unwrap();
        assert_eq!(signed.bytes, b"a\r\n");
    }

    #[test]
    fn a_body_that_ends_early_is_refused() {
        for body in [
            &b""[..],
            b"3\r\nab",
            b"3\r\nabcd\r\n0\r\n",
            b"x\r\nabc\r\n",
            b"ffffffffffffffff\r\na",
        ] {
            assert_eq!(unchunk(body).unwrap_err().code, "IncompleteBody");
        }
    }
}
