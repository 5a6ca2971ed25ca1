//! CallFunction.

use kafkaws_schema::{Diagnostic, Diagnostics, Value};

use super::{Service, wire};
use crate::function::{FunctionError, Signature};
use crate::proto::tfplugin6::call_function::{Request, Response};
use crate::proto::tfplugin6::{self as proto, DynamicValue};
use crate::{Provider, registry::Registered};

pub(super) async fn call<P: Provider>(
    service: &Service<P>,
    request: Request,
) -> Result<Response, Diagnostics> {
    let function = service
        .registry
        .find_function(&request.name)
        .ok_or_else(|| super::unknown_type("function", &request.name))?;
    match outcome(function, &request.arguments)? {
        Ok(result) => Ok(Response {
            result,
            error: None,
        }),
        Err(error) => Ok(Response {
            result: None,
            error: Some(refusal(error)),
        }),
    }
}

fn outcome(
    function: Registered,
    arguments: &[DynamicValue],
) -> Result<Result<Option<DynamicValue>, FunctionError>, Diagnostics> {
    let signature = (function.signature)();
    let arguments = decode(&signature, arguments)?;
    match (function.call)(&arguments) {
        Ok(result) => wire::encode(&result, &signature.returns).map(Ok),
        Err(error) => Ok(Err(error)),
    }
}

fn decode(signature: &Signature, arguments: &[DynamicValue]) -> Result<Vec<Value>, Diagnostics> {
    if arguments.len() < signature.parameters.len() {
        let detail = format!(
            "It takes {} arguments and Terraform sent {}.",
            signature.parameters.len(),
            arguments.len()
        );
        return Err(Diagnostic::bug("Wrong number of arguments", detail).into());
    }
    let rest = std::iter::repeat(signature.variadic.as_ref()).map_while(|variadic| variadic);
    let parameters = signature.parameters.iter().chain(rest);
    arguments
        .iter()
        .zip(parameters)
        .map(|(value, p)| wire::decode(Some(value), &p.ty))
        .collect()
}

fn refusal(error: FunctionError) -> proto::FunctionError {
    proto::FunctionError {
        text: error.text,
        function_argument: error.argument,
    }
}
