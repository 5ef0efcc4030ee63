//! The checks by their names, and how they are done: one after the other in one session, all of them whatever
//! becomes of one. Where the browser dies, the rest is done in another.

use crate::pages::Pages;
use crate::stage::Stage;
use anyhow::{Context as _, bail};
use avmsdk_e2e::{Browser, Engine, Method, Sandbox, View, has_died, out};
use std::fmt::Write as _;
use std::fs::File;
use std::future::Future;
use std::io::Write as _;
use std::pin::Pin;
use std::time::Instant;

/// What a check does.
type Act = for<'a> fn(&'a Stage<'a>) -> Pin<Box<dyn Future<Output = anyhow::Result<()>> + 'a>>;

/// One check. Its name is that of its function, and documents refer to it.
pub(crate) struct Check {
    pub(crate) name: &'static str,
    act: Act,
}

impl Check {
    pub(crate) const fn new(name: &'static str, act: Act) -> Self {
        Self { name, act }
    }
}

/// An engine, and what is different about its pages.
#[derive(Clone, Copy)]
pub(crate) struct Round {
    engine: Engine,
    /// What stands behind the engine's name in names of files.
    name: &'static str,
    /// What each page does first.
    script: &'static str,
}

impl Round {
    /// Chromium as a browser without WebAssembly.
    pub(crate) const WITHOUT_WEBASSEMBLY: Self = Self {
        engine: Engine::Chromium,
        name: "-without-webassembly",
        script: "delete window.WebAssembly;\n",
    };

    /// Pages as they are.
    pub(crate) const fn of(engine: Engine) -> Self {
        Self {
            engine,
            name: "",
            script: "",
        }
    }
}

/// The checks of a module: its functions, by name.
macro_rules! checks {
    ($($name:ident),* $(,)?) => {
        pub(crate) const CHECKS: &[crate::table::Check] = &[
            $(crate::table::Check::new(stringify!($name), |stage| Box::pin($name(stage)))),*
        ];
    };
}
pub(crate) use checks;

/// Does the checks in an engine, and tells all that fail. `AVMSDK_CHECK` holds parts of the names of
/// those to be done, with commas; `AVMSDK_TIMES` how often, to hunt for what fails now and then.
pub(crate) async fn run(round: Round, checks: &[&Check]) -> anyhow::Result<()> {
    let engine = round.engine;
    if engine.is_left_out() {
        return Ok(());
    }
    let name = engine.name().to_owned() + round.name;
    let only = std::env::var("AVMSDK_CHECK").unwrap_or_default();
    let sandbox = Sandbox::start(&format!("api-{name}-sandbox"))?;
    let pages = Pages::serve(&sandbox, round.script).await?;
    let mut browser = open(engine, &name, 0).await?;
    // Written as it goes: it is there too when the whole takes too long and is ended.
    let mut report = File::create(out()?.join(format!("api-{name}.txt")))?;
    let (mut failures, mut count, mut deaths) = (String::new(), 0, 0);
    let times = match std::env::var("AVMSDK_TIMES") {
        Ok(times) => times.parse().context("AVMSDK_TIMES")?,
        Err(_) => 1,
    };
    for check in (0..times).flat_map(|_| checks.iter()) {
        if !only.split(',').any(|part| check.name.contains(part)) {
            continue;
        }
        let began = Instant::now();
        let mut outcome = one(&browser, &sandbox, &pages, check).await;
        if let Err(error) = &outcome
            && has_died(error)
        {
            writeln!(report, "{} the browser died: {error:#}", check.name)?;
            deaths += 1;
            browser = open(engine, &name, deaths).await?;
            if deaths == 1 {
                outcome = one(&browser, &sandbox, &pages, check).await;
            }
        }
        let millis = began.elapsed().as_millis();
        let word = match outcome {
            Ok(()) => "ok".to_owned(),
            Err(error) => {
                count += 1;
                writeln!(failures, "- {}: {error:#}", check.name)?;
                format!("FAILED {error:#}")
            }
        };
        writeln!(report, "{} {millis} ms {word}", check.name)?;
    }
    browser.close().await?;
    if count > 0 {
        bail!("{count} checks failed in {name}:\n{failures}");
    }
    Ok(())
}

/// A browser, after so many deaths; each has a log of its own.
async fn open(engine: Engine, name: &str, deaths: u32) -> anyhow::Result<Browser> {
    let log = format!("api-{name}-driver-{deaths}");
    Browser::open(&log, engine, View::Desktop).await
}

/// One check on an empty stage: a service that has forgotten everything, and a browser that has nothing of
/// the page's but its cache. What the page did not catch is a failure too.
async fn one(browser: &Browser, sandbox: &Sandbox, pages: &Pages, check: &Check) -> anyhow::Result<()> {
    let stage = &Stage {
        browser,
        sandbox,
        origin: pages.origin(),
    };
    stage
        .browser
        .goto(&format!("{}/other", stage.origin))
        .await
        .context("before the check")?;
    stage
        .browser
        .run::<()>("localStorage.clear(); sessionStorage.clear(); return null")
        .await?;
    stage.sandbox.control(Method::POST, "/reset", None).await?;
    let outcome = (check.act)(stage).await;
    let outcome = match outcome {
        Err(error) if !has_died(&error) => Err(error.context(format!("{:?}", words(browser).await))),
        outcome => outcome,
    };
    one_tab(stage.browser).await?;
    outcome?;
    let uncaught: Vec<String> = stage
        .browser
        .run("return window.T ? window.T.uncaught : []")
        .await?;
    if uncaught.is_empty() {
        Ok(())
    } else {
        bail!("the page did not catch: {uncaught:?}")
    }
}

/// What a page wrote to its console, and what it did not catch, in all engines.
async fn words(browser: &Browser) -> Vec<String> {
    let script = "return window.T ? [].concat(T.told, T.uncaught) : []";
    browser.run(script).await.unwrap_or_default()
}

/// Closes all tabs but the first.
async fn one_tab(browser: &Browser) -> anyhow::Result<()> {
    let client = browser.client();
    let tabs = client.windows().await?;
    if let [first, others @ ..] = tabs.as_slice()
        && !others.is_empty()
    {
        for tab in others {
            client.switch_to_window(tab.clone()).await?;
            client.close_window().await?;
        }
        client.switch_to_window(first.clone()).await?;
    }
    Ok(())
}
