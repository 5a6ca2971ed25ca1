//! A resource that breaks every rule it is told to break.

use kafkaws_plugin::{Cx, Done, Failure, Found, Provider, Registry, Resource, State};
use kafkaws_schema::plan::Draft;
use kafkaws_schema::{Diagnostic, Diagnostics, Model, Path, Value};

/// Nothing.
#[derive(Clone, Debug, Model)]
pub(crate) struct Nothing {}

/// A promise.
#[derive(Clone, Debug, Model)]
pub(crate) struct Inputs {
    /// What is promised.
    pub(crate) promise: String,
    /// Which rule is broken.
    pub(crate) lie: Option<String>,
}

/// What came of it.
#[derive(Clone, Debug, Model)]
#[outputs(of = Inputs)]
pub(crate) struct Outputs {
    /// An id.
    #[tf(stable)]
    pub(crate) id: Option<String>,
}

pub(crate) struct Liar;

fn lies(inputs: &Inputs, lie: &str) -> bool {
    inputs.lie.as_deref() == Some(lie)
}

fn state(inputs: Inputs) -> State<Liar> {
    State {
        inputs,
        outputs: Outputs {
            id: Some("1".to_owned()),
        },
        private: (),
    }
}

fn error() -> Diagnostics {
    Diagnostic::error("It failed", "As it was told to.").into()
}

impl Resource for Liar {
    const NAME: &'static str = "liar";
    const SUBCATEGORY: &'static str = "Lies";
    type Cloud = ();
    type Inputs = Inputs;
    type Outputs = Outputs;
    type Private = ();

    async fn review(_cx: &Cx<()>, draft: &mut Draft, _private: &mut ()) {
        match draft
            .planned_sketch()
            .at::<String>(&Path::of(&["lie"]))
            .as_deref()
        {
            Some("plan") => {
                draft.planned.put(&Path::of(&["promise"]), "another".into());
            }
            Some("panic in plan") => panic!("planned to panic"),
            _ => {}
        }
    }

    async fn create(_cx: &Cx<()>, planned: Inputs, _: ()) -> Result<Done<Self>, Failure<Self>> {
        if lies(&planned, "create") {
            return Ok(state(Inputs {
                promise: "broken".to_owned(),
                ..planned
            })
            .into());
        }
        if lies(&planned, "silence") {
            return Err(Diagnostics::default().into());
        }
        assert!(!lies(&planned, "panic in create"), "created to panic");
        Ok(state(planned).into())
    }

    async fn read(_cx: &Cx<()>, prior: State<Self>) -> Result<Found<Self>, Diagnostics> {
        if lies(&prior.inputs, "blind") {
            return Err(error());
        }
        Ok(Found::State(prior, Diagnostics::default()))
    }

    async fn update(
        _cx: &Cx<()>,
        _prior: State<Self>,
        planned: Inputs,
        _: (),
    ) -> Result<Done<Self>, Failure<Self>> {
        match planned.lie.as_deref() {
            Some("fail") => Err(error().into()),
            Some("half") => {
                let made = state(Inputs {
                    promise: "half".to_owned(),
                    lie: None,
                });
                Err(Failure::leaving(made, error()))
            }
            _ => Ok(state(planned).into()),
        }
    }

    async fn delete(_cx: &Cx<()>, prior: State<Self>) -> Result<Diagnostics, Failure<Self>> {
        match prior.inputs.promise.as_str() {
            "to stay" => Err(error().into()),
            "to leave half" => {
                let left = state(Inputs {
                    promise: "half".to_owned(),
                    lie: None,
                });
                Err(Failure::leaving(left, error()))
            }
            _ => Ok(Diagnostic::warning("It is gone", "Really.").into()),
        }
    }

    async fn import(_cx: &Cx<()>, _id: &str) -> Result<State<Self>, Diagnostics> {
        Err(error())
    }
}

pub(crate) struct Liars {
    pub(crate) twice: bool,
}

impl Provider for Liars {
    const TYPE_NAME: &'static str = "test";
    const VERSION: &'static str = "0.0.1";
    type Cloud = ();
    type Config = Nothing;

    async fn configure(&self, _: &Value, _: &str) -> Result<((), Diagnostics), Diagnostics> {
        Ok(((), Diagnostics::default()))
    }

    fn registry(&self) -> Registry<()> {
        let registry = Registry::new().resource::<Liar>();
        if self.twice {
            registry.resource::<Liar>()
        } else {
            registry
        }
    }
}
