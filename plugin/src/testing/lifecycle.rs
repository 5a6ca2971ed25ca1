//! Plan and apply, as whole walks of core.

use kafkaws_schema::{Diagnostics, Path, Value};

use super::{Action, Harness, Outcome, Planned, Stored, config};
use crate::Provider;
use crate::erased::Plan;

impl<P: Provider> Harness<P> {
    /// `terraform plan -refresh=false` for one resource: validates, plans, and plans again for a
    /// replacement.
    pub async fn plan(&self, name: &str, prior: Option<&Stored>, config: &Value) -> Planned {
        let config = config::whole(config, &self.schema(name).ty());
        let validated = self.validate(name, &config).await;
        if validated.has_errors() {
            return refused(name, prior, config, validated);
        }
        // A tainted object is planned as if it were not there.
        let sound = prior.filter(|prior| !prior.tainted);
        let before = sound.map_or(Value::Null, |prior| prior.value.clone());
        let bytes = sound.map_or(&[] as &[u8], |prior| &prior.private);
        let mut plan = self.plan_once(name, &before, &config, bytes).await;
        let action = action(prior, &before, &plan);
        plan.diagnostics.extend(validated);
        let mut planned = Planned {
            name: name.to_owned(),
            action,
            prior: prior.cloned(),
            config,
            value: plan.planned,
            private: plan.private,
            replace: plan.replace,
            diagnostics: plan.diagnostics,
        };
        if action == Action::Replace && !planned.diagnostics.has_errors() && sound.is_some() {
            self.plan_replacement(&mut planned).await;
        }
        planned
    }

    /// The second plan call of a replacement has no prior state, and the first one's private bytes.
    /// Core drops its warnings.
    async fn plan_replacement(&self, planned: &mut Planned) {
        let Planned {
            name,
            config,
            private,
            ..
        } = &*planned;
        let plan = self.plan_once(name, &Value::Null, config, private).await;
        planned.value = plan.planned;
        planned.private = plan.private;
        planned
            .diagnostics
            .extend(plan.diagnostics.into_iter().filter(|said| said.is_error()));
    }

    /// The plan of a destroy.
    pub async fn plan_destroy(&self, name: &str, prior: &Stored) -> Planned {
        let plan = self
            .plan_once(name, &prior.value, &Value::Null, &prior.private)
            .await;
        assert!(
            plan.planned.is_null(),
            "core refuses a destroy plan that is not null"
        );
        Planned {
            name: name.to_owned(),
            action: Action::Delete,
            prior: Some(prior.clone()),
            config: Value::Null,
            value: plan.planned,
            private: plan.private,
            replace: plan.replace,
            diagnostics: plan.diagnostics,
        }
    }

    /// Carries a plan out: core plans once more, compares, and applies. A replacement destroys
    /// first.
    pub async fn apply(&self, planned: &Planned) -> Outcome {
        assert!(
            !planned.diagnostics.has_errors(),
            "{:#?}",
            planned.diagnostics
        );
        match planned.action {
            Action::NoOp => unchanged(planned),
            Action::Delete => self.remove(planned).await,
            Action::Create => self.make(planned, None).await,
            Action::Update => self.make(planned, planned.prior.as_ref()).await,
            Action::Replace => {
                let removed = self.remove(planned).await;
                if removed.diagnostics.has_errors() {
                    return removed;
                }
                self.make(planned, None).await
            }
        }
    }

    async fn remove(&self, planned: &Planned) -> Outcome {
        let Some(prior) = &planned.prior else {
            return unchanged(planned);
        };
        let destroy = self.plan_destroy(&planned.name, prior).await;
        if destroy.diagnostics.has_errors() {
            return Outcome {
                stored: Some(prior.clone()),
                diagnostics: destroy.diagnostics,
            };
        }
        let plan = Plan {
            planned: Value::Null,
            replace: Vec::new(),
            private: destroy.private,
            diagnostics: Diagnostics::new(),
        };
        self.apply_once(&planned.name, Some(prior), &plan, &Value::Null)
            .await
    }

    async fn make(&self, planned: &Planned, prior: Option<&Stored>) -> Outcome {
        let before = prior.map_or(Value::Null, |prior| prior.value.clone());
        let bytes = prior.map_or(&[] as &[u8], |prior| &prior.private);
        let again = self
            .plan_once(&planned.name, &before, &planned.config, bytes)
            .await;
        if again.diagnostics.has_errors() {
            return Outcome {
                stored: prior.cloned(),
                diagnostics: again.diagnostics,
            };
        }
        assert!(
            again.planned.same(&planned.value),
            "core refuses a final plan that differs: {:#?} is not {:#?}",
            again.planned,
            planned.value
        );
        self.apply_once(&planned.name, prior, &again, &planned.config)
            .await
    }

    /// Plans and applies.
    pub async fn run(&self, name: &str, prior: Option<&Stored>, config: &Value) -> Outcome {
        let planned = self.plan(name, prior, config).await;
        if planned.diagnostics.has_errors() {
            return Outcome {
                stored: prior.cloned(),
                diagnostics: planned.diagnostics,
            };
        }
        self.apply(&planned).await
    }

    /// Plans a destroy and applies it.
    pub async fn destroy(&self, name: &str, prior: &Stored) -> Outcome {
        let planned = self.plan_destroy(name, prior).await;
        if planned.diagnostics.has_errors() {
            return Outcome {
                stored: Some(prior.clone()),
                diagnostics: planned.diagnostics,
            };
        }
        self.apply(&planned).await
    }

    /// Asserts that `plan` and `plan -refresh-only -detailed-exitcode` find nothing to do.
    pub async fn assert_quiet(&self, name: &str, stored: &Stored, config: &Value) {
        let refreshed = self.refresh(name, stored).await.unwrap();
        assert!(
            refreshed.value.same(&stored.value),
            "a refresh sees {refreshed:#?}"
        );
        assert_eq!(
            refreshed.private, stored.private,
            "a refresh changed private bytes"
        );
        let planned = self.plan(name, Some(&refreshed), config).await;
        assert_eq!(planned.action, Action::NoOp, "a plan sees {planned:#?}");
    }
}

fn action(prior: Option<&Stored>, before: &Value, plan: &Plan) -> Action {
    if prior.is_none() {
        return Action::Create;
    }
    let moved = |path: &Path| match (before.reach(path), plan.planned.reach(path)) {
        (Some(before), Some(after)) => !before.same(after),
        _ => true,
    };
    if before.is_null() || plan.replace.iter().any(moved) {
        Action::Replace
    } else if plan.planned.same(before) {
        Action::NoOp
    } else {
        Action::Update
    }
}

fn unchanged(planned: &Planned) -> Outcome {
    Outcome {
        stored: planned.prior.clone(),
        diagnostics: planned.diagnostics.clone(),
    }
}

fn refused(name: &str, prior: Option<&Stored>, config: Value, diagnostics: Diagnostics) -> Planned {
    Planned {
        name: name.to_owned(),
        action: Action::NoOp,
        prior: prior.cloned(),
        config,
        value: Value::Null,
        private: Vec::new(),
        replace: Vec::new(),
        diagnostics,
    }
}
