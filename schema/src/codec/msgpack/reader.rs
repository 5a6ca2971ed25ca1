//! The primitives: what one marker says, and the bytes that belong to it.

use rmp::Marker;

use crate::codec::{Cause, CodecError};
use crate::number::Number;

/// What comes next; containers say how many elements follow.
#[derive(Debug)]
pub(super) enum Token<'a> {
    Nil,
    Bool(bool),
    Number(Number),
    Str(&'a str),
    Bin(&'a [u8]),
    Array(usize),
    Map(usize),
    Ext(i8, &'a [u8]),
}

impl Token<'_> {
    pub(super) fn mismatch(&self, wanted: &'static str) -> CodecError {
        let found = match self {
            Token::Nil => "nil",
            Token::Bool(_) => "a bool",
            Token::Number(_) => "a number",
            Token::Str(_) => "a string",
            Token::Bin(_) => "bytes",
            Token::Array(_) => "an array",
            Token::Map(_) => "a map",
            Token::Ext(..) => "an extension",
        };
        Cause::Mismatch {
            wanted,
            found: found.to_owned(),
        }
        .into()
    }
}

/// Reads tokens off the front. A length is never trusted: elements are read until the bytes end.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Refuses what follows the value.
    pub(super) fn end(&self) -> Result<(), CodecError> {
        match self.rest.len() {
            0 => Ok(()),
            more => Err(Cause::Trailing(more).into()),
        }
    }

    pub(super) fn token(&mut self) -> Result<Token<'a>, CodecError> {
        let [marker] = self.array()?;
        Ok(match Marker::from_u8(marker) {
            Marker::Null => Token::Nil,
            Marker::True => Token::Bool(true),
            Marker::False => Token::Bool(false),
            Marker::FixStr(length) => self.text(length.into())?,
            Marker::Str8 | Marker::Str16 | Marker::Str32 => {
                let length = self.length(marker, Marker::Str8)?;
                self.text(length)?
            }
            Marker::Bin8 | Marker::Bin16 | Marker::Bin32 => {
                let length = self.length(marker, Marker::Bin8)?;
                Token::Bin(self.take(length)?)
            }
            Marker::FixArray(length) => Token::Array(length.into()),
            Marker::Array16 => Token::Array(u16::from_be_bytes(self.array()?).into()),
            Marker::Array32 => Token::Array(self.long()?),
            Marker::FixMap(length) => Token::Map(length.into()),
            Marker::Map16 => Token::Map(u16::from_be_bytes(self.array()?).into()),
            Marker::Map32 => Token::Map(self.long()?),
            other => return self.number_or_extension(other),
        })
    }

    fn number_or_extension(&mut self, marker: Marker) -> Result<Token<'a>, CodecError> {
        match marker {
            Marker::FixExt1 => self.extension(1),
            Marker::FixExt2 => self.extension(2),
            Marker::FixExt4 => self.extension(4),
            Marker::FixExt8 => self.extension(8),
            Marker::FixExt16 => self.extension(16),
            Marker::Ext8 | Marker::Ext16 | Marker::Ext32 => {
                let length = self.length(marker.to_u8(), Marker::Ext8)?;
                self.extension(length)
            }
            number => self.number(number).map(Token::Number),
        }
    }

    /// Core sends small whole numbers as integers, halves as floats, and the rest as text.
    fn number(&mut self, marker: Marker) -> Result<Number, CodecError> {
        Ok(match marker {
            Marker::FixPos(it) => i64::from(it).into(),
            Marker::FixNeg(it) => i64::from(it).into(),
            Marker::U8 => i64::from(u8::from_be_bytes(self.array()?)).into(),
            Marker::U16 => i64::from(u16::from_be_bytes(self.array()?)).into(),
            Marker::U32 => i64::from(u32::from_be_bytes(self.array()?)).into(),
            Marker::U64 => u64::from_be_bytes(self.array()?).into(),
            Marker::I8 => i64::from(i8::from_be_bytes(self.array()?)).into(),
            Marker::I16 => i64::from(i16::from_be_bytes(self.array()?)).into(),
            Marker::I32 => i64::from(i32::from_be_bytes(self.array()?)).into(),
            Marker::I64 => i64::from_be_bytes(self.array()?).into(),
            Marker::F32 => Number::from_f64(f32::from_be_bytes(self.array()?).into())?,
            Marker::F64 => Number::from_f64(f64::from_be_bytes(self.array()?))?,
            other => {
                let found = format!("the reserved byte {:#04x}", other.to_u8());
                return Err(Cause::Mismatch {
                    wanted: "a value",
                    found,
                }
                .into());
            }
        })
    }

    fn text(&mut self, length: usize) -> Result<Token<'a>, CodecError> {
        Ok(Token::Str(std::str::from_utf8(self.take(length)?)?))
    }

    fn extension(&mut self, length: usize) -> Result<Token<'a>, CodecError> {
        let [code] = self.array()?;
        Ok(Token::Ext(i8::from_be_bytes([code]), self.take(length)?))
    }

    /// The length after one of three consecutive markers: one, two or four bytes.
    fn length(&mut self, marker: u8, one_byte: Marker) -> Result<usize, CodecError> {
        match marker - one_byte.to_u8() {
            0 => Ok(u8::from_be_bytes(self.array()?).into()),
            1 => Ok(u16::from_be_bytes(self.array()?).into()),
            _ => self.long(),
        }
    }

    fn long(&mut self) -> Result<usize, CodecError> {
        usize::try_from(u32::from_be_bytes(self.array()?)).map_err(|_| Cause::Truncated.into())
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], CodecError> {
        let (bytes, rest) = self.rest.split_first_chunk().ok_or(Cause::Truncated)?;
        self.rest = rest;
        Ok(*bytes)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], CodecError> {
        let (bytes, rest) = self.rest.split_at_checked(length).ok_or(Cause::Truncated)?;
        self.rest = rest;
        Ok(bytes)
    }
}
