//! `avmsdk dev`.

use crate::args::dev::DevArgs;
use crate::dev::{Address, Announcement, allow_many_files, build_site, open_browser, until_told};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::print::Printer;
use avmsdk_sandbox::{Authority, Data, Sandbox, SandboxError, Seed};
use std::path::{Path, PathBuf};

/// Serves until it is told to stop.
pub(crate) fn run(args: DevArgs, printer: &mut Printer) -> anyhow::Result<Exit> {
    // One thread: an answer is then always written before the event that follows it.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(serve(args, printer))
}

async fn serve(args: DevArgs, printer: &mut Printer) -> anyhow::Result<Exit> {
    let end = until_told()?;
    let seed = args
        .seed
        .as_deref()
        .map(read_seed)
        .transpose()?
        .unwrap_or_default();
    allow_many_files();
    // The port comes first: the files are configured for it.
    let scheme = if args.tls { "https" } else { "http" };
    let address = Address::take(scheme, args.host.as_deref(), args.port).await?;
    let built = build_site(args.package.as_deref(), args.public_path.as_deref(), &address)?;
    for (what, hint) in &built.warnings {
        printer.warn(what, hint);
    }
    let data = data(args.data);
    let mut sandbox = Sandbox::open_with(&data, seed).map_err(explain)?;
    let mut announcement = Announcement::new(&address.url, built.public_path.as_ref(), &data);
    if args.tls {
        let authority = Authority::open(&data).map_err(|error| explain(error.into()))?;
        announcement.trust(&authority);
        sandbox = sandbox.with_tls(authority);
    }
    printer.report(&announcement.to_string())?;
    printer.document(&announcement)?;
    if args.open && !open_browser(&address.url) {
        printer.warn(
            "no browser could be opened",
            &format!("open it by hand: {}", address.url),
        );
    }
    let names = args.host.into_iter().collect();
    sandbox
        .serve(address.listeners, built.site, names, end)
        .await
        .map_err(explain)?;
    printer.say("stopped");
    Ok(Exit::Done)
}

fn read_seed(path: &Path) -> Result<Seed, Failure> {
    let text = crate::text_file::read(path).map_err(|error| {
        let what = format!("cannot read the seed `{}`", path.display());
        Failure::new("seed-unreadable", what, "name a TOML file: `--seed seed.toml`").because(error)
    })?;
    Seed::from_toml(&text).map_err(|error| {
        let what = format!("cannot use the seed `{}`", path.display());
        Failure::new(
            "seed-invalid",
            what,
            "mend that line; docs/examples/seed.toml has every key",
        )
        .because(error)
    })
}

fn data(path: PathBuf) -> Data {
    if path == Path::new("memory") {
        Data::Memory
    } else {
        Data::File(path)
    }
}

fn explain(error: SandboxError) -> Failure {
    Failure::new(error.code(), "cannot run the sandbox", error.hint()).because(error)
}
