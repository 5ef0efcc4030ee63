//! The checks by their names, and how they are done: one after the other in one session, all of them whatever
//! becomes of one.

use crate::pages::Pages;
use crate::stage::Stage;
use anyhow::{Context as _, bail};
use avmsdk_e2e::{Browser, Engine, Method, Sandbox, View, out};
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
/// those to be done, with commas.
pub(crate) async fn run(engine: Engine, checks: &[&Check]) -> anyhow::Result<()> {
    if engine.is_left_out() {
        return Ok(());
    }
    let name = engine.name();
    let only = std::env::var("AVMSDK_CHECK").unwrap_or_default();
    let sandbox = Sandbox::start(&format!("api-{name}-sandbox"))?;
    let pages = Pages::serve(&sandbox).await?;
    let browser = Browser::open(&format!("api-{name}-driver"), engine, View::Desktop).await?;
    // Written as it goes: it is there too when the whole takes too long and is ended.
    let mut report = File::create(out()?.join(format!("api-{name}.txt")))?;
    let (mut failures, mut count) = (String::new(), 0);
    for check in checks {
        if !only.split(',').any(|part| check.name.contains(part)) {
            continue;
        }
        let stage = Stage {
            browser: &browser,
            sandbox: &sandbox,
            origin: pages.origin(),
        };
        let began = Instant::now();
        let outcome = one(&stage, check).await;
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

/// One check on an empty stage: a service that has forgotten everything, and a browser that has nothing of
/// the page's but its cache. What the page did not catch is a failure too.
async fn one(stage: &Stage<'_>, check: &Check) -> anyhow::Result<()> {
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
