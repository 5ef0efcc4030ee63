//! The default output folder's name, as the vendor's own script makes it.

/// `http://localhost:8000/static/` gives `http:__localhost:8000_static_`.
pub(super) fn name(url: &str, windows: bool) -> String {
    let unfit = |character: char| windows && matches!(character, ':' | '*' | '|');
    url.chars()
        .filter(|character| !unfit(*character))
        .map(|character| if character == '/' { '_' } else { character })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn names_are_those_of_the_vendor_script() {
        for (url, unix, windows) in [
            (
                "http://localhost:8000/static/",
                "http:__localhost:8000_static_",
                "http__localhost8000_static_",
            ),
            (
                "https://cdn.acme.org/",
                "https:__cdn.acme.org_",
                "https__cdn.acme.org_",
            ),
            (
                "http://[::1]:80/a*b|c/",
                "http:__[::1]:80_a*b|c_",
                "http__[1]80_abc_",
            ),
        ] {
            assert_eq!(name(url, false), unix);
            assert_eq!(name(url, true), windows);
        }
    }
}
