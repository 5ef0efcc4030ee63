//! `avmsdk configure`.

use crate::args::configure::{ConfigureArgs, PrecompressArg};
use crate::bundled;
use crate::configure::{Siblings, Source, Stage, Target};
use crate::exit::Exit;
use crate::failure::{Explain as _, Failure};
use crate::print::{self, Printer};
use crate::settings::Origins;
use avmsdk_core::PublicPath;
use avmsdk_core::configure::{Compressor, ConfigureOptions, Encoding, FromUrl, plan_with};
use avmsdk_core::csp;
use avmsdk_core::package::PackageFacts;
use std::path::{Path, PathBuf};

/// Configures a package: facts, plan, effects, report.
pub(crate) fn run(args: ConfigureArgs, origins: &Origins, printer: &mut Printer) -> anyhow::Result<Exit> {
    let options = options(&args, origins)?;
    let siblings = siblings(&args.precompress, origins)?;
    let out = args
        .out
        .unwrap_or_else(|| PathBuf::from(options.public_path.folder_name(cfg!(windows))));

    let source = if args.source == Path::new("bundled") {
        None
    } else {
        Some(Source::open(&args.source, "--source ./web-messenger-sdk")?)
    };
    let target = Target::judge(
        &out,
        source.as_ref().map(|source| source.root.as_path()),
        args.force,
    )?;
    let entries = source.as_ref().map_or_else(bundled::files, Source::entries)?;
    let cannot = || format!("cannot configure the package: {}", args.source.display());
    let facts = PackageFacts::from_found(entries).explain(cannot)?;
    let compressor = siblings.as_ref().map(|siblings| siblings as &dyn Compressor);
    let plan = plan_with(facts, &options, compressor).explain(cannot)?;

    let stage = Stage::beside(&target)?;
    stage.fill(&plan)?;
    stage.publish(&target)?;

    let report = plan.report(&out.to_string_lossy());
    for warning in &report.warnings {
        printer.warn(&warning.message, &warning.hint);
    }
    let printed = printer
        .report(&print::configure_report(&report))
        .and_then(|()| printer.document(&report));
    if printed.is_err() {
        printer.say(&format!("the package is configured, in {}", out.display()));
    }
    printed.map(|()| Exit::Done)
}

/// From what was typed to what was meant.
fn options(args: &ConfigureArgs, origins: &Origins) -> Result<ConfigureOptions, Failure> {
    let public_path = PublicPath::parse(&args.public_path)
        .explain(|| format!("cannot use this public path{}", origins.note(&["public_path"])))?;
    let mut options = ConfigureOptions::new(public_path, env!("CARGO_PKG_VERSION"));
    let from = args.from.as_deref().map(FromUrl::parse).transpose();
    options.from = from.explain(|| format!("cannot use the URL given by {}", origins.name("from")))?;
    // An empty one is as good as none.
    let id = args
        .embedding
        .integration_id
        .as_deref()
        .filter(|id| !id.is_empty());
    let id = id.map(str::parse).transpose();
    options.integration_id = id.explain(|| {
        format!(
            "cannot use this integration id{}",
            origins.note(&["integration_id"])
        )
    })?;
    let channels = args.embedding.channels.as_deref().unwrap_or_default();
    options.csp.channels =
        csp::channels(channels).explain(|| format!("cannot use {}", origins.name("channels")))?;
    options.csp.media_hosts = csp::HostSource::parse_all("--media-host", &args.embedding.media_host)
        .explain(|| format!("cannot use {}", origins.name("media_host")))?;
    Ok(options)
}

fn siblings(wanted: &[PrecompressArg], origins: &Origins) -> Result<Option<Siblings>, Failure> {
    if wanted == [PrecompressArg::None] {
        return Ok(None);
    }
    let mut encodings = Vec::new();
    for one in wanted {
        let encoding = match one {
            PrecompressArg::Br => Encoding::Brotli,
            PrecompressArg::Gzip => Encoding::Gzip,
            PrecompressArg::None => {
                let hint = "give `none` alone, or the encodings: `--precompress br,gzip`";
                let what = format!("cannot use {}", origins.name("precompress"));
                return Err(Failure::new("precompress", what, hint)
                    .why("it has both `none` and an encoding")
                    .with_usage_exit());
            }
        };
        if !encodings.contains(&encoding) {
            encodings.push(encoding);
        }
    }
    Ok(Some(Siblings(encodings)))
}
