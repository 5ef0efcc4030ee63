//! `avmsdk configure` beside the shell script that it replaces, in the same run.
//!
//! The script is what a vendor's download does: copy the tree, then `sed` on each file that `find` finds. Both
//! outputs are compared byte for byte before any time counts.

use super::vendor::{self, BYTES, FILES};
use crate::say;
use anyhow::{Context as _, Result, bail, ensure};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: usize = 9;
const WANTED_FACTOR: f64 = 30.0;
const URL: &str = "https://cdn.acme.org/chat/";

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
    let folder = vendor::scratch()?;
    let root = folder.path();
    vendor::make(&root.join("sdk"))?;
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
