//! Everything that is done to a resource in its life.

use crate::world::World;

const BOOK: &str = r#"
resource "shelf_book" "it" {
  title = "dune"
  blurb = "sand"
}
"#;

#[test]
fn a_book_from_create_to_destroy() {
    let Some(world) = World::new() else { return };
    world.write(BOOK);
    world.init();
    assert!(world.ok(&["validate", "-no-color"]).contains("valid"));
    let plan = world.ok(&["plan", "-no-color"]);
    assert!(
        plan.contains("1 to add, 0 to change, 0 to destroy"),
        "{plan}"
    );
    assert!(
        plan.contains("printing     = (known after apply)"),
        "{plan}"
    );
    world.apply();
    assert_eq!(world.book("dune")["pages"], 100);
    world.assert_quiet();

    world.write(&BOOK.replace("sand", "more sand"));
    let applied = world.apply();
    assert!(
        applied.contains("0 added, 1 changed, 0 destroyed"),
        "{applied}"
    );
    let attributes = world.state()["attributes"].clone();
    assert_eq!(attributes["blurb_length"], 9);
    assert_eq!(attributes["printing"], 2);
    assert_eq!(attributes["mark"], "M-dune");
    world.assert_quiet();

    world.write(&BOOK.replace("dune", "emma"));
    let applied = world.apply();
    assert!(
        applied.contains("1 added, 0 changed, 1 destroyed"),
        "{applied}"
    );
    assert!(world.has_book("emma") && !world.has_book("dune"));
    world.assert_quiet();

    world.ok(&["destroy", "-auto-approve", "-no-color"]);
    assert!(!world.has_book("emma"));
    assert_eq!(world.sockets(), Vec::<std::path::PathBuf>::new());
}

#[test]
fn an_import_needs_no_change() {
    let Some(world) = World::new() else { return };
    world.write(BOOK);
    world.init();
    world.apply();
    world.ok(&["state", "rm", "shelf_book.it"]);
    world.ok(&["import", "-no-color", "shelf_book.it", "dune"]);
    world.assert_quiet();
    world.ok(&["state", "rm", "shelf_book.it"]);
    world.write(&format!(
        "{BOOK}\nimport {{\n  to = shelf_book.it\n  id = \"dune\"\n}}\n"
    ));
    let plan = world.ok(&["plan", "-no-color"]);
    assert!(
        plan.contains("1 to import, 0 to add, 0 to change"),
        "{plan}"
    );
}

#[test]
fn an_import_of_nothing_says_so() {
    let Some(world) = World::new() else { return };
    world.write(BOOK);
    world.init();
    let printed = world.run(&["import", "-no-color", "shelf_book.it", "nowhere"]);
    assert_eq!(printed.code, Some(1));
    assert!(
        printed.prose().contains("nowhere is not on the shelf"),
        "{printed:#?}"
    );
}

#[test]
fn what_changed_behind_terraform_is_seen() {
    let Some(world) = World::new() else { return };
    world.write(BOOK);
    world.init();
    world.apply();
    let mut book = world.book("dune");
    book["pages"] = 7.into();
    std::fs::write(world.path("shelf/dune.book"), book.to_string()).unwrap();
    let printed = world.run(&["plan", "-refresh-only", "-detailed-exitcode", "-no-color"]);
    assert_eq!(printed.code, Some(2), "{printed:#?}");
    assert!(printed.out.contains("100 -> 7"), "{printed:#?}");
    std::fs::remove_file(world.path("shelf/dune.book")).unwrap();
    let plan = world.ok(&["plan", "-no-color"]);
    assert!(plan.contains("1 to add"), "{plan}");
}

#[test]
fn a_data_source_and_a_function_are_read() {
    let Some(world) = World::new() else { return };
    let body = r#"
data "shelf_inventory" "all" {
  depends_on = [shelf_book.it]
}
output "titles" { value = data.shelf_inventory.all.titles }
output "shout"  { value = provider::shelf::shout("it", "is", "here") }
"#;
    world.write(&format!("{BOOK}{body}"));
    world.init();
    world.apply();
    let outputs: serde_json::Value = serde_json::from_str(&world.ok(&["output", "-json"])).unwrap();
    assert_eq!(outputs["titles"]["value"], serde_json::json!(["dune"]));
    assert_eq!(outputs["shout"]["value"], "IT IS HERE");
}

#[test]
fn a_function_blames_its_argument() {
    let Some(world) = World::new() else { return };
    world.write("output \"shout\" { value = provider::shelf::shout(\"it\", \"\") }");
    world.init();
    let printed = world.run(&["plan", "-no-color"]);
    assert_eq!(printed.code, Some(1));
    assert!(
        printed.prose().contains("Silence cannot be shouted"),
        "{printed:#?}"
    );
}

#[test]
fn what_is_write_only_arrives_and_is_stored_nowhere() {
    let Some(world) = World::new() else { return };
    world.write(&BOOK.replace("blurb", "whisper = \"hush\"\n  blurb"));
    world.init();
    world.apply();
    assert_eq!(world.state()["attributes"]["whispered"], 4);
    let state = std::fs::read_to_string(world.path("config/terraform.tfstate")).unwrap();
    assert!(!state.contains("hush"), "{state}");
    world.assert_quiet();
}

#[test]
fn a_resource_of_another_provider_moves_in() {
    let Some(world) = World::new() else { return };
    // The state of a provider that is not installed cannot be read: take one that Terraform has
    // built in.
    world.write("resource \"terraform_data\" \"old\" {}");
    world.init();
    world.apply();
    world.write(&format!(
        "{BOOK}\nmoved {{\n  from = terraform_data.old\n  to = shelf_book.it\n}}\n"
    ));
    let printed = world.run(&["plan", "-no-color"]);
    assert_eq!(printed.code, Some(1), "{printed:#?}");
    let prose = printed.prose();
    assert!(
        prose.contains("cannot take over a terraform_data of"),
        "{prose}"
    );
    assert!(
        prose.contains("It takes over: hashicorp/local local_file."),
        "{prose}"
    );
}

#[test]
fn values_of_megabytes_pass() {
    let Some(world) = World::new() else { return };
    std::fs::write(world.path("config/blurb.txt"), "x".repeat(5 << 20)).unwrap();
    world.write(&BOOK.replace("\"sand\"", "file(\"blurb.txt\")"));
    world.init();
    world.apply();
    assert_eq!(world.state()["attributes"]["blurb_length"], 5 << 20);
    world.assert_quiet();
}

#[test]
fn plaintext_when_terraform_wants_it() {
    let Some(world) = World::new() else { return };
    world.write(BOOK);
    world.init();
    let mut command = world.command(&["apply", "-auto-approve", "-no-color"]);
    let output = command.env("TF_DISABLE_PLUGIN_TLS", "1").output().unwrap();
    assert!(output.status.success(), "{output:#?}");
    assert!(world.has_book("dune"));
}

#[test]
fn a_provider_whose_configuration_is_unknown_still_plans() {
    let Some(world) = World::new() else { return };
    world.write(BOOK);
    let main = world.path("config/main.tf");
    let text = std::fs::read_to_string(&main).unwrap();
    let shelf = format!("{:?}", world.path("shelf"));
    let text = text.replace(&shelf, "terraform_data.where.output")
        + &format!("\nresource \"terraform_data\" \"where\" {{\n  input = {shelf}\n}}\n");
    std::fs::write(main, text).unwrap();
    world.init();
    let plan = world.ok(&["plan", "-no-color"]);
    assert!(plan.contains("2 to add"), "{plan}");
    world.apply();
    assert!(world.has_book("dune"));
}
