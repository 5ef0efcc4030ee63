//! A load for a Bayeux service: clients that listen, messages at a steady rate, and what became of them.
//!
//! `load (sandbox|faye) ADDRESS CLIENTS PER_SECOND SECONDS [PID]`, as `cargo xtask bench sandbox` calls it.
//! Prints one JSON object. Messages leave by the clock, whether or not the service keeps up, and times
//! count from the moment at which a message was due: a service that stalls cannot hide it.

mod http;
mod listener;
mod process;
mod record;
mod target;

use http::Caller;
use process::Usage;
use record::Record;
use serde_json::json;
use std::error::Error;
use std::io::Write as _;
use std::rc::Rc;
use std::time::Duration;
use target::Target;
use tokio::sync::mpsc;
use tokio::task::{JoinSet, LocalSet};
use tokio::time::{Instant, sleep, sleep_until};

/// Connections by which messages are posted.
const CALLERS: usize = 48;
/// How long late deliveries are waited for.
const PATIENCE: Duration = Duration::from_secs(10);

type Fault = Box<dyn Error>;

fn main() -> Result<(), Fault> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    LocalSet::new().block_on(&runtime, run())
}

async fn run() -> Result<(), Fault> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [kind, address, clients, rate, seconds, rest @ ..] = arguments.as_slice() else {
        return Err("usage: load (sandbox|faye) ADDRESS CLIENTS PER_SECOND SECONDS [PID]".into());
    };
    let (clients, rate, seconds): (usize, u32, u32) = (clients.parse()?, rate.parse()?, seconds.parse()?);
    let pid = rest.first().map(|pid| pid.parse::<u32>()).transpose()?;
    let target = Rc::new(Target::prepare(kind, address, clients).await?);
    let total = usize::try_from(rate * seconds)?;
    let record = Record::of(total);
    let mut listeners = JoinSet::new();
    for number in 0..clients {
        let joined = listener::join(&target, number).await?;
        listeners.spawn_local(listener::listen(joined, Rc::clone(&record)));
    }
    let idle = pid.and_then(Usage::of);

    let (jobs, queue) = mpsc::unbounded_channel::<usize>();
    let queue = Rc::new(tokio::sync::Mutex::new(queue));
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let caller = Caller::connect(address).await?;
        callers.spawn_local(call(
            caller,
            Rc::clone(&queue),
            Rc::clone(&target),
            Rc::clone(&record),
        ));
    }
    let start = Instant::now();
    for number in 0..total {
        let due = start + Duration::from_secs(1) * u32::try_from(number)? / rate;
        sleep_until(due).await;
        record.due(number, due);
        jobs.send(number)?;
    }
    drop(jobs);
    while let Some(done) = callers.join_next().await {
        done?.map_err(|fault| format!("a message was not answered: {fault}"))?;
    }
    let posted = start.elapsed();
    let until = Instant::now() + PATIENCE;
    while !record.is_complete() && Instant::now() < until {
        sleep(Duration::from_millis(20)).await;
    }
    let busy = pid.and_then(Usage::of);
    let mut report = record.report();
    report["clients"] = clients.into();
    report["perSecond"] = json!(f64::from(u32::try_from(total)?) / posted.as_secs_f64());
    report["ended"] = record.ended().into();
    if let (Some(idle), Some(busy)) = (idle, busy) {
        report["rssIdleMiB"] = json!(idle.resident);
        report["rssMiB"] = json!(busy.resident);
        report["cpuPercent"] = json!((busy.seconds - idle.seconds) / posted.as_secs_f64() * 100.0);
    }
    writeln!(std::io::stdout(), "{report}")?;
    Ok(())
}

/// Posts what is due, one message after the other.
async fn call(
    mut caller: Caller,
    queue: Rc<tokio::sync::Mutex<mpsc::UnboundedReceiver<usize>>>,
    target: Rc<Target>,
    record: Rc<Record>,
) -> Result<(), String> {
    loop {
        let next = queue.lock().await.recv().await;
        let Some(number) = next else { return Ok(()) };
        let request = target.post(number);
        let (status, _) = caller.send(&request).await.map_err(|fault| fault.to_string())?;
        if status != 201 {
            return Err(format!("status {status}"));
        }
        record.answered(number);
    }
}
