//! The texts that are added, from the templates in `templates/package`.

use super::policy::Embedding;
use super::{ConfigureError, ConfigureOptions};
use crate::csp;
use crate::package::PackagePath;
use tera::{Context, Tera};

/// Where each added file goes.
pub(super) struct Names {
    pub(super) readme: PackagePath,
    pub(super) manifest: PackagePath,
    pub(super) test_page: PackagePath,
    pub(super) loader: PackagePath,
    pub(super) init: PackagePath,
    pub(super) csp: PackagePath,
    /// The snippets that only our own package is good for.
    pub(super) modern: Option<ModernNames>,
    /// The package's own manual, where it has one.
    pub(super) docs: Option<PackagePath>,
}

/// Where the snippets go that load ES modules or satisfy Trusted Types.
pub(super) struct ModernNames {
    pub(super) trusted_loader: PackagePath,
    pub(super) module: PackagePath,
    pub(super) element: PackagePath,
}

/// The flags by which `avmsdk csp` says what this run of `configure` says.
fn csp_flags(options: &ConfigureOptions) -> String {
    let list = |flag: &str, values: Vec<String>| {
        if values.is_empty() {
            String::new()
        } else {
            format!(" --{flag} {}", values.join(","))
        }
    };
    let channels = options.csp.channels.iter();
    let hosts = options.csp.media_hosts.iter();
    [
        list(
            "channels",
            channels.map(|channel| channel.name().to_owned()).collect(),
        ),
        list("media-host", hosts.map(|host| format!("'{host}'")).collect()),
        list(
            "integration-id",
            options.integration_id.iter().map(ToString::to_string).collect(),
        ),
    ]
    .concat()
}

/// Every added text but the manifest, with its path.
pub(super) fn render(
    names: &Names,
    embedding: &Embedding,
    version: Option<&str>,
    precompressed: bool,
    options: &ConfigureOptions,
) -> Result<Vec<(PackagePath, String)>, ConfigureError> {
    let mut context = Context::new();
    context.insert("public_path", options.public_path.as_str());
    context.insert("tool_version", &options.tool_version);
    context.insert("version", &version);
    context.insert("precompressed", &precompressed);
    context.insert("integration_id", &csp::shown_id(options.integration_id.as_ref()));
    context.insert("integration_id_given", &options.integration_id.is_some());
    context.insert("loader_script", &embedding.loader_script);
    context.insert("init_script", &embedding.init_script);
    context.insert("readme_name", names.readme.as_str());
    context.insert("manifest_name", names.manifest.as_str());
    context.insert("test_page_name", names.test_page.as_str());
    context.insert("loader_name", names.loader.as_str());
    context.insert("init_name", names.init.as_str());
    context.insert("csp_name", names.csp.as_str());
    context.insert("docs_name", &names.docs.as_ref().map(PackagePath::as_str));
    context.insert("csp_reason", &embedding.no_policy);
    let channels: Vec<_> = options
        .csp
        .channels
        .iter()
        .map(|channel| channel.label())
        .collect();
    context.insert("channels", &channels.join(", "));
    context.insert("csp_flags", &csp_flags(options));
    context.insert(
        "csp_meta",
        &embedding.policy.as_ref().map(|policy| policy.meta_tag()),
    );
    context.insert(
        "csp_header",
        &embedding.policy.as_ref().map(|policy| policy.header_value()),
    );

    let loader = one(
        "loader.html",
        include_str!("../../../../templates/package/loader.html"),
        &context,
    )?;
    let init = one(
        "init.html",
        include_str!("../../../../templates/package/init.html"),
        &context,
    )?;
    let modern = modern(names.modern.as_ref(), &mut context, options)?;
    context.insert("loader_html", loader.trim_end());
    context.insert("init_html", init.trim_end());
    let readme = one(
        "README.md",
        include_str!("../../../../templates/package/README.md"),
        &context,
    )?;
    let test_page = one(
        "index.html",
        include_str!("../../../../templates/package/index.html"),
        &context,
    )?;
    let mut rendered = vec![
        (names.readme.clone(), readme),
        (names.test_page.clone(), test_page),
        (names.loader.clone(), loader),
        (names.init.clone(), init),
    ];
    rendered.extend(modern);
    if embedding.policy.is_some() {
        let csp = one(
            "csp.html",
            include_str!("../../../../templates/package/csp.html"),
            &context,
        )?;
        rendered.push((names.csp.clone(), csp));
    }
    Ok(rendered)
}

/// The snippets of [`ModernNames`], and what the README says of them.
fn modern(
    names: Option<&ModernNames>,
    context: &mut Context,
    options: &ConfigureOptions,
) -> Result<Vec<(PackagePath, String)>, ConfigureError> {
    let Some(names) = names else {
        return Ok(Vec::new());
    };
    let script = csp::trusted_loader_script(&options.public_path);
    context.insert("trusted_loader_name", names.trusted_loader.as_str());
    context.insert("trusted_loader_hash", &csp::ScriptHash::of(&script).to_string());
    context.insert("trusted_loader_script", &script);
    context.insert("module_name", names.module.as_str());
    context.insert("element_name", names.element.as_str());
    let templates = [
        (
            &names.trusted_loader,
            "loader-trusted.html",
            include_str!("../../../../templates/package/loader-trusted.html"),
        ),
        (
            &names.module,
            "module.html",
            include_str!("../../../../templates/package/module.html"),
        ),
        (
            &names.element,
            "element.html",
            include_str!("../../../../templates/package/element.html"),
        ),
    ];
    let mut rendered = Vec::with_capacity(templates.len());
    for (path, name, template) in templates {
        let html = one(name, template, context)?;
        context.insert(name.replace('.', "_"), html.trim_end());
        rendered.push((path.clone(), html));
    }
    Ok(rendered)
}

/// One template. HTML escapes what it is given; `safe` marks what is markup or script already.
fn one(name: &'static str, template: &str, context: &Context) -> Result<String, ConfigureError> {
    let mut tera = Tera::default();
    tera.set_escape_fn(escape_html);
    let render = |mut tera: Tera| {
        tera.add_raw_template(name, template)?;
        tera.render(name, context)
    };
    render(tera).map_err(|source| ConfigureError::Template { name, source })
}

/// As the default, without `/`: nothing in a page ends at one, and URLs stay readable.
fn escape_html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
