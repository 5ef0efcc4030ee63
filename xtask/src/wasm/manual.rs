//! The package's two documents: copied from `templates/manual`, with the version filled in.

use anyhow::bail;

/// Replaces `{{ version }}`, the only variable there is; any other is an error that names the file.
pub(super) fn render(file: &str, source: &str, version: &str) -> anyhow::Result<String> {
    let rendered = source.replace("{{ version }}", version);
    // The manual may show `{{x}}`, the widget's own placeholder syntax: with no spaces it is text.
    if let Some(at) = rendered.find("{{ ") {
        let rest: String = rendered[at..]
            .chars()
            .take_while(|letter| *letter != '\n')
            .take(40)
            .collect();
        bail!("`{file}` has a variable besides `{{{{ version }}}}`: {rest}");
    }
    Ok(rendered)
}

#[cfg(test)]
mod tests {
    use super::render;

    #[test]
    fn only_the_version_is_a_variable() {
        let rendered = render("README.md", "v{{ version }} {{x}} {x}\n{{ version }}", "1.2.3").unwrap();
        assert_eq!(rendered, "v1.2.3 {{x}} {x}\n1.2.3");
        let error = render("README.md", "a {{ verison }}\nb", "1.2.3")
            .unwrap_err()
            .to_string();
        assert_eq!(
            error,
            "`README.md` has a variable besides `{{ version }}`: {{ verison }}"
        );
    }
}
