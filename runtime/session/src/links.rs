//! Addresses that may be loaded or opened.

/// What begins an address that an action may open; first what is an address of the web.
const FOLLOWED: [&str; 5] = ["https://", "http://", "mailto:", "tel:", "sms:"];

fn starts(address: &str, starts: &[&str]) -> bool {
    let address = address.as_bytes();
    starts.iter().any(|start| {
        let begins = address.get(..start.len());
        address.len() > start.len() && begins.is_some_and(|it| it.eq_ignore_ascii_case(start.as_bytes()))
    })
}

/// Whether it is an address of the web: nothing else is loaded or embedded.
pub fn is_web(address: &str) -> bool {
    starts(address, &FOLLOWED[..2])
}

/// Whether a click may open it. A list of what may, since nobody knows all that may not.
pub fn is_followed(address: &str) -> bool {
    starts(address, &FOLLOWED)
}

#[cfg(test)]
#[path = "links_test.rs"]
mod tests;
