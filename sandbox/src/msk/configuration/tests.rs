use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Properties;

fn parse(text: &str) -> Result<Properties, String> {
    Properties::decode(&STANDARD.encode(text)).map_err(|refusal| refusal.message)
}

#[test]
fn properties_are_read_with_any_separator() {
    let properties = parse("# c\n log.cleanup.policy = compact\nnum.partitions:3\na b\n").unwrap();
    assert_eq!(properties.get("log.cleanup.policy"), Some("compact"));
    assert_eq!(properties.get("num.partitions"), Some("3"));
    assert_eq!(properties.get("a"), Some("b"));
}

#[test]
fn what_msk_manages_is_refused() {
    assert_eq!(
        parse("broker.id=1").unwrap_err(),
        "Unsupported server property: broker.id."
    );
    assert!(parse("nonsense").is_err());
    assert!(Properties::decode("%%%").is_err());
}
