//! Tags, and what only Terraform knows.

use hcl::Value;
use kafkaws_acceptance_tests::configuration::Resource;
use kafkaws_acceptance_tests::{Trouble, need};
use serde_json::json;

use super::Running;
use crate::scene::{CLUSTER, Cast, ensure};

#[test]
fn tags_come_change_and_go() -> Result<(), Trouble> {
    let two = Value::from_iter([("team", "payments"), ("tier", "1")]);
    let running = Running::new(need!(Cast::ours()), Resource::cluster("tags"))?.change([
        ("tags", Value::from_iter([("team", "streaming")])),
        ("tags", two),
    ])?;
    let tags = running.at_aws()?["tags"].clone();
    ensure(tags == json!({ "team": "payments", "tier": "1" }), &tags)?;
    running.change([("tags", Value::Null)])?.end()
}

/// Updates of the state: AWS is not asked to change anything.
#[test]
fn what_only_terraform_knows() -> Result<(), Trouble> {
    let running = Running::new(need!(Cast::ours()), Resource::cluster("terraform"))?;
    running.scene.world.sandbox().forget_calls();
    let running = running.change([
        ("timeouts.update", "2h30m".into()),
        ("allow_replacement", true.into()),
        ("deletion_protection", true.into()),
    ])?;
    let timeouts = running.project.values(CLUSTER)?["timeouts"].clone();
    ensure(timeouts["update"] == "2h30m", &timeouts)?;
    let running = running.change([
        ("timeouts", Value::Null),
        ("deletion_protection", Value::Null),
    ])?;
    let timeouts = running.project.values(CLUSTER)?["timeouts"].clone();
    ensure(timeouts.is_null(), &timeouts)?;
    let calls = running.scene.world.sandbox().calls().mutating();
    ensure(calls.is_empty(), format!("{:?}", calls.operations()))?;
    running.end()
}

fn block(default_tags: &str) -> String {
    format!(
        "provider \"kafkaws\" {{\n  {default_tags}\n  ignore_tags = {{\n    keys = [\"cost\"]\n    \
         key_prefixes = [\"kubernetes.io/\"]\n  }}\n}}\n"
    )
}

/// Tags of the provider block are added; tags of others are left alone.
#[test]
fn default_tags_and_ignored_tags() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let cluster = Resource::cluster("defaults").with("tags.app", "orders");
    let project = scene.project(&cluster.root()?)?;
    let at_aws = || Ok::<_, Trouble>(scene.neighbour().cluster("defaults")?["tags"].clone());
    let others = json!({ "cost": "42", "kubernetes.io/cluster": "shared" });
    let steps = [
        (
            "default_tags = { tags = { team = \"streaming\" } }",
            json!({ "app": "orders", "team": "streaming" }),
        ),
        (
            "default_tags = { tags = { app = \"overridden\", team = \"payments\" } }",
            json!({ "app": "orders", "team": "payments" }),
        ),
        ("", json!({ "app": "orders" })),
    ];
    for (defaults, wanted) in steps {
        project.write("provider.tf", &block(defaults))?;
        project.apply()?;
        project.empty_plan()?;
        let all = project.values(CLUSTER)?["tags_all"].clone();
        ensure(all == wanted, format!("tags_all is {all}"))?;
        let world = scene.world.sandbox().world();
        let drifted = world.drift("defaults", json!({ "tags": others }));
        drifted.map_err(|error| Trouble::Unmet(error.to_string()))?;
        project.quiet_refresh()?;
    }
    let left = at_aws()?;
    let mut wanted = others;
    wanted["app"] = "orders".into();
    ensure(left == wanted, format!("AWS has {left}"))?;
    scene.clear(&project)
}
