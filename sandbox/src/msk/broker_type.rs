//! Broker sizes: an own table beside the catalogue's, so that one checks the other.

/// A broker size and the limits that MSK enforces for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BrokerType {
    pub(crate) name: &'static str,
    pub(crate) family: Family,
    /// Larger sizes have larger ranks; sizes compare within and across Standard families.
    pub(crate) rank: u8,
    /// Partitions per broker, leaders and followers, above which updates are refused.
    /// Source: developer guide, best practices, "Right-size your cluster".
    pub(crate) partitions: u64,
    /// The largest provisioned throughput in MiB/s, where the size has it at all.
    /// Source: developer guide, "Provision storage throughput".
    pub(crate) throughput: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    T3,
    M5,
    M7g,
    Express,
}

impl BrokerType {
    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        TABLE.iter().find(|size| size.name == name)
    }

    pub(crate) fn is_express(&self) -> bool {
        self.family == Family::Express
    }
}

const fn row(
    name: &'static str,
    family: Family,
    rank: u8,
    partitions: u64,
    throughput: Option<i64>,
) -> BrokerType {
    BrokerType {
        name,
        family,
        rank,
        partitions,
        throughput,
    }
}

use Family::{Express, M5, M7g, T3};

#[rustfmt::skip]
const TABLE: &[BrokerType] = &[
    row("kafka.t3.small",     T3,   0,  300,  None),
    row("kafka.m5.large",     M5,   1, 1500,  None),
    row("kafka.m5.xlarge",    M5,   2, 1500,  None),
    row("kafka.m5.2xlarge",   M5,   3, 3000,  None),
    row("kafka.m5.4xlarge",   M5,   4, 6000,  Some(593)),
    row("kafka.m5.8xlarge",   M5,   5, 6000,  Some(850)),
    row("kafka.m5.12xlarge",  M5,   6, 6000,  Some(1000)),
    row("kafka.m5.16xlarge",  M5,   7, 6000,  Some(1000)),
    row("kafka.m5.24xlarge",  M5,   8, 6000,  Some(1000)),
    row("kafka.m7g.large",    M7g,  1, 1500,  None),
    row("kafka.m7g.xlarge",   M7g,  2, 1500,  None),
    // 312.5 MiB/s in the guide; the request's member is an integer.
    row("kafka.m7g.2xlarge",  M7g,  3, 3000,  Some(312)),
    row("kafka.m7g.4xlarge",  M7g,  4, 6000,  Some(625)),
    row("kafka.m7g.8xlarge",  M7g,  5, 6000,  Some(1000)),
    row("kafka.m7g.12xlarge", M7g,  6, 6000,  Some(1000)),
    row("kafka.m7g.16xlarge", M7g,  7, 6000,  Some(1000)),
    row("express.m7g.large",    Express, 1,  1500, None),
    row("express.m7g.xlarge",   Express, 2,  2000, None),
    row("express.m7g.2xlarge",  Express, 3,  4000, None),
    row("express.m7g.4xlarge",  Express, 4,  8000, None),
    row("express.m7g.8xlarge",  Express, 5, 16000, None),
    row("express.m7g.12xlarge", Express, 6, 24000, None),
    row("express.m7g.16xlarge", Express, 7, 32000, None),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_of_its_family_and_limits_never_fall_with_size() {
        for pair in TABLE
            .windows(2)
            .filter(|pair| pair[0].family == pair[1].family)
        {
            assert!(pair[0].rank < pair[1].rank && pair[0].partitions <= pair[1].partitions);
            assert!(pair[0].throughput <= pair[1].throughput);
        }
        assert!(
            TABLE
                .iter()
                .all(|size| size.is_express() == size.name.starts_with("express."))
        );
    }

    #[test]
    fn unknown_sizes_are_unknown() {
        assert_eq!(BrokerType::find("kafka.m5.metal"), None);
    }
}
