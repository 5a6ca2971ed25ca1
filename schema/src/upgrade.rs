//! State upgrades: a chain of frozen models, one typed step per released version of the schema.
//!
//! Each step says which version it leaves and which it reaches, and converts one model to the next. A
//! [`Chain`] is proved whole before it is used: every old version leads to the current one, and each
//! step takes exactly what the step before it gives.

mod prove;

use std::fmt;

use crate::attr::Model;
use crate::codec::{CodecError, json};
use crate::object::object_type;
use crate::problem::Problem;
use crate::resource_schema::ResourceSchema;
use crate::ty::Type;
use crate::value::Value;

pub use prove::Broken;

/// A frozen state: the inputs and the outputs of one version.
pub type State<I, O> = (I, O);

/// From the object of one version to the object of the next.
type Convert = dyn Fn(&Value) -> Result<Value, Problem> + Send + Sync;

/// One step up.
pub struct Upgrade {
    from: i64,
    to: i64,
    takes: Type,
    gives: Type,
    convert: Box<Convert>,
}

/// A state that cannot be brought to the current version.
#[derive(Debug, thiserror::Error)]
pub enum UpgradeError {
    /// The state is not what that version wrote.
    #[error("the state does not match version {version} of the schema: {cause}")]
    Decode {
        /// The version of the state.
        version: i64,
        /// What does not match.
        cause: CodecError,
    },
    /// A step could not read what the step before it gave, or the state holds an invalid value.
    #[error("the upgrade from version {version} failed: {cause}")]
    Convert {
        /// The version that was to be left.
        version: i64,
        /// What is in the way.
        cause: Problem,
    },
    /// No step leaves this version.
    #[error("there is no upgrade from version {0} of the schema")]
    NoStep(i64),
}

/// Every step, proved to lead from each old version to the current one.
#[derive(Debug)]
pub struct Chain {
    current: i64,
    ty: Type,
    steps: Vec<Upgrade>,
}

impl Upgrade {
    /// The step from version `from` to version `to`; the closure's types say what it takes and gives.
    ///
    /// ```
    /// # use kafkaws_schema::{Model, upgrade::Upgrade};
    /// # #[derive(Model)]
    /// # /// First.
    /// # struct V0 { /** Name. */ name: String }
    /// # #[derive(Model)]
    /// # /// Second.
    /// # struct V1 { /** Title. */ title: String }
    /// # #[derive(Model)]
    /// # #[outputs(of = V1)]
    /// # /// Both.
    /// # struct Outputs {}
    /// let step = Upgrade::new(0, 1, |(inputs, outputs): (V0, Outputs)| {
    ///     (V1 { title: inputs.name }, outputs)
    /// });
    /// ```
    pub fn new<I, O, J, P>(
        from: i64,
        to: i64,
        convert: impl Fn(State<I, O>) -> State<J, P> + Send + Sync + 'static,
    ) -> Self
    where
        I: Model,
        O: Model,
        J: Model,
        P: Model,
    {
        let convert = move |value: &Value| {
            let (inputs, outputs) = convert((I::read(value)?, O::read(value)?));
            Ok(together(inputs.write(), outputs.write()))
        };
        let (takes, gives) = (ty::<I, O>(), ty::<J, P>());
        Self {
            from,
            to,
            takes,
            gives,
            convert: Box::new(convert),
        }
    }
}

impl Chain {
    /// Proves that `steps` lead from every version since 0 to the current one of `schema`.
    pub fn prove(schema: &ResourceSchema, steps: Vec<Upgrade>) -> Result<Self, Broken> {
        let mut steps = steps;
        steps.sort_by_key(|step| step.from);
        prove::whole(schema.version, &schema.ty(), &steps)?;
        Ok(Self {
            current: schema.version,
            ty: schema.ty(),
            steps,
        })
    }

    /// Brings the JSON of a state that version `from` wrote to the current version. At the current
    /// version that is reading it.
    pub fn upgrade(&self, from: i64, state: &[u8]) -> Result<Value, UpgradeError> {
        let step = self.step(from);
        let ty = if from == self.current {
            &self.ty
        } else {
            &step.ok_or(UpgradeError::NoStep(from))?.takes
        };
        let decoded = json::decode(state, ty);
        let mut value = decoded.map_err(|cause| UpgradeError::Decode {
            version: from,
            cause,
        })?;
        let mut version = from;
        while version != self.current {
            let step = self.step(version).ok_or(UpgradeError::NoStep(version))?;
            let converted = (step.convert)(&value);
            value = converted.map_err(|cause| UpgradeError::Convert { version, cause })?;
            version = step.to;
        }
        Ok(value)
    }

    fn step(&self, from: i64) -> Option<&Upgrade> {
        self.steps.iter().find(|step| step.from == from)
    }
}

fn ty<I: Model, O: Model>() -> Type {
    object_type(I::OBJECT.attributes.iter().chain(O::OBJECT.attributes))
}

/// Inputs and outputs in one object.
fn together(inputs: Value, outputs: Value) -> Value {
    match (inputs, outputs) {
        (Value::Object(mut inputs), Value::Object(outputs)) => {
            inputs.extend(outputs);
            Value::Object(inputs)
        }
        (inputs, _) => inputs,
    }
}

impl fmt::Debug for Upgrade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Upgrade({} -> {})", self.from, self.to)
    }
}
