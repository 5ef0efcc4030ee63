//! A program beside the test that never outlives it.
//!
//! The program, and what it starts, form a process group of their own. A small shell leads it and holds
//! the other end of our pipe: when the test ends in whatever way, even by SIGKILL, the pipe closes and the
//! shell ends the whole group. What the program says goes to a log and can be waited for.

use crate::out;
use anyhow::{Context as _, bail};
use rustix::process::{Pid, Signal, kill_process_group};
use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// Ends the group when the program has ended, or when nobody holds the other end of its input.
const LEADER: &str = r#"("$@" </dev/null; kill -KILL 0) & read -r _; kill -KILL 0"#;
const START: Duration = Duration::from_secs(30);

/// A running program.
#[derive(Debug)]
pub(crate) struct Process {
    name: String,
    leader: Child,
    lines: Receiver<String>,
}

impl Process {
    /// Starts it; `log` names its log file.
    pub(crate) fn start<S: AsRef<OsStr>>(
        log: &str,
        program: impl AsRef<OsStr>,
        args: impl IntoIterator<Item = S>,
    ) -> anyhow::Result<Self> {
        let name = program.as_ref().display().to_string();
        let mut leader = leader(program.as_ref(), args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start: {name}"))?;
        let (sender, lines) = channel();
        let file = File::create(out()?.join(format!("{log}.log")))?;
        if let Some(stdout) = leader.stdout.take() {
            listen(stdout, file.try_clone()?, sender.clone());
        }
        if let Some(stderr) = leader.stderr.take() {
            listen(stderr, file, sender);
        }
        Ok(Self { name, leader, lines })
    }

    /// Waits for the line that `pick` takes something from.
    pub(crate) fn wait_for<T>(&self, pick: impl Fn(&str) -> Option<T>) -> anyhow::Result<T> {
        let end = Instant::now() + START;
        let mut said = String::new();
        loop {
            match self
                .lines
                .recv_timeout(end.saturating_duration_since(Instant::now()))
            {
                Ok(line) => {
                    if let Some(found) = pick(&line) {
                        return Ok(found);
                    }
                    said += &line;
                    said.push('\n');
                }
                Err(RecvTimeoutError::Timeout) => {
                    bail!("`{}` is not ready after {START:?}, it said: {said}", self.name)
                }
                Err(RecvTimeoutError::Disconnected) => {
                    bail!("`{}` ended at once, it said: {said}", self.name)
                }
            }
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Fails only if the group has ended by itself, which is what is wanted.
        let _ = kill_process_group(Pid::from_child(&self.leader), Signal::KILL);
        let _ = self.leader.wait();
    }
}

/// The shell that leads the group, before it is started.
fn leader<S: AsRef<OsStr>>(program: &OsStr, args: impl IntoIterator<Item = S>) -> Command {
    let mut leader = Command::new("sh");
    leader.args(["-c", LEADER, "leader"]).arg(program).args(args);
    leader.stdin(Stdio::piped()).process_group(0);
    leader
}

/// Copies lines to the log and to whoever waits.
fn listen(from: impl Read + Send + 'static, mut log: File, to: Sender<String>) {
    std::thread::spawn(move || {
        for line in BufReader::new(from).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).into_owned();
            // A full disk must not end the program, nor a waiter that is gone.
            let _ = writeln!(log, "{line}");
            let _ = to.send(line);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::{Process, leader};
    use rustix::process::{Pid, test_kill_process};
    use std::io::{BufRead as _, BufReader};
    use std::process::Stdio;

    fn pid(text: &str) -> Option<Pid> {
        Pid::from_raw(text.trim().parse().ok()?)
    }

    /// Whether it runs; a zombie that waits for its parent does not.
    fn runs(pid: Pid) -> bool {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero()));
        test_kill_process(pid).is_ok() && !stat.is_ok_and(|stat| stat.contains(") Z "))
    }

    fn wait_for_end(pid: Pid) {
        let end = std::time::Instant::now() + super::START;
        while runs(pid) {
            assert!(std::time::Instant::now() < end, "{pid:?} still runs");
            std::thread::yield_now();
        }
    }

    #[test]
    fn the_program_and_its_children_end_with_the_value() {
        // A child in the background, and the program itself.
        let script = "sleep 600 & echo $!; echo $$; exec sleep 600";
        let process = Process::start("test-drop", "sh", ["-c", script]).unwrap();
        let child = process.wait_for(pid).unwrap();
        let program = process.wait_for(pid).unwrap();
        assert!(runs(child) && runs(program));
        drop(process);
        wait_for_end(child);
        wait_for_end(program);
    }

    #[test]
    fn the_program_ends_when_its_test_was_killed() {
        // What is left of a killed test: a closed pipe.
        let mut leader = leader("sh".as_ref(), ["-c", "echo $$; exec sleep 600"]);
        let mut leader = leader.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(leader.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let program = pid(&line).unwrap();
        assert!(runs(program));
        drop(leader.stdin.take());
        leader.wait().unwrap();
        wait_for_end(program);
    }

    #[test]
    fn a_program_that_ends_early_is_told_with_its_words() {
        let process = Process::start("test-early", "sh", ["-c", "echo no luck >&2; exit 1"]).unwrap();
        let error = process.wait_for(|_| None::<()>).unwrap_err().to_string();
        assert_eq!(error, "`sh` ended at once, it said: no luck\n");
        let process = Process::start("test-missing", "no-such-program", ["x"]).unwrap();
        let error = process.wait_for(|_| None::<()>).unwrap_err().to_string();
        assert!(error.starts_with("`no-such-program` ended at once"), "{error}");
    }
}
