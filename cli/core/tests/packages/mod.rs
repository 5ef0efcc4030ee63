//! Packages for tests, made in memory: one of the vendor's shape with everything that could go wrong,
//! and one of ours with a real WebAssembly module.

use avmsdk_core::configure::ConfigurePlan;
use avmsdk_core::package::{Class, Origin, PackageFacts, PackageFile, PackagePath};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;

pub(crate) type Source = Vec<(&'static str, Vec<u8>)>;

pub(crate) fn facts(files: &[(&str, &[u8])]) -> PackageFacts {
    let owned: Vec<(&str, Vec<u8>)> = files
        .iter()
        .map(|(path, bytes)| (*path, bytes.to_vec()))
        .collect();
    facts_of(&owned)
}

pub(crate) fn facts_of(files: &[(&str, Vec<u8>)]) -> PackageFacts {
    let file = |bytes: &Vec<u8>| PackageFile {
        bytes: Cow::Owned(bytes.clone()),
        mode: 0o640,
    };
    let files = files
        .iter()
        .map(|(path, bytes)| (PackagePath::parse(path).unwrap(), file(bytes)));
    PackageFacts::from_files(files.collect()).unwrap()
}

/// The vendor's shape: the path in few files, and all sorts of bytes in the others.
pub(crate) fn vendor() -> Source {
    const HERE: &str = "https://placeholder.public.path/";
    let every_byte: Vec<u8> = (0..=255).cycle().take(70_000).collect();
    // A placeholder that starts four bytes before a 64 KiB border, and one right at the file's end.
    let mut across = vec![0xff; 65_532];
    across.extend_from_slice(HERE.as_bytes());
    across.extend_from_slice(&every_byte);
    across.extend_from_slice(HERE.as_bytes());
    vec![
        ("HOWTODEPLOY.md", format!("Upload to {HERE}.\n").into_bytes()),
        (
            "docs/README.md",
            format!("{HERE} and {HERE}loader.json on one line\n").into_bytes(),
        ),
        (
            "cdnPackage/loader.json",
            format!(r#"{{"url":"{HERE}avmessagingsdk.1.0.1.min.js"}}"#).into_bytes(),
        ),
        (
            "cdnPackage/avmessagingsdk.1.0.1.min.js",
            format!("{HERE}\nvar p=\"{HERE}\",q='{HERE}'").into_bytes(),
        ),
        (
            "cdnPackage/avmessagingsdk.1.0.1.css",
            format!("a{{src:url({HERE}a.woff2)}}").into_bytes(),
        ),
        (
            "cdnPackage/theme.0a1b2c3d.css",
            format!("b{{src:url({HERE}b.png)}}").into_bytes(),
        ),
        (
            "cdnPackage/look-alike.js",
            b"https://placeholder.public.path http://placeholder.public.path/".to_vec(),
        ),
        ("cdnPackage/across.bin", across),
        ("cdnPackage/fonts/a.0a1b2c3d4e5f6071.woff2", every_byte.clone()),
        (
            "cdnPackage/notify.0a1b2c3d4e5f60718293.mp3",
            [b"ID3\x03".to_vec(), every_byte].concat(),
        ),
        ("cdnPackage/pixel.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec()),
        (
            "cdnPackage/latin1.txt",
            [b"gr\xfc\xdfe ", HERE.as_bytes(), b"\xe9"].concat(),
        ),
        ("cdnPackage/empty.js", Vec::new()),
        ("cdnPackage/a/b/c/d/e/f/g/deep.js", HERE.as_bytes().to_vec()),
        (
            "cdnPackage/with space/Größe 文件.js",
            format!("x{HERE}").into_bytes(),
        ),
    ]
}

/// A module that exports a function, as small as they come.
fn wasm() -> Vec<u8> {
    b"\0asm\x01\0\0\0\
        \x01\x05\x01\x60\x00\x01\x7f\
        \x03\x02\x01\x00\
        \x07\x05\x01\x01f\x00\x00\
        \x0a\x06\x01\x04\x00\x41\x07\x0b"
        .to_vec()
}

/// What stands in a name of ours.
fn hash(bytes: &[u8]) -> String {
    digits(bytes, 5)
}

/// What stood there in packages of before.
fn old_hash(bytes: &[u8]) -> String {
    digits(bytes, 8)
}

fn digits(bytes: &[u8], count: usize) -> String {
    Sha256::digest(bytes)[..count]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn integrity(bytes: &[u8]) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(bytes)))
}

/// Our shape: loader → host → glue, wasm and css by name and integrity; the glue names an icon and a
/// second style sheet, which has the path in it. Beside
/// them the two modules, whose names never change.
pub(crate) fn ours() -> Source {
    ours_named(hash)
}

/// The same with the names of before.
pub(crate) fn ours_of_before() -> Source {
    ours_named(old_hash)
}

fn ours_named(hash: fn(&[u8]) -> String) -> Source {
    const HERE: &str = "https://placeholder.public.path/";
    let name = |stem: &str, bytes: &[u8], end: &str| format!("cdnPackage/{stem}.{}.{end}", hash(bytes));
    let last = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let icon = format!("<svg><use href=\"{HERE}x\"/></svg>").into_bytes();
    let icon_name = name("icon", &icon, "svg");
    let late = format!("i{{background:url({HERE}x)}}").into_bytes();
    let late_name = name("late", &late, "css");
    let (late_file, late_hash) = (last(&late_name), integrity(&late));
    let glue = format!(
        "var icon='{}',late=['{late_file}','{late_hash}'];",
        last(&icon_name)
    )
    .into_bytes();
    let (css, wasm) = (b":host{all:initial}".to_vec(), wasm());
    let (glue_name, css_name, wasm_name) = (
        name("runtime", &glue, "js"),
        name("widget", &css, "css"),
        name("runtime", &wasm, "wasm"),
    );
    let mut host = format!("!function(){{var p='{HERE}',f={{");
    for (path, bytes) in [(&glue_name, &glue), (&css_name, &css), (&wasm_name, &wasm)] {
        host += &format!("'{}':'{}',", last(path), integrity(bytes));
    }
    let host = (host + "}}();").into_bytes();
    let host_name = name("host", &host, "js");
    let loader = format!("{{\"url\":\"{HERE}{}\"}}", last(&host_name)).into_bytes();
    let module = format!("let publicPath='{HERE}';export default publicPath;").into_bytes();
    let module_name = name("avmsdk", &module, "mjs");
    let element = format!("import AvMessagingSdk from './{}';", last(&module_name)).into_bytes();
    let element_name = name("element", &element, "mjs");
    let leak = |path: String| -> &'static str { path.leak() };
    vec![
        (
            "avmsdk-package.json",
            br#"{"schema":1,"name":"avmsdk","version":"0.1.0"}"#.to_vec(),
        ),
        ("HOWTODEPLOY.md", format!("Upload to {HERE}\n").into_bytes()),
        ("docs/README.md", format!("Served from {HERE}\n").into_bytes()),
        ("cdnPackage/loader.json", loader),
        (
            "cdnPackage/avmsdk.mjs",
            format!("export {{default}} from './{}';", last(&module_name)).into_bytes(),
        ),
        (
            "cdnPackage/element.mjs",
            format!("export * from './{}';", last(&element_name)).into_bytes(),
        ),
        (leak(module_name), module),
        (leak(element_name), element),
        (leak(host_name), host),
        (leak(glue_name), glue),
        (leak(css_name), css),
        (leak(wasm_name), wasm),
        (leak(icon_name), icon),
        (leak(late_name), late),
    ]
}

/// Every name but the entries' tells its bytes, every reference leads to a file, every integrity string is right.
pub(crate) fn assert_is_sound(plan: &ConfigurePlan, url: &str) {
    let file = |start: &str| {
        let is_it = |path: &str| path.starts_with(&format!("cdnPackage/{start}"));
        plan.files.iter().find(|file| is_it(file.path.as_str())).unwrap()
    };
    for file in plan.files.iter().filter(|file| file.path.is_in("cdnPackage")) {
        if !["loader.json", "avmsdk.mjs", "element.mjs"].contains(&file.path.name()) {
            // What is copied keeps the name that it came with.
            let is_old = file.origin == Origin::Copied && file.path.name().contains(&old_hash(&file.bytes));
            assert!(
                is_old || file.path.name().contains(&hash(&file.bytes)),
                "{}",
                file.path
            );
            assert_eq!(file.class, Some(Class::Hashed), "{}", file.path);
        }
    }
    let holds = |start: &str, text: &str| {
        assert!(
            String::from_utf8_lossy(&file(start).bytes).contains(text),
            "{start} holds {text}"
        );
    };
    holds("loader.json", &format!("\"{url}{}\"", file("host.").path.name()));
    holds("host.", &format!("'{url}'"));
    for part in plan.files.iter().filter(|file| {
        ["cdnPackage/runtime.", "cdnPackage/widget."]
            .iter()
            .any(|start| file.path.as_str().starts_with(start))
    }) {
        holds(
            "host.",
            &format!("'{}':'{}'", part.path.name(), integrity(&part.bytes)),
        );
    }
    let is_glue = |path: &str| path.starts_with("cdnPackage/runtime.") && path.ends_with(".js");
    let glue = plan
        .files
        .iter()
        .find(|file| is_glue(file.path.as_str()))
        .unwrap();
    let glue = String::from_utf8_lossy(&glue.bytes);
    let late = file("late.");
    assert!(glue.contains(file("icon.").path.name()), "{glue}");
    assert!(
        glue.contains(&format!("['{}','{}']", late.path.name(), integrity(&late.bytes))),
        "{glue}"
    );
    assert!(String::from_utf8_lossy(&late.bytes).contains(url));
}
