//! The demo pages, filled in.

use avmsdk_core::configure::ConfigurePlan;
use avmsdk_core::csp::{self, Api, InlineScript, Needs, Options, Role, ScriptHash};
use avmsdk_core::package::{CDN_FOLDER, content_type};
use avmsdk_sandbox::{Cache, File, HeaderValue, header};

/// Where pages are.
pub(super) const PATHS: [&str; 3] = ["/", "/embedded", "/csp"];

/// What the pages load. It lies below `/static/`, the one place that the strict policy lets scripts
/// and styles come from.
pub(super) fn assets() -> [(&'static str, File); 4] {
    [
        (
            "/static/avmsdk-dev/icon.svg",
            file("icon.svg", include_str!("../../../templates/pages/icon.svg")),
        ),
        (
            "/static/avmsdk-dev/options.js",
            file("options.js", include_str!("../../../templates/pages/options.js")),
        ),
        (
            "/static/avmsdk-dev/page.css",
            file("page.css", include_str!("../../../templates/pages/page.css")),
        ),
        (
            "/static/avmsdk-dev/page.js",
            file("page.js", include_str!("../../../templates/pages/page.js")),
        ),
    ]
}

/// The pages for a configured package, served at `origin`.
pub(super) fn pages(plan: &ConfigurePlan, origin: &str) -> [(&'static str, File); 3] {
    let loader = csp::loader_script(&plan.public_path);
    let fill = |page: &str| {
        let page = page.replace("{{ public_path }}", &escaped(plan.public_path.as_str()));
        page.replace("{{ loader_script }}", &loader)
    };
    let demo = fill(include_str!("../../../templates/pages/demo.html"));
    let embedded = fill(include_str!("../../../templates/pages/embedded.html"));
    [
        ("/", file("page.html", &demo)),
        ("/embedded", file("page.html", &embedded)),
        (
            "/csp",
            strict(
                plan,
                origin,
                &loader,
                &fill(include_str!("../../../templates/pages/csp.html")),
                Options::default(),
            ),
        ),
    ]
}

/// The page under the policy that `avmsdk csp` prints for these options, on a page of one's own.
pub(super) fn strict(plan: &ConfigurePlan, origin: &str, loader: &str, page: &str, options: Options) -> File {
    let public_path = plan.public_path.clone();
    let command = format!("avmsdk csp {public_path} --standalone --api-host {origin} --format header");
    let scripts = vec![InlineScript {
        hash: ScriptHash::of(loader),
        role: Role::Loader,
    }];
    let paths = plan
        .files
        .iter()
        .map(|file| &file.path)
        .filter(|path| path.is_in(CDN_FOLDER));
    let needs = Needs::of_files(public_path, plan.kind, scripts, paths.map(|path| path.as_str()));
    let policy = csp::ApiOrigin::parse(origin).and_then(|api| {
        let options = Options {
            api: Api::Origin(api),
            standalone: true,
            ..options
        };
        csp::policy(&needs, &options)
    });
    let policy = match policy {
        Ok(policy) => policy.header_value(),
        Err(refusal) => {
            let hint = "Listen on a host with a name: a policy cannot name this one.";
            return notice("There is no policy for this address", &refusal.to_string(), hint);
        }
    };
    let page = page
        .replace("{{ command }}", &escaped(&command))
        .replace("{{ policy }}", &escaped(&policy));
    let mut file = file("page.html", &page);
    if let Ok(value) = HeaderValue::try_from(policy) {
        file.headers.push((header::CONTENT_SECURITY_POLICY, value));
    }
    file
}

/// A page that says what is missing.
pub(super) fn notice(title: &str, what: &str, hint: &str) -> File {
    let page = include_str!("../../../templates/pages/notice.html");
    let page = [("{{ title }}", title), ("{{ what }}", what), ("{{ hint }}", hint)]
        .into_iter()
        .fold(page.to_owned(), |page, (name, text)| {
            page.replace(name, &escaped(text))
        });
    file("page.html", &page)
}

pub(super) fn file(name: &str, text: &str) -> File {
    File {
        body: text.as_bytes().to_vec(),
        content_type: content_type(name).to_owned(),
        cache: Cache::Revalidate,
        headers: Vec::new(),
    }
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
