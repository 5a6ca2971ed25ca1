//! The proof that a chain of upgrades is whole.

use super::Upgrade;
use crate::ty::Type;

/// Why a set of steps is no chain to the current version. It is found before any state is touched, by a
/// test of the registry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// A step goes nowhere or back.
    #[error("the step from version {from} to {to} is a loop")]
    Loop {
        /// The version it leaves.
        from: i64,
        /// The version it reaches.
        to: i64,
    },
    /// A step leaves out a version, whose states would be stranded.
    #[error("the step from version {from} to {to} jumps: make it one step per version")]
    Jump {
        /// The version it leaves.
        from: i64,
        /// The version it reaches.
        to: i64,
    },
    /// Two steps leave one version.
    #[error("two steps leave version {0}")]
    Fork(i64),
    /// No step leaves an old version.
    #[error("no step leaves version {0}")]
    Gap(i64),
    /// A step leaves a version that is not older than the current one.
    #[error("the step from version {from} is not on the way to version {current}")]
    Island {
        /// The version it leaves.
        from: i64,
        /// The version of the schema.
        current: i64,
    },
    /// A step takes another type than the one before it gives, or the last gives another than the schema's.
    #[error("version {0} is of another type where it is reached than where it is used")]
    Mismatch(i64),
}

/// Whether `steps`, sorted by the version they leave, are 0 → 1 → … → `current`, each fitting the next.
pub(super) fn whole(current: i64, ty: &Type, steps: &[Upgrade]) -> Result<(), Broken> {
    steps.iter().try_for_each(|step| one_up(step, current))?;
    steps.windows(2).try_for_each(no_fork)?;
    (0..current).try_for_each(|version| no_gap(version, steps))?;
    let used = steps.iter().skip(1).map(|step| &step.takes).chain([ty]);
    steps
        .iter()
        .zip(used)
        .try_for_each(|(step, used)| fits(step, used))
}

fn one_up(step: &Upgrade, current: i64) -> Result<(), Broken> {
    let Upgrade { from, to, .. } = *step;
    if to <= from {
        Err(Broken::Loop { from, to })
    } else if to > from + 1 {
        Err(Broken::Jump { from, to })
    } else if from < 0 || from >= current {
        Err(Broken::Island { from, current })
    } else {
        Ok(())
    }
}

fn no_fork(neighbours: &[Upgrade]) -> Result<(), Broken> {
    match neighbours {
        [one, other] if one.from == other.from => Err(Broken::Fork(one.from)),
        _ => Ok(()),
    }
}

fn no_gap(version: i64, steps: &[Upgrade]) -> Result<(), Broken> {
    let left = steps.iter().any(|step| step.from == version);
    if left {
        Ok(())
    } else {
        Err(Broken::Gap(version))
    }
}

fn fits(step: &Upgrade, used: &Type) -> Result<(), Broken> {
    if step.gives == *used {
        Ok(())
    } else {
        Err(Broken::Mismatch(step.to))
    }
}
