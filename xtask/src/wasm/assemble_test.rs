use super::{Bare, Oldest, Package, Parts, Programs, Sources, package};
use std::fs;

const HOST: &str = "var files = ['@@STYLE@@', '@@PUBLIC_PATH@@', '@@VERSION@@', '@@GLUE@@', '@@GLUE_INTEGRITY@@', \
     '@@WASM@@', '@@WASM_INTEGRITY@@', '@@OLDER_CSS@@', '@@OLDER_CSS_INTEGRITY@@', \
     '@@OLDEST@@', '@@OLDEST_INTEGRITY@@'];\n";
const BRIDGE: &str = "wasm_bindgen.go('@@STYLE@@', '@@JAVASCRIPT@@', '@@JAVASCRIPT_INTEGRITY@@', \
     '@@SENDING@@', '@@SENDING_INTEGRITY@@', '@@SENDING_AT@@', '@@LATE@@', '@@LATE_INTEGRITY@@', '@@LATE_AT@@', \
     '@@LATE_JS@@', '@@LATE_JS_INTEGRITY@@');";

fn sources() -> Sources {
    Sources {
        version: "1.2.3".into(),
        bridge: BRIDGE.into(),
        glue: "function build() {}".into(),
        late_script: "script.avmsdk('@@STYLE@@');".into(),
        host: HOST.into(),
        module: "export default ['@@PUBLIC_PATH@@', '@@VERSION@@'];\n".into(),
        element: "import './module.js';\n".into(),
        launcher_style: ".l { color: red }".into(),
        style: ".a { color: red }".into(),
        late_style: ".b { color: red }".into(),
        older_style: ".c { color: red }".into(),
        oldest: Oldest {
            script: "var SHEET = ['@@CSS@@', '@@CSS_INTEGRITY@@', '@@RULES@@'];".into(),
            reset: ":host { color: red }".into(),
            mended: ".l { color: blue }".into(),
        },
        readme: "# Manual {{ version }}".into(),
        deploy: "# Deploying {{ version }}".into(),
    }
}

fn planned(sources: &Sources) -> Package {
    let programs = Programs {
        modules: Bare {
            parts: Parts {
                first: b"\0asm".to_vec(),
                sending: b"\0asm\x01\0".to_vec(),
                late: b"\0asm\x01\0\0\0".to_vec(),
            },
            sending_at: 7,
            late_at: 300,
        },
        es5: Some("script.avmsdk(asmFunc);".into()),
    };
    package(sources, None, "var wasm_bindgen = {};", programs).unwrap()
}

fn text(package: &Package, path: &str) -> String {
    String::from_utf8(package.files[path].clone()).unwrap()
}

#[test]
fn the_package_has_its_shape() {
    let package = planned(&sources());
    let paths: Vec<_> = package.files.keys().map(String::as_str).collect();
    insta::assert_snapshot!(paths.join("\n"), @r"
    HOWTODEPLOY.md
    avmsdk-package.json
    cdnPackage/avmsdk.2caee8a638.mjs
    cdnPackage/avmsdk.mjs
    cdnPackage/element.9bf9945c5a.mjs
    cdnPackage/element.mjs
    cdnPackage/es5.c0ce6ed6a9.js
    cdnPackage/host.6a9b8630b1.js
    cdnPackage/late.707f403e7b.js
    cdnPackage/late.93a44bbb96.wasm
    cdnPackage/loader.json
    cdnPackage/older.a225bd303f.css
    cdnPackage/runtime.008c2949a0.js
    cdnPackage/runtime.cd5d4935a4.wasm
    cdnPackage/sending.bb2db35088.wasm
    docs/README.md
    ");
    assert_eq!(text(&package, "docs/README.md"), "# Manual 1.2.3");
    assert_eq!(
        text(&package, "avmsdk-package.json"),
        "{\n  \"name\": \"avmsdk\",\n  \"schema\": 1,\n  \"version\": \"1.2.3\"\n}\n"
    );
}

#[test]
fn what_pages_import_passes_on_a_body_that_is_named_by_its_hash() {
    let package = planned(&sources());
    let body = |stem: &str| {
        let found = package.files.keys().find(|path| {
            let name = path.strip_prefix("cdnPackage/");
            name.is_some_and(|name| name.starts_with(stem) && name.len() == stem.len() + 14)
        });
        let path = found.unwrap();
        (path.strip_prefix("cdnPackage/").unwrap(), text(&package, path))
    };
    let (module, source) = body("avmsdk.");
    assert_eq!(
        source,
        "export default ['https://placeholder.public.path/', '1.2.3'];\n"
    );
    assert_eq!(
        text(&package, "cdnPackage/avmsdk.mjs"),
        format!("export * from './{module}';export {{ default }} from './{module}';\n")
    );
    let (element, source) = body("element.");
    assert_eq!(source, format!("import './{module}';\n"));
    assert_eq!(
        text(&package, "cdnPackage/element.mjs"),
        format!("export * from './{element}';\n")
    );
}

#[test]
fn each_file_names_the_next_by_its_final_hash() {
    let package = planned(&sources());
    let named = |part: &str, end: &str| {
        let found = package
            .files
            .keys()
            .find(|path| path.contains(part) && path.ends_with(end));
        found.unwrap().strip_prefix("cdnPackage/").unwrap().to_owned()
    };
    let host = named("host.", ".js");
    assert_eq!(
        text(&package, "cdnPackage/loader.json"),
        format!("{{\"url\":\"https://placeholder.public.path/{host}\"}}")
    );
    let host = text(&package, &format!("cdnPackage/{host}"));
    for wanted in [
        &named("runtime.", ".js"),
        &named("runtime.", ".wasm"),
        &named("older.", ".css"),
        "'https://placeholder.public.path/', '1.2.3'",
        // openssl dgst -sha256 -binary | base64, of `\0asm`
        "'sha256-zV1JNaSMBnLLBkB7tEO8AIev+UfGuGS6yIaYLHOzAn8='",
    ] {
        assert!(host.contains(wanted), "{wanted} in {host}");
    }
}

#[test]
fn the_glue_keeps_its_variables_to_itself_and_has_the_panels_style() {
    let package = planned(&sources());
    let part = |wanted| {
        let found = package.parts().find(|(part, ..)| *part == wanted);
        let (_, name, content) = found.unwrap();
        (name, content)
    };
    let of_panel = [
        super::Part::Es5,
        super::Part::SendingModule,
        super::Part::LateModule,
        super::Part::LateScript,
    ];
    let [es5, sending, late, script] = of_panel.map(|wanted| {
        let (name, content) = part(wanted);
        format!("'{name}', '{}'", super::integrity(content))
    });
    assert_eq!(
        String::from_utf8_lossy(part(super::Part::Glue).1),
        format!(
            "(function () {{\nfunction build() {{}}\nvar wasm_bindgen = {{}};\nwasm_bindgen.go(\".a {{ color: red }}\", {es5}, {sending}, '7', {late}, '300', {script});\n}})();\n"
        )
    );
    assert_eq!(
        part(super::Part::LateScript).1,
        b"script.avmsdk(\".b { color: red }\");"
    );
}

#[test]
fn equal_parts_give_equal_bytes_and_a_changed_part_new_names() {
    let (one, two) = (planned(&sources()), planned(&sources()));
    assert_eq!(one, two);
    assert_eq!(one.digest(), two.digest());
    let other = planned(&Sources {
        style: ".a { color: blue }".into(),
        ..sources()
    });
    assert_ne!(one.digest(), other.digest());
    let host = |package: &Package| package.files.keys().find(|path| path.contains("/host.")).cloned();
    assert_ne!(
        host(&one),
        host(&other),
        "the host names what holds the style sheet, so its own name must follow"
    );
}

#[test]
fn a_path_of_this_machine_is_refused() {
    let package = planned(&Sources {
        style: "/* /home/me/avmsdk/a.rs */".into(),
        ..sources()
    });
    assert!(package.forbid(&["/home/you".into(), String::new()]).is_ok());
    let error = package.forbid(&["/home/me".into()]).unwrap_err().to_string();
    assert!(
        error.ends_with("which visitors would download: /home/me"),
        "{error}"
    );
}

#[test]
fn the_folder_is_swapped_in_whole() {
    let folder = tempfile::tempdir().unwrap();
    let mut paths = super::Paths::find().unwrap();
    paths.sdk = folder.path().join("sdk");
    planned(&Sources {
        style: "old".into(),
        ..sources()
    })
    .write(&paths)
    .unwrap();
    fs::create_dir_all(folder.path().join("sdk.new/half")).unwrap();
    let package = planned(&sources());
    package.write(&paths).unwrap();

    let mut sum = super::Sum::default();
    for path in package.files.keys() {
        sum.add(path, &fs::read(paths.sdk.join(path)).unwrap());
    }
    assert_eq!(sum.hex(), package.digest());
    let count = walkdir::WalkDir::new(&paths.sdk)
        .into_iter()
        .flatten()
        .filter(|e| e.file_type().is_file())
        .count();
    assert_eq!(count, package.files.len(), "nothing of the old package is left");
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        1,
        "nothing beside it is left"
    );
}
