//! What is known about an unknown value, in the payload of its extension.

use rmp::encode as write;
use rmp::encode::ValueWriteError;
use rmp::encode::buffer::ByteBuf;

use super::encode::sure;
use super::reader::{Reader, Token};
use crate::number::Number;
use crate::value::Refinements;

/// Core refuses longer payloads.
const MAX_PAYLOAD: usize = 1024;

const NULL: i64 = 1;
const PREFIX: i64 = 2;
const LOWER: i64 = 3;
const UPPER: i64 = 4;
const MIN_LENGTH: i64 = 5;
const MAX_LENGTH: i64 = 6;

/// What the payload says, as far as it is understood: refinements may always be dropped, and a newer
/// Terraform may know more of them.
pub(super) fn decode(payload: &[u8]) -> Refinements {
    let mut refinements = Refinements::NONE;
    let mut reader = Reader::new(payload);
    let Some(Token::Map(length)) = reader.token().ok() else {
        return refinements;
    };
    for _ in 0..length {
        if entry(&mut reader, &mut refinements).is_none() {
            break;
        }
    }
    refinements
}

/// Reads one entry; `None` ends the reading, since what an unknown key holds cannot be skipped safely.
fn entry(reader: &mut Reader<'_>, refinements: &mut Refinements) -> Option<()> {
    match (integer(reader)?, reader.token().ok()?) {
        (NULL, Token::Bool(null)) => refinements.null = Some(null),
        (PREFIX, Token::Str(prefix)) => refinements.prefix = Some(prefix.to_owned()),
        (LOWER, Token::Array(2)) => refinements.lower = Some(bound(reader)?),
        (UPPER, Token::Array(2)) => refinements.upper = Some(bound(reader)?),
        (MIN_LENGTH, Token::Number(length)) => refinements.min_length = Some(length.as_i64()?),
        (MAX_LENGTH, Token::Number(length)) => refinements.max_length = Some(length.as_i64()?),
        _ => return None,
    }
    Some(())
}

fn integer(reader: &mut Reader<'_>) -> Option<i64> {
    match reader.token().ok()? {
        Token::Number(number) => number.as_i64(),
        _ => None,
    }
}

fn bound(reader: &mut Reader<'_>) -> Option<(Number, bool)> {
    let number = match reader.token().ok()? {
        Token::Number(number) => number,
        Token::Str(text) => Number::parse(text).ok()?,
        _ => return None,
    };
    match reader.token().ok()? {
        Token::Bool(inclusive) => Some((number, inclusive)),
        _ => None,
    }
}

/// The payload; `None` when nothing is known, or when it would be longer than core accepts.
pub(super) fn encode(refinements: &Refinements) -> Option<Vec<u8>> {
    let Refinements {
        null,
        prefix,
        lower,
        upper,
        min_length,
        max_length,
    } = refinements;
    let mut entries = Entries::default();
    if let Some(null) = null {
        let bytes = entries.next(NULL);
        sure(write::write_bool(bytes, *null).map_err(ValueWriteError::InvalidMarkerWrite));
    }
    if let Some(prefix) = prefix {
        sure(write::write_str(entries.next(PREFIX), prefix));
    }
    for (key, bound) in [(LOWER, lower), (UPPER, upper)] {
        if let Some((number, inclusive)) = bound {
            let bytes = entries.next(key);
            sure(write::write_array_len(bytes, 2).map(drop));
            sure(write::write_str(bytes, number.text()));
            sure(write::write_bool(bytes, *inclusive).map_err(ValueWriteError::InvalidMarkerWrite));
        }
    }
    for (key, length) in [(MIN_LENGTH, min_length), (MAX_LENGTH, max_length)] {
        if let Some(length) = length {
            sure(write::write_sint(entries.next(key), *length).map(drop));
        }
    }
    entries.finish()
}

/// The entries of the payload's map, and how many there are.
#[derive(Default)]
struct Entries {
    count: u32,
    bytes: ByteBuf,
}

impl Entries {
    fn next(&mut self, key: i64) -> &mut ByteBuf {
        self.count += 1;
        sure(write::write_sint(&mut self.bytes, key).map(drop));
        &mut self.bytes
    }

    fn finish(self) -> Option<Vec<u8>> {
        let mut payload = ByteBuf::new();
        sure(write::write_map_len(&mut payload, self.count).map(drop));
        payload.as_mut_vec().extend(self.bytes.into_vec());
        (self.count > 0 && payload.as_slice().len() <= MAX_PAYLOAD).then(|| payload.into_vec())
    }
}
