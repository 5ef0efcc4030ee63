//! The gallery: every state of the widget, each at `/gallery/STATE`, with a service that the page makes up.
//!
//! The pages stand under the policy that a site of one's own would have, so that nothing shows here that is
//! blocked elsewhere.

use super::pages::{file, strict};
use avmsdk_core::configure::ConfigurePlan;
use avmsdk_core::csp::{self, HostSource, Options};
use avmsdk_sandbox::File;

/// The overview, and the page of any state.
pub(super) const PATHS: [&str; 2] = ["/gallery", "/gallery/*"];

macro_rules! parts {
    ($($name:literal),+ $(,)?) => {
        [$((
            concat!("/static/avmsdk-dev/gallery/", $name),
            $name,
            include_str!(concat!("../../../templates/pages/gallery/", $name)),
        )),+]
    };
}

/// The scripts that add states, in the order of the overview.
const STATES: [&str; 6] = ["launcher", "talk", "messages", "forms", "channels", "host"];

/// What the pages load. It lies below `/static/`, the one place that the policy lets scripts come from.
pub(super) fn assets() -> impl Iterator<Item = (&'static str, File)> {
    let parts = parts![
        "avatar-ada.svg",
        "avatar-max.svg",
        "backdrop.svg",
        "brand.svg",
        "clock.js",
        "fixtures.js",
        "host-above.css",
        "host-hidden.css",
        "host-rem.css",
        "host-shout.css",
        "host-transform.css",
        "host-unset.css",
        "index.css",
        "index.js",
        "map.svg",
        "photo-tall.svg",
        "photo-wide.svg",
        "service.js",
        "stage.css",
        "stage.js",
        "states-channels.js",
        "states-forms.js",
        "states-host.js",
        "states-launcher.js",
        "states-messages.js",
        "states-talk.js",
        "webview.html",
    ];
    parts
        .into_iter()
        .map(|(path, name, text)| (path, file(name, text)))
}

/// The pages for a configured package, served at `origin`.
pub(super) fn pages(plan: &ConfigurePlan, origin: &str) -> [(&'static str, File); 2] {
    let loader = csp::loader_script(&plan.public_path);
    let states: String = STATES
        .iter()
        .map(|name| format!("<script src=\"/static/avmsdk-dev/gallery/states-{name}.js\"></script>\n"))
        .collect();
    let fill = |page: &str| {
        page.replace("{{ states }}", states.trim_end())
            .replace("{{ loader_script }}", &loader)
    };
    let [overview, stage] = PATHS;
    [
        (
            overview,
            file(
                "page.html",
                &fill(include_str!("../../../templates/pages/gallery/index.html")),
            ),
        ),
        (
            stage,
            strict(
                plan,
                origin,
                &loader,
                &fill(include_str!("../../../templates/pages/gallery/stage.html")),
                options(origin),
            ),
        ),
    ]
}

/// All that a visitor can meet: channels whose codes are pictures of the service's, and pages of the gallery's
/// own inside the widget.
fn options(origin: &str) -> Options {
    let channels = ["line", "wechat", "whatsapp", "viber"].map(str::to_owned);
    Options {
        channels: csp::channels(&channels).unwrap_or_default(),
        webview_hosts: HostSource::parse("--webview-host", origin).into_iter().collect(),
        ..Options::default()
    }
}
