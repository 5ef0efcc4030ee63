//! Makes every request that the core asks for, several at a time.

use super::Client;
use avmsdk_core::verify::{Observation, Probe, Site};
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Files at a time: more than a browser asks of one host by HTTP/1.1, far less than by HTTP/2.
const AT_ONCE: usize = 16;

/// Everything that is to be observed of a site. Requests for one file follow each other.
pub(crate) async fn survey(client: &Client, site: &Site) -> anyhow::Result<Vec<Observation>> {
    let mut seen = Vec::new();
    loop {
        let groups = site.next(&seen);
        if groups.is_empty() {
            return Ok(seen);
        }
        seen.extend(ask(client, site.asking_origin(), groups).await?);
    }
}

async fn ask(client: &Client, origin: &str, groups: Vec<Vec<Probe>>) -> anyhow::Result<Vec<Observation>> {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let mut running = JoinSet::new();
    for group in groups {
        let (client, origin, places) = (client.clone(), origin.to_owned(), Arc::clone(&places));
        running.spawn(async move {
            let _place = places.acquire().await;
            let mut seen = Vec::new();
            for probe in group {
                let observation = client.observe(probe, &origin).await;
                let is_dead = observation.outcome.is_err();
                seen.push(observation);
                if is_dead {
                    break;
                }
            }
            seen
        });
    }
    let mut seen = Vec::new();
    while let Some(group) = running.join_next().await {
        seen.extend(group?);
    }
    Ok(seen)
}
