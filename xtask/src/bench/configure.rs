//! `avmsdk configure` beside the shell script that it replaces, in the same run.
//!
//! The package has the vendor's shape: 280 files, 3.3 MB, the placeholder in four of them. The script is
//! what a vendor's download does: copy the tree, then `sed` on each file that `find` finds. Both
//! outputs are compared byte for byte before any time counts.

use crate::say;
use anyhow::{Context as _, Result, bail, ensure};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const FILES: usize = 280;
const BYTES: usize = 3_300_000;
const RUNS: usize = 9;
const WANTED_FACTOR: f64 = 30.0;
const URL: &str = "https://cdn.acme.org/chat/";
const PLACEHOLDER: &str = "https://placeholder.public.path/";

/// `$1` the package, `$2` the output, `$3` the public path. `sed -i` is not POSIX and takes other arguments
/// on macOS, so a script that runs everywhere and keeps file modes goes by way of a copy: three processes
/// for a file, as a vendor's own script was observed to start (852 for 279 files).
const SCRIPT: &str = r#"
set -e
cp -R "$1" "$2"
find "$2" -type f | while IFS= read -r file; do
    cp -p "$file" "$file.tmp"
    LC_ALL=C sed "s#https://placeholder\.public\.path/#$3#g" "$file.tmp" > "$file"
    rm "$file.tmp"
done
"#;

/// Measures and prints; fails when `configure` is not fast enough, or does not do the script's work.
pub(super) fn run(avmsdk_binary: &Path) -> Result<()> {
    let folder = scratch()?;
    let root = folder.path();
    make_package(&root.join("sdk"))?;
    // Each run writes a folder of its own, and the script comes last: it deletes as many files as it
    // writes, and some file systems are slow to create files for a while after that. The first run of each
    // only warms the caches.
    let avmsdk = (0..=RUNS)
        .map(|run| by_avmsdk(root, avmsdk_binary, run))
        .collect::<Result<Vec<_>>>()?;
    let script = (0..=RUNS)
        .map(|run| by_script(root, run))
        .collect::<Result<Vec<_>>>()?;
    compare(&root.join("by-script-0"), &root.join("by-avmsdk-0"))?;
    let (script, avmsdk) = (median(script), median(avmsdk));
    let factor = script.as_secs_f64() / avmsdk.as_secs_f64();
    say::figure(format_args!(
        "configure, {FILES} files, {:.1} MB, median of {RUNS} runs",
        BYTES as f64 / 1e6
    ));
    say::figure(format_args!("  find + sed         {:8.1} ms", millis(script)));
    say::figure(format_args!(
        "  avmsdk configure   {:8.1} ms   {factor:.0} times faster",
        millis(avmsdk)
    ));
    ensure!(
        factor >= WANTED_FACTOR,
        "configure is only {factor:.1} times faster, wanted: {WANTED_FACTOR}"
    );
    Ok(())
}

/// In memory where that can be had, so that the disk's state does not decide.
fn scratch() -> Result<tempfile::TempDir> {
    let memory = Path::new("/dev/shm");
    Ok(if memory.is_dir() {
        tempfile::tempdir_in(memory)?
    } else {
        tempfile::tempdir()?
    })
}

/// Most names hold a hash; the public path stands in four files without one.
fn make_package(root: &Path) -> Result<()> {
    let cdn = root.join("cdnPackage");
    fs::create_dir_all(&cdn)?;
    fs::create_dir_all(root.join("docs"))?;
    let text = |size: usize| format!("var path=\"{PLACEHOLDER}\";{}", "a=1;".repeat(size / 4));
    fs::write(
        cdn.join("loader.json"),
        format!("{{\"url\":\"{PLACEHOLDER}avmessagingsdk.1.0.1.min.js\"}}"),
    )?;
    fs::write(cdn.join("avmessagingsdk.1.0.1.min.js"), text(600_000))?;
    fs::write(cdn.join("avmessagingsdk.1.0.1.css"), text(40_000))?;
    fs::write(root.join("docs/README.md"), format!("Hosted at {PLACEHOLDER}\n"))?;
    let others = FILES - 4;
    let size = (BYTES - 640_000) / others;
    let mut state = 1_u64;
    for number in 0..others {
        let mut bytes = Vec::with_capacity(size);
        while bytes.len() < size {
            // Bytes like those of images and sounds: a xorshift generator, the same in every run.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            bytes.extend_from_slice(&state.to_le_bytes());
        }
        bytes.truncate(size);
        let extension = ["png", "mp3", "woff2", "js"][number % 4];
        fs::write(cdn.join(format!("{state:016x}{number:04x}.{extension}")), bytes)?;
    }
    Ok(())
}

fn by_script(root: &Path, run: usize) -> Result<Duration> {
    let out = root.join(format!("by-script-{run}"));
    timed(
        Command::new("sh")
            .args(["-c", SCRIPT, "configure"])
            .arg(root.join("sdk"))
            .arg(&out)
            .arg(URL),
    )
}

fn by_avmsdk(root: &Path, binary: &Path, run: usize) -> Result<Duration> {
    let out = root.join(format!("by-avmsdk-{run}"));
    let mut command = Command::new(binary);
    command
        .args(["configure", URL, "--quiet", "--source"])
        .arg(root.join("sdk"))
        .arg("--out")
        .arg(&out);
    timed(&mut command)
}

/// The whole process, from start to exit.
fn timed(command: &mut Command) -> Result<Duration> {
    let start = Instant::now();
    let status = command
        .stdin(Stdio::null())
        .status()
        .with_context(|| format!("cannot start {command:?}"))?;
    let elapsed = start.elapsed();
    ensure!(status.success(), "{command:?} failed: {status}");
    Ok(elapsed)
}

/// Every file that the script wrote is there with the same bytes.
fn compare(script: &Path, avmsdk: &Path) -> Result<()> {
    let mut replaced = 0;
    for folder in ["cdnPackage", "docs"] {
        for entry in fs::read_dir(script.join(folder))? {
            let name = Path::new(folder).join(entry?.file_name());
            let bytes = fs::read(script.join(&name))?;
            if bytes != fs::read(avmsdk.join(&name))? {
                bail!("`{}` differs from the script's", name.display());
            }
            replaced += usize::from(bytes.windows(URL.len()).any(|window| window == URL.as_bytes()));
        }
    }
    ensure!(
        replaced == 4,
        "the public path stands in {replaced} files, wanted: 4"
    );
    Ok(())
}

/// Of all but the first.
fn median(mut times: Vec<Duration>) -> Duration {
    times.remove(0);
    times.sort();
    times[times.len() / 2]
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
