use super::*;
use crate::BrokerType;
use proptest::prelude::*;

fn version(text: &str) -> KafkaVersion {
    text.parse().unwrap()
}

#[test]
fn the_names_that_aws_uses_round_trip() {
    for text in [
        "1.1.1",
        "2.4.1.1",
        "2.8.2.tiered",
        "3.6.0",
        "3.7.x",
        "3.7.x.kraft",
        "3.9.x.kraft",
        "4.0.x",
        "4.1.x.kraft",
        "10.20.30",
        "3.9.x.later-word2",
    ] {
        assert_eq!(version(text).to_string(), text);
    }
}

#[test]
fn what_is_not_a_version_is_refused_with_its_reason() {
    let error = |text: &str| text.parse::<KafkaVersion>().unwrap_err();
    assert_eq!(error(""), KafkaVersionError::Length(0));
    assert_eq!(error(&"3".repeat(129)), KafkaVersionError::Length(129));
    for text in ["3", "3.6", "3.6.0.1.kraft.more"] {
        assert!(matches!(error(text), KafkaVersionError::Parts(_)), "{text}");
    }
    for text in [
        "v3.6.0",
        "3.06.0",
        "3.6.y",
        "3..0",
        "x.6.0",
        "3.6.99999999999",
        "3.6.0.1a",
        "３.6.0",
    ] {
        assert!(
            matches!(error(text), KafkaVersionError::Number { .. }),
            "{text}"
        );
    }
    for text in ["3.6.0.KRaft", "3.6.0.", "3.6.0.kraft ", "3.6.0.kr_aft"] {
        assert!(
            matches!(error(text), KafkaVersionError::Suffix { .. }),
            "{text}"
        );
    }
}

#[test]
fn order_is_by_number() {
    for (older, newer) in [
        ("3.9.x", "3.10.x"),
        ("2.8.2.tiered", "3.6.0"),
        ("3.7.1", "3.7.x"),
        ("3.7.x", "3.8.x"),
        ("3.9.x.kraft", "4.0.x"),
        ("2.4.1", "2.4.1.1"),
        ("9.0.0", "10.0.0"),
    ] {
        assert!(version(older) < version(newer), "{older} {newer}");
        assert_eq!(
            version(older).compare_release(&version(newer)),
            Ordering::Less
        );
    }
    assert_eq!(
        version("3.9.x").compare_release(&version("3.9.x.kraft")),
        Ordering::Equal
    );
}

#[test]
fn what_follows_from_the_number() {
    for (text, kraft, tiered, public, removal, m7g) in [
        ("2.5.1", false, false, false, false, false),
        ("2.6.0", false, false, true, false, false),
        ("2.8.1", false, false, true, true, false),
        ("2.8.2.tiered", false, true, true, true, true),
        ("3.3.1", false, false, true, true, false),
        ("3.3.2", false, false, true, true, true),
        ("3.3.x", false, false, true, true, true),
        ("3.5.1", false, false, true, true, true),
        ("3.6.0", false, true, true, true, true),
        ("3.7.x.kraft", true, true, true, true, true),
        ("4.0.x", true, true, true, true, true),
        ("3.10.0", false, true, true, true, true),
    ] {
        let it = version(text);
        assert_eq!(it.is_kraft(), kraft, "{text}");
        assert_eq!(it.is_tiered_capable(), tiered, "{text}");
        assert_eq!(it.supports_public_access(), public, "{text}");
        assert_eq!(it.supports_broker_removal(), removal, "{text}");
        assert_eq!(it.supports_m7g(), m7g, "{text}");
    }
}

#[test]
fn what_each_broker_type_needs() {
    for (text, broker, supported) in [
        ("3.2.0", "kafka.m7g.large", false),
        ("3.2.0", "kafka.m5.large", true),
        ("3.7.x.kraft", "kafka.t3.small", false),
        ("3.7.x", "kafka.t3.small", true),
        ("3.5.1", "express.m7g.large", false),
        ("3.6.0", "express.m7g.large", true),
        ("3.7.x", "express.m7g.large", false),
        ("3.8.x", "express.m7g.large", true),
        ("3.8.x.kraft", "express.m7g.large", false),
        ("3.9.x.kraft", "express.m7g.large", true),
        ("4.0.x", "express.m7g.large", true),
        ("3.2.0", "kafka.z9.large", true),
    ] {
        let broker: BrokerType = broker.parse().unwrap();
        assert_eq!(
            version(text).supports(&broker),
            supported,
            "{text} {broker}"
        );
    }
}

#[test]
fn only_the_last_release_with_zookeeper_migrates() {
    for (text, can) in [
        ("3.8.x", false),
        ("3.9.x", true),
        ("3.9.x.kraft", false),
        ("4.0.x", false),
    ] {
        assert_eq!(version(text).can_migrate_to_kraft(), can, "{text}");
    }
}

fn any_version() -> impl Strategy<Value = String> {
    let patch = prop_oneof![Just("x".to_owned()), (0u32..20).prop_map(|n| n.to_string())];
    let tail = prop_oneof![
        Just(""),
        Just(".kraft"),
        Just(".tiered"),
        Just(".1"),
        Just(".0"),
        Just(".2.kraft")
    ];
    (0u32..12, 0u32..12, patch, tail).prop_map(|(a, b, c, d)| format!("{a}.{b}.{c}{d}"))
}

proptest! {
    #[test]
    fn text_round_trips(text in any_version()) {
        prop_assert_eq!(version(&text).to_string(), text);
    }

    #[test]
    fn the_order_is_total(a in any_version(), b in any_version(), c in any_version()) {
        let (va, vb, vc) = (version(&a), version(&b), version(&c));
        prop_assert_eq!(va.cmp(&vb), vb.cmp(&va).reverse());
        prop_assert_eq!(va.cmp(&vb) == Ordering::Equal, a == b);
        if va <= vb && vb <= vc {
            prop_assert!(va <= vc);
        }
    }

    #[test]
    fn any_text_is_a_version_or_an_error(text in "\\PC{0,40}") {
        if let Ok(parsed) = text.parse::<KafkaVersion>() {
            prop_assert_eq!(parsed.to_string(), text);
        }
    }
}
