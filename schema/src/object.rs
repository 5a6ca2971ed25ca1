//! The const tables the derive emits: one description of a model serves the schema sent to Terraform,
//! decoding, validation, planning and the documentation.

use std::fmt;

use crate::attr::Attr;
use crate::problem::Problem;
use crate::ty::Type;
use crate::value::Value;

/// The attributes of a model, in declaration order.
#[derive(Clone, Copy, Debug)]
pub struct Object {
    /// What it is, in Markdown.
    pub doc: &'static str,
    /// In declaration order.
    pub attributes: &'static [Attribute],
}

/// One attribute: what Terraform, the plan engine and the reader of the docs need to know.
#[derive(Clone, Copy, Debug)]
pub struct Attribute {
    /// As written in HCL.
    pub name: &'static str,
    /// What it is, in Markdown.
    pub doc: &'static str,
    /// The form of its values.
    pub shape: Shape,
    /// Who sets it.
    pub presence: Presence,
    /// Whether a change needs a new resource.
    pub replace: Replace,
    /// Whether Terraform hides it.
    pub sensitive: bool,
    /// Whether it is only ever in the configuration, never in plan or state.
    pub write_only: bool,
    /// What to use instead, when it is on its way out.
    pub deprecated: Option<&'static str>,
    /// What its text or number must be.
    pub rule: Rule,
    /// The texts it may be, when they are few.
    pub choices: &'static [Choice],
    /// Decodes a wholly known value.
    pub check: fn(&Value) -> Result<(), Problem>,
}

/// One accepted text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// As written in HCL.
    pub name: &'static str,
    /// What it means, in Markdown.
    pub doc: &'static str,
}

/// The form of a value.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A bool.
    Bool,
    /// A number.
    Number,
    /// A string.
    String,
    /// A list of values.
    List(&'static Shape),
    /// A set of values.
    Set(&'static Shape),
    /// A map of values.
    Map(&'static Shape),
    /// A nested attribute.
    Nested(&'static Object),
    /// A list of nested attributes.
    NestedList(&'static Object),
    /// A map of nested attributes.
    NestedMap(&'static Object),
}

/// Who sets an attribute.
#[derive(Clone, Copy, Debug)]
pub enum Presence {
    /// The user must.
    Required,
    /// The user may; otherwise it is null.
    Optional,
    /// The user may; otherwise it is this.
    Default(fn() -> Value),
    /// The user may; otherwise AWS does, once.
    OptionalComputed,
    /// AWS does.
    Computed(Changes),
}

/// When an output may become something else in an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changes {
    /// Never.
    Stable,
    /// In any.
    Volatile,
    /// When one of these top-level inputs changes.
    With(&'static [&'static str]),
}

/// Whether a change needs a new resource.
#[derive(Clone, Copy, Debug)]
pub enum Replace {
    /// It is changed in place.
    Never,
    /// Any change does.
    OnChange,
    /// A change from the first value to the second does, if the function says so. Called with wholly
    /// known values only.
    When(fn(&Value, &Value) -> bool),
}

/// What a text or number must be; printed in docs and errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Anything of its shape.
    None,
    /// In words, such that "must be" can stand before them.
    Text(&'static str),
    /// From the first to the second, both included.
    Between(i64, i64),
    /// One of the choices.
    OneOf,
}

/// How the wire declares who sets an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flags {
    /// The configuration must set it.
    pub required: bool,
    /// The configuration may set it.
    pub optional: bool,
    /// The provider may set it.
    pub computed: bool,
}

impl Object {
    /// The attribute `name`.
    pub fn find(&self, name: &str) -> Option<&'static Attribute> {
        self.attributes
            .iter()
            .find(|attribute| attribute.name == name)
    }

    /// The type of its values on the wire.
    pub fn ty(&self) -> Type {
        object_type(self.attributes)
    }
}

impl Attribute {
    /// An attribute of the Rust type `T`, changed in place. The derive emits this.
    pub const fn of<T: Attr>(name: &'static str, doc: &'static str, presence: Presence) -> Self {
        Self {
            name,
            doc,
            shape: T::SHAPE,
            presence,
            replace: Replace::Never,
            sensitive: T::SENSITIVE,
            write_only: T::WRITE_ONLY,
            deprecated: None,
            rule: T::RULE,
            choices: T::CHOICES,
            check: check::<T>,
        }
    }

    /// The same, with another replacement behaviour.
    #[must_use]
    pub const fn replacing(self, replace: Replace) -> Self {
        Self { replace, ..self }
    }

    /// The same, on its way out; `instead` says what to use.
    #[must_use]
    pub const fn deprecating(self, instead: &'static str) -> Self {
        Self {
            deprecated: Some(instead),
            ..self
        }
    }

    /// The attributes of what it nests.
    pub fn nested(&self) -> Option<&'static Object> {
        self.shape.nested()
    }

    /// Whether the provider may set it when the configuration does not.
    pub fn is_computed(&self) -> bool {
        self.presence.flags().computed
    }
}

fn check<T: Attr>(value: &Value) -> Result<(), Problem> {
    T::read(value).map(drop)
}

impl Shape {
    /// The type of its values on the wire.
    pub fn ty(&self) -> Type {
        match self {
            Self::Bool => Type::Bool,
            Self::Number => Type::Number,
            Self::String => Type::String,
            Self::List(element) => Type::List(Box::new(element.ty())),
            Self::Set(element) => Type::Set(Box::new(element.ty())),
            Self::Map(element) => Type::Map(Box::new(element.ty())),
            Self::Nested(object) => object.ty(),
            Self::NestedList(object) => Type::List(Box::new(object.ty())),
            Self::NestedMap(object) => Type::Map(Box::new(object.ty())),
        }
    }

    /// The attributes of what it nests.
    pub fn nested(&self) -> Option<&'static Object> {
        match self {
            Self::Nested(object) | Self::NestedList(object) | Self::NestedMap(object) => {
                Some(object)
            }
            _ => None,
        }
    }
}

impl Presence {
    /// Of an input of type `T` with no word about it: `Option` says optional.
    pub const fn of<T: Attr>() -> Self {
        if T::OPTIONAL {
            Self::Optional
        } else {
            Self::Required
        }
    }

    /// How the wire says it. A default is optional and computed: core lets only computed attributes
    /// have a plan that differs from a configuration without them.
    pub const fn flags(&self) -> Flags {
        let (required, optional, computed) = match self {
            Self::Required => (true, false, false),
            Self::Optional => (false, true, false),
            Self::Default(_) | Self::OptionalComputed => (false, true, true),
            Self::Computed(_) => (false, false, true),
        };
        Flags {
            required,
            optional,
            computed,
        }
    }
}

impl Rule {
    /// The rule in words, such that "must be" can stand before them; `None` when anything goes.
    pub fn words(&self, choices: &[Choice]) -> Option<String> {
        match self {
            Self::None => None,
            Self::Text(text) => Some((*text).to_owned()),
            Self::Between(low, high) => Some(format!("between {low} and {high}")),
            Self::OneOf => {
                let names: Vec<_> = choices.iter().map(|it| format!("{:?}", it.name)).collect();
                Some(format!("one of {}", names.join(", ")))
            }
        }
    }
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

pub(crate) fn object_type<'a>(attributes: impl IntoIterator<Item = &'a Attribute>) -> Type {
    let types = attributes
        .into_iter()
        .map(|it| (it.name.to_owned(), it.shape.ty()));
    Type::Object(types.collect())
}
