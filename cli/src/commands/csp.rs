//! `avmsdk csp`: gathers what is said in flags, environment and file and what package is there, and
//! prints the policy that the core makes of it.

mod check;
mod package;

use avmsdk_core::PublicPath;
use avmsdk_core::configure::IntegrationId;
use avmsdk_core::csp::{
    self, Document, HostSource, InlineScript, Needs, Options, Policy, Role, ScriptHash, init_script,
    loader_script, policy,
};

use self::package::Package;
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
    let format = format(&args, origins, printer)?;
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
    let checked = args.check.as_deref().map(check::read).transpose()?;
    // What a page brings in itself is meant, unless something else is said.
    let of_page = checked.as_ref().and_then(|checked| checked.public_path.clone());
    let asked = asked.or(of_page);
    let package = package::find(args.source.as_deref(), asked.as_ref())?;
    let public_path = match asked.or(package.public_path.clone()).or(of_file) {
        Some(path) => path,
        None => {
            printer.say(&format!(
                "note: no public path given and no configured package here: using {EXAMPLE} in its place"
            ));
            public_path(EXAMPLE, "the public path")?
        }
    };
    let mut needs = needs(&args, public_path, &package, origins)?;
    if let Some(checked) = &checked
        && !checked.scripts.is_empty()
    {
        // The very scripts that are on the page; its snippet may be an older one.
        needs.scripts.clone_from(&checked.scripts);
    }
    let policy = policy(&needs, &options(&args, origins)?).explain(cannot)?;
    if let Some(checked) = checked {
        return check::report(&policy, &checked, printer);
    }
    print(&policy, args.explain, format, printer)?;
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

fn format(args: &CspArgs, origins: &Origins, printer: &Printer) -> Result<CspFormat, Failure> {
    match (printer.is_json(), args.format) {
        (true, Some(CspFormat::Meta | CspFormat::Header)) if !origins.is_default("format") => {
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
        ..used
    })
}

fn needs(
    args: &CspArgs,
    public_path: PublicPath,
    package: &Package,
    origins: &Origins,
) -> anyhow::Result<Needs> {
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
        let id: Result<IntegrationId, _> = id.parse();
        let id = id.explain(|| cannot() + &origins.note(&["integration_id"]))?;
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
