//! Changing a stack: the roll, growth, shrinking.

use std::collections::{BTreeMap, BTreeSet};

use futures::StreamExt;
use futures::stream;
use kafkaws_plugin::{Cx, Done, Failure, State};
use kafkaws_schema::{Diagnostic, Diagnostics};

use super::crew::{Crew, SIDE_BY_SIDE, delete_limit, of_stack};
use super::forecast::forecast;
use super::grow::make;
use super::model::BrokerStack;
use super::outputs::{Outputs, StackBroker, by_id};
use super::read::id;
use super::roll::{Roll, Turn, Work};
use super::wanted::identity;
use super::{Stack, shrink};
use crate::aws::cloud::Cloud;
use crate::broker::gate::{Gate, Mark};
use crate::broker::node::{self, Health, Seen, disrupts, steps};

pub(super) async fn update(
    cx: &Cx<Cloud>,
    prior: State<Stack>,
    planned: BrokerStack,
) -> Result<Done<Stack>, Failure<Stack>> {
    let cloud = cx.cloud()?;
    let there = prior.outputs.brokers.clone().unwrap_or_default();
    let known = by_id(&there);
    let brokers = known
        .iter()
        .map(|(id, broker)| (*id, (*broker).clone()))
        .collect();
    let doing = format!("updating the brokers of {}", planned.cluster_name);
    let crew = Crew::new(cx, cloud, &planned, brokers).map_err(|error| error.diagnostic(&doing))?;
    let forecast = forecast(&prior.inputs, &known, &planned);
    let retagged = prior.outputs.tags_all.as_ref() != Some(&crew.tags.all);
    let work: BTreeMap<i64, Work> = forecast
        .iter()
        .map(|(id, forecast)| (*id, at_least_online(forecast.work, retagged)))
        .collect();
    let mut rolling = Rolling::new(crew, &work);
    let outcome = rolling.all(&Roll::of(&work)).await;
    // What failed half way is looked at once more, and saved as it is then.
    outcome?;
    let mut crew = rolling.crew;
    crew.brokers = settled(crew.brokers, &known, &work);
    Ok(state(crew).into())
}

/// Tags are on every broker.
fn at_least_online(work: Work, retagged: bool) -> Work {
    match work {
        Work::Nothing if retagged => Work::Online,
        work => work,
    }
}

/// The brokers as they were promised: what nobody touched is as it was, and what was touched is well.
fn settled(
    brokers: BTreeMap<i64, StackBroker>,
    known: &BTreeMap<i64, &StackBroker>,
    work: &BTreeMap<i64, Work>,
) -> BTreeMap<i64, StackBroker> {
    let settle = |(id, broker): (i64, StackBroker)| {
        let untouched = known
            .get(&id)
            .filter(|_| work.get(&id) == Some(&Work::Nothing));
        let health = "OK".to_owned();
        (
            id,
            untouched.map_or(StackBroker { health, ..broker }, |known| (*known).clone()),
        )
    };
    brokers.into_iter().map(settle).collect()
}

/// The stack as it was planned, with the brokers as they are.
pub(super) fn state(crew: Crew<'_>) -> State<Stack> {
    let mut inputs = crew.stack.clone();
    inputs.security_groups.get_or_insert(crew.groups);
    State {
        outputs: Outputs::of(id(&inputs).to_string(), crew.brokers, Some(crew.tags.all)),
        inputs,
        private: (),
    }
}

/// A roll under way.
struct Rolling<'a> {
    crew: Crew<'a>,
    /// The brokers that are not well and that this apply has not repaired yet.
    broken: BTreeSet<i64>,
    /// Whether the cluster was well before the first broker was touched.
    begun: bool,
}

impl<'a> Rolling<'a> {
    fn new(crew: Crew<'a>, work: &BTreeMap<i64, Work>) -> Self {
        let broken = work.iter().filter(|(_, work)| **work == Work::Repair);
        Self {
            broken: broken.map(|(id, _)| *id).collect(),
            crew,
            begun: false,
        }
    }

    async fn all(&mut self, roll: &Roll) -> Result<(), Diagnostics> {
        // Asked before anything is done: a shrink that must not be is not found out after hours of rolling.
        self.verify(&roll.remove).await?;
        self.online(&roll.online).await?;
        self.one_by_one(&roll.one_by_one).await?;
        self.grow(&roll.make).await?;
        self.remove(&roll.remove).await
    }

    async fn verify(&self, leaving: &[i64]) -> Result<(), Diagnostics> {
        let verified = shrink::verify(self.crew.stack, &self.crew.members(), leaving).await;
        Ok(verified?)
    }

    /// Brokers that change while they serve.
    async fn online(&mut self, ids: &[i64]) -> Result<(), Diagnostics> {
        let crew = &self.crew;
        let one = |id: i64| async move {
            let wanted = crew.wanted_where_it_is(id);
            (id, crew.finish(&wanted).await)
        };
        let each: Vec<_> = ids.iter().copied().map(one).collect();
        let done: Vec<_> = stream::iter(each)
            .buffer_unordered(SIDE_BY_SIDE)
            .collect()
            .await;
        let mut errors = Diagnostics::default();
        for (id, outcome) in done {
            match outcome {
                Ok(seen) => self.crew.note(id, &seen),
                Err(halt) => errors.extend(of_stack(halt.errors)),
            }
        }
        if errors.has_errors() {
            Err(errors)
        } else {
            Ok(())
        }
    }

    async fn one_by_one(&mut self, turns: &[Turn]) -> Result<(), Diagnostics> {
        if turns.is_empty() {
            return Ok(());
        }
        let mut gate = self.crew.gate()?;
        for (done, turn) in turns.iter().enumerate() {
            if self.crew.interrupted() {
                return Err(stopped(&turns[done..]).into());
            }
            self.turn(&mut gate, turn.broker_id).await?;
            self.broken.remove(&turn.broker_id);
        }
        Ok(())
    }

    /// One broker: what it takes is found out anew, since the plan may be hours old.
    async fn turn(&mut self, gate: &mut Gate<'_>, broker_id: i64) -> Result<(), Diagnostics> {
        let wanted = self.crew.wanted_where_it_is(broker_id);
        let seen = self.crew.look(broker_id).await?;
        let mark = match disrupts(&steps(&wanted, &seen)) {
            true => Some(self.take_down(gate, broker_id, &seen).await?),
            false => None,
        };
        tracing::info!(cluster = %self.crew.stack.cluster_name, broker_id, "the broker's turn");
        let finished = self.crew.finish(&wanted).await;
        let mut seen = finished.map_err(|halt| of_stack(halt.errors))?;
        self.crew.note(broker_id, &seen);
        // One that an earlier apply took down, and that nobody has seen serve since, is waited for as well.
        if mark.is_some() || Health::of(&seen) == Health::Unproven {
            self.prove(gate, broker_id, mark.unwrap_or_default(), &mut seen)
                .await?;
        }
        Ok(())
    }

    /// Asks whether the others can do without it, and marks it as one that does not serve.
    async fn take_down(
        &mut self,
        gate: &mut Gate<'_>,
        broker_id: i64,
        seen: &Seen,
    ) -> Result<Mark, Diagnostics> {
        if !self.begun {
            let before = gate.before(self.crew.members(), &self.broken).await;
            before.map_err(|closed| self.crew.closed(&closed))?;
            self.begun = true;
        }
        let mark = gate.mark(self.crew.subject(broker_id).as_ref()).await;
        let mark = mark.map_err(|closed| self.crew.closed(&closed))?;
        let doubted = node::doubt(self.crew.cloud, seen).await;
        doubted.map_err(|error| self.crew.refused(broker_id, &error))?;
        Ok(mark)
    }

    /// Waits until it serves.
    async fn prove(
        &mut self,
        gate: &Gate<'_>,
        broker_id: i64,
        mark: Mark,
        seen: &mut Seen,
    ) -> Result<(), Diagnostics> {
        if let Some(subject) = self.crew.subject(broker_id) {
            let mut broken = self.broken.clone();
            broken.remove(&broker_id);
            let after = gate.after(&subject, &mark, &broken).await;
            after.map_err(|closed| self.crew.closed(&closed))?;
        }
        let trusted = node::trust(self.crew.cloud, seen).await;
        trusted.map_err(|error| self.crew.refused(broker_id, &error))?;
        self.crew.note(broker_id, seen);
        Ok(())
    }

    async fn grow(&mut self, ids: &[i64]) -> Result<(), Diagnostics> {
        if ids.is_empty() {
            return Ok(());
        }
        let made = make(&mut self.crew, ids).await?;
        made.errors.map_or(Ok(()), Err)
    }

    /// The highest first, each only after Kafka was asked again: partitions may have moved meanwhile.
    async fn remove(&mut self, ids: &[i64]) -> Result<(), Diagnostics> {
        for (done, id) in ids.iter().enumerate() {
            if self.crew.interrupted() {
                let left: Vec<String> = ids[done..].iter().map(i64::to_string).collect();
                return Err(
                    interrupted(&format!("Brokers {} are still there.", left.join(", "))).into(),
                );
            }
            self.verify(&[*id]).await?;
            let identity = identity(self.crew.stack, *id);
            let stack = self.crew.stack;
            let (volumes, limit) = (stack.delete_volumes_on_destroy, delete_limit(stack));
            let released = node::release(self.crew.cx, self.crew.cloud, &identity, volumes, limit);
            let released = Box::pin(released).await;
            released.map_err(|halt| of_stack(halt.errors))?;
            self.crew.brokers.remove(id);
        }
        Ok(())
    }
}

fn stopped(left: &[Turn]) -> Diagnostic {
    let left: Vec<String> = left.iter().map(|turn| turn.broker_id.to_string()).collect();
    interrupted(&format!(
        "Brokers {} have not been touched.",
        left.join(", ")
    ))
}

fn interrupted(left: &str) -> Diagnostic {
    Diagnostic::error(
        "The roll was interrupted",
        format!(
            "The broker in hand was finished. {left} The state says what each broker runs, and the next apply carries on."
        ),
    )
}
