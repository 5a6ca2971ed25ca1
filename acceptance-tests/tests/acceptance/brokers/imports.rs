//! Brokers that exist already.

use kafkaws_acceptance_tests::configuration::{Resource, ours, text};
use kafkaws_acceptance_tests::{Trouble, need};

use super::{BROKER, STACK, Yard, apply, quiet};
use crate::scene::{Cast, ensure};

/// Made, forgotten, imported with a configuration that terraform writes, which then changes nothing.
fn generated(yard: Yard, resource: &Resource, id: &str) -> Result<(), Trouble> {
    let address = resource.address("this");
    let project = yard.applied(resource)?;
    let before = project.values(&address)?;
    project.forget(&address)?;
    let import = format!("import {{\n  to = {address}\n  id = \"{id}\"\n}}\n");
    project.write("main.tf", &format!("{}\n{import}", text(&ours())?))?;
    project
        .plan(&["-generate-config-out=generated.tf"])?
        .expect_exit(&[0, 2])?;
    let plan = project.planned()?;
    ensure(plan.touched().is_empty(), plan.told())?;
    yard.forget_calls();
    project.apply()?;
    let calls = yard.scene.world.sandbox().calls().mutating();
    ensure(calls.is_empty(), format!("{:?}", calls.operations()))?;
    quiet(&project)?;
    let after = project.values(&address)?;
    for kept in ["id", "ami", "volumes", "brokers", "volume_ids", "tags_all"] {
        ensure(
            before[kept] == after[kept],
            format!("{kept}: {} became {}", before[kept], after[kept]),
        )?;
    }
    // What only the provider knows is not in AWS, and so not in what was generated.
    project.write("generated.tf", "")?;
    apply(&project, resource)?;
    yard.clear(&project)
}

#[test]
fn a_broker_with_a_generated_configuration() -> Result<(), Trouble> {
    let yard = Yard::new(need!(Cast::ours()))?;
    let broker = yard.site.broker("known", 4);
    generated(yard, &broker, "known/4")
}

#[test]
fn a_stack_with_a_generated_configuration() -> Result<(), Trouble> {
    let yard = Yard::new(need!(Cast::ours()))?;
    let stack = yard.site.stack("known");
    generated(yard, &stack, "known/1-1000")
}

#[test]
fn brokers_that_do_not_exist_are_a_clear_error() -> Result<(), Trouble> {
    let yard = Yard::new(need!(Cast::ours()))?;
    let cases = [
        (BROKER, yard.site.broker("nobody", 1), "nobody/1"),
        (STACK, yard.site.stack("nobody"), "nobody/1-1000"),
    ];
    for (address, resource, id) in cases {
        let project = yard.scene.project(&resource.root()?)?;
        match project.import(address, id) {
            Ok(()) => return Err(Trouble::Unmet(format!("{id} was imported"))),
            Err(told) => ensure(told.to_string().contains("nobody"), told)?,
        }
    }
    yard.scene.world.is_empty()
}

/// A broker that exists is not taken over by a create: its tags lack the mark of an unfinished one.
#[test]
fn a_create_does_not_adopt_a_finished_broker() -> Result<(), Trouble> {
    let yard = Yard::new(need!(Cast::ours()))?;
    let broker = yard.site.broker("taken", 1);
    let project = yard.applied(&broker)?;
    let other = yard.scene.project(&broker.root()?)?;
    let report = other.try_apply()?;
    let named = report.errors().any(|error| {
        let text = format!("{} {}", error.summary, error.detail);
        text.contains("import") && text.contains("taken/1")
    });
    ensure(report.exit == 1 && named, report.text)?;
    quiet(&project)?;
    yard.clear(&project)
}
