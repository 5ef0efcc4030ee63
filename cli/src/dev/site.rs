//! The files that the sandbox serves: the package below `/static/`, its manual, the demo pages.

use super::address::Address;
use super::{agent, gallery, pages};
use crate::bundled;
use crate::configure::Source;
use crate::failure::{Explain as _, Failure};
use avmsdk_core::PublicPath;
use avmsdk_core::configure::{ConfigureOptions, ConfigurePlan, PlannedFile, plan};
use avmsdk_core::package::{CDN_FOLDER, Class, PackageFacts, content_type};
use avmsdk_sandbox::{Cache, File, Site};
use std::path::Path;

/// The manual of a package, and where it is served.
const MANUAL: (&str, &str) = ("docs/README.md", "/docs/README.md");

/// How a package is named to this command.
const NAMED_BY: &str = "avmsdk dev ./web-messenger-sdk";

/// A site, and what is to be said about it.
pub(crate) struct Built {
    pub(crate) site: Site,
    /// Where the widget's files are, unless there are none.
    pub(crate) public_path: Option<PublicPath>,
    /// What is amiss, and what to do.
    pub(crate) warnings: Vec<(String, String)>,
}

/// As `deploy` says it.
fn no_folder(folder: &Path) -> Failure {
    let what = format!("there is no folder `{}`", folder.display());
    let hint =
        format!("name a package, configured or not, as in `{NAMED_BY}`, or none for the one in this program");
    Failure::new("dev-no-folder", what, hint).with_usage_exit()
}

/// Configures the package in memory and adds the pages. Without a package there are only pages that
/// say so.
pub(crate) fn build_site(
    package: Option<&Path>,
    public_path: Option<&str>,
    address: &Address,
) -> Result<Built, Failure> {
    let given = public_path.map_or_else(|| format!("{}/static/", address.url), str::to_owned);
    let public_path = PublicPath::parse(&given).explain(|| "cannot use this public path".to_owned())?;
    let mut site = Site::default();
    let assets = pages::assets().into_iter().chain(agent::files());
    for (path, file) in assets.chain(gallery::assets()) {
        site.add(path, file);
    }
    let entries = match package {
        Some(folder) if !folder.is_dir() => return Err(no_folder(folder)),
        Some(folder) => Source::open(folder, NAMED_BY)?.entries()?,
        None => match bundled::files() {
            Ok(entries) => entries,
            Err(missing) => {
                let (what, hint) = (missing.to_string(), missing.hint().to_owned());
                for path in pages::PATHS.into_iter().chain(gallery::PATHS) {
                    site.add(
                        path,
                        pages::notice("The service is here, the widget is not", &what, &hint),
                    );
                }
                return Ok(Built {
                    site,
                    public_path: None,
                    warnings: vec![(what, hint)],
                });
            }
        },
    };
    let cannot = || match package {
        Some(folder) => format!("cannot configure the package: {}", folder.display()),
        None => "cannot configure the bundled package".to_owned(),
    };
    let facts = PackageFacts::from_found(entries).explain(cannot)?;
    let plan = plan(
        facts,
        &ConfigureOptions::new(public_path, env!("CARGO_PKG_VERSION")),
    )
    .explain(cannot)?;
    for file in &plan.files {
        add(&mut site, file);
    }
    let pages = pages::pages(&plan, &address.url).into_iter();
    for (path, page) in pages.chain(gallery::pages(&plan, &address.url)) {
        site.add(path, page);
    }
    let warnings = warnings(&plan);
    Ok(Built {
        site,
        public_path: Some(plan.public_path),
        warnings,
    })
}

fn add(site: &mut Site, file: &PlannedFile) {
    let path = file.path.as_str();
    let cdn = path.strip_prefix(CDN_FOLDER).map(|rest| format!("/static{rest}"));
    // A browser shows text and saves Markdown.
    let (path, content_type) = match cdn {
        Some(path) => (path, file.content_type),
        None if path == MANUAL.0 => (MANUAL.1.to_owned(), content_type("README.txt")),
        None => return,
    };
    let cache = if file.class == Some(Class::Hashed) {
        Cache::Forever
    } else {
        Cache::Revalidate
    };
    let file = File {
        body: file.bytes.to_vec(),
        content_type: content_type.to_owned(),
        cache,
        headers: Vec::new(),
    };
    site.add(path, file);
}

fn warnings(plan: &ConfigurePlan) -> Vec<(String, String)> {
    let report = plan.report("");
    report
        .warnings
        .iter()
        .map(|warning| (warning.message.clone(), warning.hint.clone()))
        .collect()
}
