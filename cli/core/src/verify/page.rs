//! The rules of a page: the snippet is there, once, for this place, and the page lets it work.

use std::collections::BTreeSet;

use url::Url;

use super::{
    Answer, Findings, Observation, Place, Rule,
    embedding::{self, Embedding, Way},
    html::Html,
    judge, transport,
};
use crate::{
    PublicPath,
    csp::{
        InlineScript, Keyword, Kind, Needs, Options, Role, ScriptHash, Source,
        check::{Delivery, Outcome, PagePolicy, PageScript, PageSituation, check},
        policy,
    },
};

/// A page that was read.
#[derive(Clone, Debug)]
pub struct Page {
    url: Url,
    html: Html,
    embeddings: Vec<Embedding>,
    header_policies: Vec<PagePolicy>,
    needs_corp: bool,
}

/// What the widget on a page needs of its policy, besides what the page tells itself.
#[derive(Clone, Debug)]
pub struct PageNeeds<'a> {
    /// Whose widget it is.
    pub kind: Kind,
    /// The names of its files, as far as they are known.
    pub names: Vec<&'a str>,
    /// What its owner uses.
    pub options: &'a Options,
}

impl Page {
    /// Reads an answer as a page; `None` where it is none.
    #[must_use]
    pub fn read(answer: &Answer) -> Option<Self> {
        let is_html = matches!(
            answer.media_type().as_str(),
            "text/html" | "application/xhtml+xml"
        );
        let text = answer.text().filter(|_| is_html && answer.status == 200)?;
        let url = Url::parse(&answer.url).ok()?;
        let html = Html::read(text, &url);
        let policies = |name, delivery| {
            let values = answer.headers.all(name);
            values
                .flat_map(|value| PagePolicy::parse_header(value, delivery))
                .collect::<Vec<_>>()
        };
        let mut header_policies = policies("content-security-policy", Delivery::Header);
        header_policies.extend(policies(
            "content-security-policy-report-only",
            Delivery::ReportOnly,
        ));
        let needs_corp = answer
            .headers
            .get("cross-origin-embedder-policy")
            .is_some_and(|value| {
                value
                    .trim_start()
                    .to_ascii_lowercase()
                    .starts_with("require-corp")
            });
        Some(Self {
            embeddings: embedding::find(&html),
            url,
            html,
            header_policies,
            needs_corp,
        })
    }

    /// Reads HTML that was found without an address and without headers.
    #[must_use]
    pub fn read_html(text: &str) -> Option<Self> {
        let url = Url::parse("about:blank").ok()?;
        let html = Html::read(text, &url);
        Some(Self {
            embeddings: embedding::find(&html),
            url,
            html,
            header_policies: Vec::new(),
            needs_corp: false,
        })
    }

    /// Whether it sends a policy that only reports.
    #[must_use]
    pub fn reports_only(&self) -> bool {
        self.header_policies
            .iter()
            .any(|policy| policy.delivery == Delivery::ReportOnly)
    }

    /// Its origin, as a browser sends it.
    #[must_use]
    pub fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// Whether it loads nothing from elsewhere that does not allow it.
    #[must_use]
    pub fn needs_corp(&self) -> bool {
        self.needs_corp
    }

    /// The public path of the first snippet on it.
    #[must_use]
    pub fn public_path(&self) -> Option<PublicPath> {
        self.embeddings.iter().find_map(Embedding::public_path)
    }

    /// The policies that a browser enforces, and what else they depend on.
    #[must_use]
    pub fn situation(&self) -> PageSituation {
        let mut situation = self.situation_without_policies();
        let enforced = self.header_policies.iter();
        situation.policies = enforced
            .filter(|policy| policy.delivery == Delivery::Header)
            .cloned()
            .collect();
        // A tag governs what comes after it; what the widget loads comes after every tag.
        let tags = self.html.policies.iter();
        situation
            .policies
            .extend(tags.filter_map(|text| PagePolicy::parse(text, Delivery::Meta)));
        situation
    }

    fn situation_without_policies(&self) -> PageSituation {
        let scripts = self.scripts().map(|script| PageScript {
            text: script.text.clone(),
            nonce: script.nonce.clone(),
        });
        let snippets = self.embeddings.iter().filter(|one| one.way == Way::Snippet);
        let mut trusted = snippets.map(|one| self.html.scripts[one.script].text.contains("trustedTypes"));
        PageSituation {
            policies: Vec::new(),
            url: Some(self.url.clone()).filter(Url::has_host),
            scripts: scripts.collect(),
            snippet_is_trusted: trusted.next(),
        }
    }

    /// The inline scripts on it that bring the widget in or start it.
    fn scripts(&self) -> impl Iterator<Item = &super::html::Script> {
        let embedding = |number| self.embeddings.iter().any(|one| one.script == number);
        let scripts = self
            .html
            .scripts
            .iter()
            .enumerate()
            .filter(move |(number, script)| {
                script.src.is_none() && (embedding(*number) || starts_widget(&script.text))
            });
        scripts.map(|(_, script)| script)
    }

    /// The same as what a policy is made from.
    #[must_use]
    pub fn inline_scripts(&self) -> Vec<InlineScript> {
        let scripts = self.scripts().map(|script| InlineScript {
            hash: ScriptHash::of(&script.text),
            role: if starts_widget(&script.text) {
                Role::Init
            } else {
                Role::Loader
            },
        });
        scripts.collect()
    }
}

fn starts_widget(text: &str) -> bool {
    text.contains("AvMessagingSdk.init(")
}

/// Judges a page. `public_path` is where its snippet should lead, where that is known.
pub fn judge_page(
    page: &Page,
    public_path: Option<&PublicPath>,
    needs: &PageNeeds<'_>,
    findings: &mut Findings,
) {
    snippets(page, public_path, findings);
    if let Some(public_path) = public_path.cloned().or_else(|| page.public_path()) {
        policies(page, public_path, needs, findings);
    }
}

/// Says what came instead of a page.
pub fn no_page(observation: &Observation, findings: &mut Findings) {
    let url = observation.probe.url.as_str();
    match &observation.outcome {
        Err(trouble) => judge::unreachable(url, trouble, findings),
        Ok(answer) => {
            let kind = answer.headers.shown("content-type");
            let place = Place::new(url, format!("status {}, type {kind}", answer.status));
            let hint = "name a page that a browser shows, or the public path of the files, as in `https://cdn.example.com/chat/`";
            findings.add(Rule::PageMissing, "no page answers there", place, hint);
        }
    }
}

fn snippets(page: &Page, public_path: Option<&PublicPath>, findings: &mut Findings) {
    let url = page.url.as_str();
    if page.embeddings.is_empty() {
        let hint = "put `snippets/loader.html` of the configured package into the page's `<head>`. What a tag manager or another script inserts is not seen here";
        let seen = match page.html.scripts.len() {
            0 => "no script at all".to_owned(),
            1 => "1 script, and it is another".to_owned(),
            number => format!("{number} scripts, all others"),
        };
        findings.add(
            Rule::SnippetMissing,
            "the page holds no snippet",
            Place::new(url, seen),
            hint,
        );
    }
    let snippets = || page.embeddings.iter().filter(|one| one.way == Way::Snippet);
    if snippets().count() > 1 {
        let paths: Vec<String> = snippets().map(|one| format!("`{}`", one.path)).collect();
        let hint = "leave one loader snippet on the page; look at the layout, the plugins and the tag manager that may each bring one";
        let what = "the page holds the loader snippet more than once";
        findings.add(
            Rule::SnippetDoubled,
            what,
            Place::new(url, paths.join(", ")),
            hint,
        );
    }
    let mut seen = BTreeSet::new();
    for one in page.embeddings.iter().filter(|one| seen.insert(&one.path)) {
        let place = Place::new(url, format!("`{}`", one.path));
        match (one.public_path(), public_path) {
            (None, _) => {
                let hint = "use the snippet of the configured package, `snippets/loader.html`";
                findings.add(
                    Rule::SnippetElsewhere,
                    "the page's snippet names no public path",
                    place,
                    hint,
                );
            }
            (Some(path), Some(wanted)) if path != *wanted => {
                let what = format!("the page's snippet does not lead to `{wanted}`");
                let hint = "use the snippet of the package that is configured for this place, `snippets/loader.html`";
                findings.add(Rule::SnippetElsewhere, &what, place, hint);
            }
            (Some(path), _) => {
                if page.url.scheme() == "https"
                    && transport::is_insecure(path.as_str())
                    && public_path.is_none()
                {
                    let hint = "configure the package for `https`, and use its snippet";
                    findings.add(
                        Rule::MixedContent,
                        "the page comes by `https`, its messenger by `http`",
                        place,
                        hint,
                    );
                }
            }
        }
    }
}

fn policies(page: &Page, public_path: PublicPath, needs: &PageNeeds<'_>, findings: &mut Findings) {
    let url = page.url.as_str();
    let needs_of = Needs::of_files(
        public_path,
        needs.kind,
        page.inline_scripts(),
        needs.names.iter().copied(),
    );
    let Ok(needed) = policy(&needs_of, needs.options) else {
        // A host that no policy can name is refused by every policy there is.
        return;
    };
    let mut report_only = page.situation_without_policies();
    let reporting = page.header_policies.iter();
    report_only.policies = reporting
        .filter(|policy| policy.delivery == Delivery::ReportOnly)
        .cloned()
        .collect();
    for (rule, situation) in [
        (Rule::PagePolicy, page.situation()),
        (Rule::PagePolicyReported, report_only),
    ] {
        let report = check(&needed, &situation);
        for verdict in report.blocked() {
            if let Outcome::Blocked { delivery, directive } = &verdict.outcome {
                let (name, source) = (verdict.directive.as_str(), &verdict.source);
                let reasons: Vec<String> = verdict.reasons.iter().map(ToString::to_string).collect();
                let what = format!("the page's policy blocks {}", reasons.join("; "));
                let seen = format!("`{directive}` ({})", delivery.shown());
                let is_optional = *source == Source::Keyword(Keyword::WasmUnsafeEval);
                let (rule, hint) = match rule {
                    Rule::PagePolicy if is_optional => (
                        Rule::PageWithoutWebAssembly,
                        format!(
                            "allow `{source}` in `{name}`; or set `runtime: 'js'` in the options of `init`, and nothing is reported"
                        ),
                    ),
                    rule => (
                        rule,
                        format!(
                            "allow `{source}` in `{name}`; `avmsdk csp --explain` lists all that is needed"
                        ),
                    ),
                };
                findings.add(rule, &what, Place::new(url, seen), hint);
            }
        }
        for obstacle in &report.obstacles {
            findings.add(
                rule,
                &obstacle.what(),
                Place::new(url, "the page's policy"),
                obstacle.hint(),
            );
        }
    }
}

#[cfg(test)]
#[path = "page_test.rs"]
mod tests;
