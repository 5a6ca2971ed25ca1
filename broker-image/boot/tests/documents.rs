//! What is written beside the code: examples in CONTRACT.md, and the units.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use kafkaws_boot_contract::UserData;
use kafkaws_boot_contract::console::lines;

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The fenced blocks of CONTRACT.md in one language.
fn blocks(language: &str) -> Vec<String> {
    let text = fs::read_to_string(here("../CONTRACT.md")).unwrap();
    let opening = format!("```{language}\n");
    let blocks = text.split(&opening).skip(1);
    let blocks: Vec<_> = blocks
        .map(|rest| rest.split("```").next().unwrap().to_owned())
        .collect();
    assert!(!blocks.is_empty(), "no {language} in CONTRACT.md");
    blocks
}

fn agent(arguments: &[&Path]) -> Output {
    let agent = env!("CARGO_BIN_EXE_kafkaws-boot");
    Command::new(agent).args(arguments).output().unwrap()
}

#[test]
fn every_contract_in_the_document_boots_with_every_engine_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let (data, file) = (
        folder.path().join("user-data.json"),
        folder.path().join("engine.toml"),
    );
    for contract in blocks("json") {
        fs::write(&data, &contract).unwrap();
        for engine in blocks("toml") {
            fs::write(&file, &engine).unwrap();
            let output = agent(&["check".as_ref(), &data, "--engine".as_ref(), &file]);
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{contract}\n{engine}\n{said}");
        }
    }
}

#[test]
fn the_document_says_every_field_of_the_contract() {
    let text = fs::read_to_string(here("../CONTRACT.md")).unwrap();
    let schema: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(here("../contract/schema.json")).unwrap())
            .unwrap();
    for fields in [
        "/properties",
        "/$defs/listener/properties",
        "/$defs/volume/properties",
    ] {
        for name in schema.pointer(fields).unwrap().as_object().unwrap().keys() {
            assert!(
                text.contains(&format!("`{name}`")),
                "{name} is not in CONTRACT.md"
            );
        }
    }
}

#[test]
fn the_documents_console_lines_are_read() {
    let examples = blocks("text").concat();
    assert_eq!(lines(&examples).count(), 3, "{examples}");
    let contract = UserData::from_bytes(blocks("json").remove(0))
        .contract()
        .unwrap();
    assert!(lines(&examples).any(|line| line.to_string().contains(&contract.cluster)));
}

#[test]
fn systemd_takes_the_units() {
    let folder = tempfile::tempdir().unwrap();
    let mut units = Vec::new();
    for entry in fs::read_dir(here("systemd")).unwrap() {
        let path = entry.unwrap().path();
        // The program of this build, which is where the agent is on no machine.
        let text = fs::read_to_string(&path).unwrap();
        let text = text.replace("/usr/bin/kafkaws-boot", env!("CARGO_BIN_EXE_kafkaws-boot"));
        let unit = folder.path().join(path.file_name().unwrap());
        fs::write(&unit, text).unwrap();
        units.push(unit);
    }
    assert_eq!(units.len(), 3);
    let verified = Command::new("systemd-analyze")
        .arg("verify")
        .arg("--man=no")
        .args(&units)
        .output();
    let Ok(verified) = verified else {
        println!("skipped: systemd-analyze is not installed");
        return;
    };
    let said = String::from_utf8_lossy(&verified.stderr);
    // It also speaks of units of the machine that it runs on.
    let ours: Vec<_> = said
        .lines()
        .filter(|line| line.contains("kafkaws-bo"))
        .collect();
    assert!(ours.is_empty(), "{ours:#?}");
}

#[test]
fn the_units_start_what_the_agent_knows() {
    for entry in fs::read_dir(here("systemd")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let start = text
            .lines()
            .find_map(|line| line.strip_prefix("ExecStart=/usr/bin/kafkaws-boot "));
        let words: Vec<_> = start.unwrap().split(' ').map(Path::new).collect();
        let help: Vec<_> = words.into_iter().chain([Path::new("--help")]).collect();
        assert!(agent(&help).status.success(), "{text}");
        let unknown = [help[0], Path::new("--no-such-option")];
        assert!(!agent(&unknown).status.success());
    }
}

/// Engine files that are shipped.
fn engines() -> Vec<PathBuf> {
    let folders = fs::read_dir(here("../engines")).unwrap();
    let mut found: Vec<_> = folders
        .map(|folder| folder.unwrap().path().join("engine.toml"))
        .collect();
    found.sort();
    assert!(!found.is_empty());
    found
}

#[test]
fn every_contract_in_the_document_boots_with_every_engine_that_is_shipped() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("user-data.json");
    for contract in blocks("json") {
        fs::write(&data, &contract).unwrap();
        for engine in engines() {
            let output = agent(&["check".as_ref(), &data, "--engine".as_ref(), &engine]);
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{contract}\n{engine:?}\n{said}");
        }
    }
}

#[test]
fn nisshi_keeps_its_data_on_the_first_volume_unless_it_is_told_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("user-data.json");
    let engine = here("../engines/nisshi/engine.toml");
    let check = |volumes: &str, environment: &str| {
        let text = format!(
            r#"{{"version":1,"cluster":"orders","broker_id":3,"rack":"euw1-az2","address":"10.0.1.5",
                "listeners":[{{"name":"C","port":9092,"protocol":"PLAINTEXT","advertised_host":"b3.example.com"}}],
                "volumes":[{volumes}],"environment":{{{environment}}}}}"#
        );
        fs::write(&data, text).unwrap();
        let output = agent(&["check".as_ref(), &data, "--engine".as_ref(), &engine]);
        let said = String::from_utf8(output.stdout).unwrap();
        (output.status.success(), said)
    };
    let volume = r#"{"name":"log","volume_id":"vol-01234567890abcdef"}"#;
    let (worked, said) = check(volume, "");
    assert!(worked, "{said}");
    for line in [
        "STORAGE_ENGINE=sqlite:///var/lib/kafkaws/data/log/broker/nisshi.db",
        "LISTENER_URL=tcp://10.0.1.5:9092",
        "ADVERTISED_LISTENER_URL=tcp://b3.example.com:9092",
        "CLUSTER_ID=orders",
    ] {
        assert!(said.contains(line), "{line} is not in\n{said}");
    }
    let (worked, said) = check("", r#""STORAGE_ENGINE":"s3://orders/""#);
    assert!(
        worked && said.contains("STORAGE_ENGINE=s3://orders/"),
        "{said}"
    );
    assert!(!check("", "").0);
}
