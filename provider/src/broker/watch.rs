//! The gate of a single broker: whether it may be taken down, and whether it has come back.

use std::collections::BTreeSet;

use kafkaws_plugin::Cx;
use kafkaws_schema::Diagnostic;

use crate::aws::cloud::Cloud;
use crate::aws::fleet::Seen;
use crate::broker::gate::{Closed, Gate, GateSettings, Mark, Subject, own_endpoint};
use crate::broker::model::Broker;
use crate::broker::node::{self, Health};
use crate::broker::tags::BOOT_HASH;

/// Who watches one change of a broker.
pub(super) struct Watch<'a> {
    cloud: &'a Cloud,
    gate: Gate<'a>,
    broker: &'a Broker,
    mark: Mark,
}

impl<'a> Watch<'a> {
    /// Nobody is asked yet.
    pub(super) fn new(
        cx: &Cx<Cloud>,
        cloud: &'a Cloud,
        broker: &'a Broker,
    ) -> Result<Self, Diagnostic> {
        let settings = GateSettings::of(&broker.health_check, &broker.listeners)?;
        Ok(Self {
            cloud,
            gate: Gate::new(cloud, cx.stop().clone(), settings),
            broker,
            mark: Mark::default(),
        })
    }

    /// Whether the others can do without it. `before` is what it listened on until now.
    pub(super) async fn before(&mut self, before: &Broker, seen: &Seen) -> Result<(), Diagnostic> {
        let subject = subject(before, seen);
        let broken = match Health::of(seen) {
            Health::Ok => BTreeSet::new(),
            _ => BTreeSet::from([self.broker.broker_id.get()]),
        };
        let members = subject.iter().cloned().collect();
        self.gate
            .before(members, &broken)
            .await
            .map_err(|closed| self.told(&closed))?;
        self.mark = self
            .gate
            .mark(subject.as_ref())
            .await
            .map_err(|closed| self.told(&closed))?;
        Ok(())
    }

    /// Waits until it does its work: where it was taken down, now or by an apply whose check did not pass.
    pub(super) async fn prove(&self, down: bool, seen: &mut Seen) -> Result<(), Diagnostic> {
        if !down && Health::of(seen) != Health::Unproven {
            return Ok(());
        }
        self.after(seen).await?;
        let proved = node::trust(self.cloud, seen).await;
        proved.map_err(|error| error.diagnostic(&self.doing()))
    }

    async fn after(&self, seen: &Seen) -> Result<(), Diagnostic> {
        let Some(subject) = subject(self.broker, seen) else {
            return Ok(());
        };
        let after = self
            .gate
            .after(&subject, &self.mark, &BTreeSet::new())
            .await;
        after.map_err(|closed| self.told(&closed))
    }

    fn doing(&self) -> String {
        format!("broker {}: waiting for its health", self.broker.identity())
    }

    fn told(&self, closed: &Closed) -> Diagnostic {
        closed.diagnostic(&self.doing())
    }
}

/// A broker for the gate to look at. `None` for one without an instance or an address.
fn subject(broker: &Broker, seen: &Seen) -> Option<Subject> {
    let instance = seen.living()?;
    let address = &seen.interface.as_ref()?.address;
    Some(Subject {
        cluster: broker.cluster_name.to_string(),
        broker_id: broker.broker_id.get(),
        instance_id: instance.id.clone(),
        endpoint: own_endpoint(&broker.health_check, &broker.listeners, address)?,
        boot_hash: instance.tags.get(BOOT_HASH)?.clone(),
    })
}
