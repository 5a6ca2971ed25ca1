//! A planned data volume, beside what it was.

use crate::broker::attributes::VOLUMES;
use crate::field::{Field, known, lookup, path};
use kafkaws_catalog::ebs::{GP2, GP3, Iops, VolumeType};
use kafkaws_schema::{Path, Value};

/// A planned data volume.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Volume<'a> {
    /// Where it is in the list, from 0.
    place: usize,
    planned: &'a Value,
    /// The volume of the same name before.
    prior: Option<&'a Value>,
}

/// IOPS or throughput as far as they are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Figure {
    /// Not known before apply.
    Unknown,
    /// Not said: the type's own.
    Unset,
    /// This many.
    Set(i64),
}

impl<'a> Volume<'a> {
    /// `before` are the volumes as they were: names say which is which, whatever their order.
    pub(crate) fn new(place: usize, planned: &'a Value, before: &'a [Value]) -> Self {
        let name = planned.attribute("name").as_str();
        let is_same = |prior: &&Value| name.is_some() && prior.attribute("name").as_str() == name;
        Self {
            place,
            planned,
            prior: before.iter().find(is_same),
        }
    }

    /// `volumes[0]`
    pub(crate) fn path(&self) -> Path {
        path(VOLUMES).index(i64::try_from(self.place).unwrap_or(i64::MAX))
    }

    /// `volumes[0].iops`
    pub(crate) fn at(&self, attribute: &str) -> Path {
        self.path().attribute(attribute)
    }

    /// Whether one of these attributes of it changes, or it is new.
    pub(crate) fn changes(&self, attributes: &[&str]) -> bool {
        let differs = |prior: &Value, name: &&str| {
            let (before, after) = (prior.attribute(name), self.planned.attribute(name));
            !before.same(after)
        };
        self.prior
            .is_none_or(|prior| attributes.iter().any(|name| differs(prior, name)))
    }

    /// Whether there was one of the same name.
    pub(crate) fn existed(&self) -> bool {
        self.prior.is_some()
    }

    /// It as it was.
    pub(crate) fn before(&self) -> Option<Self> {
        Some(Self {
            place: self.place,
            planned: self.prior?,
            prior: None,
        })
    }

    /// Its name.
    pub(crate) fn name(&self) -> Option<&'a str> {
        self.planned.attribute("name").as_str()
    }

    /// Its type; `None` when it is unknown, or newer than the catalogue.
    pub(crate) fn kind(&self) -> Option<&'static VolumeType> {
        match lookup(self.planned, "type") {
            Field::Known(value) => VolumeType::named(value.as_str()?),
            Field::Absent => Some(&GP3),
            Field::Unknown => None,
        }
    }

    /// Its size in GiB.
    pub(crate) fn size(&self) -> Option<i64> {
        known(lookup(self.planned, "size"))?.as_i64()
    }

    /// Its size before.
    pub(crate) fn prior_size(&self) -> Option<i64> {
        known(lookup(self.prior?, "size"))?.as_i64()
    }

    /// Operations per second, as written.
    pub(crate) fn iops(&self) -> Figure {
        self.figure("iops")
    }

    /// MiB/s, as written.
    pub(crate) fn throughput(&self) -> Figure {
        self.figure("throughput")
    }

    fn figure(&self, attribute: &str) -> Figure {
        match lookup(self.planned, attribute) {
            Field::Absent => Figure::Unset,
            Field::Unknown => Figure::Unknown,
            Field::Known(value) => value.as_i64().map_or(Figure::Unknown, Figure::Set),
        }
    }

    /// The IOPS that AWS would be asked for: those written, or those that its type has by default;
    /// `None` for a type that takes none.
    pub(crate) fn chosen_iops(&self) -> Option<i64> {
        let Iops::Chosen { default, .. } = self.kind()?.iops else {
            return None;
        };
        match self.iops() {
            Figure::Unknown => None,
            Figure::Unset => default.map(i64::from),
            Figure::Set(iops) => Some(iops),
        }
    }

    /// The MiB/s that AWS would be asked for; as [`Volume::chosen_iops`].
    pub(crate) fn chosen_throughput(&self) -> Option<i64> {
        match self.throughput() {
            Figure::Unknown => None,
            Figure::Unset => self.kind()?.least_throughput().map(i64::from),
            Figure::Set(throughput) => Some(throughput),
        }
    }

    /// The IOPS that it will have: those written, or those of its type.
    pub(crate) fn effective_iops(&self) -> Option<i64> {
        let kind = self.kind()?;
        if matches!(kind.iops, Iops::Chosen { .. }) {
            return self.chosen_iops();
        }
        let size = u32::try_from(self.size()?).ok()?;
        Some((*kind.iops_range(size).start()).into())
    }

    /// The MiB/s that it will sustain.
    pub(crate) fn sustained_throughput(&self) -> Option<u32> {
        let (kind, size) = (self.kind()?, u32::try_from(self.size()?).ok()?);
        let iops = u32::try_from(self.effective_iops()?).ok()?;
        let chosen = match self.throughput() {
            Figure::Unknown => return None,
            Figure::Unset => None,
            Figure::Set(chosen) => Some(u32::try_from(chosen).ok()?),
        };
        Some(kind.sustained_throughput(size, iops, chosen))
    }

    /// Whether nobody could buy less: a general purpose volume without IOPS or throughput of its own.
    pub(crate) fn is_least(&self) -> bool {
        let unset = self.iops() == Figure::Unset && self.throughput() == Figure::Unset;
        let general = |kind: &VolumeType| [GP2.name, GP3.name].contains(&kind.name);
        unset && self.kind().is_some_and(general)
    }
}
