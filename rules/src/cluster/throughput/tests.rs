use super::*;
use crate::cluster::observed::Observed;
use crate::cluster::testing::*;
use kafkaws_schema::Value;

fn on() -> (&'static str, Value) {
    (THROUGHPUT_ENABLED, true.into())
}

fn broker(text: &str) -> (&'static str, Value) {
    (INSTANCE_TYPE, text.into())
}

fn mib(wanted: i64) -> (&'static str, Value) {
    (THROUGHPUT, wanted.into())
}

#[test]
fn the_broker_is_large_enough() {
    creates(
        &PROVISIONED_THROUGHPUT_BROKER_TYPE,
        &Observed::default(),
        &[
            (&[on()], Some(THROUGHPUT_ENABLED)),
            (
                &[on(), broker("kafka.m5.2xlarge")],
                Some(THROUGHPUT_ENABLED),
            ),
            (&[on(), broker("kafka.t3.small")], Some(THROUGHPUT_ENABLED)),
            (&[on(), broker("kafka.m7g.2xlarge")], None),
            (&[on(), broker("kafka.m5.4xlarge")], None),
            (&[on(), broker("kafka.m99.large")], None),
            (&[on(), broker("express.m7g.large")], None),
            (&[], None),
            (&[(THROUGHPUT_ENABLED, Value::unknown())], None),
        ],
    );
}

#[test]
fn the_figure_is_in_range() {
    let with = |type_: &str, wanted: i64| [on(), broker(type_), mib(wanted)];
    creates(
        &PROVISIONED_THROUGHPUT_RANGE,
        &Observed::default(),
        &[
            (&with("kafka.m5.4xlarge", 249), Some(THROUGHPUT)),
            (&with("kafka.m5.4xlarge", 250), None),
            (&with("kafka.m5.4xlarge", 593), None),
            (&with("kafka.m5.4xlarge", 594), Some(THROUGHPUT)),
            (&with("kafka.m7g.2xlarge", 313), Some(THROUGHPUT)),
            (&with("kafka.m99.9xlarge", 100_000), None),
            (&with("kafka.m99.9xlarge", 0), Some(THROUGHPUT)),
            (&[broker("kafka.m5.4xlarge"), mib(1)], None),
            (
                &[
                    on(),
                    broker("kafka.m5.4xlarge"),
                    (THROUGHPUT, Value::unknown()),
                ],
                None,
            ),
        ],
    );
}

/// A smaller type takes less: the figure that was fine no longer is.
#[test]
fn a_smaller_type_wakes_the_range() {
    let before = [on(), broker("kafka.m5.8xlarge"), mib(850)];
    let rows: &[Row<'_>] = &[
        (&[broker("kafka.m5.4xlarge")], Some(THROUGHPUT)),
        (&[broker("kafka.m5.12xlarge")], None),
        (&[], None),
    ];
    updates(
        &PROVISIONED_THROUGHPUT_RANGE,
        &Observed::default(),
        &before,
        rows,
    );
}

#[test]
fn the_volume_is_large_enough() {
    let sized = |gib: i64| [on(), (VOLUME_SIZE, gib.into())];
    let rows: &[Row<'_>] = &[
        (&sized(9), Some(VOLUME_SIZE)),
        (&sized(10), None),
        (&[(VOLUME_SIZE, Value::from(9))], None),
        (&[on(), (VOLUME_SIZE, Value::unknown())], None),
    ];
    creates(
        &PROVISIONED_THROUGHPUT_VOLUME_SIZE,
        &Observed::default(),
        rows,
    );
}

#[test]
fn switch_and_figure_go_together() {
    let nothing = Observed::default();
    let rows: &[Row<'_>] = &[
        (&[on()], Some(THROUGHPUT)),
        (&[on(), mib(300)], None),
        (&[on(), (THROUGHPUT, Value::unknown())], None),
        (&[], None),
    ];
    creates(&PROVISIONED_THROUGHPUT_VALUE, &nothing, rows);
    let rows: &[Row<'_>] = &[
        (&[mib(300)], Some(THROUGHPUT)),
        (&[on(), mib(300)], None),
        (&[(THROUGHPUT_ENABLED, Value::unknown()), mib(300)], None),
    ];
    creates(&PROVISIONED_THROUGHPUT_DISABLED, &nothing, rows);
}

#[test]
fn fetchers_match_the_size() {
    let with = |text: &str| {
        [
            on(),
            broker("kafka.m5.8xlarge"),
            (SERVER_PROPERTIES, text.into()),
        ]
    };
    creates(
        &PROVISIONED_THROUGHPUT_FETCHERS,
        &Observed::default(),
        &[
            (
                &[on(), broker("kafka.m5.8xlarge")],
                Some(THROUGHPUT_ENABLED),
            ),
            (&with("num.replica.fetchers=7"), Some(THROUGHPUT_ENABLED)),
            (&with("num.replica.fetchers=8"), None),
            (&[on(), broker("kafka.m7g.2xlarge")], None),
            (&[on()], None),
        ],
    );
}
