//! `avmsdk csp`: gathers what is said in flags, environment and file and what package is there, and
//! prints the policy that the core makes of it.

mod check;
mod merge;
mod package;
mod site;

use avmsdk_core::PublicPath;
use avmsdk_core::configure::IntegrationId;
use avmsdk_core::csp::{
    self, Document, Format, HostSource, InlineScript, Needs, NonceTemplate, Options, Policy, Refusal,
    ReportTarget, Role, ScriptHash, Sending, init_script, loader_script, policy, trusted_loader_script,
};
use avmsdk_core::package::Kind;

use self::package::Package;
use self::site::Site;
use crate::args::ServiceArgs;
use crate::args::csp::{CspArgs, CspFormat};
use crate::exit::Exit;
use crate::failure::{Explain as _, Failure};
use crate::print::Printer;
use crate::settings::Origins;

/// Stands for the public path where none is known.
const EXAMPLE: &str = "https://cdn.example.com/";

/// Prints the policy.
pub(crate) fn run(args: CspArgs, origins: &Origins, printer: &mut Printer) -> anyhow::Result<Exit> {
    let wanted = wanted(&args, origins, printer)?;
    let given = args.public_path.as_deref();
    let note = origins.note(&["public_path"]);
    let given = given
        .map(|text| public_path(text, &format!("the public path{note}")))
        .transpose()?;
    // A package nearby goes before what the file says.
    let (asked, of_file) = if origins.is_file("public_path") {
        (None, given)
    } else {
        (given, None)
    };
    let mut checked = args.check.as_deref().map(site::to_check).transpose()?;
    let mut merged = args.merge.as_deref().map(site::to_merge).transpose()?;
    let site = checked.as_ref().or(merged.as_ref());
    // What a page brings in itself is meant, unless something else is said.
    let of_page = site.and_then(|site| site.public_path.clone());
    let asked = asked.or(of_page);
    let package = package::find(args.source.as_deref(), asked.as_ref(), printer)?;
    let public_path = match asked.or(package.public_path.clone()).or(of_file) {
        Some(path) => path,
        None => {
            printer.say(&format!(
                "note: no public path given and no configured package here: using {EXAMPLE} in its place"
            ));
            public_path(EXAMPLE, "the public path")?
        }
    };
    // A policy that requires Trusted Types is merged with the snippet that can run under it.
    let is_for_trusted = |site: &Site| site.has_no_widget() && site.situation.requires_trusted_types();
    let is_trusted =
        args.trusted_types || (package.kind == Kind::Ours && merged.as_ref().is_some_and(is_for_trusted));
    if is_trusted && !args.trusted_types {
        printer.say("note: the policy requires Trusted Types, under which the plain snippet cannot run: embed `snippets/loader-trusted.html` of the configured package");
    }
    for site in checked.iter_mut().chain(&mut merged) {
        site.embed(is_trusted);
    }
    let site = checked.as_ref().or(merged.as_ref());
    let mut needs = needs(&args, public_path, &package, is_trusted, origins)?;
    if let Some(site) = site
        && !site.scripts.is_empty()
    {
        // The very scripts that are on the page; its snippet may be an older one.
        needs.scripts.clone_from(&site.scripts);
    }
    let policy = policy(&needs, &options(&args, origins)?).explain(cannot)?;
    if let Some(checked) = checked {
        return check::report(&policy, &checked, printer);
    }
    let has_nonce = match merged {
        // What runs by `'unsafe-inline'` gets no nonce.
        Some(site) => merge::print(&policy, &site, wanted, printer)? && policy.nonce.is_some(),
        None => {
            print(&policy, wanted, printer)?;
            policy.nonce.is_some()
        }
    };
    say_what_goes_with_it(&policy, has_nonce, wanted, printer);
    Ok(Exit::Done)
}

/// What the widget's owner uses.
pub(super) fn widget_options(
    channels: Option<&[String]>,
    service: &ServiceArgs,
    origins: &Origins,
) -> Result<Options, Failure> {
    let channels = csp::channels(channels.unwrap_or_default());
    // An empty one is as good as none.
    let given = |value: &Option<String>| value.clone().filter(|value| !value.is_empty());
    let (api_host, region) = (given(&service.api_host), given(&service.region));
    let api = csp::service(api_host.as_deref(), region.as_deref());
    Ok(Options {
        channels: channels.explain(|| cannot() + &origins.note(&["channels"]))?,
        api: api.explain(|| cannot() + &origins.note(&["api_host", "region"]))?,
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

fn wanted(args: &CspArgs, origins: &Origins, printer: &Printer) -> Result<Wanted, Failure> {
    let is_another = args.format.is_some_and(|format| format != CspFormat::Json);
    if printer.is_json() && is_another && !origins.is_default("format") {
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

fn options(args: &CspArgs, origins: &Origins) -> Result<Options, Failure> {
    let used = widget_options(args.embedding.channels.as_deref(), &args.service, origins)?;
    let hosts = |option: &'static str, flag: &str, given: &[String]| {
        HostSource::parse_all(option, given).explain(|| cannot() + &origins.note(&[flag]))
    };
    Ok(Options {
        media_hosts: hosts("--media-host", "media_host", &args.embedding.media_host)?,
        webview_hosts: hosts("--webview-host", "webview_host", &args.webview_host)?,
        image_upload: !args.no_image_upload,
        standalone: args.standalone,
        strict: args.strict,
        trusted_types: args.trusted_types,
        nonce: read(args.nonce.as_deref(), "nonce", NonceTemplate::parse, origins)?,
        report: read(
            args.report_to.as_deref(),
            "report_to",
            ReportTarget::parse,
            origins,
        )?,
        ..used
    })
}

fn read<T>(
    given: Option<&str>,
    flag: &str,
    parse: fn(&str) -> Result<T, Refusal>,
    origins: &Origins,
) -> Result<Option<T>, Failure> {
    let read = given.map(parse).transpose();
    read.explain(|| cannot() + &origins.note(&[flag]))
}

fn needs(
    args: &CspArgs,
    public_path: PublicPath,
    package: &Package,
    is_trusted: bool,
    origins: &Origins,
) -> anyhow::Result<Needs> {
    // A snippet for another public path is another script.
    let is_there = package.public_path.as_ref() == Some(&public_path);
    let loader = if is_there {
        package.loader(is_trusted)?
    } else {
        None
    };
    let loader = loader.unwrap_or_else(|| {
        let script = if is_trusted {
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
        let id: Result<IntegrationId, _> = id.parse();
        let id = id.explain(|| cannot() + &origins.note(&["integration_id"]))?;
        scripts.push(InlineScript {
            hash: ScriptHash::of(&init_script(Some(&id))),
            role: Role::Init,
        });
    }
    for path in &args.inline {
        let name = path.display().to_string();
        let text = crate::text_file::read(path).map_err(|error| {
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
    say_place(&policy.sending(), format, printer);
    Ok(())
}

/// Where it goes, and whether it is too long for that place.
fn say_place(sending: &Sending, format: Format, printer: &mut Printer) {
    if !format.place().is_empty() {
        printer.say(&format!("note: {}", format.place()));
    }
    if let Some(excess) = sending.excess(format) {
        printer.warn(&excess.what(), excess.hint());
    }
}

fn say_what_goes_with_it(policy: &Policy, has_nonce: bool, wanted: Wanted, printer: &mut Printer) {
    // The others say it themselves.
    if !matches!(wanted, Wanted::Text(_)) {
        return;
    }
    if has_nonce {
        printer.say("note: give each `<script>` of the snippets this nonce, as its attribute `nonce`");
    }
    for companion in &policy.companions {
        let (option, reason) = (companion.option, companion.reason);
        printer.say(&format!(
            "note: add `{option}` to the options of `init`: {reason}"
        ));
    }
}
