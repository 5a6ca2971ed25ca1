//! GetBootstrapBrokers: the strings that clients start with, as unsteady as AWS's.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Map, Value};

use super::cluster::{Cluster, State};
use super::desk::{Answer, Ask, Desk};
use super::nodes::host;
use super::shape::{ClientBroker, NetworkType};
use crate::refusal::Refusal;

/// AWS answers with so many brokers at most, and not always with the same ones.
const SHOWN: usize = 3;

/// Where the next answer starts. Process-wide and not in the world: it is chance, not state.
static TURN: AtomicUsize = AtomicUsize::new(0);

pub(super) fn get_bootstrap_brokers(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    let region = desk.area.region.clone();
    let cluster = desk.cluster(ask.arn())?;
    reachable(cluster.state)?;
    let turn = TURN.fetch_add(1, Ordering::Relaxed);
    let strings = endpoints(cluster).into_iter().map(|endpoint| {
        (
            endpoint.member.to_owned(),
            endpoint.text(&region, cluster, turn).into(),
        )
    });
    Ok(Value::Object(strings.collect::<Map<_, _>>()))
}

/// hashicorp/terraform-provider-aws 37471: refresh and destroy of a FAILED cluster broke on this.
fn reachable(state: State) -> Result<(), Refusal> {
    match state {
        State::Creating | State::Failed | State::Deleting => {
            let name = state.name();
            let message =
                format!("You can't get bootstrap broker nodes for a cluster in {name} state.");
            Err(Refusal::bad_request(message).parameter("clusterArn"))
        }
        _ => Ok(()),
    }
}

/// One member of the answer.
struct Endpoint {
    member: &'static str,
    suffix: &'static str,
    port: usize,
    /// Multi-VPC endpoints count ports up by broker.
    per_broker: bool,
}

impl Endpoint {
    fn text(&self, region: &str, cluster: &Cluster, turn: usize) -> String {
        let brokers = &cluster.brokers;
        let count = brokers.len();
        let shown = (0..count.min(SHOWN)).filter_map(|n| brokers.get((turn + n) % count));
        let one = |broker: &super::cluster::Broker| {
            let number = usize::try_from(broker.id).unwrap_or(0);
            let port = self.port + if self.per_broker { number } else { 0 };
            format!("{}:{port}", host(region, cluster, broker.id, self.suffix))
        };
        shown.map(one).collect::<Vec<_>>().join(",")
    }
}

const fn inside(member: &'static str, port: usize) -> Endpoint {
    Endpoint {
        member,
        suffix: "",
        port,
        per_broker: false,
    }
}

const fn public(member: &'static str, port: usize) -> Endpoint {
    Endpoint {
        member,
        suffix: "-public",
        port,
        per_broker: false,
    }
}

const fn vpc(member: &'static str, port: usize) -> Endpoint {
    Endpoint {
        member,
        suffix: "-vpc",
        port,
        per_broker: true,
    }
}

const fn ipv6(member: &'static str, port: usize) -> Endpoint {
    Endpoint {
        member,
        suffix: "-v6",
        port,
        per_broker: false,
    }
}

/// Those that lead into a cluster like this one.
fn endpoints(cluster: &Cluster) -> Vec<Endpoint> {
    let dual = cluster.spec.connectivity().network_type == Some(NetworkType::Dual);
    let [plaintext, tls, scram, iam] = inner_doors(cluster);
    let inner = [
        (plaintext, inside("bootstrapBrokerString", 9092)),
        (tls, inside("bootstrapBrokerStringTls", 9094)),
        (scram, inside("bootstrapBrokerStringSaslScram", 9096)),
        (iam, inside("bootstrapBrokerStringSaslIam", 9098)),
        (dual && plaintext, ipv6("bootstrapBrokerStringIpv6", 9092)),
        (dual && tls, ipv6("bootstrapBrokerStringTlsIpv6", 9094)),
        (
            dual && scram,
            ipv6("bootstrapBrokerStringSaslScramIpv6", 9096),
        ),
        (dual && iam, ipv6("bootstrapBrokerStringSaslIamIpv6", 9098)),
    ];
    let all = inner.into_iter().chain(outer_doors(cluster));
    all.filter_map(|(there, endpoint)| there.then_some(endpoint))
        .collect()
}

/// Plaintext, TLS, SCRAM and IAM within the VPC.
fn inner_doors(cluster: &Cluster) -> [bool; 4] {
    let auth = &cluster.spec.client_authentication;
    let (open, encryption) = (auth.unauthenticated(), cluster.spec.client_broker());
    let plaintext = open && encryption != ClientBroker::Tls;
    let tls = (open || auth.tls()) && encryption != ClientBroker::Plaintext;
    [plaintext, tls, auth.scram(), auth.iam()]
}

/// From the internet, and from other VPCs. Ports: developer guide, "Port information".
fn outer_doors(cluster: &Cluster) -> [(bool, Endpoint); 6] {
    let (auth, across) = (
        &cluster.spec.client_authentication,
        cluster.spec.vpc_authentication(),
    );
    let open = cluster.spec.is_public();
    [
        (
            open && auth.tls(),
            public("bootstrapBrokerStringPublicTls", 9194),
        ),
        (
            open && auth.scram(),
            public("bootstrapBrokerStringPublicSaslScram", 9196),
        ),
        (
            open && auth.iam(),
            public("bootstrapBrokerStringPublicSaslIam", 9198),
        ),
        (
            across.tls(),
            vpc("bootstrapBrokerStringVpcConnectivityTls", 14_000),
        ),
        (
            across.scram(),
            vpc("bootstrapBrokerStringVpcConnectivitySaslScram", 14_100),
        ),
        (
            across.iam(),
            vpc("bootstrapBrokerStringVpcConnectivitySaslIam", 14_200),
        ),
    ]
}
