//! Asks real brokers what the provider's health gate asks them, and prints what it makes of the answer.
//!
//! `ask 127.0.0.1:9092 127.0.0.2:9092`

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use kafkaws_health::{Access, ClusterView, Endpoint, answers, cluster};

/// How Kafka brokers are.
#[derive(Debug, Parser)]
struct Arguments {
    /// Brokers, each asked on its own.
    #[arg(required = true, value_name = "ADDRESS:PORT")]
    brokers: Vec<Endpoint>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<ExitCode> {
    let mut all_well = true;
    for broker in Arguments::parse().brokers {
        let (well, text) = ask(&broker).await;
        all_well &= well;
        writeln!(io::stdout(), "{broker}: {text}")?;
    }
    Ok(if all_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Whether a broker serves and sees nothing amiss, and its answer in words.
async fn ask(broker: &Endpoint) -> (bool, String) {
    let access = Access::plain([broker.clone()]);
    if let Err(error) = answers(broker, &access).await {
        return (false, error.to_string());
    }
    match cluster(&access).await {
        Ok(view) => (view.fully_replicated(), describe(&view)),
        Err(error) => (
            false,
            format!("serves, and does not tell its cluster: {error}"),
        ),
    }
}

fn describe(view: &ClusterView) -> String {
    let brokers = view.brokers.iter().map(|(id, at)| format!("{id} at {at}"));
    format!(
        "cluster {}, brokers {}; {} partitions, {} of them not in order, {} topics that it knows too little of",
        view.cluster_id.as_deref().unwrap_or("without an id"),
        brokers.collect::<Vec<_>>().join(", "),
        view.partitions.len(),
        view.under_replicated().count(),
        view.topic_errors.len()
    )
}
