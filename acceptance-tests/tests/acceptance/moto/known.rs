//! Where moto 5.2.1 and the sandbox differ, and who is right.

/// Whose answer has a path that the other lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Moto,
    Sandbox,
}

/// A path that only one answer has.
#[derive(Debug)]
pub(super) struct Difference {
    /// The CLI's name of the operation.
    pub(super) operation: &'static str,
    pub(super) side: Side,
    pub(super) path: String,
}

/// A difference that is known.
pub(super) struct Known {
    pub(super) side: Side,
    pub(super) which: Which,
    /// Why they differ, and who is right.
    pub(super) reason: &'static str,
}

pub(super) enum Which {
    /// Paths that end so, in any answer: the same structures stand in several.
    Ends(&'static [&'static str]),
    /// Everything in the answer of one operation.
    Operation(&'static str),
}

impl Known {
    pub(super) fn explains(&self, found: &Difference) -> bool {
        self.side == found.side
            && match self.which {
                Which::Ends(ends) => ends.iter().any(|end| found.path.ends_with(end)),
                Which::Operation(name) => found.operation == name,
            }
    }
}

/// Where they differ, the sandbox follows botocore's service model and what AWS is known to answer.
pub(super) const KNOWN: &[Known] = &[
    Known {
        side: Side::Moto,
        which: Which::Ends(&[".ActiveOperationArn"]),
        reason: "moto names an operation always; AWS while one is under way",
    },
    Known {
        side: Side::Moto,
        which: Which::Ends(&[".StateInfo"]),
        reason: "moto always has one, whose code is the word string; AWS has one in trouble",
    },
    Known {
        side: Side::Moto,
        which: Which::Ends(&[".ConfigurationArn", ".ConfigurationRevision"]),
        reason: "moto has the word string and 1; a cluster without a configuration has none",
    },
    Known {
        side: Side::Moto,
        which: Which::Ends(&[".ClientAuthentication", ".LoggingInfo"]),
        reason: "moto has an empty structure for what nobody asked for",
    },
    Known {
        side: Side::Sandbox,
        which: Which::Ends(&[
            ".BrokerAZDistribution",
            ".ConnectivityInfo",
            ".SecurityGroups",
            ".ZoneIds",
        ]),
        reason: "moto repeats the request; AWS fills in what it leaves out",
    },
    Known {
        side: Side::Sandbox,
        which: Which::Ends(&[
            ".EncryptionAtRest",
            ".EncryptionInTransit",
            ".OpenMonitoring.Prometheus",
        ]),
        reason: "moto's CreateClusterV2 drops them, with the defaults that AWS has",
    },
    Known {
        side: Side::Sandbox,
        which: Which::Operation("list-clusters"),
        reason: "moto lists four members of a cluster; the service model lists it whole",
    },
];
