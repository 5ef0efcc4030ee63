//! `avmsdk csp --check`: what a page, or a policy in a file, would block.

use avmsdk_core::PublicPath;
use avmsdk_core::csp::check::{CheckDocument, PagePolicy, PageSituation, check};
use avmsdk_core::csp::{InlineScript, Policy};
use avmsdk_core::verify::{Ask, Page, Probe};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::print::{Printer, csp_check_report};
use crate::verify::Client;

/// What is to be checked.
pub(super) struct Checked {
    situation: PageSituation,
    /// Where the page's own snippet leads.
    pub(super) public_path: Option<PublicPath>,
    /// The inline scripts on the page that bring the widget in.
    pub(super) scripts: Vec<InlineScript>,
    reports_only: bool,
}

/// Reads a page by its address, or the file after an `@`.
pub(super) fn read(given: &str) -> anyhow::Result<Checked> {
    match given.strip_prefix('@') {
        Some(path) => Ok(file(path)?),
        None => page(given),
    }
}

fn file(path: &str) -> Result<Checked, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        let hint = "give a UTF-8 file with a policy, with headers, or with a page: `--check @policy.txt`";
        Failure::new("csp-check-file", format!("cannot read `{path}`"), hint).because(error)
    })?;
    if text.trim_start().starts_with('<')
        && let Some(page) = Page::read_html(&text)
    {
        return Ok(Checked::of_page(&page));
    }
    Ok(Checked {
        situation: PageSituation {
            policies: PagePolicy::parse_text(&text),
            ..PageSituation::default()
        },
        public_path: None,
        scripts: Vec::new(),
        reports_only: false,
    })
}

fn page(url: &str) -> anyhow::Result<Checked> {
    let hint = "name a page, as in `--check https://www.example.com/`, or a file with a policy, as in `--check @policy.txt`";
    let cannot = || Failure::new("csp-check-page", format!("cannot check `{url}`"), hint);
    let is_address = url.starts_with("https://") || url.starts_with("http://");
    if !is_address || reqwest::Url::parse(url).is_err() {
        return Err(cannot()
            .why("it is no `http` or `https` address")
            .with_usage_exit()
            .into());
    }
    let client = Client::new()?;
    let probe = Probe {
        url: url.to_owned(),
        ask: Ask::Page,
        keep_text: true,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let observation = runtime.block_on(client.observe(probe, ""));
    let answer = observation
        .outcome
        .map_err(|trouble| cannot().why(trouble.said))?;
    let page = Page::read(&answer).ok_or_else(|| {
        let kind = answer.headers.shown("content-type");
        cannot().why(format!(
            "no page answers there: status {}, type {kind}",
            answer.status
        ))
    })?;
    Ok(Checked::of_page(&page))
}

impl Checked {
    fn of_page(page: &Page) -> Self {
        Self {
            situation: page.situation(),
            public_path: page.public_path(),
            scripts: page.inline_scripts(),
            reports_only: page.reports_only(),
        }
    }
}

/// Prints what is blocked, and fails if anything is.
pub(super) fn report(needed: &Policy, checked: &Checked, printer: &mut Printer) -> anyhow::Result<Exit> {
    let report = check(needed, &checked.situation);
    if checked.reports_only {
        printer.say("note: a policy that only reports is there as well, and blocks nothing; `avmsdk verify` judges it");
    }
    if printer.is_json() {
        printer.document(&CheckDocument::from(&report))?;
    } else {
        printer.data(&csp_check_report(&report, checked.situation.url.is_some()))?;
    }
    Ok(if report.is_fine() {
        Exit::Done
    } else {
        Exit::Failed
    })
}
