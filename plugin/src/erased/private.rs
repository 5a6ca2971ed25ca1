//! The provider's own bytes beside a state.

use kafkaws_schema::{Diagnostic, Diagnostics};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What was stored, and the bytes it was stored as.
pub(super) struct Kept<P> {
    bytes: Vec<u8>,
    pub(super) value: P,
}

impl<P: Serialize + DeserializeOwned + Default + PartialEq> Kept<P> {
    /// Reads the bytes. None at all are the default: the state was made by a version that kept
    /// nothing.
    pub(super) fn read(bytes: Vec<u8>) -> Result<Self, Diagnostics> {
        let value = if bytes.is_empty() {
            P::default()
        } else {
            serde_json::from_slice(&bytes).map_err(unreadable)?
        };
        Ok(Self { bytes, value })
    }

    /// The bytes for `value`: the very same ones while it says the same.
    ///
    /// Other bytes alone make `plan -refresh-only -detailed-exitcode` report a change that nobody
    /// can see.
    pub(super) fn write(self, value: &P) -> Result<Vec<u8>, Diagnostics> {
        if *value == self.value {
            return Ok(self.bytes);
        }
        serde_json::to_vec(value).map_err(|error| {
            let detail = format!("What the provider keeps for itself is not JSON: {error}.");
            Diagnostic::bug("Cannot store the provider's private data", detail).into()
        })
    }
}

fn unreadable(error: serde_json::Error) -> Diagnostics {
    let detail = format!(
        "The state holds private data of this provider that this version cannot read: {error}. It \
         may have been written by a newer version; use that one, or remove the resource from the \
         state with `terraform state rm` and import it again.",
    );
    Diagnostic::error("Cannot read the provider's private data", detail).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_value_keeps_its_bytes_however_they_are_written() {
        let bytes = b" [ 1,2 ] ".to_vec();
        let kept = Kept::<Vec<i64>>::read(bytes.clone()).unwrap();
        assert_eq!(kept.value, [1, 2]);
        assert_eq!(kept.write(&vec![1, 2]).unwrap(), bytes);
    }

    #[test]
    fn another_value_has_new_bytes() {
        let kept = Kept::<Vec<i64>>::read(Vec::new()).unwrap();
        assert_eq!(kept.write(&vec![3]).unwrap(), b"[3]");
        let empty = Kept::<Vec<i64>>::read(Vec::new()).unwrap();
        assert!(empty.write(&Vec::new()).unwrap().is_empty());
    }

    #[test]
    fn bytes_of_somebody_else_are_an_error_with_a_way_out() {
        let error = Kept::<Vec<i64>>::read(b"{}".to_vec()).err().unwrap();
        assert!(
            error
                .iter()
                .next()
                .unwrap()
                .detail
                .contains("terraform state rm")
        );
    }
}
