//! The binary as a process: started by a person, by a debugger, and with logs.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::world::{Printed, World, shelf_binary};

fn shelf(arguments: &[&str]) -> Printed {
    let mut command = Command::new(shelf_binary());
    Printed::of(
        command
            .args(arguments)
            .env_remove("TF_PLUGIN_MAGIC_COOKIE")
            .output()
            .unwrap(),
    )
}

#[test]
fn a_person_is_told_what_this_is() {
    let printed = shelf(&[]);
    assert_eq!(printed.code, Some(1));
    assert!(printed.out.is_empty(), "{printed:#?}");
    assert!(printed.err.contains("Terraform starts it"), "{printed:#?}");
    assert_eq!(
        shelf(&["--version"]).out,
        "terraform-provider-shelf 0.0.1\n"
    );
    assert!(
        shelf(&["--help"])
            .out
            .contains("source = \"example.com/test/shelf\"")
    );
    let printed = shelf(&["plan"]);
    assert_eq!(printed.code, Some(1));
    assert!(
        printed.err.starts_with("\"plan\" is no option"),
        "{printed:#?}"
    );
}

#[test]
fn terraform_attaches_to_a_provider_under_a_debugger() {
    let Some(world) = World::new() else { return };
    world.write("resource \"shelf_book\" \"it\" {\n  title = \"dune\"\n}\n");
    let mut plugin = Command::new(shelf_binary())
        .arg("--debug")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(plugin.stdout.take().unwrap()).lines();
    let export = lines
        .find(|line| line.as_ref().unwrap().starts_with("export "))
        .unwrap()
        .unwrap();
    let value = export
        .trim_start_matches("export TF_REATTACH_PROVIDERS=")
        .trim_matches('\'');
    // Neither init nor a mirror is needed, and the second run meets the same process.
    for action in ["apply", "destroy"] {
        let mut command = world.command(&[action, "-auto-approve", "-no-color"]);
        let printed = Printed::of(
            command
                .env("TF_REATTACH_PROVIDERS", value)
                .output()
                .unwrap(),
        );
        assert_eq!(printed.code, Some(0), "{printed:#?}");
        assert_eq!(world.has_book("dune"), action == "apply");
    }
    let id = plugin.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap()
            .success()
    );
    assert!(plugin.wait().unwrap().success());
}

#[test]
fn logs_keep_their_level_and_their_values() {
    let Some(world) = World::new() else { return };
    world.write("resource \"shelf_book\" \"it\" {\n  title = \"dune\"\n}\n");
    world.init();
    let mut command = world.command(&["plan", "-no-color"]);
    let printed = Printed::of(command.env("TF_LOG_PROVIDER", "DEBUG").output().unwrap());
    let answered = printed
        .err
        .lines()
        .find(|line| line.contains("tf_rpc=PlanResourceChange"));
    let line = answered.unwrap_or_else(|| panic!("{printed:#?}"));
    assert!(
        line.contains("[DEBUG] provider.terraform-provider-shelf_v0.0.1: answered:"),
        "{line}"
    );
    assert!(line.contains("tf_type=shelf_book"), "{line}");
}

#[test]
fn terraform_shows_the_whole_schema() {
    let Some(world) = World::new() else { return };
    world.write("");
    world.init();
    let schemas: serde_json::Value =
        serde_json::from_str(&world.ok(&["providers", "schema", "-json"])).unwrap();
    let provider = &schemas["provider_schemas"]["example.com/test/shelf"];
    let book = &provider["resource_schemas"]["shelf_book"];
    assert_eq!(book["version"], 1);
    let attributes = &book["block"]["attributes"];
    assert_eq!(attributes["title"]["required"], true);
    assert_eq!(attributes["title"]["description"], "What it is called.");
    assert_eq!(attributes["title"]["description_kind"], "markdown");
    assert_eq!(attributes["pages"]["optional"], true);
    assert_eq!(attributes["pages"]["computed"], true);
    assert_eq!(attributes["whisper"]["write_only"], true);
    assert_eq!(attributes["id"]["computed"], true);
    let binding = &attributes["binding"]["nested_type"];
    assert_eq!(binding["nesting_mode"], "single");
    assert_eq!(binding["attributes"]["cover"]["type"], "string");
    let shout = &provider["functions"]["shout"];
    assert_eq!(shout["variadic_parameter"]["name"], "words");
}
