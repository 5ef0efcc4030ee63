//! A visitor's browser, over and over: `loader.json`, the script that it names, every file that comes with it; and the
//! modules that pages import, with all that these import.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

type Files = BTreeMap<String, Vec<u8>>;

/// The bytes at a path as a browser sees them, if the server has them.
pub(crate) fn get(port: u16, path: &str) -> Option<Vec<u8>> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    match head.split(' ').nth(1).unwrap() {
        "200" if head.to_lowercase().contains("content-encoding: gzip") => {
            let mut bytes = Vec::new();
            let mut packed = flate2::read::GzDecoder::new(&answer[end..]);
            packed.read_to_end(&mut bytes).unwrap();
            Some(bytes)
        }
        "200" => Some(answer.split_off(end)),
        "404" => None,
        other => panic!("a reader was answered {other}: {path}"),
    }
}

/// One visit: the number of the release that was met, or `None` where there is none yet.
pub(crate) fn visit(port: u16, folder: &str, releases: &[Files]) -> Result<Option<usize>, String> {
    let Some(loader) = get(port, &format!("{folder}loader.json")) else {
        return Ok(None);
    };
    let met = releases.iter().rposition(|files| files["loader.json"] == loader);
    let met = met.ok_or_else(|| format!("a loader of no release: {}", String::from_utf8_lossy(&loader)))?;
    for (key, wanted) in &releases[met] {
        let has_hash = key.split('.').any(|part| part.len() == 16);
        if !has_hash {
            continue;
        }
        match get(port, &format!("{folder}{key}")) {
            Some(bytes) if bytes == *wanted => {}
            Some(_) => return Err(format!("release {met}: other bytes in {key}")),
            None => return Err(format!("release {met}: {key} is not there")),
        }
    }
    for module in ["entry.mjs", "element.mjs"] {
        import(port, folder, releases, module)?;
    }
    Ok(Some(met))
}

/// A page's import: the line under the name that stays, and every module that it leads to, all of one release,
/// whichever that is.
fn import(port: u16, folder: &str, releases: &[Files], module: &str) -> Result<(), String> {
    let Some(line) = get(port, &format!("{folder}{module}")) else {
        return Ok(());
    };
    let of = releases.iter().rfind(|files| files.get(module) == Some(&line));
    let of = of.ok_or_else(|| format!("{module} of no release: {}", String::from_utf8_lossy(&line)))?;
    let mut text = line;
    let mut bodies = 0;
    while let Some(key) = imported(&text) {
        let Some(bytes) = get(port, &format!("{folder}{key}")) else {
            return Err(format!("{module} leads to {key}, which is not there"));
        };
        if of.get(&key) != Some(&bytes) {
            return Err(format!("{module} leads to another release: {key}"));
        }
        text = bytes;
        bodies += 1;
    }
    // Else there would be nothing to mix, and this could not fail.
    assert_eq!(bodies, if module == "element.mjs" { 2 } else { 1 }, "{module}");
    Ok(())
}

/// The name of the module beside it that a module names first.
fn imported(module: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(module);
    let (_, rest) = text.split_once("'./")?;
    Some(rest.split_once('\'')?.0.to_owned())
}

/// Visits until it is stopped.
pub(crate) struct Reader {
    stop: Arc<AtomicBool>,
    releases: Arc<Mutex<Vec<Files>>>,
    thread: Option<JoinHandle<Seen>>,
}

/// What the visits met.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) visits: BTreeMap<usize, usize>,
    pub(crate) broken: Vec<String>,
}

impl Reader {
    pub(crate) fn start(port: u16, folder: &str) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let releases = Arc::new(Mutex::new(Vec::<Files>::new()));
        let (end, known, folder) = (Arc::clone(&stop), Arc::clone(&releases), folder.to_owned());
        let thread = std::thread::spawn(move || {
            let mut seen = Seen::default();
            while !end.load(Ordering::Relaxed) {
                let known = known.lock().unwrap().clone();
                match visit(port, &folder, &known) {
                    Ok(Some(met)) => *seen.visits.entry(met).or_default() += 1,
                    Ok(None) => {}
                    // A release that was announced to us after this visit began.
                    Err(_) if known.is_empty() => {}
                    Err(broken) => seen.broken.push(broken),
                }
                // Leaves the one server some time for the deploys.
                std::thread::sleep(std::time::Duration::from_millis(5));
            }
            seen
        });
        Self {
            stop,
            releases,
            thread: Some(thread),
        }
    }

    /// From now on this release can be met; always told before it is deployed.
    pub(crate) fn expect(&self, files: &Files) {
        self.releases.lock().unwrap().push(files.clone());
    }

    /// One visit by the test itself.
    pub(crate) fn visit(&self, port: u16, folder: &str) -> Option<usize> {
        visit(port, folder, &self.releases.lock().unwrap()).unwrap()
    }

    pub(crate) fn stop(mut self) -> Seen {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.take().unwrap().join().unwrap()
    }
}
