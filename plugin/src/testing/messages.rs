//! Messages as core makes and reads them.

use kafkaws_schema::codec::msgpack;
use kafkaws_schema::{Diagnostic, Diagnostics, Path, Severity, Step, Type, Value};
use tonic::{Request, Response, Status};

use crate::proto::tfplugin6::attribute_path::step::Selector;
use crate::proto::tfplugin6::{self as proto, AttributePath, ClientCapabilities, DynamicValue};

/// What Terraform 1.11 says of itself.
pub(super) const CLIENT: ClientCapabilities = ClientCapabilities {
    deferral_allowed: false,
    write_only_attributes_allowed: true,
};

pub(super) fn encode(value: &Value, ty: &Type) -> Option<DynamicValue> {
    assert!(
        ty.admits(value),
        "the test's value does not fit the schema: {value:#?}"
    );
    Some(DynamicValue {
        msgpack: msgpack::encode(value, ty),
        json: Vec::new(),
    })
}

pub(super) fn decode(value: Option<&DynamicValue>, ty: &Type) -> Value {
    let Some(value) = value else {
        return Value::Null;
    };
    match msgpack::decode(&value.msgpack, ty) {
        Ok(value) => value,
        Err(error) => panic!("core could not decode the answer: {error}"),
    }
}

/// The message of an answer. The provider never answers with a status.
pub(super) fn answered<T>(answer: Result<Response<T>, Status>) -> T {
    match answer {
        Ok(response) => response.into_inner(),
        Err(status) => panic!("a status instead of a diagnostic: {status}"),
    }
}

pub(super) fn request<T>(message: T) -> Request<T> {
    Request::new(message)
}

pub(super) fn diagnostics(messages: Vec<proto::Diagnostic>) -> Diagnostics {
    messages.into_iter().map(diagnostic).collect()
}

/// The warnings of an answer, or everything it says when it says no.
pub(super) fn accepted(messages: Vec<proto::Diagnostic>) -> Result<Diagnostics, Diagnostics> {
    let said = diagnostics(messages);
    if said.has_errors() {
        Err(said)
    } else {
        Ok(said)
    }
}

fn diagnostic(message: proto::Diagnostic) -> Diagnostic {
    let severity = match message.severity() {
        proto::diagnostic::Severity::Error => Severity::Error,
        proto::diagnostic::Severity::Warning => Severity::Warning,
        proto::diagnostic::Severity::Invalid => panic!("severity 0 must not be sent: {message:?}"),
    };
    let path = message.attribute.as_ref().map(path);
    Diagnostic {
        severity,
        summary: message.summary,
        detail: message.detail,
        path,
    }
}

pub(super) fn path(message: &AttributePath) -> Path {
    let selectors = message
        .steps
        .iter()
        .filter_map(|step| step.selector.clone());
    Path(
        selectors
            .map(|selector| match selector {
                Selector::AttributeName(name) => Step::Attribute(name),
                Selector::ElementKeyString(key) => Step::Key(key),
                Selector::ElementKeyInt(place) => Step::Index(place),
            })
            .collect(),
    )
}
