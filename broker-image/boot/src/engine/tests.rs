use std::path::Path;

use kafkaws_boot_contract::Contract;

use super::signal::StopSignal;
use super::*;
use crate::volumes::Mounted;

fn engine(text: &str) -> Engine {
    Engine::parse(text, Path::new("engine.toml")).unwrap()
}

fn contract() -> Contract {
    serde_json::from_str(
        r#"{"version":1,"cluster":"orders","broker_id":3,"rack":"euw1-az2","address":"10.0.1.5",
            "listeners":[{"name":"CLIENT","port":9092,"protocol":"PLAINTEXT","advertised_host":"b3.example.com"},
                         {"name":"INTERNAL","port":9093,"protocol":"SASL_SSL"}],
            "volumes":[{"name":"a","volume_id":"vol-01234567"},{"name":"b","volume_id":"vol-89abcdef"}],
            "properties":{"log.retention.hours":"24"},
            "environment":{"STORAGE":"s3://bucket/","EXTRA":"{cluster}"}}"#,
    )
    .unwrap()
}

fn volumes() -> Vec<Mounted> {
    ["a", "b"]
        .map(|name| Mounted {
            name: name.into(),
            mount: format!("/data/{name}").into(),
            data: format!("/data/{name}/broker").into(),
        })
        .into()
}

fn resolved(text: &str, contract: &Contract, volumes: &[Mounted]) -> Result<Program, ResolveError> {
    resolve(&Place {
        engine: &engine(text),
        contract,
        volumes,
        config_dir: Path::new("/run/kafkaws/config"),
    })
}

const KAFKA: &str = r#"
name = "kafka"
[broker]
command = "/opt/kafka/bin/kafka-server-start"
arguments = ["{config_dir}/server.properties"]
[broker.environment]
STORAGE = "file://{data_dir:nowhere}"
URL = "{listener_url} {advertised_url} {port} {{}}"
[[files]]
name = "server.properties"
content = """
node.id={broker_id}
broker.rack={rack}
listeners={listeners}
advertised.listeners={advertised_listeners}
listener.security.protocol.map={listener_protocols}
log.dirs={data_dirs}
metadata.log.dir={data_dir:b}
{properties}"""
"#;

#[test]
fn everything_that_a_broker_is_told() {
    let program = resolved(KAFKA, &contract(), &volumes()).unwrap();
    assert_eq!(program.arguments, ["/run/kafkaws/config/server.properties"]);
    assert_eq!(program.directory, Path::new("/"));
    let expected = "node.id=3\n\
        broker.rack=euw1-az2\n\
        listeners=CLIENT://10.0.1.5:9092,INTERNAL://10.0.1.5:9093\n\
        advertised.listeners=CLIENT://b3.example.com:9092,INTERNAL://10.0.1.5:9093\n\
        listener.security.protocol.map=CLIENT:PLAINTEXT,INTERNAL:SASL_SSL\n\
        log.dirs=/data/a/broker,/data/b/broker\n\
        metadata.log.dir=/data/b/broker\n\
        log.retention.hours=24\n";
    let file = Path::new("/run/kafkaws/config/server.properties");
    assert_eq!(program.files.get(file).map(String::as_str), Some(expected));
    let value = |name: &str| program.environment.get(name).map(String::as_str);
    let urls = "tcp://10.0.1.5:9092 tcp://b3.example.com:9092 9092 {}";
    assert_eq!(value("URL"), Some(urls));
}

#[test]
fn the_users_environment_wins_and_is_taken_as_it_is() {
    let program = resolved(KAFKA, &contract(), &volumes()).unwrap();
    let value = |name: &str| program.environment.get(name).map(String::as_str);
    assert_eq!(value("STORAGE"), Some("s3://bucket/"));
    assert_eq!(value("EXTRA"), Some("{cluster}"));
    let mut contract = contract();
    contract.environment.clear();
    let error = resolved(KAFKA, &contract, &volumes()).unwrap_err();
    assert!(
        matches!(error, ResolveError::UnknownVolume { .. }),
        "{error}"
    );
    assert!(
        error
            .to_string()
            .ends_with("a volume named nowhere, and the broker has a, b"),
        "{error}"
    );
}

#[test]
fn an_engine_and_a_contract_that_do_not_go_together() {
    let plain = "name = 'plain'\nbroker.command = '/bin/true'";
    let error = resolved(plain, &contract(), &[]).unwrap_err();
    assert!(
        matches!(error, ResolveError::PropertiesIgnored { .. }),
        "{error}"
    );
    let disk = "name = 'disk'\n[broker]\ncommand = '/bin/true'\ndirectory = '{data_dir}'";
    let mut contract = contract();
    contract.properties.clear();
    let error = resolved(disk, &contract, &[]).unwrap_err();
    assert!(
        matches!(error, ResolveError::VolumeMissing { .. }),
        "{error}"
    );
    assert!(resolved(plain, &contract, &[]).is_ok());
}

#[test]
fn defaults() {
    let engine = engine("name = 'plain'\nbroker.command = '/bin/true'");
    assert_eq!(engine.health.probe, Probe::Kafka);
    assert_eq!(engine.health.ready_within.as_secs(), 300);
    assert_eq!(
        (engine.stop.signal, engine.stop.within.as_secs()),
        (StopSignal::Terminate, 120)
    );
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    let with = |line: &str| format!("name = 'x'\n[broker]\ncommand = '/bin/x'\n{line}\n");
    let cases = [
        (String::new(), "missing field `name`"),
        ("name = 'x'".to_owned(), "missing field `broker`"),
        ("name = ".to_owned(), "line 1"),
        (
            "name = 'x'\nbroker.command = 'bin/x'".to_owned(),
            "`broker.command` must be an absolute path",
        ),
        (with("argument = ['a']"), "unknown field `argument`"),
        (
            with("arguments = ['{brokerid}']"),
            "there is no placeholder {brokerid}",
        ),
        (with("[health]\nprobe = 'http'"), "unknown variant `http`"),
        (with("[health]\nready_within = 60"), "line 5"),
        (
            with("[stop]\nwithin = 'soon'"),
            "\"soon\" is no time such as \"90s\"",
        ),
        (
            with("[stop]\nsignal = 'SIGKILL'"),
            "unknown variant `SIGKILL`",
        ),
        (
            with("[storage]\nfilesystem = 'btrfs'"),
            "unknown variant `btrfs`",
        ),
        (
            with("[[files]]\nname = '../x'\ncontent = ''"),
            "must be a file name without a folder",
        ),
        (
            with("[broker.environment]\n'A=B' = ''"),
            "is no name of a variable",
        ),
    ];
    for (text, expected) in cases {
        let error = Engine::parse(&text, Path::new("/etc/kafkaws/engine.toml"))
            .unwrap_err()
            .to_string();
        assert!(error.contains(expected), "{text}\n{error}");
        assert!(error.contains("/etc/kafkaws/engine.toml"), "{error}");
    }
}

#[test]
fn an_engine_file_that_is_not_there() {
    let error = Engine::read(Path::new("/nowhere/engine.toml")).unwrap_err();
    assert!(matches!(error, EngineError::Unreadable { .. }));
}
