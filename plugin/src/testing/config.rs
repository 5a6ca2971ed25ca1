//! A configuration as a test writes it, made whole as HCL's evaluation does.

use kafkaws_schema::{Type, Value};

/// `value` as a value of `ty`: attributes that are not written are null, and collections become the
/// kind that the schema wants.
///
/// # Panics
/// When an object has an attribute that the schema does not know.
pub(super) fn whole(value: &Value, ty: &Type) -> Value {
    match (ty, value) {
        (Type::Object(types), Value::Object(items) | Value::Map(items)) => {
            let unknown = items.keys().find(|name| !types.contains_key(*name));
            assert!(unknown.is_none(), "the schema has no attribute {unknown:?}");
            Value::object(types.iter().map(|(name, ty)| {
                (
                    name.clone(),
                    items.get(name).map_or(Value::Null, |item| whole(item, ty)),
                )
            }))
        }
        (Type::Map(ty), Value::Object(items) | Value::Map(items)) => Value::map(
            items
                .iter()
                .map(|(key, item)| (key.clone(), whole(item, ty))),
        ),
        (Type::List(ty), Value::List(items) | Value::Tuple(items)) => {
            Value::list(items.iter().map(|item| whole(item, ty)))
        }
        (Type::Set(ty), Value::List(items) | Value::Set(items) | Value::Tuple(items)) => {
            Value::set(items.iter().map(|item| whole(item, ty)))
        }
        (_, value) => value.clone(),
    }
}
