//! The widget in a slow browser on a slow network, beside a blank page and npm `deep-chat`, in the same run.
//!
//! Chromium is driven by `widget/main.mjs`, which prints the figures and which promise does not hold. A promise that does
//! not hold fails nothing: times of a shared machine are no test.

use crate::binary::{self, Profile};
use crate::{browser, peers, step, workspace};

pub(super) fn run() -> anyhow::Result<()> {
    let modules = peers::ensure()?;
    browser::ensure()?;
    // It stands in for the service, and is slow only to read its seed; the widget is built for release.
    let avmsdk = binary::build(Profile::Debug)?;
    let mut measure = step::program("node");
    measure
        .arg(workspace::root().join("xtask/src/bench/widget/main.mjs"))
        .arg("--avmsdk")
        .arg(avmsdk)
        .arg("--package")
        .arg(workspace::target()?.join("sdk"))
        .arg("--modules")
        .arg(modules)
        .arg("--chromium")
        .arg(browser::program()?);
    step::run("measure the widget in Chromium: some minutes", &mut measure)
}
