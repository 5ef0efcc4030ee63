//! What is measured: five things that happen to a package, each done by every tool before the next.

use super::package::{Change, Local};
use super::proxy::{Proxy, Request};
use super::server::{BUCKET, Server};
use super::tools::{Tool, Tools};
use anyhow::{Context as _, Result, ensure};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// What one run took.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measured {
    pub(super) time: Duration,
    /// Asked of the bucket, without what is told apart.
    pub(super) requests: usize,
    /// Asked of the bucket for its CORS rules, and for the current record after the last write.
    pub(super) apart: usize,
    /// Asked as readers ask.
    pub(super) proof: usize,
}

/// All that was seen with one package at one distance.
#[derive(Default)]
pub(super) struct Seen {
    /// In the order of the rounds.
    pub(super) runs: BTreeMap<(Change, Tool), Vec<Measured>>,
    /// How often an edit of the same size and of an old time was not uploaded.
    pub(super) missed: BTreeMap<Tool, usize>,
    /// How often `loader.json` was the last object written, of those that readers load.
    pub(super) loader_last: BTreeMap<Tool, usize>,
}

/// Where it is measured.
pub(super) struct Course<'a> {
    pub(super) tools: &'a Tools,
    pub(super) server: &'a Server,
    /// Before the server, for the tools.
    pub(super) storage: &'a Proxy,
    /// Before the server, for readers.
    pub(super) door: &'a Proxy,
}

impl Course<'_> {
    /// One round into a folder of its own. Every tool uploads the same files; in the first round all of them are looked
    /// at, later the one that is edited.
    pub(super) fn round(
        &self,
        number: usize,
        package: &Local<'_>,
        root: &Path,
        seen: &mut Seen,
    ) -> Result<()> {
        let public_path = format!(
            "http://127.0.0.1:{}/{BUCKET}/{number}/{}/",
            self.door.port,
            Tool::Proving.slug()
        );
        let folder = package.configure(self.tools.avmsdk(), &public_path, root)?;
        let mut tools = Tool::ALL;
        // Whoever comes first finds the machine otherwise than whoever comes last.
        tools.rotate_left(number % Tool::ALL.len());
        for change in Change::ALL {
            package.make(change, &folder)?;
            for tool in tools {
                let prefix = format!("{number}/{}", tool.slug());
                let (measured, requests) = self.run(tool, &folder, &prefix)?;
                seen.runs.entry((change, tool)).or_default().push(measured);
                if change == Change::First {
                    let is_last = is_loader_last(&requests, &prefix);
                    *seen.loader_last.entry(tool).or_default() += usize::from(is_last);
                    if number == 0 {
                        self.compare(&folder, &prefix)?;
                    }
                }
                let key = package.edited;
                let there = self.server.get(&format!("/{BUCKET}/{prefix}/{key}"))?;
                let is_there = there == fs::read(folder.join("cdnPackage").join(key))?;
                if change == Change::OldEdit {
                    *seen.missed.entry(tool).or_default() += usize::from(!is_there);
                } else {
                    ensure!(is_there, "`{}` did not upload `{key}`: {change:?}", tool.name());
                }
            }
        }
        Ok(())
    }

    /// Every file is there with its bytes.
    fn compare(&self, folder: &Path, prefix: &str) -> Result<()> {
        for entry in fs::read_dir(folder.join("cdnPackage"))? {
            let file = entry?;
            let key = file.file_name().to_string_lossy().into_owned();
            let there = self.server.get(&format!("/{BUCKET}/{prefix}/{key}"))?;
            ensure!(
                there == fs::read(file.path())?,
                "`{prefix}/{key}` has other bytes"
            );
        }
        Ok(())
    }

    /// The whole process, from start to exit.
    fn run(&self, tool: Tool, folder: &Path, prefix: &str) -> Result<(Measured, Vec<Request>)> {
        let mut command = self.tools.sync(tool, folder, self.storage.port, prefix);
        let start = Instant::now();
        let output = command
            .output()
            .with_context(|| format!("cannot start `{}`", tool.name()))?;
        let time = start.elapsed();
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(
            output.status.success(),
            "`{}` failed: {}\n{said}",
            tool.name(),
            output.status
        );
        let requests = self.storage.take();
        let apart = apart(&requests);
        let measured = Measured {
            time,
            requests: requests.len() - apart,
            apart,
            proof: self.door.take().len(),
        };
        Ok((measured, requests))
    }
}

/// Requests that are told apart from the rest: for CORS rules, and for the current record after the last write.
fn apart(requests: &[Request]) -> usize {
    let is_cors = |request: &&Request| request.target.contains("?cors");
    let last_put = requests.iter().rposition(|request| request.method == "PUT");
    let after = requests.get(last_put.map_or(requests.len(), |last| last + 1)..);
    let is_look =
        |request: &&Request| request.method == "GET" && path(request).ends_with("/releases/current.json");
    requests.iter().filter(is_cors).count() + after.unwrap_or_default().iter().filter(is_look).count()
}

/// Whether `loader.json` was sent when everything else that readers load had been written.
fn is_loader_last(requests: &[Request], prefix: &str) -> bool {
    let below = format!("/{BUCKET}/{prefix}/");
    let puts = requests.iter().filter(|request| request.method == "PUT");
    let loaded = puts.filter_map(|request| Some((path(request).strip_prefix(&below)?, request)));
    let (loader, others): (Vec<_>, Vec<_>) = loaded
        .filter(|(key, _)| !key.starts_with("releases/"))
        .partition(|(key, _)| *key == "loader.json");
    let sent = loader.iter().map(|(_, request)| request.asked).min();
    let is_before = |request: &Request| request.answered.is_some_and(|answered| Some(answered) < sent);
    sent.is_some() && others.iter().all(|(_, request)| is_before(request))
}

fn path(request: &Request) -> &str {
    request.target.split('?').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Request, apart, is_loader_last};

    /// One after the other, each answered before the next.
    fn requests(lines: &[&str]) -> Vec<Request> {
        let request = |(number, line): (usize, &&str)| {
            let (method, target) = line.split_once(' ').unwrap();
            Request {
                method: method.to_owned(),
                target: target.to_owned(),
                asked: 10 * number,
                answered: Some(10 * number + 5),
            }
        };
        lines.iter().enumerate().map(request).collect()
    }

    #[test]
    fn cors_and_the_last_look_are_told_apart() {
        let current = "GET /bench/1/ours/releases/current.json?x-id=GetObject";
        let list = "GET /bench/?list-type=2&prefix=1%2Fours%2F";
        assert_eq!(apart(&requests(&[current, list])), 0);
        let put = "PUT /bench/1/ours/element.mjs?x-id=PutObject";
        assert_eq!(
            apart(&requests(&[current, list, "GET /bench/?cors", put, current])),
            2
        );
        assert_eq!(apart(&requests(&[current, put])), 0);
    }

    #[test]
    fn the_loader_is_last_when_all_else_is_written() {
        let mut seen = requests(&[
            "PUT /bench/1/ours/host.js",
            "PUT /bench/1/ours/loader.json",
            "PUT /bench/1/ours/releases/current.json",
            "HEAD /bench/1/ours/host.js",
        ]);
        assert!(is_loader_last(&seen, "1/ours"));
        assert!(!is_loader_last(&seen[..1], "1/ours"), "it is not written at all");
        // The answer comes when `loader.json` is on its way.
        seen[0].answered = Some(12);
        assert!(!is_loader_last(&seen, "1/ours"));
        seen[0].answered = None;
        assert!(!is_loader_last(&seen, "1/ours"));
    }
}
