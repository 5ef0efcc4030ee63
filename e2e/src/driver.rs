//! The WebDriver server of an engine, on a free port, with the screen that it needs.

mod port;

use crate::process::Process;
use crate::{Engine, until};
use anyhow::Context as _;
use std::ffi::OsString;
use std::path::Path;

/// The screen of WebKitGTK, which has room for a page of a desktop and for what is around it.
const SCREEN: &str = "1600x1200x24";

/// A driver that ends with the value, and with it the browsers that it started.
#[derive(Debug)]
pub(crate) struct Driver {
    /// Where it listens, without a slash at the end.
    pub(crate) url: String,
    // Dropped in this order: nobody draws on a screen that is gone.
    _driver: Process,
    _screen: Option<Process>,
}

impl Driver {
    /// Starts one; `log` names its log file, `profiles` is where the browser may put what it wants to keep.
    pub(crate) async fn start(engine: Engine, log: &str, profiles: &Path) -> anyhow::Result<Self> {
        let (driver, port, screen) = match engine {
            Engine::Chromium => {
                let driver = Process::start(log, "chromedriver", ["--port=0"])?;
                let port = driver.wait_for(chromedriver_port)?;
                (driver, port, None)
            }
            Engine::Firefox => {
                let program = std::env::var_os("AVMSDK_GECKODRIVER").unwrap_or_else(|| "geckodriver".into());
                // Two drivers cannot share the port of their sockets either.
                let mut args: Vec<OsString> = ["--port", "0", "--websocket-port", "0", "--profile-root"]
                    .map(OsString::from)
                    .into();
                args.push(profiles.into());
                let driver = Process::start(log, program, args)?;
                let port = driver.wait_for(geckodriver_port)?;
                (driver, port, None)
            }
            Engine::WebKit => {
                let (driver, port, screen) = webkit(log).await?;
                (driver, port, Some(screen))
            }
            Engine::Wpe => {
                // 2.38 goes wrong now and then where it changes from its interpreter of WebAssembly to what it has compiled
                // in the middle of a function: some 1 of 2,000 runs of one module with one input (seen in replays), and none
                // where it changes with a call or within loops only. Visitors have `trap` of `bridge/main.js` for that.
                let without = "JSC_useWasmLLIntPrologueOSR=0 JSC_useWasmLLIntEpilogueOSR=0";
                let (driver, port) = announced(log, &format!("{without} exec WPEWebDriver --port=0")).await?;
                (driver, port, None)
            }
        };
        Ok(Self {
            url: format!("http://localhost:{port}"),
            _driver: driver,
            _screen: screen,
        })
    }
}

/// A screen of its own, and the driver on it.
async fn webkit(log: &str) -> anyhow::Result<(Process, u16, Process)> {
    let args = ["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"];
    let screen = Process::start(&format!("{log}-screen"), "Xvfb", args)?;
    let display: u32 = screen.wait_for(|line| line.trim().parse().ok())?;
    let (driver, port) = announced(log, &format!("DISPLAY=:{display} exec WebKitWebDriver --port=0")).await?;
    Ok((driver, port, screen))
}

/// A driver that takes a free port and does not say which, and the port.
async fn announced(log: &str, command: &str) -> anyhow::Result<(Process, u16)> {
    let driver = Process::start(log, "sh", ["-c", &format!("echo $$; {command}")])?;
    let pid: u32 = driver.wait_for(|line| line.trim().parse().ok())?;
    let port = until("the port of the driver", async || port::of(pid), Option::is_some).await?;
    Ok((driver, port.context("there is no port")?))
}

fn chromedriver_port(line: &str) -> Option<u16> {
    line.strip_prefix("ChromeDriver was started successfully on port ")?
        .trim_end_matches('.')
        .parse()
        .ok()
}

/// `… geckodriver INFO Listening on 127.0.0.1:40573`
fn geckodriver_port(line: &str) -> Option<u16> {
    let (_, address) = line.split_once("Listening on ")?;
    address.rsplit_once(':')?.1.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{chromedriver_port, geckodriver_port};

    #[test]
    fn drivers_say_their_ports() {
        let line = "ChromeDriver was started successfully on port 40573.";
        assert_eq!(chromedriver_port(line), Some(40573));
        let line = "1795665600000\tgeckodriver\tINFO\tListening on 127.0.0.1:40573";
        assert_eq!(geckodriver_port(line), Some(40573));
        assert_eq!(
            geckodriver_port("1795665600000\tgeckodriver\tINFO\tstarting"),
            None
        );
    }
}
