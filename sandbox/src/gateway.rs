//! What happens to a request: whose it is, which faults strike it, its answer, its line in the log.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::calls::{Call, CallLog};
use crate::clock::Timestamp;
use crate::faults::{FaultAction, Faults, Subject};
use crate::http::{Outcome, Reply, Request};
use crate::processes::Processes;
use crate::refusal::Refusal;
use crate::scope::{Scope, Service};
use crate::storage::Storage;
use crate::store::Store;
use crate::strike::{delay_of, hold_of, name_of, worked_of};
use crate::world::World;
use crate::{admin, cloudwatch, ebs, ec2, msk, s3, sts};

/// API Gateway, which stands before MSK, takes no larger body (10 MB).
const LARGEST_BODY: usize = 10 * 1024 * 1024;

/// All that the connections share.
#[derive(Debug)]
pub(crate) struct Gateway {
    pub(crate) world: Mutex<World>,
    pub(crate) calls: CallLog,
    pub(crate) faults: Arc<Faults>,
    pub(crate) store: Option<Mutex<Store>>,
    pub(crate) storage: Arc<Storage>,
    /// `None`: instances are no processes.
    pub(crate) processes: Option<Processes>,
}

/// Who asks, and where.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) account: String,
    pub(crate) region: String,
    pub(crate) access_key: String,
}

/// A request after it was told whose it is.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) service: Service,
    pub(crate) operation: String,
    pub(crate) resource: Option<String>,
    pub(crate) caller: Caller,
}

impl Gateway {
    /// Answers one request.
    pub(crate) async fn answer(&self, request: Request) -> Outcome {
        if request.path.starts_with("/_sandbox/") {
            return Outcome::Reply(admin::answer(self, &request));
        }
        let asked = self.ask(&request);
        let actions = self.faults.strike(asked.subject());
        pause(&actions, delay_of).await;
        let result = match actions.iter().find_map(|action| worked_of(&asked, action)) {
            Some(fault) => fault,
            None => self.work(&asked, &request),
        };
        let outcome = self.finish(&asked, &request, &actions, result);
        pause(&actions, hold_of).await;
        outcome
    }

    /// Runs with the world locked and leaves it saved, and processes as it says.
    pub(crate) fn with_world<T>(&self, f: impl FnOnce(&mut World) -> T) -> T {
        let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        world.catch_up();
        if let Some(processes) = &self.processes {
            processes.report(&mut world);
        }
        let result = f(&mut world);
        self.save(&world);
        if let Some(processes) = &self.processes {
            processes.follow(&world);
        }
        result
    }

    /// Lets instances run from now on, those of the state file at once.
    pub(crate) fn begin(self: &Arc<Self>, endpoint: String) {
        if let Some(processes) = &self.processes {
            processes.begin(endpoint, Arc::downgrade(self));
            self.with_world(|_| ());
        }
    }

    /// Stops all instances, for good.
    pub(crate) fn end(&self) {
        if let Some(processes) = &self.processes {
            processes.stop();
        }
    }

    /// Looks at the world as it is.
    pub(crate) fn look<T>(&self, f: impl FnOnce(&World) -> T) -> T {
        f(&self.world.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn save(&self, world: &World) {
        let Some(store) = &self.store else { return };
        let saved = store
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .save(world);
        // An answer that is not durable would be a lie; without a disk there is no way to go on.
        if let Err(error) = saved {
            let _ = std::io::Write::write_all(
                &mut std::io::stderr(),
                format!("kafkaws-sandbox: {error}\n").as_bytes(),
            );
            std::process::abort();
        }
    }

    fn ask(&self, request: &Request) -> Asked {
        let scope = Scope::of(request);
        let service = scope
            .as_ref()
            .and_then(Scope::known_service)
            .unwrap_or_else(|| Service::from_contents(request));
        let caller = self.caller(scope.as_ref());
        let (operation, resource) = match service {
            Service::Kafka => msk::identify(request),
            Service::Sts => sts::identify(request),
            Service::Ec2 => ec2::identify(request),
            Service::Ebs => ebs::identify(request),
            Service::S3 => s3::identify(request),
            Service::Monitoring => cloudwatch::identify(request),
        };
        Asked {
            service,
            operation,
            resource,
            caller,
        }
    }

    fn caller(&self, scope: Option<&Scope>) -> Caller {
        let access_key = scope
            .map(|scope| scope.access_key.clone())
            .unwrap_or_default();
        let region = scope.map_or_else(|| "us-east-1".to_owned(), |scope| scope.region.clone());
        let world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        let account = world.account_of(&access_key).to_owned();
        Caller {
            account,
            region,
            access_key,
        }
    }

    fn work(&self, asked: &Asked, request: &Request) -> Worked {
        let presigned = request.query.contains("X-Amz-Signature=");
        let unsigned = request.header("authorization").is_none() && !presigned;
        if unsigned && asked.operation != "AssumeRoleWithWebIdentity" {
            return Worked::Refused(missing_token());
        }
        if asked.service != Service::S3 && request.body.len() > LARGEST_BODY {
            let message = "Request Entity Too Large";
            return Worked::Refused(Refusal::new(413, "RequestEntityTooLargeException", message));
        }
        let worked = self.with_world(|world| match asked.service {
            Service::Kafka => msk::answer(world, &self.faults, asked, request),
            Service::Sts => sts::answer(world, asked, request),
            Service::Ec2 => {
                let machines = (&*self.storage, self.processes.as_ref());
                ec2::answer(world, &self.faults, machines, asked, request)
            }
            Service::Ebs => ebs::answer(world, &self.faults, &self.storage, asked, request),
            Service::S3 => s3::answer(world, &self.storage, asked, request),
            Service::Monitoring => cloudwatch::answer(world, asked, request),
        });
        worked.map_or_else(Worked::Refused, Worked::Done)
    }

    fn finish(
        &self,
        asked: &Asked,
        request: &Request,
        actions: &[FaultAction],
        worked: Worked,
    ) -> Outcome {
        let code = worked.code();
        let reply = worked.render(asked, request);
        let lost = actions.contains(&FaultAction::LoseResponse);
        let status = if lost { 0 } else { reply.status };
        self.calls.push(asked.call(status, code, actions));
        match lost {
            true => Outcome::HangUp,
            false => Outcome::Reply(reply.header("x-amzn-requestid", request_id())),
        }
    }
}

/// How a call ended, before it was put into its protocol.
pub(crate) enum Worked {
    Done(Reply),
    Refused(Refusal),
    Page,
}

impl Worked {
    fn code(&self) -> Option<String> {
        match self {
            Self::Refused(refusal) => Some(refusal.code.clone()),
            Self::Done(_) | Self::Page => None,
        }
    }

    fn render(self, asked: &Asked, request: &Request) -> Reply {
        match (self, asked.service) {
            (Self::Done(reply), _) => reply,
            (Self::Page, _) => Reply::new(200, "text/html", "<html><body>Sign in</body></html>"),
            (Self::Refused(refusal), Service::Kafka) => msk::refuse(&refusal),
            (Self::Refused(refusal), Service::Sts) => sts::refuse(&refusal),
            (Self::Refused(refusal), Service::Ec2) => ec2::refuse(&refusal),
            (Self::Refused(refusal), Service::Ebs) => ebs::refuse(&refusal),
            (Self::Refused(refusal), Service::S3) => s3::refuse(&refusal, request),
            (Self::Refused(refusal), Service::Monitoring) => cloudwatch::refuse(&refusal, request),
        }
    }
}

impl Asked {
    fn subject(&self) -> Subject<'_> {
        Subject {
            service: self.service.signing_name(),
            operation: &self.operation,
            region: &self.caller.region,
            resource: self.resource.as_deref(),
        }
    }

    fn call(&self, status: u16, code: Option<String>, actions: &[FaultAction]) -> Call {
        Call {
            time: Timestamp::wall().iso(),
            service: self.service.signing_name().to_owned(),
            operation: self.operation.clone(),
            region: self.caller.region.clone(),
            account: self.caller.account.clone(),
            resource: self.resource.clone(),
            status,
            code,
            fault: actions.first().map(name_of),
        }
    }
}

fn missing_token() -> Refusal {
    let message = "Missing Authentication Token";
    Refusal::new(403, "MissingAuthenticationTokenException", message)
}

async fn pause(actions: &[FaultAction], length: fn(&FaultAction) -> Duration) {
    let length: Duration = actions.iter().map(length).sum();
    if length > Duration::ZERO {
        tokio::time::sleep(length).await;
    }
}

fn request_id() -> String {
    uuid::Uuid::new_v4().to_string()
}
