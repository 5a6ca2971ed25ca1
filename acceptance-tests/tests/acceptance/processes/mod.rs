//! Brokers that really run, in a sandbox whose instances are processes: the broker that is shipped, and a client of users.

mod images;
mod nisshi;

use std::time::{Duration, Instant};

use kafkaws_acceptance_tests::configuration::Resource;
use kafkaws_acceptance_tests::{Absent, KafkaClient, Project, Site, Trouble, object};
use kafkaws_sandbox::{Compute, InstanceEvent};
use serde_json::{Value, json};

use crate::scene::{Cast, Scene, ensure};
use images::{Images, instance_type};

/// Far more than a client takes to begin.
const PATIENCE: Duration = Duration::from_secs(60);
/// Objects that making a topic of twelve partitions does not come near.
const WRITES: usize = 100;

/// The tools of a hall: found before anything is started.
struct Tools {
    cast: Cast,
    images: Images,
    kafka: KafkaClient,
}

impl Tools {
    fn find() -> Result<Self, Absent> {
        Ok(Self {
            cast: Cast::ours()?,
            images: Images::find()?,
            kafka: KafkaClient::find()?,
        })
    }
}

/// A sandbox with processes, and a root module of an AMI and its brokers.
struct Hall {
    scene: Scene,
    site: Site,
    project: Project,
    images: Images,
    kafka: KafkaClient,
}

impl Hall {
    fn new(tools: Tools) -> Result<Self, Trouble> {
        let scene = tools.cast.scene_with(Compute::Processes)?;
        let site = Site::of(&scene.neighbour())?;
        let project = scene.stage.project()?;
        Ok(Self {
            scene,
            site,
            project,
            images: tools.images,
            kafka: tools.kafka,
        })
    }

    /// A stack whose brokers keep everything in this storage, and are asked in Kafka's protocol how they are.
    fn stack(&self, brokers: u32, storage: Option<&str>) -> Resource {
        let health = object([("probe", "kafka"), ("timeout", "2m"), ("settle_time", "1s")]);
        let stack = self.site.stack("orders");
        let stack = stack
            .with("number_of_broker_nodes", brokers)
            .with("instance_type", instance_type())
            .with("health_check", health);
        match storage {
            Some(storage) => stack.with("environment", object([("STORAGE_ENGINE", storage)])),
            None => stack,
        }
    }

    /// Writes the root module: the image as an AMI, and the stack that runs it.
    fn write(&self, image: &str, stack: &Resource) -> Result<(), Trouble> {
        let file = self.images.make(self.project.folder(), image)?;
        let ami = format!(
            "resource \"kafkaws_broker_ami\" \"this\" {{\n  name = \"nisshi\"\n  image_file = \"{file}\"\n}}\n"
        );
        // The one attribute of the stack that is another resource's.
        let text = stack.clone().with("ami", "AMI").root()?;
        let text = text.replace("\"AMI\"", "kafkaws_broker_ami.this.ami_id");
        self.project.write("main.tf", &format!("{text}\n{ami}"))
    }

    fn bootstrap(&self) -> Result<String, Trouble> {
        let values = self.project.values("kafkaws_broker_stack.this")?;
        Ok(values["bootstrap"].as_str().unwrap_or_default().to_owned())
    }

    /// The processes, by instance.
    fn processes(&self) -> Value {
        self.scene.world.sandbox().world().processes()
    }

    /// Ends one instance, and all that it runs, as a power failure does.
    fn kill_first(&self) -> Result<(), Trouble> {
        let running = self.processes();
        let first = running.as_object().and_then(|all| all.keys().next());
        let instance = first.ok_or_else(|| Trouble::Unmet("nothing runs".to_owned()))?;
        let world = self.scene.world.sandbox().world();
        let killed = world.befall(instance, InstanceEvent::Kill);
        killed.map_err(|error| Trouble::Unmet(error.to_string()))
    }

    /// Waits until a producer is in the middle of it: brokers have written so often that more than its topic is there.
    fn until_written(&self, bucket: &str) -> Result<(), Trouble> {
        let sandbox = self.scene.world.sandbox();
        let before = sandbox.calls().count("PutObject");
        let began = Instant::now();
        while sandbox.calls().count("PutObject") < before + WRITES {
            ensure(
                began.elapsed() < PATIENCE,
                format!("nothing is written to {bucket}"),
            )?;
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// Neither a plan nor a drift run has anything to tell.
    fn quiet(&self) -> Result<(), Trouble> {
        self.project.empty_plan()?;
        self.project.quiet_refresh()
    }

    /// Takes everything down, and shows that nothing runs and nothing but buckets is left.
    fn clear(self) -> Result<(), Trouble> {
        self.project.destroy()?;
        let left = self.processes();
        ensure(left == json!({}), format!("processes are left: {left}"))?;
        let world = self.scene.world.sandbox().world().summary();
        let regions = world["regions"].as_array().into_iter().flatten();
        let empty = regions
            .map(|region| &region["empty"])
            .all(|empty| empty == true);
        ensure(empty, format!("something is left: {world}"))
    }
}
