//! GetMetricData. Metrics: developer guide, "Amazon MSK metrics for monitoring Standard brokers".

use serde_json::Value;

use super::item::Item;
use crate::msk::Cluster;
use crate::refusal::Refusal;
use crate::world::Area;

/// Queries of one call. Source: API reference, GetMetricData.
const MOST_QUERIES: usize = 500;

/// Points of one metric: more than any question about partitions needs.
const MOST_POINTS: i64 = 100;

/// From when to when, in seconds since 1970.
#[derive(Clone, Copy)]
struct Span {
    start: i64,
    end: i64,
}

pub(super) fn get(area: &Area, input: &Value) -> Result<Item, Refusal> {
    let span = Span {
        start: time(input, "StartTime")?,
        end: time(input, "EndTime")?,
    };
    if span.start >= span.end {
        return Err(invalid(
            "The parameter EndTime must be greater than StartTime.",
        ));
    }
    let queries = input["MetricDataQueries"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    if queries.is_empty() || queries.len() > MOST_QUERIES {
        return Err(invalid(
            "The collection MetricDataQueries must have 1 to 500 entries.",
        ));
    }
    let results = queries.iter().filter(|query| returns(query));
    let results = results
        .map(|query| result(area, query, span))
        .collect::<Result<_, _>>()?;
    Ok(Item::Map(vec![
        ("MetricDataResults", Item::List(results)),
        ("Messages", Item::List(Vec::new())),
    ]))
}

/// The cluster that the first query is about.
pub(super) fn cluster_in(input: &Value) -> Option<String> {
    let query = input["MetricDataQueries"].as_array()?.first()?;
    dimension(&query["MetricStat"]["Metric"], "Cluster Name").map(str::to_owned)
}

fn returns(query: &Value) -> bool {
    !matches!(&query["ReturnData"], Value::Bool(false))
        && query["ReturnData"].as_str() != Some("false")
}

fn result(area: &Area, query: &Value, span: Span) -> Result<Item, Refusal> {
    let id = query["Id"]
        .as_str()
        .ok_or_else(|| invalid("The parameter Id is required."))?;
    let metric = &query["MetricStat"]["Metric"];
    let period = period(&query["MetricStat"])?;
    let label = query["Label"]
        .as_str()
        .or(metric["MetricName"].as_str())
        .unwrap_or_default();
    let points = value(area, metric).map(|value| (value, times(span, period)));
    let (value, times) = points.unwrap_or_default();
    let values = times.iter().map(|_| Item::Number(value)).collect();
    Ok(Item::Map(vec![
        ("Id", Item::Text(id.to_owned())),
        ("Label", Item::Text(label.to_owned())),
        (
            "Timestamps",
            Item::List(times.into_iter().map(Item::Time).collect()),
        ),
        ("Values", Item::List(values)),
        ("StatusCode", Item::Text("Complete".to_owned())),
    ]))
}

/// Seconds. Source: API reference, MetricStat.
fn period(stat: &Value) -> Result<i64, Refusal> {
    if stat.is_null() {
        return Err(Refusal::not_simulated("metric math and searches"));
    }
    let period = number(&stat["Period"]).filter(|period| *period > 0 && period % 60 == 0);
    period.ok_or_else(|| invalid("The parameter Period must be a multiple of 60."))
}

/// Newest first, at whole periods.
fn times(span: Span, period: i64) -> Vec<i64> {
    let last = (span.end - 1).div_euclid(period) * period;
    let points = (0..MOST_POINTS).map(|n| last - n * period);
    points.take_while(|time| *time >= span.start).collect()
}

/// A metric that nobody publishes has no points, which is no error. Whatever the statistic, the
/// partitions stand still.
fn value(area: &Area, metric: &Value) -> Option<f64> {
    if metric["Namespace"].as_str() != Some("AWS/Kafka") {
        return None;
    }
    let name = dimension(metric, "Cluster Name")?;
    let cluster = area
        .clusters
        .values()
        .find(|cluster| cluster.name() == name)?;
    if !cluster.publishes() {
        return None;
    }
    match metric["MetricName"].as_str()? {
        "PartitionCount" => partitions(cluster, dimension(metric, "Broker ID")?.parse().ok()?),
        _ => None,
    }
}

fn partitions(cluster: &Cluster, broker: u32) -> Option<f64> {
    cluster.partitions_of(broker).map(|count| count as f64)
}

fn dimension<'a>(metric: &'a Value, name: &str) -> Option<&'a str> {
    let dimensions = metric["Dimensions"].as_array()?;
    dimensions
        .iter()
        .find(|d| d["Name"].as_str() == Some(name))?["Value"]
        .as_str()
}

/// Seconds, in whichever way the protocol writes a time.
fn time(input: &Value, name: &str) -> Result<i64, Refusal> {
    let value = &input[name];
    let text = value.as_str().and_then(|text| {
        use time::format_description::well_known::Rfc3339;
        Some(
            time::OffsetDateTime::parse(text, &Rfc3339)
                .ok()?
                .unix_timestamp(),
        )
    });
    let seconds = text.or_else(|| value.as_f64().map(|seconds| seconds as i64));
    seconds.ok_or_else(|| invalid(&format!("The parameter {name} is required.")))
}

/// A number, or the text of one, which is what the query protocol has.
fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

fn invalid(message: &str) -> Refusal {
    Refusal::new(400, "ValidationError", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_at_whole_periods_within_the_span() {
        let times = times(
            Span {
                start: 600,
                end: 1250,
            },
            300,
        );
        assert_eq!(times, [1200, 900, 600]);
    }
}
