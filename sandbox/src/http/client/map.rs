//! The picture of a place: a grid of the whole world with a pin. A sandbox has no network to ask for a
//! real map.

use super::Parameters;
use crate::world::Refusal;
use axum::extract::Query;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use std::fmt::Write as _;

/// Width of the picture in pixels, two for each degree.
const WIDTH: f64 = 720.0;
/// Height of it.
const HEIGHT: f64 = 360.0;

/// `GET …/locationmap/image?lat=&long=`. Anybody may look: a browser sends no credentials for a picture.
pub(super) async fn image(Query(parameters): Parameters) -> Response {
    let degrees = |name: &str, most: f64| {
        let number: f64 = parameters.get(name)?.parse().ok()?;
        (number.abs() <= most).then_some(number)
    };
    let (Some(north), Some(east)) = (degrees("lat", 90.0), degrees("long", 180.0)) else {
        let refusal = Refusal::bad_request("lat and long should be numbers of degrees");
        return refusal.to_client().into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, "image/svg+xml"),
        (header::CACHE_CONTROL, "max-age=3600"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Opened by itself it still runs nothing.
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'",
        ),
    ];
    (headers, draw(north, east)).into_response()
}

fn draw(north: f64, east: f64) -> String {
    let (x, y) = ((east + 180.0) * 2.0, (90.0 - north) * 2.0);
    let mut lines = String::new();
    for step in 1..12 {
        let at = f64::from(step) * 60.0;
        // Writing to a string cannot fail.
        let _ = write!(lines, "M{at} 0V{HEIGHT}");
        if at < HEIGHT {
            let _ = write!(lines, "M0 {at}H{WIDTH}");
        }
    }
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"><rect width="{WIDTH}" height="{HEIGHT}" fill="#dfe7ee"/><path d="{lines}" stroke="#b8c6d3" fill="none"/><path d="M0 180H720M360 0V360" stroke="#8fa3b5" stroke-width="2"/><circle cx="{x}" cy="{y}" r="12" fill="#c62828" stroke="#fff" stroke-width="4"/></svg>"##
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pin_is_where_the_place_is() {
        assert!(draw(45.5, -73.5).contains(r#"cx="213" cy="89""#));
        assert!(draw(-90.0, 180.0).contains(r#"cx="720" cy="360""#));
    }
}
