//! Which functions are in the second part of the module, by the modules they stand in.

/// Modules of the source, with all that is in them; a name after `/` is one function.
const LATE: &[&str] = &[
    "avmsdk_runtime::view::late",
    "avmsdk_session::session::fill_in",
    "avmsdk_session::session::forms",
];

/// Whether a function, by its symbol, is late.
pub(super) fn is_late(symbol: &str) -> bool {
    LATE.iter().any(|place| is_in(symbol, place))
}

/// Whether a symbol of the compiler's (version 0 of its mangling) names something in that place. Only the first path
/// of the symbol counts: the glue that drops a late value is not late itself.
fn is_in(symbol: &str, place: &str) -> bool {
    let (module, function) = match place.split_once('/') {
        Some((module, function)) => (module, Some(function)),
        None => (place, None),
    };
    // `…Cs1a2B_14avmsdk_session7session5forms…`: the crate's root, then names with their lengths before them.
    let Some(path) = symbol.strip_prefix("_R").and_then(first_path) else {
        return false;
    };
    let mut rest = path;
    for name in module.split("::") {
        let name = format!("{}{name}", name.len());
        match rest.strip_prefix(&name) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    function.is_none_or(|function| {
        let name = format!("{}{function}", function.len());
        rest.contains(&name)
    })
}

/// What follows the first root of a crate.
fn first_path(symbol: &str) -> Option<&str> {
    let (_, after) = symbol.split_once("Cs")?;
    let (_, path) = after.split_once('_')?;
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::is_in;

    #[test]
    fn symbols_are_found_by_their_first_path() {
        let method =
            "_RNvMNtNtCs4uIv8wkx1x6_14avmsdk_session7session12prechat_sendNtB4_7Session12post_prechat";
        assert!(is_in(method, "avmsdk_session::session::prechat_send"));
        assert!(is_in(
            method,
            "avmsdk_session::session::prechat_send/post_prechat"
        ));
        assert!(!is_in(
            method,
            "avmsdk_session::session::prechat_send/prechat_done"
        ));
        assert!(!is_in(method, "avmsdk_session::session::prechat"));
        assert!(!is_in(method, "avmsdk_session::session::send"));
        let closure = "_RNCNvMNtNtCs4uIv8wkx1x6_14avmsdk_session7session5formsNtB7_7Session4form0B8_";
        assert!(is_in(closure, "avmsdk_session::session::forms"));
        let drop = "_RINvNtCsbl9znQQFZpD_4core3ptr13drop_in_placeNtNtCs4uIv8wkx1x6_14avmsdk_session5forms4FormECsd_14avmsdk_runtime";
        assert!(!is_in(drop, "avmsdk_session::forms"));
        assert!(!is_in("start_6ae3455928327ec6", "avmsdk_session::session"));
    }
}
