//! Rules that a new cluster breaks: all of them in one plan.

use hcl::{Block, Body, Expression};
use kafkaws_acceptance_tests::configuration::{Resource, ours, text};
use kafkaws_acceptance_tests::{Trouble, need};

use super::broken;
use super::case::{Case, all_told};
use super::network::Network;
use crate::scene::{Cast, ensure};

/// The rule that only a Region of the GovCloud breaks.
pub(super) const IN_GOVCLOUD: &str = "tiered-storage-region";

const GOVCLOUD: &str =
    "provider \"kafkaws\" {\n  alias  = \"gov\"\n  region = \"us-gov-west-1\"\n}\n";

/// The cluster with nothing wrong, about which nothing may be said.
const FINE: &str = "fine";

fn root(cases: &[Case]) -> Result<String, Trouble> {
    let mut body: Body = ours();
    body.0.push(Resource::cluster(FINE).block(FINE).into());
    for case in cases {
        body.0.push(block(case)?.into());
    }
    Ok(format!("{}\n{GOVCLOUD}", text(&body)?))
}

fn block(case: &Case) -> Result<Block, Trouble> {
    let mut block = case.resource.block(case.rule);
    if case.rule == IN_GOVCLOUD {
        let provider: Expression = "kafkaws.gov".parse().map_err(|source| Trouble::Hcl {
            path: "main.tf".into(),
            source,
        })?;
        let attribute = hcl::Attribute::new("provider", provider);
        block.body.0.push(attribute.into());
    }
    Ok(block)
}

#[test]
fn what_a_new_cluster_breaks_is_told_at_its_attribute() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let network = Network::made_by(&scene.neighbour())?;
    let cases = broken::clusters(&network);
    let project = scene.project(&root(&cases)?)?;
    scene.world.sandbox().forget_calls();
    let report = project.plan(&[])?;
    all_told(&cases, &report)?;
    let fine = format!("kafkaws_msk_cluster.{FINE}");
    let about_fine = report
        .diagnostics
        .iter()
        .find(|one| one.address.as_deref() == Some(&fine));
    ensure(about_fine.is_none(), format!("{about_fine:?}"))?;
    let calls = scene.world.sandbox().calls().mutating();
    ensure(
        calls.is_empty(),
        format!("a plan called {:?}", calls.operations()),
    )?;
    network.removed_by(&scene.neighbour())?;
    scene.world.is_empty()
}
