//! Packages to deploy: one of our shape and one of the vendor's, in as many versions as a test wants.

use crate::support::{run_ok, tree, write};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const HERE: &str = "https://placeholder.public.path/";

/// A configured package in a folder of the test.
#[derive(Clone)]
pub(crate) struct Package {
    pub(crate) folder: PathBuf,
    /// What readers are to get, by key.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
}

impl Package {
    /// Our shape: every file that a reader is led to is named by its hash, all of them differ from version to
    /// version but the picture. What pages import are two lines under names that stay, which lead to two modules, of
    /// which one imports the other.
    pub(crate) fn ours(root: &Path, url: &str, version: u32) -> Self {
        let name = |stem: &str, text: &str, end: &str| {
            let hash = Sha256::digest(text);
            let hash: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
            format!("{stem}.{hash}.{end}")
        };
        let picture = "<svg/>".to_owned();
        let style = format!("a{{order:{version}}}");
        let picture_name = name("picture", &picture, "svg");
        let style_name = name("style", &style, "css");
        // Worth packing, unlike the rest.
        let glue = format!("glue('{picture_name}',{version})") + &";more()".repeat(100);
        let glue_name = name("glue", &glue, "js");
        let host = format!("host('{HERE}','{style_name}','{glue_name}')");
        let host_name = name("host", &host, "js");
        let entry = format!("import '{HERE}';entry({version});");
        let entry_name = name("entry", &entry, "mjs");
        let element = format!("import './{entry_name}';element({version});");
        let element_name = name("element", &element, "mjs");
        let files = [
            (
                "loader.json".to_owned(),
                format!("{{\"url\":\"{HERE}{host_name}\"}}"),
            ),
            (
                "element.mjs".to_owned(),
                format!("export * from './{element_name}';"),
            ),
            ("entry.mjs".to_owned(), format!("export * from './{entry_name}';")),
            (element_name, element),
            (entry_name, entry),
            (host_name, host),
            (picture_name, picture),
            (style_name, style),
            (glue_name, glue),
        ];
        let source = root.join(format!("source-{version}"));
        let mark = r#"{"schema":1,"name":"avmsdk","version":"0.1.0"}"#;
        write(
            &source,
            &[
                ("avmsdk-package.json", mark.as_bytes()),
                ("docs/README.md", HERE.as_bytes()),
            ],
        );
        for (name, text) in &files {
            write(&source, &[(&format!("cdnPackage/{name}"), text.as_bytes())]);
        }
        Self::configure(root, &source, url, &format!("ours-{version}"))
    }

    /// The vendor's shape: names with versions, overwritten in place.
    pub(crate) fn vendor(root: &Path, url: &str, version: u32) -> Self {
        let source = root.join(format!("vendor-source-{version}"));
        let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/packages/vendor/files");
        for (path, bytes) in tree(&fixture) {
            write(&source, &[(&path, &bytes)]);
        }
        for name in [
            "avmessagingsdk.1.0.1.min.js",
            "frame.1.0.1.min.js",
            "frame.1.0.1.css",
        ] {
            let text = format!("/* {name} {version} {HERE} */");
            write(&source, &[(&format!("cdnPackage/{name}"), text.as_bytes())]);
        }
        Self::configure(root, &source, url, &format!("vendor-{version}"))
    }

    fn configure(root: &Path, source: &Path, url: &str, out: &str) -> Self {
        let folder = root.join(out);
        let args = ["configure", url, "--source", source.to_str().unwrap(), "--out"];
        run_ok(root, &[&args[..], &[folder.to_str().unwrap()]].concat());
        Self::read(folder)
    }

    /// What lies in the folder now.
    pub(crate) fn read(folder: PathBuf) -> Self {
        let files = tree(&folder.join("cdnPackage"));
        Self { folder, files }
    }

    /// The same package in another folder.
    pub(crate) fn copy(&self, root: &Path, name: &str) -> Self {
        for (path, bytes) in tree(&self.folder) {
            write(&root.join(name), &[(&path, &bytes)]);
        }
        Self::read(root.join(name))
    }
}
