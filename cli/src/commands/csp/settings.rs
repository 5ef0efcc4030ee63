//! What the environment and `avmsdk.toml` say.

use avmsdk_core::csp::Layer;

use crate::failure::{Explain as _, Failure};

const FILE: &str = "avmsdk.toml";

/// The variables that clap leaves to us, since a flag must be able to beat the other one of the pair.
pub(super) fn environment() -> Layer {
    let read = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    Layer {
        api_host: read("AVMSDK_API_HOST"),
        region: read("AVMSDK_REGION"),
        ..Layer::default()
    }
}

/// The nearest `avmsdk.toml`, from the current folder upwards; nothing where there is none.
pub(super) fn file() -> anyhow::Result<Layer> {
    let here = std::env::current_dir()?;
    for folder in here.ancestors() {
        let path = folder.join(FILE);
        // By its bare name where it is at hand, in full where it lies further up.
        let name = if folder == here {
            FILE.into()
        } else {
            path.display().to_string()
        };
        match std::fs::read_to_string(&path) {
            Ok(text) => return Ok(Layer::from_toml(&text).explain(|| format!("cannot use `{name}`"))?),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                let hint = "make it a UTF-8 file that this user may read, or remove it";
                return Err(
                    Failure::new("settings-file", format!("cannot read `{name}`"), hint)
                        .because(error)
                        .into(),
                );
            }
        }
    }
    Ok(Layer::default())
}
