//! Reads what the command line or the settings say of the widget's use.

use std::collections::BTreeSet;

use avmsdk_protocol::channel::Channel;

use super::{
    error::Refusal,
    host::ApiOrigin,
    options::{Api, Region},
};

/// Reads a list of channel names; empty ones (`line,`) count for nothing.
///
/// # Errors
/// [`Refusal::Channel`] for the first unknown one.
pub fn channels(names: &[String]) -> Result<BTreeSet<Channel>, Refusal> {
    let names = names.iter().filter(|name| !name.trim().is_empty());
    names.map(|name| name.parse().map_err(Refusal::Channel)).collect()
}

/// The messaging service: one's own by its origin, else the hosted one, in a region or in the United States.
///
/// # Errors
/// [`Refusal::Host`] or [`Refusal::Region`] for what is neither.
pub fn service(api_host: Option<&str>, region: Option<&str>) -> Result<Api, Refusal> {
    match (api_host, region) {
        (Some(host), _) => Ok(Api::Origin(ApiOrigin::parse(host)?)),
        (None, region) => {
            let region = region.map(str::parse::<Region>).transpose()?;
            Ok(Api::Hosted { region })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Coded as _;

    #[test]
    fn a_service_is_ones_own_or_hosted() {
        let shown = |host, region| service(host, region).map(|api| api.http().as_str().to_owned());
        assert_eq!(
            shown(Some("http://localhost:8000"), None).unwrap(),
            "http://localhost:8000"
        );
        assert_eq!(shown(None, Some("eu-1")).unwrap(), "https://*.eu-1.smooch.io");
        assert_eq!(shown(None, None).unwrap(), "https://*.smooch.io");
        assert_eq!(shown(None, Some("eu 1")).unwrap_err().code(), "csp-bad-region");
        assert_eq!(shown(Some("chat"), None).unwrap_err().code(), "csp-bad-host");
    }

    #[test]
    fn empty_names_of_channels_count_for_nothing() {
        let names = ["line", "", " "].map(str::to_owned);
        assert_eq!(channels(&names).unwrap(), BTreeSet::from([Channel::Line]));
        assert_eq!(
            channels(&["icq".to_owned()]).unwrap_err().code(),
            "csp-unknown-channel"
        );
    }
}
