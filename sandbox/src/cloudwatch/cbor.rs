//! As much CBOR (RFC 8949) as Smithy's RPC v2 protocol uses.

use serde_json::{Map, Number, Value};
use thiserror::Error;

pub(super) const TEXT: u8 = 3;
pub(super) const ARRAY: u8 = 4;
pub(super) const MAP: u8 = 5;
const BYTES: u8 = 2;
const TAG: u8 = 6;
/// Nothing that CloudWatch is asked nests deeper; bytes from a stranger must not take the stack.
const DEEPEST: u32 = 32;
const BREAK: u8 = 0xff;

/// Bytes that are not the CBOR of a request.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub(super) enum CborError {
    #[error("the body ends too early")]
    Short,
    #[error("the body nests too deeply")]
    Deep,
    #[error("the body has a byte that means nothing here: {0:#04x}")]
    Byte(u8),
    #[error("a text is not UTF-8")]
    Text,
}

pub(super) fn head(out: &mut Vec<u8>, major: u8, value: u64) {
    let major = major << 5;
    match value {
        0..=23 => out.push(major | value as u8),
        24..=0xff => out.extend([major | 24, value as u8]),
        _ => {
            out.push(major | 27);
            out.extend(value.to_be_bytes());
        }
    }
}

pub(super) fn text(out: &mut Vec<u8>, text: &str) {
    head(out, TEXT, text.len() as u64);
    out.extend(text.as_bytes());
}

pub(super) fn double(out: &mut Vec<u8>, number: f64) {
    out.push(0xfb);
    out.extend(number.to_be_bytes());
}

/// Tag 1: seconds since 1970.
pub(super) fn time(out: &mut Vec<u8>, seconds: i64) {
    head(out, TAG, 1);
    double(out, seconds as f64);
}

/// A whole body.
pub(super) fn read(bytes: &[u8]) -> Result<Value, CborError> {
    Reader { bytes, at: 0 }.item(0)
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn item(&mut self, depth: u32) -> Result<Value, CborError> {
        if depth > DEEPEST {
            return Err(CborError::Deep);
        }
        let first = self.byte()?;
        let (major, low) = (first >> 5, first & 0x1f);
        match major {
            0 => Ok(self.length(low)?.into()),
            1 => Ok((-1 - i64::try_from(self.length(low)?).unwrap_or(i64::MAX - 1)).into()),
            BYTES | TEXT => self.text(low).map(Value::String),
            ARRAY => self.array(low, depth),
            MAP => self.map(low, depth),
            TAG => {
                self.length(low)?;
                self.item(depth + 1)
            }
            _ => self.simple(first),
        }
    }

    fn simple(&mut self, first: u8) -> Result<Value, CborError> {
        let float = |number: f64| Number::from_f64(number).map_or(Value::Null, Value::Number);
        match first {
            0xf4 => Ok(false.into()),
            0xf5 => Ok(true.into()),
            0xf6 | 0xf7 => Ok(Value::Null),
            0xfa => Ok(float(f32::from_be_bytes(self.take()?).into())),
            0xfb => Ok(float(f64::from_be_bytes(self.take()?))),
            other => Err(CborError::Byte(other)),
        }
    }

    fn array(&mut self, low: u8, depth: u32) -> Result<Value, CborError> {
        let count = self.count(low)?;
        let mut items = Vec::new();
        while self.more(count, items.len())? {
            items.push(self.item(depth + 1)?);
        }
        Ok(Value::Array(items))
    }

    fn map(&mut self, low: u8, depth: u32) -> Result<Value, CborError> {
        let count = self.count(low)?;
        let mut members = Map::new();
        let mut seen = 0;
        while self.more(count, seen)? {
            let Value::String(key) = self.item(depth + 1)? else {
                return Err(CborError::Text);
            };
            members.insert(key, self.item(depth + 1)?);
            seen += 1;
        }
        Ok(Value::Object(members))
    }

    /// `None` for a list of unknown length, which a break ends.
    fn count(&mut self, low: u8) -> Result<Option<u64>, CborError> {
        if low == 31 {
            Ok(None)
        } else {
            self.length(low).map(Some)
        }
    }

    fn more(&mut self, count: Option<u64>, seen: usize) -> Result<bool, CborError> {
        let Some(count) = count else {
            let ended = *self.bytes.get(self.at).ok_or(CborError::Short)? == BREAK;
            self.at += usize::from(ended);
            return Ok(!ended);
        };
        Ok((seen as u64) < count)
    }

    fn text(&mut self, low: u8) -> Result<String, CborError> {
        let length = usize::try_from(self.length(low)?).map_err(|_| CborError::Short)?;
        let end = self.at.checked_add(length).ok_or(CborError::Short)?;
        let bytes = self.bytes.get(self.at..end).ok_or(CborError::Short)?;
        self.at = end;
        String::from_utf8(bytes.to_vec()).map_err(|_| CborError::Text)
    }

    fn length(&mut self, low: u8) -> Result<u64, CborError> {
        match low {
            0..=23 => Ok(low.into()),
            24 => Ok(self.byte()?.into()),
            25 => Ok(u16::from_be_bytes(self.take()?).into()),
            26 => Ok(u32::from_be_bytes(self.take()?).into()),
            27 => Ok(u64::from_be_bytes(self.take()?)),
            other => Err(CborError::Byte(other)),
        }
    }

    fn byte(&mut self) -> Result<u8, CborError> {
        self.take::<1>().map(|[byte]| byte)
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], CborError> {
        let bytes = self
            .bytes
            .get(self.at..self.at + N)
            .ok_or(CborError::Short)?;
        self.at += N;
        bytes.try_into().map_err(|_| CborError::Short)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_unknown_length_and_integers() {
        let bytes = [0xbf, 0x61, b'a', 0x9f, 0x01, 0x20, 0x18, 0x64, 0xff, 0xff];
        assert_eq!(
            read(&bytes).unwrap(),
            serde_json::json!({ "a": [1, -1, 100] })
        );
    }

    #[test]
    fn arbitrary_bytes_are_an_error_and_never_a_panic() {
        assert_eq!(read(&[0x9f; 100]), Err(CborError::Deep));
        assert_eq!(
            read(&[0x7b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
            Err(CborError::Short)
        );
        for first in 0..=255u8 {
            let _ = read(&[first]);
            let _ = read(&[first, 0xff, 0xff]);
        }
    }
}
