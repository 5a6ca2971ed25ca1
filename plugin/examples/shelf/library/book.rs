//! The resource `shelf_book`.

mod v0;

use std::collections::BTreeMap;
use std::time::Duration;

use kafkaws_plugin::{Cx, Done, Failure, Found, Moved, Resource, State};
use kafkaws_schema::plan::Draft;
use kafkaws_schema::upgrade::Upgrade;
use kafkaws_schema::{Bounded, Diagnostic, Diagnostics, Model, Path, Sketch, WriteOnly};
use serde::{Deserialize, Serialize};

use super::shelf::{Shelf, Volume};

/// A book.
#[derive(Clone, Debug, Model)]
pub(crate) struct Inputs {
    /// What it is called.
    #[tf(replace)]
    pub(crate) title: String,
    /// How thick it is.
    #[tf(default = 100)]
    pub(crate) pages: i64,
    /// Which edition it is.
    pub(crate) edition: Option<Bounded<1, 99>>,
    /// What it says on the back.
    pub(crate) blurb: Option<String>,
    /// How it is bound.
    #[tf(default = Binding { cover: "PAPER".to_owned() })]
    pub(crate) binding: Binding,
    /// Where it stands. The librarian chooses when nobody does.
    #[tf(computed)]
    pub(crate) mark: Option<String>,
    /// Labels of the reader's own.
    pub(crate) labels: Option<BTreeMap<String, String>>,
    /// Whispered to the librarian and never written down.
    pub(crate) whisper: Option<WriteOnly<String>>,
    /// Whether it must stay.
    #[tf(default = false)]
    pub(crate) protected: bool,
    /// What goes wrong: `panic`, `wait`, `stubborn`, `break` or nothing.
    pub(crate) mishap: Option<String>,
}

/// How a book is bound.
#[derive(Clone, Debug, Model)]
pub(crate) struct Binding {
    /// What the cover is made of.
    #[tf(default = "PAPER".to_owned())]
    pub(crate) cover: String,
}

/// What the librarian adds.
#[derive(Clone, Debug, Model)]
#[outputs(of = Inputs)]
pub(crate) struct Outputs {
    /// The title, as an id.
    #[tf(stable)]
    pub(crate) id: Option<String>,
    /// How often it was printed.
    #[tf(volatile)]
    pub(crate) printing: Option<i64>,
    /// How long the text on the back is.
    #[tf(changes_with = [blurb])]
    pub(crate) blurb_length: Option<i64>,
    /// How long what was whispered is.
    #[tf(volatile)]
    pub(crate) whispered: Option<i64>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Private {
    pub(crate) lent: i64,
}

pub(crate) struct Book;

impl Resource for Book {
    const NAME: &'static str = "book";
    const VERSION: i64 = 1;
    const SUBCATEGORY: &'static str = "Books";
    const ADOPTS: &'static [&'static str] = &["hashicorp/local local_file"];
    type Cloud = Shelf;
    type Inputs = Inputs;
    type Outputs = Outputs;
    type Private = Private;

    fn settle(draft: &mut Draft, _private: &Private) {
        let blurb = Path::of(&["blurb"]);
        let text = |sketch: Sketch<'_>| sketch.at::<String>(&blurb);
        let (prior, planned) = (text(draft.prior_sketch()), text(draft.planned_sketch()));
        // Nobody sees white space at the end of a text.
        if let (Some(prior), Some(planned)) = (prior, planned)
            && prior.trim_end() == planned.trim_end()
        {
            draft.keep_prior(&blurb);
        }
    }

    async fn review(_cx: &Cx<Shelf>, draft: &mut Draft, private: &mut Private) {
        let protected = Path::of(&["protected"]);
        let leaves = draft.destroys() || draft.replaces();
        if leaves && draft.prior_sketch().at(&protected) == Some(true) {
            let detail = "Set protected to false, apply, and try again.";
            let error = Diagnostic::error("The book must stay", detail);
            draft.diagnostics.push(error.at(protected));
        }
        if draft.updates() && draft.changes() {
            private.lent += 1;
        }
    }

    async fn create(
        cx: &Cx<Shelf>,
        planned: Inputs,
        private: Private,
    ) -> Result<Done<Self>, Failure<Self>> {
        let volume = volume(&planned, 1);
        shelf(cx)?.put(&volume)?;
        let state = state(planned, volume, private);
        match mishap(cx, &state.inputs).await {
            Ok(()) => Ok(state.into()),
            Err(errors) => Err(Failure::leaving(state, errors)),
        }
    }

    async fn read(cx: &Cx<Shelf>, prior: State<Self>) -> Result<Found<Self>, Diagnostics> {
        let title = prior.inputs.title.clone();
        Ok(match shelf(cx)?.find(&title)? {
            None => Found::Gone,
            Some(volume) => {
                let whispered = prior.outputs.whispered;
                let mut state = state(prior.inputs, volume, prior.private);
                state.outputs.whispered = whispered;
                Found::State(state, Diagnostics::default())
            }
        })
    }

    async fn update(
        cx: &Cx<Shelf>,
        prior: State<Self>,
        planned: Inputs,
        private: Private,
    ) -> Result<Done<Self>, Failure<Self>> {
        let printing = prior.outputs.printing.unwrap_or_default() + 1;
        let volume = volume(&planned, printing);
        shelf(cx)?.put(&volume)?;
        mishap(cx, &planned).await?;
        Ok(state(planned, volume, private).into())
    }

    async fn delete(cx: &Cx<Shelf>, prior: State<Self>) -> Result<Diagnostics, Failure<Self>> {
        shelf(cx)?.take(&prior.inputs.title)?;
        Ok(Diagnostics::default())
    }

    async fn import(cx: &Cx<Shelf>, id: &str) -> Result<State<Self>, Diagnostics> {
        let volume = shelf(cx)?.find(id)?.ok_or_else(|| {
            Diagnostic::error(
                "There is no such book",
                format!("{id} is not on the shelf."),
            )
        })?;
        Ok(state(bare(id), volume, Private::default()))
    }

    fn adopt(source: &Moved) -> Option<Result<State<Self>, Diagnostics>> {
        if source.type_name != "local_file" {
            return None;
        }
        let title = source.state["filename"].as_str().unwrap_or_default();
        let outputs = Outputs {
            id: Some(title.to_owned()),
            printing: None,
            blurb_length: None,
            whispered: None,
        };
        Some(Ok(State {
            inputs: bare(title),
            outputs,
            private: Private { lent: 1 },
        }))
    }

    fn upgrades() -> Vec<Upgrade> {
        vec![Upgrade::new(0, 1, v0::upgrade)]
    }
}

fn shelf(cx: &Cx<Shelf>) -> Result<&Shelf, Diagnostics> {
    Ok(cx.cloud()?.as_ref())
}

fn bare(title: &str) -> Inputs {
    Inputs {
        title: title.to_owned(),
        pages: 100,
        edition: None,
        blurb: None,
        binding: Binding {
            cover: "PAPER".to_owned(),
        },
        mark: None,
        labels: None,
        whisper: None,
        protected: false,
        mishap: None,
    }
}

fn volume(inputs: &Inputs, printing: i64) -> Volume {
    Volume {
        title: inputs.title.clone(),
        pages: inputs.pages,
        blurb: inputs.blurb.clone(),
        cover: inputs.binding.cover.clone(),
        mark: inputs
            .mark
            .clone()
            .unwrap_or_else(|| format!("M-{}", inputs.title)),
        printing,
    }
}

fn state(inputs: Inputs, volume: Volume, private: Private) -> State<Book> {
    let whispered = inputs
        .whisper
        .as_ref()
        .and_then(|w| w.expose())
        .map(|w| w.len() as i64);
    let outputs = Outputs {
        id: Some(volume.title.clone()),
        printing: Some(volume.printing),
        blurb_length: volume.blurb.as_ref().map(|blurb| blurb.len() as i64),
        whispered,
    };
    let inputs = Inputs {
        title: volume.title,
        pages: volume.pages,
        blurb: volume.blurb,
        binding: Binding {
            cover: volume.cover,
        },
        mark: Some(volume.mark),
        ..inputs
    };
    State {
        inputs,
        outputs,
        private,
    }
}

/// What a test asks for to go wrong.
async fn mishap(cx: &Cx<Shelf>, inputs: &Inputs) -> Result<(), Diagnostics> {
    match inputs.mishap.as_deref() {
        Some("panic") => panic!("the shelf fell over"),
        Some("stubborn") => {
            shelf(cx)?.sign("waiting");
            tokio::time::sleep(Duration::from_secs(60)).await;
            Ok(())
        }
        Some("break") => Err(Diagnostic::error("The spine broke", "Glue it.").into()),
        Some("wait") => {
            shelf(cx)?.sign("waiting");
            tokio::select! {
                () = cx.stop().cancelled() => shelf(cx)?.sign("stopped"),
                () = tokio::time::sleep(Duration::from_secs(60)) => {}
            }
            Ok(())
        }
        _ => Ok(()),
    }
}
