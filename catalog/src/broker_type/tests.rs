use super::*;
use proptest::prelude::*;

fn broker(text: &str) -> BrokerType {
    text.parse().unwrap()
}

#[test]
fn types_that_are_known_and_types_that_are_not_yet() {
    let known = broker("express.m7g.16xlarge");
    assert!(known.is_express());
    assert_eq!((known.family(), known.size()), ("m7g", "16xlarge"));
    assert_eq!(known.limits().unwrap().maximum_partitions, 32_000);
    assert!(broker("kafka.m9g.3xlarge").limits().is_none());
    assert!(broker("express.m8g.large").limits().is_none());
}

#[test]
fn what_is_not_a_type_is_refused_with_its_reason() {
    let error = |text: &str| text.parse::<BrokerType>().unwrap_err();
    for text in ["m5.large", "m7g.xlarge", "Kafka.m5.large", ".m5.large"] {
        assert!(matches!(error(text), BrokerTypeError::Kind(_)), "{text}");
    }
    for text in [
        "kafka",
        "kafka.m5",
        "kafka.m5.large.x",
        "kafka.M5.large",
        "kafka..large",
        "kafka.m5.large ",
    ] {
        assert!(matches!(error(text), BrokerTypeError::Shape(_)), "{text}");
    }
    for text in ["", "k.m5", "kafka.m5.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"] {
        assert!(matches!(error(text), BrokerTypeError::Length(_)), "{text}");
    }
}

#[test]
fn sizes_are_ordered_by_what_they_are_not_by_their_text() {
    for (small, large) in [
        ("kafka.t3.small", "kafka.m5.large"),
        ("kafka.m5.large", "kafka.m7g.xlarge"),
        ("kafka.m5.8xlarge", "kafka.m5.12xlarge"),
        ("kafka.m5.xlarge", "kafka.m5.2xlarge"),
    ] {
        assert_eq!(
            broker(small).compare_size(&broker(large)),
            Some(Ordering::Less),
            "{small}"
        );
    }
    assert_eq!(
        broker("kafka.m5.metal").compare_size(&broker("kafka.m5.large")),
        None
    );
    assert_eq!(
        broker("kafka.m5.4000000000xlarge").compare_size(&broker("kafka.m5.large")),
        None
    );
}

#[test]
fn limits_are_those_that_aws_publishes() {
    for (text, recommended, maximum, throughput) in [
        ("kafka.t3.small", 300, 300, None),
        ("kafka.m5.large", 1000, 1500, None),
        ("kafka.m7g.xlarge", 1000, 1500, None),
        ("kafka.m5.2xlarge", 2000, 3000, None),
        ("kafka.m7g.2xlarge", 2000, 3000, Some(312)),
        ("kafka.m5.4xlarge", 4000, 6000, Some(593)),
        ("kafka.m7g.16xlarge", 4000, 6000, Some(1000)),
        ("express.m7g.large", 1000, 1500, None),
    ] {
        let limits = broker(text).limits().unwrap();
        assert_eq!(limits.recommended_partitions, recommended, "{text}");
        assert_eq!(limits.maximum_partitions, maximum, "{text}");
        assert_eq!(limits.throughput, throughput, "{text}");
    }
}

#[test]
fn the_table_is_consistent() {
    for (place, row) in limits::LIMITS.iter().enumerate() {
        let text = BrokerType {
            kind: row.kind,
            family: row.family.into(),
            size: row.size.into(),
        };
        assert_eq!(broker(&text.to_string()), text);
        assert_eq!(
            text.limits(),
            Some(row),
            "a row hides another of the same type: {text}"
        );
        assert!(
            row.recommended_partitions <= row.maximum_partitions,
            "{text}"
        );
        assert_eq!(
            row.express.is_some(),
            row.kind == BrokerKind::Express,
            "{text}"
        );
        if let Some(before) = limits::LIMITS[..place]
            .last()
            .filter(|b| b.family == row.family && b.kind == row.kind)
        {
            assert!(
                before.maximum_partitions <= row.maximum_partitions,
                "{text}"
            );
            assert!(before.throughput <= row.throughput, "{text}");
        }
    }
}

#[test]
fn changes_of_type() {
    for (from, to, refusal) in [
        ("kafka.t3.small", "kafka.m5.large", None),
        ("kafka.m5.large", "kafka.m7g.large", None),
        ("kafka.m7g.large", "kafka.m5.large", None),
        ("kafka.m5.4xlarge", "kafka.m5.large", None),
        ("kafka.t3.small", "kafka.t3.small", None),
        (
            "kafka.m5.large",
            "kafka.t3.small",
            Some(TypeChangeRefusal::Burstable),
        ),
        (
            "kafka.m5.large",
            "express.m7g.large",
            Some(TypeChangeRefusal::Kind {
                from: BrokerKind::Standard,
                to: BrokerKind::Express,
            }),
        ),
        (
            "express.m7g.large",
            "kafka.m7g.large",
            Some(TypeChangeRefusal::Kind {
                from: BrokerKind::Express,
                to: BrokerKind::Standard,
            }),
        ),
    ] {
        assert_eq!(
            broker(from).may_become(&broker(to)).err(),
            refusal,
            "{from} {to}"
        );
    }
}

proptest! {
    #[test]
    fn text_round_trips(text in "(kafka|express)\\.[a-z][a-z0-9]{0,5}\\.([0-9]{0,2}xlarge|large|small|metal)") {
        prop_assert_eq!(broker(&text).to_string(), text);
    }

    #[test]
    fn any_text_is_a_type_or_an_error(text in "\\PC{0,40}") {
        if let Ok(parsed) = text.parse::<BrokerType>() {
            prop_assert_eq!(parsed.to_string(), text);
        }
    }
}
