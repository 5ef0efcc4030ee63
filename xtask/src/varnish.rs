//! Varnish, the cache that readers stand behind in the tests: Debian's package, installed like the browsers.

use crate::{browser, say, step, workspace};
use anyhow::bail;
use std::path::Path;

/// Makes sure that it can be started, as far as this machine allows. The tests that need it say so where it is
/// missing; only CI cannot do without.
pub(crate) fn ensure() -> anyhow::Result<()> {
    if !is_there() && browser::can_install() {
        browser::install("Varnish", &["varnish"])?;
    }
    if is_there() {
        return Ok(());
    }
    if workspace::is_ci() {
        bail!("the tests need Varnish, install it first: apt-get install varnish (Debian)");
    }
    say::note("Varnish is missing and nothing is tried behind it; on Debian: apt-get install varnish");
    Ok(())
}

/// Debian keeps it where only root looks.
fn is_there() -> bool {
    step::find("varnishd").is_some() || Path::new("/usr/sbin/varnishd").is_file()
}
