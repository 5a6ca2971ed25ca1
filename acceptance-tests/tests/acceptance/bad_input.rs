//! Input that cannot work: each a diagnostic that says where and what to do.

use kafkaws_acceptance_tests::configuration::Resource;
use kafkaws_acceptance_tests::{Trouble, need};
use kafkaws_sandbox::{FaultAction, FaultRule};

use crate::scene::{CLUSTER, Cast, ensure};

/// Every case plans once and fails at its line, with advice.
#[test]
fn wrong_values_are_refused_at_their_line() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let start = Resource::cluster("bad");
    let huge = format!("a = {}\n", "x".repeat(10_000_000));
    let cases = [
        (
            "number_of_broker_nodes",
            start.clone().with("number_of_broker_nodes", "many"),
        ),
        (
            "cluster_name",
            start.clone().with("cluster_name", "no spaces please"),
        ),
        (
            "enhanced_monitoring",
            start.clone().with("enhanced_monitoring", "PER_EVERYTHING"),
        ),
        ("configuration_info.arn", {
            let cluster = start.clone().with("configuration_info.arn", "not-an-arn");
            cluster.with("configuration_info.revision", 1)
        }),
        (
            "timeouts.create",
            start.clone().with("timeouts.create", "two hours"),
        ),
        (
            "server_properties",
            start.clone().with("server_properties", huge),
        ),
    ];
    for (at, cluster) in cases {
        let project = scene.project(&cluster.root()?)?;
        let report = project.plan(&[])?;
        let error = report.error_at(at)?;
        ensure(
            !error.detail.is_empty(),
            format!("{at}: no advice: {}", error.summary),
        )?;
    }
    Ok(())
}

#[test]
fn a_malformed_arn_cannot_be_imported() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let project = scene.project(&Resource::cluster("bad").root()?)?;
    match project.import(CLUSTER, "arn:aws:s3:::bucket") {
        Ok(()) => Err(Trouble::Unmet("imported a bucket".to_owned())),
        Err(told) => ensure(told.to_string().contains("arn:aws:s3:::bucket"), told),
    }
}

#[test]
fn a_web_page_for_an_answer_is_told_as_such() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let project = scene.project(&Resource::cluster("portal").root()?)?;
    scene.world.fault(FaultRule {
        action: FaultAction::Html,
        ..FaultRule::default()
    });
    let report = project.try_apply()?;
    let advised = report
        .errors()
        .any(|error| error.detail.contains("AWS_ENDPOINT_URL"));
    ensure(advised, format!("no way out is named:\n{}", report.text))?;
    scene.world.sandbox().clear_faults();
    scene.world.is_empty()
}

/// Values that are known only at apply, wherever they may stand.
#[test]
fn unknown_values_plan_and_apply() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let cluster = Resource::cluster("unknown").root()?;
    let unknown = [
        (
            "cluster_name",
            "\"unknown\"",
            "terraform_data.later.output.name",
        ),
        (
            "kafka_version",
            "\"3.6.0\"",
            "terraform_data.later.output.version",
        ),
        (
            "number_of_broker_nodes",
            "3",
            "terraform_data.later.output.brokers",
        ),
    ];
    let text = unknown.iter().fold(cluster, |text, (name, known, later)| {
        text.replace(&format!("{name} = {known}"), &format!("{name} = {later}"))
    });
    ensure(
        text.matches("terraform_data").count() == unknown.len(),
        &text,
    )?;
    let later = "\nresource \"terraform_data\" \"later\" {\n  input = {\n    name = \"unknown\"\n    \
                 version = \"3.6.0\"\n    brokers = 3\n  }\n}\n";
    let project = scene.project(&format!("{text}{later}"))?;
    project.plan(&[])?.expect_exit(&[2])?;
    project.apply()?;
    project.empty_plan()?;
    scene.clear(&project)
}
