//! Codecs, against anything.

use kafkaws_schema::{Value, json, msgpack};
use proptest::collection::vec;
use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

use crate::tape::{self, Tape};

fn parts(value: &Value) -> usize {
    let mut parts = 0;
    value.walk(&mut |_, _| parts += 1);
    parts
}

proptest! {
    #![proptest_config(tape::cases(1_000))]

    #[test]
    fn msgpack_there_and_back(bytes in vec(any::<u8>(), 0..400)) {
        let mut tape = Tape::new(&bytes);
        let ty = tape.ty(3);
        let value = tape.value(&ty, true);
        prop_assert!(ty.admits(&value));
        let encoded = msgpack::encode(&value, &ty);
        prop_assert_eq!(&msgpack::decode(&encoded, &ty).unwrap(), &value);
    }

    #[test]
    fn json_there_and_back(bytes in vec(any::<u8>(), 0..400)) {
        let mut tape = Tape::new(&bytes);
        let ty = tape.ty(3);
        let value = tape.value(&ty, false);
        let encoded = json::encode(&value, &ty).unwrap();
        let decoded = json::decode(&encoded, &ty).unwrap();
        // JSON has one null: a dynamic null loses its type.
        prop_assert!(decoded.same(&value) || ty.json().contains("dynamic"), "{:?}", decoded);
    }

    #[test]
    fn any_bytes_are_a_value_or_an_error(bytes in vec(any::<u8>(), 0..200), kind in vec(any::<u8>(), 0..20)) {
        let ty = Tape::new(&kind).ty(3);
        if let Ok(value) = msgpack::decode(&bytes, &ty) {
            // Every part of a value took at least one byte, so memory is bounded by the message.
            prop_assert!(parts(&value) <= bytes.len() + 1);
            prop_assert!(ty.admits(&value));
        }
        let _ = json::decode(&bytes, &ty);
    }

    #[test]
    fn a_damaged_value_is_a_value_or_an_error(
        bytes in vec(any::<u8>(), 0..400), at in any::<usize>(), to in any::<u8>(), cut in any::<usize>(),
    ) {
        let mut tape = Tape::new(&bytes);
        let ty = tape.ty(3);
        let mut encoded = msgpack::encode(&tape.value(&ty, true), &ty);
        let end = encoded.len();
        encoded[at % end] = to;
        encoded.truncate(1 + cut % end);
        if let Ok(value) = msgpack::decode(&encoded, &ty) {
            prop_assert!(parts(&value) <= encoded.len() + 1);
            prop_assert!(ty.admits(&value));
        }
    }
}
