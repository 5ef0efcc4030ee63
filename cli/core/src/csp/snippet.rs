//! The scripts of the snippets, as they stand on a page for a given public path or integration.
//!
//! Needed where there is no configured package whose snippets could be read.

use crate::{PublicPath, configure::IntegrationId};

/// What stands between the tags of the loader snippet.
#[must_use]
pub fn loader_script(public_path: &PublicPath) -> String {
    include_str!("../../../../templates/package/loader.js")
        .replace("https://{{YOUR_DOMAIN_NAME}}/", public_path.as_str())
}

/// The same for a page that requires Trusted Types: the host's address passes the policy `avmsdk-loader`.
#[must_use]
pub fn trusted_loader_script(public_path: &PublicPath) -> String {
    include_str!("../../../../templates/package/loader-trusted.js")
        .replace("https://{{YOUR_DOMAIN_NAME}}/", public_path.as_str())
}

/// What stands between the tags of the init snippet; without an id it shows where that goes.
#[must_use]
pub fn init_script(id: Option<&IntegrationId>) -> String {
    let script = include_str!("../../../../templates/package/init.js");
    format!("\n{}", script.replace("{{ integration_id }}", &shown_id(id)))
}

/// The id, or what stands in its place.
pub(crate) fn shown_id(id: Option<&IntegrationId>) -> String {
    id.map_or_else(|| "<integration-id>".to_owned(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use std::{borrow::Cow, collections::BTreeMap};

    use super::*;
    use crate::{
        configure::{ConfigureOptions, plan},
        csp::script::script_of,
        package::{PackageFacts, PackageFile, PackagePath},
    };

    #[test]
    fn the_snippets_are_those_that_configure_writes() {
        let public_path = PublicPath::parse("https://cdn.acme.org/chat/").unwrap();
        let id: IntegrationId = "5e31c81640a22c000f5d7f28".parse().unwrap();
        let entry = PackageFile {
            bytes: Cow::Borrowed(br#"{"url":"https://placeholder.public.path/host.js"}"#),
            mode: 0o644,
        };
        let path = PackagePath::parse("cdnPackage/loader.json").unwrap();
        let facts = PackageFacts::from_files(BTreeMap::from([(path, entry)])).unwrap();
        let mut options = ConfigureOptions::new(public_path.clone(), "0.0.0");
        options.integration_id = Some(id.clone());
        let plan = plan(facts, &options).unwrap();
        let html = |name: &str| {
            let file = plan.files.iter().find(|file| file.path.as_str() == name).unwrap();
            String::from_utf8(file.bytes.to_vec()).unwrap()
        };
        assert_eq!(
            script_of(&html("snippets/loader.html")),
            Some(loader_script(&public_path).as_str())
        );
        assert_eq!(
            script_of(&html("snippets/init.html")),
            Some(init_script(Some(&id)).as_str())
        );
        assert!(html("README.md").contains("Content-Security-Policy"));
    }
}
