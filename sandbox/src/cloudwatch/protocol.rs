//! The three protocols of CloudWatch. Today's clients choose CBOR, some choose JSON, those of some
//! years ago the query protocol.

use serde_json::{Map, Value, json};

use super::cbor;
use super::item::Item;
use crate::http::{Reply, Request};
use crate::query::{Form, Xml};
use crate::refusal::Refusal;
use crate::sts::query_code;

const NAMESPACE: &str = "http://monitoring.amazonaws.com/doc/2010-08-01/";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    /// `smithy-protocol: rpc-v2-cbor`, the operation at the end of the path.
    Cbor,
    /// `x-amz-target`, JSON 1.0.
    Json,
    Query,
}

impl Protocol {
    pub(super) fn of(request: &Request) -> Self {
        match () {
            () if request.header("smithy-protocol") == Some("rpc-v2-cbor") => Self::Cbor,
            () if request.header("x-amz-target").is_some() => Self::Json,
            () => Self::Query,
        }
    }

    pub(super) fn operation(self, request: &Request) -> String {
        let last = |text: &str, separator| text.rsplit(separator).next().unwrap_or("").to_owned();
        match self {
            Self::Cbor => last(&request.path, '/'),
            Self::Json => last(request.header("x-amz-target").unwrap_or_default(), '.'),
            Self::Query => Form::of(request).action().to_owned(),
        }
    }

    /// The input, with its members named as in the API.
    pub(super) fn read(self, request: &Request) -> Result<Value, Refusal> {
        let unreadable = |error: String| Refusal::new(400, "SerializationException", error);
        match self {
            Self::Cbor => cbor::read(&request.body).map_err(|error| unreadable(error.to_string())),
            Self::Json => {
                serde_json::from_slice(&request.body).map_err(|error| unreadable(error.to_string()))
            }
            Self::Query => Ok(unflatten(&Form::of(request))),
        }
    }

    pub(super) fn reply(self, operation: &str, output: &Item) -> Reply {
        match self {
            Self::Cbor => cbor_reply(200, output),
            Self::Json => Reply::new(200, "application/x-amz-json-1.0", output.json().to_string()),
            Self::Query => {
                let mut xml = Xml::default();
                output.xml(&format!("{operation}Result"), &mut xml);
                xml.nest("ResponseMetadata", |xml| {
                    xml.text("RequestId", uuid::Uuid::new_v4().to_string());
                });
                xml.reply(&format!("{operation}Response"), NAMESPACE, 200)
            }
        }
    }

    /// The newer protocols carry the query protocol's code beside their own.
    pub(super) fn refuse(self, refusal: &Refusal) -> Reply {
        let code = query_code(&refusal.code);
        let body = Item::Map(vec![
            (
                "__type",
                Item::Text(format!("com.amazonaws.cloudwatch#{code}")),
            ),
            ("message", Item::Text(refusal.message.clone())),
        ]);
        let reply = match self {
            Self::Query => return crate::sts::refuse(refusal),
            Self::Cbor => cbor_reply(refusal.status, &body),
            Self::Json => {
                let body = body.json().to_string();
                Reply::new(refusal.status, "application/x-amz-json-1.0", body)
            }
        };
        reply.header("x-amzn-query-error", format!("{code};Sender"))
    }
}

fn cbor_reply(status: u16, body: &Item) -> Reply {
    let mut bytes = Vec::new();
    body.cbor(&mut bytes);
    Reply::new(status, "application/cbor", bytes).header("smithy-protocol", "rpc-v2-cbor")
}

/// `MetricDataQueries.member.1.MetricStat...` as a tree.
fn unflatten(form: &Form) -> Value {
    let numbers = (1..).take_while(|n| form.has(&format!("MetricDataQueries.member.{n}.")));
    let queries: Vec<Value> = numbers
        .map(|n| query(form, &format!("MetricDataQueries.member.{n}")))
        .collect();
    let mut input = members(form, "", &["StartTime", "EndTime", "ScanBy", "NextToken"]);
    input.insert("MetricDataQueries".to_owned(), queries.into());
    Value::Object(input)
}

fn query(form: &Form, prefix: &str) -> Value {
    let start = format!("{prefix}.");
    let mut query = members(
        form,
        &start,
        &["Id", "Expression", "Label", "ReturnData", "Period"],
    );
    if form.has(&format!("{prefix}.MetricStat.")) {
        query.insert(
            "MetricStat".to_owned(),
            statistic(form, &format!("{prefix}.MetricStat.")),
        );
    }
    Value::Object(query)
}

fn statistic(form: &Form, start: &str) -> Value {
    let mut stat = members(form, start, &["Period", "Stat", "Unit"]);
    let metric_start = format!("{start}Metric.");
    let mut metric = members(form, &metric_start, &["Namespace", "MetricName"]);
    let dimension = |n: usize| {
        let start = format!("{metric_start}Dimensions.member.{n}.");
        form.has(&start)
            .then(|| Value::Object(members(form, &start, &["Name", "Value"])))
    };
    let dimensions: Vec<Value> = (1..).map_while(dimension).collect();
    metric.insert("Dimensions".to_owned(), dimensions.into());
    stat.insert("Metric".to_owned(), json!(metric));
    Value::Object(stat)
}

fn members(form: &Form, start: &str, names: &[&str]) -> Map<String, Value> {
    let member = |name: &&str| {
        let text = form.get(&format!("{start}{name}"))?;
        Some(((*name).to_owned(), text.into()))
    };
    names.iter().filter_map(member).collect()
}
