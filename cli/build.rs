//! Embeds the built package: a list of its files for `src/bundled.rs`.
//!
//! The package is the folder `AVMSDK_PACKAGE_DIR`, else `target/sdk` of this workspace (where
//! `cargo xtask wasm` puts it). Without one the program is built all the same and says so when asked.

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-env-changed=AVMSDK_PACKAGE_DIR");
    let folder = match env::var_os("AVMSDK_PACKAGE_DIR") {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../target/sdk"),
    };
    // Cargo can only watch what exists: a missing folder would mean a rebuild at every call.
    fs::create_dir_all(&folder)?;
    let folder = folder.canonicalize()?;
    println!("cargo::rerun-if-changed={}", folder.display());

    let mut files = Vec::new();
    collect(&folder, "", &mut files)?;
    files.sort();
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut code = String::from("&[\n");
    for (number, (path, file)) in files.into_iter().enumerate() {
        // A copy, so that the package can be built again while the compiler reads it.
        let copy = format!("bundled_file.{number}");
        fs::write(out.join(&copy), fs::read(file)?)?;
        writeln!(
            code,
            "    ({path:?}, include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{copy}\"))),"
        )?;
    }
    code.push_str("]\n");
    fs::write(out.join("bundled_files.rs"), code)?;
    Ok(())
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry
            .file_name()
            .into_string()
            .map_err(|name| format!("not UTF-8: {}", name.display()))?;
        let path = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{path}/"), files)?;
        } else {
            files.push((path, entry.path()));
        }
    }
    Ok(())
}
