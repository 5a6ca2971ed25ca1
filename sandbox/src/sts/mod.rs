//! STS: who am I, and becoming somebody else.

mod assume;

use serde::{Deserialize, Serialize};

use crate::gateway::Asked;
use crate::http::{Reply, Request};
use crate::query::{Form, Xml};
use crate::refusal::Refusal;
use crate::world::{World, partition};

pub(crate) use assume::Session;

const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

/// The caller as GetCallerIdentity shows him.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Identity {
    pub(crate) account: String,
    pub(crate) arn: String,
    pub(crate) user_id: String,
}

/// The operation, and the role when one is assumed.
pub(crate) fn identify(request: &Request) -> (String, Option<String>) {
    let form = Form::of(request);
    (
        form.action().to_owned(),
        form.get("RoleArn").map(str::to_owned),
    )
}

pub(crate) fn answer(
    world: &mut World,
    asked: &Asked,
    request: &Request,
) -> Result<Reply, Refusal> {
    let form = Form::of(request);
    match asked.operation.as_str() {
        "GetCallerIdentity" => Ok(get_caller_identity(world, asked)),
        "AssumeRole" => assume::assume_role(world, &form),
        "AssumeRoleWithWebIdentity" => assume::assume_role_with_web_identity(world, &form),
        other => {
            let message = format!("Could not find operation {other} for version 2011-06-15");
            Err(Refusal::new(400, "InvalidAction", message))
        }
    }
}

/// A refusal in STS's XML.
pub(crate) fn refuse(refusal: &Refusal) -> Reply {
    let mut xml = Xml::default();
    xml.nest("Error", |xml| {
        xml.text(
            "Type",
            if refusal.status < 500 {
                "Sender"
            } else {
                "Receiver"
            },
        );
        xml.text("Code", query_code(&refusal.code));
        xml.text("Message", &refusal.message);
    });
    xml.text("RequestId", uuid::Uuid::new_v4().to_string());
    xml.reply("ErrorResponse", NAMESPACE, refusal.status)
}

/// The query protocols spell this one code without the suffix that MSK gives it.
pub(crate) fn query_code(code: &str) -> &str {
    match code {
        "MissingAuthenticationTokenException" => "MissingAuthenticationToken",
        other => other,
    }
}

fn get_caller_identity(world: &World, asked: &Asked) -> Reply {
    let identity = identity(world, asked);
    respond("GetCallerIdentity", |xml| {
        xml.text("Arn", &identity.arn);
        xml.text("UserId", &identity.user_id);
        xml.text("Account", &identity.account);
    })
}

/// Without a session the caller is an IAM user of the sandbox's own account.
fn identity(world: &World, asked: &Asked) -> Identity {
    if let Some(session) = world.sessions.get(&asked.caller.access_key) {
        return session.identity();
    }
    let account = world.account.clone();
    let partition = partition(&asked.caller.region);
    let arn = format!("arn:{partition}:iam::{account}:user/sandbox");
    Identity {
        account,
        arn,
        user_id: "AIDASANDBOXSANDBOXSB".to_owned(),
    }
}

fn respond(operation: &str, f: impl FnOnce(&mut Xml)) -> Reply {
    let mut xml = Xml::default();
    xml.nest(&format!("{operation}Result"), f);
    xml.nest("ResponseMetadata", |xml| {
        xml.text("RequestId", uuid::Uuid::new_v4().to_string());
    });
    xml.reply(&format!("{operation}Response"), NAMESPACE, 200)
}
