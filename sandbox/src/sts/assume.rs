//! Assuming a role: temporary credentials that the sandbox recognises afterwards.

use serde::{Deserialize, Serialize};

use super::{Identity, respond};
use crate::clock::Timestamp;
use crate::http::Reply;
use crate::id;
use crate::query::{Form, Xml};
use crate::refusal::Refusal;
use crate::world::World;

/// DurationSeconds when it is not given, as both calls have it.
const DEFAULT_DURATION: u64 = 3600;

/// Who holds a set of temporary credentials.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Session {
    pub(crate) account: String,
    /// The role, without its path: an assumed role's ARN does not show the path.
    role: String,
    partition: String,
    name: String,
    role_id: String,
}

impl Session {
    pub(crate) fn identity(&self) -> Identity {
        let Self {
            account,
            role,
            partition,
            name,
            role_id,
        } = self;
        Identity {
            account: account.clone(),
            arn: format!("arn:{partition}:sts::{account}:assumed-role/{role}/{name}"),
            user_id: format!("{role_id}:{name}"),
        }
    }
}

pub(super) fn assume_role(world: &mut World, form: &Form) -> Result<Reply, Refusal> {
    let session = session(form)?;
    let expiry = expiry(form)?;
    let access_key = admit(world, &session);
    Ok(respond("AssumeRole", |xml| {
        answer(xml, &session, &access_key, expiry)
    }))
}

pub(super) fn assume_role_with_web_identity(
    world: &mut World,
    form: &Form,
) -> Result<Reply, Refusal> {
    let token = required(form, "WebIdentityToken")?;
    // A JWT has three parts. STS checks the signature as well, which the sandbox cannot.
    if token.split('.').count() != 3 {
        let message = "The ID Token provided is not a valid JWT.";
        return Err(Refusal::new(400, "InvalidIdentityToken", message));
    }
    let session = session(form)?;
    let expiry = expiry(form)?;
    let access_key = admit(world, &session);
    Ok(respond("AssumeRoleWithWebIdentity", |xml| {
        answer(xml, &session, &access_key, expiry);
        xml.text("SubjectFromWebIdentityToken", "sandbox");
    }))
}

fn admit(world: &mut World, session: &Session) -> String {
    let access_key = format!("ASIA{}", id::letters(16));
    world.sessions.insert(access_key.clone(), session.clone());
    access_key
}

fn answer(xml: &mut Xml, session: &Session, access_key: &str, expiry: Timestamp) {
    xml.nest("Credentials", |xml| {
        xml.text("AccessKeyId", access_key);
        xml.text("SecretAccessKey", id::letters(32));
        xml.text("SessionToken", id::letters(32));
        xml.text("Expiration", expiry.iso());
    });
    let identity = session.identity();
    xml.nest("AssumedRoleUser", |xml| {
        xml.text("Arn", &identity.arn);
        xml.text("AssumedRoleId", &identity.user_id);
    });
}

fn session(form: &Form) -> Result<Session, Refusal> {
    let arn = required(form, "RoleArn")?;
    let name = required(form, "RoleSessionName")?.to_owned();
    let [_, partition, "iam", "", account, path] = arn.splitn(6, ':').collect::<Vec<_>>()[..]
    else {
        return Err(invalid(&format!("{arn} is invalid")));
    };
    let Some(role) = path
        .strip_prefix("role/")
        .and_then(|path| path.rsplit('/').next())
    else {
        return Err(invalid(&format!("{arn} is invalid")));
    };
    let (account, partition, role) = (account.into(), partition.into(), role.to_owned());
    let role_id = format!("AROA{:016X}", id::hash(arn));
    Ok(Session {
        account,
        role,
        partition,
        name,
        role_id,
    })
}

/// The wall's time, not the world's: it is the client that compares it with its own clock.
fn expiry(form: &Form) -> Result<Timestamp, Refusal> {
    let seconds = match form.get("DurationSeconds") {
        None => DEFAULT_DURATION,
        Some(text) => text
            .parse()
            .map_err(|_| invalid("DurationSeconds is not a number"))?,
    };
    // 15 minutes to 12 hours: the limits of AssumeRole.
    match (900..=43_200).contains(&seconds) {
        true => Ok(Timestamp::wall().after_seconds(seconds)),
        false => Err(invalid("DurationSeconds must be between 900 and 43200")),
    }
}

fn required<'a>(form: &'a Form, name: &str) -> Result<&'a str, Refusal> {
    form.get(name)
        .filter(|text| !text.is_empty())
        .ok_or_else(|| invalid(&format!("{name} must not be null")))
}

fn invalid(message: &str) -> Refusal {
    Refusal::new(
        400,
        "ValidationError",
        format!("1 validation error detected: {message}"),
    )
}
