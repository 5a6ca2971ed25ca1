//! The bytes that a client sends, and all that it says about them: length, MD5, SHA-256, checksum.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest as _, Md5};

use super::chunked::{Unchunked, unchunk};
use super::desk::invalid;
use crate::http::Request;
use crate::refusal::Refusal;
use crate::storage::{Algorithm, Digest, Sum};

/// A body that is what it was said to be.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) bytes: Vec<u8>,
    /// In hexadecimal digits: the ETag of what is sent in one piece.
    pub(super) md5: String,
    /// The checksum that the client gave, and that is right.
    pub(super) sum: Option<Sum>,
    /// Some way of telling that it arrived whole was used.
    pub(super) proven: bool,
}

impl Body {
    pub(super) fn of(request: &Request) -> Result<Self, Refusal> {
        let payload = request.header("x-amz-content-sha256").unwrap_or_default();
        let Unchunked { bytes, trailers } = match payload.starts_with("STREAMING-") {
            true => unchunk(&request.body)?,
            false => Unchunked {
                bytes: request.body.clone(),
                trailers: Vec::new(),
            },
        };
        check_length(request, &bytes)?;
        check_payload(payload, &bytes)?;
        let md5 = Md5::digest(&bytes);
        let md5_given = check_md5(request, &md5)?;
        let sum = check_sum(request, &trailers, &bytes)?;
        Ok(Self {
            md5: hexadecimal(&md5),
            proven: md5_given || sum.is_some(),
            bytes,
            sum,
        })
    }
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn check_length(request: &Request, bytes: &[u8]) -> Result<(), Refusal> {
    let length = request.header("x-amz-decoded-content-length");
    match length.is_none_or(|length| length.parse() == Ok(bytes.len())) {
        true => Ok(()),
        false => {
            let message = "You did not provide the number of bytes specified by the x-amz-decoded-content-length HTTP header";
            Err(Refusal::new(400, "IncompleteBody", message))
        }
    }
}

/// A payload that is signed is named by its SHA-256; others by words in capitals.
fn check_payload(payload: &str, bytes: &[u8]) -> Result<(), Refusal> {
    let Ok(expected) = payload.parse::<Digest>() else {
        return Ok(());
    };
    match Digest::of(bytes) == expected {
        true => Ok(()),
        false => {
            let message =
                "The provided 'x-amz-content-sha256' header does not match what was computed.";
            Err(Refusal::new(400, "XAmzContentSHA256Mismatch", message))
        }
    }
}

fn check_md5(request: &Request, actual: &[u8]) -> Result<bool, Refusal> {
    let Some(given) = request.header("content-md5") else {
        return Ok(false);
    };
    match STANDARD.decode(given) {
        Ok(bytes) if bytes == actual => Ok(true),
        Ok(bytes) if bytes.len() == actual.len() => {
            let message = "The Content-MD5 you specified did not match what we received.";
            Err(Refusal::new(400, "BadDigest", message))
        }
        _ => {
            let message = "The Content-MD5 you specified was invalid.";
            Err(Refusal::new(400, "InvalidDigest", message))
        }
    }
}

/// One checksum at most, in a header or in the trailer that a header announced.
fn check_sum(
    request: &Request,
    trailers: &[(String, String)],
    bytes: &[u8],
) -> Result<Option<Sum>, Refusal> {
    let trailer = |name: &str| trailers.iter().find(|(key, _)| key == name);
    let given = |algorithm: Algorithm| {
        let name = algorithm.header();
        let trailer = trailer(&name).map(|(_, value)| value.as_str());
        let value = request.header(&name).or(trailer)?;
        Some((algorithm, value))
    };
    let given: Vec<_> = Algorithm::ALL.into_iter().filter_map(given).collect();
    match given[..] {
        [] => absent(request).map(|()| None),
        [(algorithm, value)] => {
            let sum = Sum::of(algorithm, bytes);
            match sum.value == value {
                true => Ok(Some(sum)),
                false => Err(wrong_sum(algorithm)),
            }
        }
        _ => Err(invalid(
            "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
        )),
    }
}

fn absent(request: &Request) -> Result<(), Refusal> {
    let announced = ["x-amz-trailer", "x-amz-sdk-checksum-algorithm"];
    match announced.iter().any(|name| request.header(name).is_some()) {
        false => Ok(()),
        true => Err(invalid(
            "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.",
        )),
    }
}

pub(super) fn wrong_sum(algorithm: Algorithm) -> Refusal {
    let name = algorithm.name();
    let message = format!("The {name} you specified did not match the calculated checksum.");
    Refusal::new(400, "BadDigest", message)
}
