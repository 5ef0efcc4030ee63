//! `avmsdk verify`: finds out what was named, asks for everything that should be there, and prints what the
//! core makes of the answers.

use super::csp;
use crate::args::verify::VerifyArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::print::{self, Printer, Verified};
use crate::settings::Origins;
use crate::verify::{self, Client};
use avmsdk_core::PublicPath;
use avmsdk_core::package::Kind;
use avmsdk_core::verify::{
    Ask, Expected, Findings, Level, Observation, Page, PageNeeds, Probe, Site, VerifyDocument, entry_name,
    holds_loader, judge, judge_page, no_page,
};
use avmsdk_core::without_user_info;
use reqwest::Url;

/// What was named.
enum Target {
    /// A public path.
    Files(PublicPath),
    /// A page that embeds the widget.
    Page(Box<Page>),
    /// Neither: what came instead of a page.
    Nothing(Box<Observation>),
}

/// Checks, prints, and fails if there is an error.
pub(crate) fn run(args: VerifyArgs, origins: &Origins, printer: &mut Printer) -> anyhow::Result<Exit> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(check(args, origins, printer))
}

async fn check(args: VerifyArgs, origins: &Origins, printer: &mut Printer) -> anyhow::Result<Exit> {
    let given = args.address.filter(|given| !given.is_empty());
    let address = address(&given.ok_or_else(nothing_named)?, origins)?;
    let origin = args
        .origin
        .as_deref()
        .map(|given| origin(given, origins))
        .transpose()?;
    let manifest = args.manifest.as_deref().map(verify::manifest).transpose()?;
    let client = Client::new()?;

    let mut findings = Findings::default();
    let mut verified = Verified::default();
    let wanted_path = manifest.as_ref().map(|manifest| manifest.public_path.clone());
    let target = match &wanted_path {
        // Whatever answers there.
        Some(path) if path.as_str() == address.as_str() => Target::Files(path.clone()),
        _ => target(&client, &address).await?,
    };
    let (public_path, page) = match target {
        Target::Files(path) => (Some(path), None),
        Target::Page(page) => (wanted_path.clone().or_else(|| page.public_path()), Some(page)),
        Target::Nothing(observation) => {
            no_page(&observation, &mut findings);
            (None, None)
        }
    };
    if let (Some(path), Some(wanted)) = (&public_path, &wanted_path)
        && path != wanted
    {
        let what = format!("the manifest is for another public path: {wanted}");
        let hint = format!("name the package that was configured for {path}, or check {wanted}");
        return Err(Failure::new("verify-manifest-elsewhere", what, hint)
            .with_usage_exit()
            .into());
    }

    let mut kind = Kind::Ours;
    let mut names: Vec<String> = Vec::new();
    if let Some(path) = &public_path {
        let mut site = Site::new(path.clone());
        site.origin = origin.or_else(|| page.as_ref().map(|page| page.origin()));
        site.expected = match &manifest {
            Some(manifest) => Some(Expected::of_manifest(manifest)),
            None => verify::record(&client, path)
                .await?
                .as_ref()
                .map(Expected::of_record),
        };
        printer.say(&format!("checking {path} …"));
        let seen = verify::survey(&client, &site).await?;
        findings = judge(&site, &seen, page.as_ref().is_some_and(|page| page.needs_corp()));
        kind = site.kind(&seen);
        names = site.names(&seen);
        verified.files = names.len();
        verified.requests = seen.len();
        verified.public_path = Some(path.to_string());
        verified.release = site.expected.and_then(|expected| expected.release);
    }
    if let Some(page) = &page {
        verified.page = Some(address.to_string());
        let options = csp::widget_options(args.channels.as_deref(), &args.service, origins)?;
        let needs = PageNeeds {
            kind,
            names: names.iter().map(String::as_str).collect(),
            options: &options,
        };
        judge_page(page, wanted_path.as_ref(), &needs, &mut findings);
    }
    report(&verified, &findings, printer)
}

fn report(verified: &Verified, findings: &Findings, printer: &mut Printer) -> anyhow::Result<Exit> {
    if printer.is_json() {
        let mut document = VerifyDocument::new(findings);
        document.page = verified.page.clone();
        document.public_path = verified.public_path.clone();
        document.release = verified.release.clone();
        document.files = verified.files;
        document.requests = verified.requests;
        printer.document(&document)?;
    } else {
        let text = print::verify_report(verified, findings, printer.is_quiet());
        if !text.is_empty() {
            printer.data(&text)?;
        }
    }
    Ok(if findings.count(Level::Error) == 0 {
        Exit::Done
    } else {
        Exit::Failed
    })
}

fn nothing_named() -> Failure {
    let hint = "name the public path or a page, as in `avmsdk verify https://cdn.example.com/chat/`, or set `public-path` in `avmsdk.toml`";
    Failure::new("verify-nothing", "nothing to verify was named", hint).with_usage_exit()
}

fn address(given: &str, origins: &Origins) -> Result<Url, Failure> {
    let note = origins.note(&["public_path"]);
    let refuse = |why: &str| {
        let hint = "write it as in `https://cdn.example.com/chat/`, or `https://www.example.com/` for a page";
        let failure = Failure::new("verify-address", format!("cannot check this address{note}"), hint);
        failure
            .why(format!("{why}: {}", without_user_info(given)))
            .with_usage_exit()
    };
    let mut url = Url::parse(given).map_err(|_| refuse("it is no absolute URL"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(refuse("it is neither `https` nor `http`"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        // Not repeated: it may be a secret.
        let hint = "leave them out; visitors have none either";
        let what = format!("cannot check an address with credentials{note}");
        return Err(Failure::new("verify-address", what, hint).with_usage_exit());
    }
    url.set_fragment(None);
    Ok(url)
}

fn origin(given: &str, origins: &Origins) -> Result<String, Failure> {
    let url = Url::parse(given)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"));
    url.map(|url| url.origin().ascii_serialization()).ok_or_else(|| {
        let hint = "name the site that embeds the widget: `--origin https://www.example.com`";
        let failure = Failure::new(
            "verify-origin",
            format!("cannot use {}", origins.name("origin")),
            hint,
        );
        failure
            .why(format!(
                "it is no `http` or `https` address: {}",
                without_user_info(given)
            ))
            .with_usage_exit()
    })
}

/// A public path is where a `loader.json` lies; a page is what comes as HTML. Of what is neither, it counts as
/// a public path if it could be one.
async fn target(client: &Client, address: &Url) -> Result<Target, Failure> {
    let trimmed = address
        .as_str()
        .strip_suffix(entry_name())
        .unwrap_or(address.as_str());
    let path = PublicPath::parse(trimmed);
    if let Ok(path) = &path {
        let loader = client
            .observe(probe(path.to_string() + entry_name(), Ask::Plain), "")
            .await;
        if loader.outcome.is_ok_and(|answer| holds_loader(&answer)) {
            return Ok(Target::Files(path.clone()));
        }
    }
    let observation = client.observe(probe(address.to_string(), Ask::Page), "").await;
    if let Some(page) = observation.outcome.as_ref().ok().and_then(Page::read) {
        return Ok(Target::Page(Box::new(page)));
    }
    let is_bare = address.query().is_none();
    match path {
        Ok(path) if is_bare => Ok(Target::Files(path)),
        Err(_) | Ok(_) => Ok(Target::Nothing(Box::new(observation))),
    }
}

fn probe(url: String, ask: Ask) -> Probe {
    Probe {
        url,
        ask,
        keep_text: true,
    }
}
