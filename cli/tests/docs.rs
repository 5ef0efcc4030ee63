//! The commands in `docs/sandbox.md` and in the first chapter of `docs/deploy.md`, run as a reader would, from top
//! to bottom in one folder.
//!
//! A block of `sh` is run, and fails the test if any command of it does. One of `sh background` goes on
//! running; the reader waits until its address answers or its output says what the block after it shows.
//! A block that begins with a comment naming a file, `file: bot.js`, is written to that file. A block of
//! `output` is what the commands before it have printed, with `…` for what differs each time.

#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    reason = "a test that meets the unforeseen should fail where it does"
)]

#[path = "support/seaweedfs.rs"]
mod seaweedfs;

use rustix::process::{Pid, Signal, kill_process_group};
use std::fs::{self, File};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long a background program may take to say what it should.
const PATIENCE: Duration = Duration::from_secs(60);

struct Block {
    line: usize,
    /// The words after the fence.
    kind: String,
    text: String,
}

/// Every fenced block of a page.
fn blocks(page: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_open = false;
    for (number, line) in page.lines().enumerate() {
        match line.strip_prefix("```") {
            Some(_) if is_open => is_open = false,
            Some(kind) => {
                is_open = true;
                blocks.push(Block {
                    line: number + 1,
                    kind: kind.to_owned(),
                    text: String::new(),
                });
            }
            None if is_open => {
                let block = blocks.last_mut().unwrap();
                block.text.push_str(line);
                block.text.push('\n');
            }
            None => {}
        }
    }
    assert!(!is_open, "a block is not closed");
    blocks
}

/// The file that a block names in its first line.
fn file_of(block: &Block) -> Option<&str> {
    let first = block.text.lines().next()?;
    let (_, name) = first.split_once("file: ")?;
    Some(name.trim_end_matches("-->").trim())
}

/// Whether `said` is what `shown` says, line by line; `…` stands for anything, also for any lines.
fn is_like(said: &str, shown: &str) -> bool {
    fn matches(said: &str, parts: &[&str]) -> bool {
        match parts {
            [] => said.is_empty(),
            [last] => said.ends_with(last),
            [first, rest @ ..] => {
                let mut from = 0;
                while let Some(at) = said[from..].find(first) {
                    let end = from + at + first.len();
                    if matches(&said[end..], rest) {
                        return true;
                    }
                    from += at + said[from + at..].chars().next().map_or(1, char::len_utf8);
                }
                false
            }
        }
    }
    let (said, shown) = (said.trim_end(), shown.trim_end());
    let parts: Vec<&str> = shown.split('…').collect();
    match parts.as_slice() {
        [only] => said == *only,
        [first, rest @ ..] => said.strip_prefix(first).is_some_and(|said| matches(said, rest)),
        [] => false,
    }
}

/// A reader with a shell, a folder, and the programs that are left running.
struct Reader {
    folder: PathBuf,
    bin: PathBuf,
    /// What stands in the page, and what stands there in this run: addresses.
    addresses: Vec<(&'static str, String)>,
    /// What the reader's shells know.
    variables: Vec<(&'static str, String)>,
    running: Vec<Child>,
    /// What the last block printed.
    printed: String,
}

impl Drop for Reader {
    fn drop(&mut self) {
        for child in &mut self.running {
            // The shell and all that it started: they share its group.
            if let Some(group) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
                let _ = kill_process_group(group, Signal::KILL);
            }
            let _ = child.wait();
        }
    }
}

impl Reader {
    /// The block with the address of this run.
    fn addressed(&self, text: &str) -> String {
        let addresses = self.addresses.iter();
        addresses.fold(text.to_owned(), |text, (shown, here)| text.replace(shown, here))
    }

    fn shell(&self, text: &str) -> Command {
        use std::os::unix::process::CommandExt as _;
        let mut command = Command::new("bash");
        let path = std::env::var("PATH").unwrap();
        command
            .args(["-euo", "pipefail", "-c", &self.addressed(text)])
            .current_dir(&self.folder)
            .env("PATH", format!("{}:{path}", self.bin.display()))
            .envs(self.variables.iter().cloned())
            .stdin(Stdio::null())
            .process_group(0);
        command
    }

    fn run(&mut self, block: &Block) {
        let output = self.shell(&block.text).output().unwrap();
        self.printed = String::from_utf8(output.stdout).unwrap();
        assert!(
            output.status.success(),
            "line {}: {}\n{}{}",
            block.line,
            block.text,
            self.printed,
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// Starts a block that goes on, and waits for the output that the next block shows.
    fn start(&mut self, block: &Block, shown: &str) {
        let log = self.folder.join(format!(".output-{}", block.line));
        let output = File::create(&log).unwrap();
        let errors = output.try_clone().unwrap();
        let mut command = self.shell(&block.text);
        self.running
            .push(command.stdout(output).stderr(errors).spawn().unwrap());
        let started = Instant::now();
        loop {
            let said = fs::read_to_string(&log).unwrap();
            if is_like(&said, &self.addressed(shown)) {
                return;
            }
            assert!(started.elapsed() < PATIENCE, "line {}: {said}", block.line);
            sleep(Duration::from_millis(50));
        }
    }

    /// Reads a page; how many blocks were run.
    fn read(&mut self, blocks: &[Block]) -> usize {
        let mut ran = 0;
        for (at, block) in blocks.iter().enumerate() {
            let next = blocks.get(at + 1).filter(|next| next.kind == "output");
            match block.kind.as_str() {
                _ if file_of(block).is_some() => {
                    let name = file_of(block).unwrap();
                    fs::write(self.folder.join(name), self.addressed(&block.text)).unwrap();
                }
                "sh" => {
                    self.run(block);
                    ran += 1;
                }
                "sh background" => {
                    self.start(block, &next.unwrap().text);
                    ran += 1;
                }
                "output" if blocks[at - 1].kind == "sh" => {
                    let shown = self.addressed(&block.text);
                    assert!(
                        is_like(&self.printed, &shown),
                        "line {}: {}\nis not like\n{shown}",
                        block.line,
                        self.printed
                    );
                }
                _ => {}
            }
        }
        ran
    }
}

/// A folder with the program under the name that a reader types.
fn bin(folder: &Path) -> PathBuf {
    let bin = folder.join("bin");
    fs::create_dir(&bin).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_avmsdk"), bin.join("avmsdk")).unwrap();
    bin
}

#[test]
fn every_command_of_the_page_about_the_sandbox_works() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/sandbox.md");
    let page = fs::read_to_string(page).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let work = folder.path().join("work");
    fs::create_dir(&work).unwrap();
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    let mut reader = Reader {
        bin: bin(folder.path()),
        folder: work,
        addresses: vec![("localhost:8000", format!("localhost:{port}"))],
        variables: vec![
            ("AVMSDK_PORT", port.to_string()),
            ("AVMSDK_DATA", "memory".to_owned()),
        ],
        running: Vec::new(),
        printed: String::new(),
    };
    drop(free);
    let ran = reader.read(&blocks(&page));
    assert!(ran > 10, "only {ran} blocks were run");
    assert!(TcpStream::connect(("127.0.0.1", port)).is_ok());
}

/// The other chapters are for places that no test can reach; they say so.
#[test]
fn every_command_of_the_walk_to_a_bucket_works() {
    let path = std::env::var_os("PATH").unwrap();
    let varnish = std::env::split_paths(&path)
        .chain([PathBuf::from("/usr/sbin")])
        .any(|folder| folder.join("varnishd").is_file());
    if !varnish {
        assert!(std::env::var_os("CI").is_none(), "there is no varnishd");
        eprintln!("there is no varnishd on this machine: nothing was tried");
        return;
    }
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/deploy.md");
    let page = fs::read_to_string(page).unwrap();
    let (_, walk) = page.split_once("\n## A bucket and a cache").unwrap();
    let (walk, rest) = walk.split_once("\n## ").unwrap();
    for chapter in rest
        .split("\n## ")
        .filter(|chapter| chapter.contains("\n```yaml") || chapter.contains("\n- "))
    {
        let says = chapter.lines().nth(2).unwrap();
        assert!(says.starts_with("Not run by our tests"), "{says}");
    }
    let folder = tempfile::tempdir().unwrap();
    let work = folder.path().join("work");
    fs::create_dir(&work).unwrap();
    let bin = bin(folder.path());
    std::os::unix::fs::symlink(seaweedfs::program(), bin.join("weed")).unwrap();
    // Each of the server's ports has a second one, 10000 above.
    let [master, volume, filer, s3, cache] = seaweedfs::free_pairs();
    let server = format!("weed server -master.port={master} -volume.port={volume} -filer.port={filer} ");
    let mut reader = Reader {
        bin,
        folder: work,
        addresses: vec![
            (
                "weed server ",
                server + "-s3.port.iceberg=0 -s3.port.lance=0 -master.telemetry=false ",
            ),
            ("8333", s3.to_string()),
            ("127.0.0.1:9333", format!("127.0.0.1:{master}")),
            ("6081", cache.to_string()),
        ],
        variables: vec![
            (
                "PATH",
                format!(
                    "{}:/usr/sbin:{}",
                    folder.path().join("bin").display(),
                    path.to_str().unwrap()
                ),
            ),
            ("AWS_ACCESS_KEY_ID", "AKIDLOCAL".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "only-on-my-machine".to_owned()),
        ],
        running: Vec::new(),
        printed: String::new(),
    };
    let ran = reader.read(&blocks(walk));
    assert!(ran > 8, "only {ran} blocks were run");
}

#[test]
fn output_is_compared_with_gaps() {
    for (said, shown, wanted) in [
        ("a\n", "a", true),
        ("a b", "a", false),
        ("id 17 ok", "id … ok", true),
        ("id 17 ko", "id … ok", false),
        ("x\ny\nz\n", "x\n…\nz\n", true),
        ("x\nz", "x\n…z", true),
        ("one two", "…two", true),
        ("one two", "one…", true),
        ("aXbXc", "a…X…c", true),
        ("ab", "a…a…b", false),
    ] {
        assert_eq!(is_like(said, shown), wanted, "{said} {shown}");
    }
}
