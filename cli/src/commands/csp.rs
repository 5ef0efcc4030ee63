//! `avmsdk csp`: gathers what is said in flags, environment and file and what package is there, and
//! prints the policy that the core makes of it.

mod check;
mod merge;
mod package;
mod site;

use avmsdk_core::PublicPath;
use avmsdk_core::configure::IntegrationId;
use avmsdk_core::csp::{
    Document, Format, HostSource, InlineScript, Layer, Needs, NonceTemplate, Options, Origin, Policy,
    Refusal, ReportTarget, Role, ScriptHash, Settings, init_script, loader_script, policy,
    trusted_loader_script,
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
    let wanted = wanted(&args, printer)?;
    let file = settings::file(&args.settings)?.csp();
    let asked = args
        .public_path
        .as_deref()
        .map(|text| public_path(text, "the public path"))
        .transpose()?;
    let checked = args.check.as_deref().map(site::to_check).transpose()?;
    let merged = args.merge.as_deref().map(site::to_merge).transpose()?;
    let site = checked.as_ref().or(merged.as_ref());
    // What a page brings in itself is meant, unless something else is said.
    let of_page = site.and_then(|site| site.public_path.clone());
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
    if let Some(site) = site
        && !site.scripts.is_empty()
    {
        // The very scripts that are on the page; its snippet may be an older one.
        needs.scripts.clone_from(&site.scripts);
    }
    let policy = policy(&needs, &options(&args, file)?).explain(cannot)?;
    if let Some(checked) = checked {
        return check::report(&policy, &checked, printer);
    }
    match merged {
        Some(site) => merge::print(&policy, &site, wanted, printer)?,
        None => print(&policy, wanted, printer)?,
    }
    say_what_goes_with_it(&policy, wanted, printer);
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

/// What is to be printed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Document,
    Explanation,
    /// In this form, or in the one that suits.
    Text(Option<Format>),
}

fn wanted(args: &CspArgs, printer: &Printer) -> Result<Wanted, Failure> {
    if printer.is_json() && args.format.is_some_and(|format| format != CspFormat::Json) {
        let hint = "leave one of them out; `--json` is the same as `--format json`";
        return Err(Failure::new(
            "csp-two-formats",
            "`--json` and another `--format` are both given",
            hint,
        )
        .with_usage_exit());
    }
    let text = match args.format {
        None => None,
        Some(CspFormat::Json) => return Ok(Wanted::Document),
        Some(CspFormat::Meta) => Some(Format::Meta),
        Some(CspFormat::Header) => Some(Format::Header),
        Some(CspFormat::Nginx) => Some(Format::Nginx),
        Some(CspFormat::Apache) => Some(Format::Apache),
        Some(CspFormat::Caddy) => Some(Format::Caddy),
        Some(CspFormat::Netlify) => Some(Format::Netlify),
        Some(CspFormat::Cloudfront) => Some(Format::Cloudfront),
        Some(CspFormat::Cloudflare) => Some(Format::Cloudflare),
    };
    Ok(match (printer.is_json(), args.explain) {
        (true, _) => Wanted::Document,
        (false, true) => Wanted::Explanation,
        (false, false) => Wanted::Text(text),
    })
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
        trusted_types: args.trusted_types,
        nonce: read(args.nonce.as_deref(), NonceTemplate::parse)?,
        report: read(args.report_to.as_deref(), ReportTarget::parse)?,
    })
}

fn read<T>(given: Option<&str>, parse: fn(&str) -> Result<T, Refusal>) -> Result<Option<T>, Failure> {
    given.map(parse).transpose().explain(cannot)
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
    let loader = if is_there {
        package.loader(args.trusted_types)?
    } else {
        None
    };
    let loader = loader.unwrap_or_else(|| {
        let script = if args.trusted_types {
            trusted_loader_script(&public_path)
        } else {
            loader_script(&public_path)
        };
        InlineScript {
            hash: ScriptHash::of(&script),
            role: Role::Loader,
        }
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

fn print(policy: &Policy, wanted: Wanted, printer: &mut Printer) -> anyhow::Result<()> {
    let format = match wanted {
        Wanted::Document => return printer.json(&Document::from(policy)),
        Wanted::Explanation => return printer.data(&policy.explanation()),
        // What a tag cannot say is not asked for in vain.
        Wanted::Text(None) if policy.nonce.is_some() || policy.report.is_some() => Format::Header,
        Wanted::Text(format) => format.unwrap_or(Format::Meta),
    };
    let text = policy.text(format).explain(cannot)?;
    printer.data(&text)?;
    if format == Format::Meta && policy.report.is_some() {
        let what = "a `<meta>` tag cannot say where to report: `--report-to` is left out of it";
        printer.warn(what, "send the policy as a header: `--format header`");
    }
    say_place(format, printer);
    Ok(())
}

fn say_place(format: Format, printer: &mut Printer) {
    if !format.place().is_empty() {
        printer.say(&format!("note: {}", format.place()));
    }
}

fn say_what_goes_with_it(policy: &Policy, wanted: Wanted, printer: &mut Printer) {
    // The others say it themselves.
    if !matches!(wanted, Wanted::Text(_)) {
        return;
    }
    if policy.nonce.is_some() {
        printer.say("note: give each `<script>` of the snippets this nonce, as its attribute `nonce`");
    }
    for companion in &policy.companions {
        let (option, reason) = (companion.option, companion.reason);
        printer.say(&format!(
            "note: add `{option}` to the options of `init`: {reason}"
        ));
    }
}
