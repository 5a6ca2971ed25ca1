//! Mistakes that the types of a model let through.

use kafkaws_schema::lint::{check_provider_schema, check_schema};
use kafkaws_schema::{Bounded, Model, ResourceSchema, text};

use crate::cluster::SCHEMA;

text!(Lower, "lower-case letters", |text| text
    .bytes()
    .all(|byte| byte.is_ascii_lowercase()));

/// Mistakes.
#[derive(Model)]
#[expect(non_snake_case, reason = "one of the mistakes")]
struct Inputs {
    /// Reserved.
    count: i64,
    /// Not in snake_case.
    brokerCount: i64,
    /// Twice.
    arn: String,
    /// Default within.
    #[tf(default = Nested { size: Bounded::new(1), inner: None })]
    nested: Nested,
}

/// Nested.
#[derive(Model)]
struct Nested {
    /// Size.
    #[tf(default = Bounded::new(2))]
    size: Bounded<1, 9>,
    /// Another mistake.
    inner: Option<String>,
}

/// Outputs.
#[derive(Model)]
#[outputs(of = Inputs)]
struct Outputs {
    /// Twice.
    #[tf(stable)]
    arn: String,
}

#[test]
fn each_mistake_is_named() {
    let found = check_schema(&ResourceSchema::of::<Inputs, Outputs>(0));
    let expected = [
        "arn: both an input and an output",
        "count: Terraform reserves this name",
        "brokerCount: the name is not in snake_case",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_default_that_breaks_its_own_rule() {
    /// A default that lies.
    #[derive(Model)]
    struct Lying {
        /// Refused when the user writes it.
        #[tf(default = Shout)]
        name: Shout,
    }
    let found = check_schema(&ResourceSchema::of_inputs::<Lying>());
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with("name: its default does not pass its own rule"),
        "{found:?}"
    );
}

/// Writes what it does not read.
struct Shout;

impl kafkaws_schema::Attr for Shout {
    const SHAPE: kafkaws_schema::Shape = kafkaws_schema::Shape::String;

    fn read(value: &kafkaws_schema::Value) -> Result<Self, kafkaws_schema::Problem> {
        <Lower as kafkaws_schema::Attr>::read(value).map(|_| Self)
    }

    fn write(&self) -> kafkaws_schema::Value {
        "SHOUT".into()
    }
}

#[test]
fn a_good_schema_passes() {
    assert_eq!(check_schema(&SCHEMA), Vec::<String>::new());
}

#[test]
fn a_provider_block_has_other_reserved_names() {
    /// A provider.
    #[derive(Model)]
    struct Block {
        /// Fine here.
        provisioner: Option<String>,
        /// Taken.
        alias: Option<String>,
    }
    let schema = ResourceSchema::of_inputs::<Block>();
    assert_eq!(
        check_provider_schema(&schema),
        ["alias: Terraform reserves this name"]
    );
    assert_eq!(
        check_schema(&schema),
        ["provisioner: Terraform reserves this name"]
    );
}
