//! Servers of others that the tests stand on: Debian's packages, installed like the browsers.

use crate::{browser, say, step, workspace};
use anyhow::bail;
use std::path::Path;

/// One of them.
struct Server {
    name: &'static str,
    program: &'static str,
    package: &'static str,
    /// What is left out without it.
    untried: &'static str,
}

const SERVERS: [Server; 2] = [
    Server {
        name: "Varnish",
        program: "varnishd",
        package: "varnish",
        untried: "nothing is tried behind it",
    },
    Server {
        name: "nginx",
        program: "nginx",
        package: "nginx-light",
        untried: "it is not asked what it makes of `avmsdk csp --format nginx`",
    },
];

/// Makes sure that they can be started, as far as this machine allows. The tests that need one say so where it is
/// missing; only CI cannot do without.
pub(crate) fn ensure() -> anyhow::Result<()> {
    SERVERS.iter().try_for_each(Server::ensure)
}

impl Server {
    fn ensure(&self) -> anyhow::Result<()> {
        let Self {
            name,
            package,
            untried,
            ..
        } = self;
        if !self.is_there() && browser::can_install() {
            browser::install(name, &[package])?;
        }
        if self.is_there() {
            return Ok(());
        }
        if workspace::is_ci() {
            bail!("the tests need {name}, install it first: apt-get install {package} (Debian)");
        }
        say::note(format_args!(
            "{name} is missing and {untried}; on Debian: apt-get install {package}"
        ));
        Ok(())
    }

    /// Debian keeps them where only root looks.
    fn is_there(&self) -> bool {
        step::find(self.program).is_some() || Path::new("/usr/sbin").join(self.program).is_file()
    }
}
