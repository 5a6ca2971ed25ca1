use std::collections::BTreeMap;

use super::{decode, encode};
use crate::codec::Cause;
use crate::number::Number;
use crate::path::Path;
use crate::ty::Type;
use crate::value::{Dynamic, Refinements, Value};

fn object(types: &[(&str, Type)]) -> Type {
    let types = types
        .iter()
        .map(|(name, ty)| ((*name).to_owned(), ty.clone()));
    Type::Object(types.collect::<BTreeMap<_, _>>())
}

fn number(text: &str) -> Value {
    Value::Number(Number::parse(text).unwrap())
}

#[test]
fn numbers_in_every_form_core_sends() {
    let cases: [(&[u8], &str); 8] = [
        (b"\x05", "5"),
        (b"\xff", "-1"),
        (b"\xcd\x01\xf4", "500"),
        (
            b"\xcf\xff\xff\xff\xff\xff\xff\xff\xff",
            "18446744073709551615",
        ),
        (b"\xd1\xff\x00", "-256"),
        (b"\xcb\x3f\xe0\0\0\0\0\0\0", "0.5"),
        (b"\xca\x3f\0\0\0", "0.5"),
        (b"\xa30.1", "0.1"),
    ];
    for (bytes, text) in cases {
        assert_eq!(decode(bytes, &Type::Number).unwrap(), number(text));
    }
    assert!(
        decode(b"\xcb\x7f\xf0\0\0\0\0\0\0", &Type::Number).is_err(),
        "infinity"
    );
}

#[test]
fn every_number_goes_out_as_its_text() {
    assert_eq!(encode(&500.into(), &Type::Number), b"\xa3500");
    assert_eq!(encode(&number("0.50"), &Type::Number), b"\xa40.50");
}

#[test]
fn unknown_with_and_without_refinements() {
    assert_eq!(encode(&Value::unknown(), &Type::String), [0xd4, 0, 0]);
    let not_null = Value::Unknown(Refinements {
        null: Some(false),
        ..Refinements::NONE
    });
    let bytes = b"\xc7\x03\x0c\x81\x01\xc2";
    assert_eq!(encode(&not_null, &Type::String), bytes);
    assert_eq!(decode(bytes, &Type::String).unwrap(), not_null);
    // Any extension is an unknown, whatever its code and body.
    assert_eq!(
        decode(b"\xd4\x05\x01", &Type::Bool).unwrap(),
        Value::unknown()
    );
    assert_eq!(
        decode(b"\xc7\x00\x00", &Type::Bool).unwrap(),
        Value::unknown()
    );
    // What is not understood is dropped: key 9 here.
    let newer = b"\xc7\x05\x0c\x82\x01\xc2\x09\xc3";
    assert_eq!(decode(newer, &Type::String).unwrap(), not_null);
}

#[test]
fn a_dynamic_value_carries_its_type() {
    let value = Value::Dynamic(Box::new(Dynamic {
        ty: Type::Bool,
        value: true.into(),
    }));
    let bytes = b"\x92\xc4\x06\"bool\"\xc3";
    assert_eq!(encode(&value, &Type::Dynamic), bytes);
    assert_eq!(decode(bytes, &Type::Dynamic).unwrap(), value);
    assert_eq!(decode(b"\xc0", &Type::Dynamic).unwrap(), Value::Null);
    assert_eq!(
        decode(b"\xd4\0\0", &Type::Dynamic).unwrap(),
        Value::unknown()
    );
}

#[test]
fn objects_have_exactly_their_attributes() {
    let ty = object(&[("a", Type::Bool), ("b", Type::String)]);
    let cause = |bytes: &[u8]| decode(bytes, &ty).unwrap_err().cause;
    assert!(matches!(cause(b"\x81\xa1a\xc3"), Cause::Missing(name) if name == "b"));
    assert!(matches!(cause(b"\x83\xa1a\xc3\xa1b\xc0\xa1c\xc0"), Cause::Extra(name) if name == "c"));
    assert!(matches!(cause(b"\x82\xa1a\xc3\xa1a\xc3"), Cause::Twice(name) if name == "a"));
    assert!(matches!(
        cause(b"\x82\xa1a\xc3\xa1b\xc0\xc0"),
        Cause::Trailing(1)
    ));
    let partial = Value::object([("a", true.into())]);
    assert_eq!(encode(&partial, &ty), b"\x82\xa1a\xc3\xa1b\xc0");
}

#[test]
fn an_error_says_where() {
    let ty = object(&[(
        "tags",
        Type::Map(Box::new(Type::List(Box::new(Type::Bool)))),
    )]);
    let error = decode(b"\x81\xa4tags\x81\xa1k\x92\xc3\xa1x", &ty).unwrap_err();
    assert_eq!(error.path, Path::from("tags").key("k").index(1));
    assert_eq!(
        error.to_string(),
        r#"tags["k"][1]: a bool is required, found a string"#
    );
}

#[test]
fn a_length_costs_nothing_without_its_bytes() {
    for bytes in [
        b"\xdd\xff\xff\xff\xff".as_slice(),
        b"\xdb\xff\xff\xff\xff",
        b"\xc9\xff\xff\xff\xff\0",
    ] {
        let error = decode(bytes, &Type::List(Box::new(Type::Bool))).unwrap_err();
        assert!(matches!(error.cause, Cause::Truncated), "{error}");
    }
}

#[test]
fn a_dynamic_value_in_a_dynamic_value_has_an_end() {
    let bytes = b"\x92\xc4\x09\"dynamic\"".repeat(100_000);
    let error = decode(&bytes, &Type::Dynamic).unwrap_err();
    assert!(matches!(error.cause, Cause::TooDeep));
}

#[test]
fn what_does_not_fit_its_type_is_refused_by_the_receiver() {
    let ty = object(&[("a", Type::Bool)]);
    for value in [
        Value::from("text"),
        Value::object([("a", Value::list([]))]),
        Value::object([("b", true.into())]),
    ] {
        let bytes = encode(&value, &ty);
        assert!(decode(&bytes, &ty).is_err(), "{value:?}");
    }
}
