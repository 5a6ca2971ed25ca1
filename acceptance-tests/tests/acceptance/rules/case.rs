//! A cluster, a broker or a stack that breaks one rule, and what must be said about it.

use hcl::Value;
use kafkaws_acceptance_tests::configuration::Resource;
use kafkaws_acceptance_tests::{Report, Trouble};
use kafkaws_rules::{Level, broker, cluster};

/// One broken rule.
pub(super) struct Case {
    /// Its id, and the name of the cluster that breaks it or whose brokers do.
    pub(super) rule: &'static str,
    /// The attribute that it must point at.
    pub(super) at: &'static str,
    /// What breaks it.
    pub(super) resource: Resource,
}

/// Attributes and the values that they get; null takes one away.
pub(super) type Settings<const N: usize> = [(&'static str, Value); N];

impl Case {
    /// A cluster that is fine but for these settings.
    pub(super) fn of<const N: usize>(
        rule: &'static str,
        at: &'static str,
        settings: Settings<N>,
    ) -> Self {
        let resource = set(Resource::cluster(rule), settings);
        Self { rule, at, resource }
    }

    /// Shows that the plan says what it must, about this cluster.
    pub(super) fn is_told(&self, report: &Report) -> Result<(), Trouble> {
        let (title, level) = rule(self.rule)?;
        let address = self.resource.address(self.rule);
        let about = report.diagnostics.iter().filter(|one| {
            let named = one.detail.contains(&format!("Rule `{}`", self.rule));
            named && one.address.as_deref() == Some(&address)
        });
        let found: Vec<_> = about.collect();
        let [told] = found.as_slice() else {
            return Err(self.unmet(&format!("told {} times", found.len()), report));
        };
        match () {
            () if told.severity != severity(level) => Err(self.unmet("another severity", report)),
            () if !told.is_at(self.at) => Err(self.unmet(&format!("not at {}", self.at), report)),
            () if told.summary != title => Err(self.unmet(&told.summary, report)),
            () => Ok(()),
        }
    }

    fn unmet(&self, what: &str, report: &Report) -> Trouble {
        let address = self.resource.address(self.rule);
        let about = |one: &&kafkaws_acceptance_tests::report::Diagnostic| {
            one.address.as_deref().is_none_or(|at| at == address)
        };
        let told: Vec<_> = report.diagnostics.iter().filter(about).collect();
        Trouble::Unmet(format!("{}: {what}: {told:#?}", self.rule))
    }
}

/// A cluster with settings.
pub(super) fn set<const N: usize>(cluster: Resource, settings: Settings<N>) -> Resource {
    settings
        .into_iter()
        .fold(cluster, |cluster, (path, value)| match value {
            Value::Null => cluster.without(path),
            value => cluster.with(path, value),
        })
}

/// Shows what all of the cases must say; every failure is told.
pub(super) fn all_told<'c>(
    cases: impl IntoIterator<Item = &'c Case>,
    report: &Report,
) -> Result<(), Trouble> {
    let wrong: Vec<String> = cases
        .into_iter()
        .filter_map(|case| case.is_told(report).err())
        .map(|trouble| trouble.to_string())
        .collect();
    if wrong.is_empty() {
        return Ok(());
    }
    Err(Trouble::Unmet(wrong.join("\n\n")))
}

/// Its title and default level, whichever group it is of.
fn rule(id: &str) -> Result<(&'static str, Level), Trouble> {
    let of_clusters = cluster::RULES
        .iter()
        .map(|rule| (rule.id.0, rule.title, rule.default_level));
    let of_brokers = broker::RULES
        .iter()
        .map(|rule| (rule.id.0, rule.title, rule.default_level));
    of_clusters
        .chain(of_brokers)
        .find(|(name, _, _)| *name == id)
        .map(|(_, title, level)| (title, level))
        .ok_or_else(|| Trouble::Unmet(format!("there is no rule {id}")))
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warn => "warning",
        Level::Off => "nothing",
    }
}
