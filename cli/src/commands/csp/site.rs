//! The policies that a site has: of a page that is fetched, of a file, or as they are given.

use std::path::Path;

use avmsdk_core::PublicPath;
use avmsdk_core::csp::InlineScript;
use avmsdk_core::csp::check::{PagePolicy, PageSituation};
use avmsdk_core::verify::{Ask, Body, Page, Probe};
use avmsdk_core::{without_user_info, without_user_infos};

use crate::failure::Failure;
use crate::print::Printer;
use crate::text_file;
use crate::verify::Client;

const NO_DIRECTIVE: &str = "it holds no directive of a Content-Security-Policy";

/// So many warnings of one kind are enough.
const MANY: usize = 10;

/// A site's policies, and what else they depend on.
pub(super) struct Site {
    pub(super) situation: PageSituation,
    /// Where the page's own snippet leads.
    pub(super) public_path: Option<PublicPath>,
    /// The inline scripts on the page that bring the widget in.
    pub(super) scripts: Vec<InlineScript>,
    /// Whether there is a policy that only reports.
    pub(super) reports_only: bool,
}

/// Reads what `--check` names: a page by its address, or the file after an `@`.
pub(super) fn to_check(given: &str) -> anyhow::Result<Site> {
    match given.strip_prefix('@') {
        Some(path) => Ok(file("--check", path)?),
        None => page("--check", given),
    }
}

/// Reads what `--merge` names: the same, or a policy as it is.
pub(super) fn to_merge(given: &str) -> anyhow::Result<Site> {
    if given.starts_with('@') || is_address(given) {
        return match given.strip_prefix('@') {
            Some(path) => Ok(file("--merge", path)?),
            None => page("--merge", given),
        };
    }
    let policies = PagePolicy::parse_text(given);
    if policies.is_empty() || policies.iter().any(|policy| !policy.has_known_directive()) {
        let what = format!("cannot merge `{}`", without_user_infos(given));
        let hint = "give a policy, as in `--merge \"default-src 'self'\"`, a file with one, as in `--merge @policy.txt`, or a page, as in `--merge https://www.example.com/`";
        return Err(Failure::new("csp-merge-policy", what, hint)
            .why(NO_DIRECTIVE)
            .with_usage_exit()
            .into());
    }
    Ok(Site::of_policies(policies))
}

fn is_address(given: &str) -> bool {
    given.starts_with("https://") || given.starts_with("http://")
}

fn file(option: &str, path: &str) -> Result<Site, Failure> {
    let text = text_file::read(Path::new(path)).map_err(|error| {
        let hint =
            format!("give a UTF-8 file with a policy, with headers, or with a page: `{option} @policy.txt`");
        Failure::new("csp-check-file", format!("cannot read `{path}`"), hint).because(error)
    })?;
    // The mark of UTF-8, which Windows puts there, is no part of the text.
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    if text.trim_start().starts_with('<')
        && let Some(page) = Page::read_html(text)
    {
        return Ok(Site::of_page(&page));
    }
    let policies = PagePolicy::parse_text(text);
    if !policies.is_empty() && !policies.iter().any(PagePolicy::has_known_directive) {
        let hint = format!(
            "give a file with a policy, with headers, or with a page: `{option} @policy.txt`, whose text is as in `default-src 'self'`, without quotes around it"
        );
        let what = format!("cannot use `{path}`");
        return Err(Failure::new("csp-check-file", what, hint).why(NO_DIRECTIVE));
    }
    Ok(Site::of_policies(policies))
}

fn page(option: &str, url: &str) -> anyhow::Result<Site> {
    let hint = format!(
        "name a page, as in `{option} https://www.example.com/`, or a file with a policy, as in `{option} @policy.txt`"
    );
    let verb = option.trim_start_matches('-');
    let shown = without_user_info(url);
    let cannot = || Failure::new("csp-check-page", format!("cannot {verb} `{shown}`"), hint.clone());
    if !is_address(url) || reqwest::Url::parse(url).is_err() {
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
    match &answer.body {
        Body::TooLarge => return Err(cannot().why("the page is larger than 64 MiB").into()),
        Body::Broken(why) => return Err(cannot().why(format!("no whole page came: {why}")).into()),
        _ => {}
    }
    let page = Page::read(&answer).ok_or_else(|| {
        let kind = answer.headers.shown("content-type");
        cannot().why(format!(
            "no page answers there: status {}, type {kind}",
            answer.status
        ))
    })?;
    Ok(Site::of_page(&page))
}

impl Site {
    /// Tells which directives of its policies browsers pass over.
    pub(super) fn warn_of_passed_over(&self, printer: &mut Printer) {
        let all = self
            .situation
            .policies
            .iter()
            .flat_map(|policy| &policy.passed_over);
        // One of each, and of what was made by an error not thousands.
        let mut told = Vec::new();
        for one in all.take(MANY) {
            if !told.contains(&one) {
                printer.warn(&one.what(), one.hint());
                told.push(one);
            }
        }
    }

    /// Whether nothing on it brings the widget in: it is no page, or a page that is still to get it.
    pub(super) fn has_no_widget(&self) -> bool {
        self.public_path.is_none() && self.situation.snippet_is_trusted.is_none()
    }

    /// Has it judged as it will be once the snippet is there, the plain one or that for Trusted Types.
    pub(super) fn embed(&mut self, is_trusted: bool) {
        if self.has_no_widget() {
            self.situation.snippet_is_trusted = Some(is_trusted);
        }
    }

    fn of_policies(policies: Vec<PagePolicy>) -> Self {
        Self {
            situation: PageSituation {
                policies,
                ..PageSituation::default()
            },
            public_path: None,
            scripts: Vec::new(),
            reports_only: false,
        }
    }

    fn of_page(page: &Page) -> Self {
        Self {
            situation: page.situation(),
            public_path: page.public_path(),
            scripts: page.inline_scripts(),
            reports_only: page.reports_only(),
        }
    }
}
