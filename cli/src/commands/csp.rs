//! `avmsdk csp`: gathers what is said in flags, environment and file and what package is there, and
//! prints the policy that the core makes of it.

mod check;
mod package;

use avmsdk_core::PublicPath;
use avmsdk_core::configure::IntegrationId;
use avmsdk_core::csp::{
    Document, HostSource, InlineScript, Layer, Needs, Options, Origin, Policy, Role, ScriptHash, Settings,
    init_script, loader_script, policy,
};

use self::package::Package;
use crate::args::csp::{CspArgs, CspFormat};
use crate::exit::Exit;
use crate::failure::{Explain as _, Failure};
use crate::print::Printer;
use crate::settings;

/// Stands for the public path where none is known.
const EXAMPLE: &str = "https://cdn.example.com/";

/// Prints the policy.
pub(crate) fn run(args: CspArgs, printer: &mut Printer) -> anyhow::Result<Exit> {
    let format = format(&args, printer)?;
    let file = settings::file(&args.settings)?.csp();
    let asked = args
        .public_path
        .as_deref()
        .map(|text| public_path(text, "the public path"))
        .transpose()?;
    let checked = args.check.as_deref().map(check::read).transpose()?;
    // What a page brings in itself is meant, unless something else is said.
    let of_page = checked.as_ref().and_then(|checked| checked.public_path.clone());
    let asked = asked.or(of_page);
    let package = package::find(args.source.as_deref(), asked.as_ref())?;
    let public_path = match (asked, package.public_path.clone(), &file.public_path) {
        (Some(path), _, _) | (None, Some(path), _) => path,
        (None, None, Some(text)) => public_path(text, "`public-path` in `avmsdk.toml`")?,
        (None, None, None) => {
            printer.say(&format!(
                "note: no public path given and no configured package here: using {EXAMPLE} in its place"
            ));
            public_path(EXAMPLE, "the public path")?
        }
    };
    let mut needs = needs(&args, public_path, &package)?;
    if let Some(checked) = &checked
        && !checked.scripts.is_empty()
    {
        // The very scripts that are on the page; its snippet may be an older one.
        needs.scripts.clone_from(&checked.scripts);
    }
    let policy = policy(&needs, &options(&args, file)?).explain(cannot)?;
    if let Some(checked) = checked {
        return check::report(&policy, &checked, printer);
    }
    print(&policy, args.explain, format, printer)?;
    Ok(Exit::Done)
}

/// What the widget's owner uses, as far as environment and file tell.
pub(super) fn widget_options(file: Layer) -> Result<Options, Failure> {
    let layers = [(Origin::Environment, environment()), (Origin::File, file)];
    let Settings { channels, api } = Settings::resolve(&layers).explain(cannot)?;
    Ok(Options {
        channels,
        api,
        ..Options::default()
    })
}

fn cannot() -> String {
    "cannot make the policy".to_owned()
}

fn format(args: &CspArgs, printer: &Printer) -> Result<CspFormat, Failure> {
    match (printer.is_json(), args.format) {
        (true, Some(CspFormat::Meta | CspFormat::Header)) => {
            let hint = "leave one of them out; `--json` is the same as `--format json`";
            Err(Failure::new(
                "csp-two-formats",
                "`--json` and another `--format` are both given",
                hint,
            )
            .with_usage_exit())
        }
        (true, _) => Ok(CspFormat::Json),
        (false, format) => Ok(format.unwrap_or(CspFormat::Meta)),
    }
}

fn public_path(text: &str, name: &str) -> Result<PublicPath, Failure> {
    PublicPath::parse(text).explain(|| format!("{name} cannot be used"))
}

fn options(args: &CspArgs, file: Layer) -> Result<Options, Failure> {
    let flags = Layer {
        public_path: None,
        channels: args.embedding.channels.clone(),
        api_host: args.api_host.clone(),
        region: args.region.clone(),
    };
    let layers = [
        (Origin::Flags, flags),
        (Origin::Environment, environment()),
        (Origin::File, file),
    ];
    let Settings { channels, api } = Settings::resolve(&layers).explain(cannot)?;
    Ok(Options {
        channels,
        api,
        media_hosts: HostSource::parse_all("--media-host", &args.embedding.media_host).explain(cannot)?,
        webview_hosts: HostSource::parse_all("--webview-host", &args.webview_host).explain(cannot)?,
        image_upload: !args.no_image_upload,
        standalone: args.standalone,
        strict: args.strict,
    })
}

/// The variables that clap leaves to us, since a flag must be able to beat the other one of the pair.
fn environment() -> Layer {
    let read = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    Layer {
        api_host: read("AVMSDK_API_HOST"),
        region: read("AVMSDK_REGION"),
        ..Layer::default()
    }
}

fn needs(args: &CspArgs, public_path: PublicPath, package: &Package) -> anyhow::Result<Needs> {
    // A snippet for another public path is another script.
    let is_there = package.public_path.as_ref() == Some(&public_path);
    let loader = if is_there { package.loader()? } else { None };
    let loader = loader.unwrap_or_else(|| InlineScript {
        hash: ScriptHash::of(&loader_script(&public_path)),
        role: Role::Loader,
    });
    let mut scripts = vec![loader];
    if let Some(id) = args
        .embedding
        .integration_id
        .as_deref()
        .filter(|id| !id.is_empty())
    {
        let id: IntegrationId = id.parse().explain(cannot)?;
        scripts.push(InlineScript {
            hash: ScriptHash::of(&init_script(Some(&id))),
            role: Role::Init,
        });
    }
    for path in &args.inline {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| {
            let hint = "give a UTF-8 file that this user may read, as in `--inline ./chat.js`";
            Failure::new("csp-inline-file", format!("cannot read `{name}`"), hint).because(error)
        })?;
        scripts.push(InlineScript::of_file(&name, &text).explain(cannot)?);
    }
    let names = package.files.iter().map(String::as_str);
    Ok(Needs::of_files(public_path, package.kind, scripts, names))
}

fn print(policy: &Policy, explain: bool, format: CspFormat, printer: &mut Printer) -> anyhow::Result<()> {
    if format == CspFormat::Json {
        return printer.json(&Document::from(policy));
    }
    if explain {
        return printer.data(&policy.explanation());
    }
    match format {
        CspFormat::Meta => printer.data(&policy.meta_tag())?,
        _ => printer.data(&format!("Content-Security-Policy: {}", policy.header_value()))?,
    }
    for companion in &policy.companions {
        let (option, reason) = (companion.option, companion.reason);
        printer.say(&format!(
            "note: add `{option}` to the options of `init`: {reason}"
        ));
    }
    Ok(())
}
