//! What a fault does to a call, in the words of the service that was called.

use std::time::Duration;

use crate::faults::FaultAction;
use crate::gateway::{Asked, Worked};
use crate::refusal::Refusal;
use crate::scope::Service;
use crate::{ebs, s3};

/// How long the answer is held back.
pub(crate) fn hold_of(action: &FaultAction) -> Duration {
    match action {
        FaultAction::HoldResponse { milliseconds } => Duration::from_millis(*milliseconds),
        _ => Duration::ZERO,
    }
}

/// How long the work is put off.
pub(crate) fn delay_of(action: &FaultAction) -> Duration {
    match action {
        FaultAction::Delay { milliseconds } => Duration::from_millis(*milliseconds),
        _ => Duration::ZERO,
    }
}

/// What the call ends with instead of being worked on.
pub(crate) fn worked_of(asked: &Asked, action: &FaultAction) -> Option<Worked> {
    let refusal = match action {
        FaultAction::Throttle => throttle(asked.service),
        FaultAction::Deny => denial(asked),
        FaultAction::Error {
            code,
            status,
            message,
        } => Refusal::new(*status, code, message),
        FaultAction::Html => return Some(Worked::Page),
        FaultAction::Delay { .. }
        | FaultAction::HoldResponse { .. }
        | FaultAction::LoseResponse
        | FaultAction::Stay => return None,
    };
    Some(Worked::Refused(refusal))
}

fn throttle(service: Service) -> Refusal {
    match service {
        Service::Ec2 => Refusal::new(503, "RequestLimitExceeded", "Request limit exceeded."),
        Service::Ebs => ebs::throttle(),
        Service::S3 => s3::throttle(),
        Service::Kafka => Refusal::new(429, "TooManyRequestsException", "Too Many Requests"),
        Service::Sts | Service::Monitoring => Refusal::new(400, "Throttling", "Rate exceeded"),
    }
}

fn denial(asked: &Asked) -> Refusal {
    let (service, operation) = (asked.service.signing_name(), &asked.operation);
    let message = format!("User is not authorized to perform: {service}:{operation}");
    let code = match asked.service {
        Service::Ec2 => "UnauthorizedOperation",
        Service::Sts | Service::Monitoring | Service::S3 => "AccessDenied",
        Service::Kafka | Service::Ebs => "AccessDeniedException",
    };
    Refusal::new(403, code, message)
}

/// As the log of calls has it.
pub(crate) fn name_of(action: &FaultAction) -> String {
    let name = match action {
        FaultAction::Throttle => "throttle",
        FaultAction::Error { .. } => "error",
        FaultAction::Delay { .. } => "delay",
        FaultAction::HoldResponse { .. } => "hold_response",
        FaultAction::Stay => "stay",
        FaultAction::LoseResponse => "lose_response",
        FaultAction::Html => "html",
        FaultAction::Deny => "deny",
    };
    name.to_owned()
}
