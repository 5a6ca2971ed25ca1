//! Walks over a response before the codec reads it.
//!
//! The codec makes room for as many elements as an array's length says before it looks for the first
//! one: twelve bytes from a stranger would make it allocate a hundred gigabytes, which ends the
//! process. So every array is first held against the bytes that are there, and nothing may be left
//! over. What the codec writes always passes (see the tests), so the two cannot drift apart.

/// Why a message does not have the shape of its version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Misshapen {
    #[error("it ends in the middle")]
    Short,
    #[error("an array of {count} elements is in the last {left} bytes of it")]
    Array { count: u32, left: usize },
    #[error("a length in it is not a number")]
    Number,
    #[error("{0} bytes are left over")]
    Long(usize),
}

pub(crate) type Walked = Result<(), Misshapen>;

/// The bytes still to come, and whether they are in the compact encoding ("flexible versions").
pub(crate) struct Walk<'a> {
    rest: &'a [u8],
    flexible: bool,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(bytes: &'a [u8], flexible: bool) -> Self {
        Self {
            rest: bytes,
            flexible,
        }
    }

    /// The same bytes in the other encoding: a header's may differ from its body's.
    pub(crate) fn flexible(self, flexible: bool) -> Self {
        Self { flexible, ..self }
    }

    /// Nothing may be left.
    pub(crate) fn end(&self) -> Walked {
        match self.rest.len() {
            0 => Ok(()),
            left => Err(Misshapen::Long(left)),
        }
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], Misshapen> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(Misshapen::Short)?;
        self.rest = rest;
        Ok(taken)
    }

    /// Numbers and the like, `count` bytes of them.
    pub(crate) fn skip(&mut self, count: usize) -> Walked {
        self.take(count).map(|_| ())
    }

    /// The same, where the version has it.
    pub(crate) fn skip_if(&mut self, there: bool, count: usize) -> Walked {
        if there { self.skip(count) } else { Ok(()) }
    }

    /// A string, null or not.
    pub(crate) fn text(&mut self) -> Walked {
        let length = if self.flexible {
            self.varint()?.saturating_sub(1)
        } else {
            let bytes = self.take(2)?.try_into().map_err(|_| Misshapen::Short)?;
            // -1 is null; anything else below zero the codec refuses.
            u32::try_from(i16::from_be_bytes(bytes)).unwrap_or(0)
        };
        self.skip(length as usize)
    }

    /// An array, null or not, of elements that have at least `least` bytes each.
    pub(crate) fn array(&mut self, least: usize, each: impl Fn(&mut Self) -> Walked) -> Walked {
        let count = if self.flexible {
            self.varint()?.saturating_sub(1)
        } else {
            let bytes = self.take(4)?.try_into().map_err(|_| Misshapen::Short)?;
            u32::try_from(i32::from_be_bytes(bytes)).unwrap_or(0)
        };
        let left = self.rest.len();
        if (count as usize).saturating_mul(least) > left {
            return Err(Misshapen::Array { count, left });
        }
        (0..count).try_for_each(|_| each(self))
    }

    /// Tagged fields that the codec keeps as they are.
    pub(crate) fn tags(&mut self) -> Walked {
        self.tags_of(|_, _| Ok(()))
    }

    /// Tagged fields, of which the codec reads some: those it reads to their own end, and not to the
    /// end that the tag announces.
    pub(crate) fn tags_of(&mut self, known: impl Fn(u32, &mut Self) -> Walked) -> Walked {
        if !self.flexible {
            return Ok(());
        }
        for _ in 0..self.varint()? {
            let tag = self.varint()?;
            let length = self.varint()? as usize;
            known(tag, &mut Walk::new(self.take(length)?, true))?;
        }
        Ok(())
    }

    fn varint(&mut self) -> Result<u32, Misshapen> {
        let mut value = 0;
        for place in 0..5 {
            let byte = u32::from(self.take(1)?[0]);
            value |= (byte & 0x7f) << (7 * place);
            if byte < 0x80 {
                // The fifth byte has room for four bits.
                let fits = place < 4 || byte < 0x10;
                return fits.then_some(value).ok_or(Misshapen::Number);
            }
        }
        Err(Misshapen::Number)
    }
}
