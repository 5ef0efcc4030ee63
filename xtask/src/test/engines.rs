//! The engines beside Chromium: Firefox with its driver, WebKitGTK with its driver and a screen, WPE WebKit, and Chromium
//! of years ago.
//!
//! Installed like Chromium where that is ours to do. Elsewhere an engine that is missing is left out, and
//! that is said; only CI cannot do without.

use super::{geckodriver, old_chromium};
use crate::{browser, say, step, workspace};
use anyhow::bail;
use std::path::PathBuf;
use std::process::Command;

/// An engine, and what it needs.
struct Engine {
    /// As `avmsdk-e2e` calls it.
    name: &'static str,
    /// As people call it.
    title: &'static str,
    /// Programs on `PATH`, each by any of its names.
    programs: &'static [&'static [&'static str]],
    /// Debian's packages that hold them.
    packages: &'static [&'static str],
}

const ENGINES: [Engine; 3] = [
    Engine {
        name: FIREFOX,
        title: "Firefox",
        programs: &[&["firefox-esr", "firefox"]],
        packages: &["firefox-esr"],
    },
    Engine {
        name: "webkit",
        title: "WebKitGTK",
        programs: &[&["WebKitWebDriver"], &["Xvfb"]],
        packages: &["webkit2gtk-driver", "xvfb"],
    },
    Engine {
        name: "wpe",
        title: "WPE WebKit",
        programs: &[&["WPEWebDriver"], &["cog"]],
        packages: &["wpewebkit-driver", "cog"],
    },
];

const FIREFOX: &str = "firefox";

/// What the journeys must know of the engines.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Engines {
    geckodriver: Option<PathBuf>,
    old_chromium: Option<PathBuf>,
    left_out: Vec<&'static str>,
}

/// Makes sure that the engines can be started, as far as this machine allows.
pub(super) fn ensure() -> anyhow::Result<Engines> {
    let mut left_out = Vec::new();
    for engine in ENGINES {
        if !engine.is_there() && browser::can_install() {
            browser::install(engine.title, engine.packages)?;
        }
        if engine.is_there() {
            continue;
        }
        let (title, packages) = (engine.title, engine.packages.join(" "));
        if workspace::is_ci() {
            bail!("the tests need {title}, install it first: apt-get install {packages} (Debian)");
        }
        say::note(format_args!(
            "{title} is missing and nothing is tried in it; on Debian: apt-get install {packages}"
        ));
        left_out.push(engine.name);
    }
    let geckodriver = if left_out.contains(&FIREFOX) {
        None
    } else {
        Some(geckodriver::ensure()?)
    };
    let old_chromium = old_chromium::ensure()?;
    if old_chromium.is_none() {
        left_out.push(old_chromium::NAME);
    }
    Ok(Engines {
        geckodriver,
        old_chromium,
        left_out,
    })
}

impl Engines {
    /// Tells the journeys.
    pub(super) fn tell(&self, journeys: &mut Command) {
        if let Some(geckodriver) = &self.geckodriver {
            journeys.env("AVMSDK_GECKODRIVER", geckodriver);
        }
        if let Some(folder) = &self.old_chromium {
            journeys.env(old_chromium::VARIABLE, folder);
        }
        journeys.env("AVMSDK_SKIP_ENGINES", self.left_out.join(","));
    }
}

impl Engine {
    fn is_there(&self) -> bool {
        self.programs
            .iter()
            .all(|names| names.iter().any(|name| step::find(name).is_some()))
    }
}

#[cfg(test)]
mod tests {
    use super::Engines;
    use std::process::Command;

    #[test]
    fn the_journeys_hear_what_is_left_out() {
        let engines = Engines {
            geckodriver: Some("/cache/geckodriver".into()),
            old_chromium: Some("/cache/old-chromium".into()),
            left_out: vec!["webkit"],
        };
        let mut command = Command::new("cargo");
        engines.tell(&mut command);
        let told: Vec<_> = command
            .get_envs()
            .map(|(name, value)| {
                (
                    name.to_string_lossy(),
                    value.unwrap_or_default().to_string_lossy(),
                )
            })
            .collect();
        let wanted = [
            ("AVMSDK_GECKODRIVER", "/cache/geckodriver"),
            ("AVMSDK_OLD_CHROMIUM", "/cache/old-chromium"),
            ("AVMSDK_SKIP_ENGINES", "webkit"),
        ];
        assert_eq!(told, wanted.map(|(name, value)| (name.into(), value.into())));
    }
}
