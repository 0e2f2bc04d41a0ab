//! The bands of the zones and the axes.

use std::fmt::Write as _;

use super::scale::Scale;
use super::text_size::{ROW, TEXT};
use crate::heart::Zone;
use crate::report::coordinate::tenth;
use crate::session::{Elapsed, Session};

/// The zones with the rates from and to which each is in the picture; those outside are left out.
pub(super) fn zones_in(session: &Session, scale: &Scale) -> Vec<(Zone, f64, f64)> {
    let zones = &session.setup().zones;
    let (low, high) = scale.rates;
    Zone::ALL
        .into_iter()
        .map(|zone| {
            let lower = zones.lower(zone).unwrap_or(low).max(low);
            let upper = zones.bounds().get(zone.index()).copied().unwrap_or(high).min(high);
            (zone, lower, upper)
        })
        .filter(|(_, lower, upper)| upper > lower)
        .collect()
}

/// The zones as bands, with their names and bounds on the right where there is room.
pub(super) fn draw_bands(svg: &mut String, session: &Session, scale: &Scale) {
    for (zone, lower, upper) in zones_in(session, scale) {
        let (top, bottom) = (scale.y(upper), scale.y(lower));
        // Writing to a String cannot fail.
        let _ = write!(
            svg,
            r#"<rect class="b{}" x="{}" y="{}" width="{}" height="{}"/>"#,
            zone.number(),
            tenth(scale.left),
            tenth(top),
            tenth(scale.width),
            tenth(bottom - top)
        );
        let range = session.setup().zones.range(zone).replace('-', "–");
        if bottom - top >= TEXT {
            let (x, y) = (scale.right() + 8.0, f64::midpoint(top, bottom) + TEXT * 0.36);
            let _ = write!(svg, r#"<text x="{}" y="{}">Z{} {range}</text>"#, tenth(x), tenth(y), zone.number());
        }
    }
}

/// Rates on the left with the ceiling among them, times from this height on.
pub(super) fn draw_axes(svg: &mut String, scale: &Scale, ceiling: f64, below: f64) {
    let at_ceiling = scale.y(ceiling);
    let mut rate = |class: &str, rate: f64, y: f64| {
        // Writing to a String cannot fail.
        let _ =
            write!(svg, r#"<text{class} x="{}" y="{}" text-anchor="end">{rate}</text>"#, tenth(scale.left - 7.0), tenth(y + TEXT * 0.36));
    };
    for round in scale.round_rates(2.2 * TEXT) {
        let y = scale.y(round);
        if (y - at_ceiling).abs() >= TEXT {
            rate("", round, y);
        }
    }
    rate(r#" class="limit""#, ceiling.floor(), at_ceiling);
    let _ = write!(svg, r#"<text x="{}" y="{}" text-anchor="end">bpm</text>"#, tenth(scale.left - 7.0), tenth(scale.top - 12.0));
    let long = scale.end >= Elapsed::from_secs(3600);
    for at in scale.round_times(68.0) {
        let x = scale.x(at);
        let _ = write!(svg, r#"<path class="tick" d="M{} {}v5"/>"#, tenth(x), tenth(scale.bottom()));
        let _ = write!(svg, r#"<text x="{}" y="{}" text-anchor="middle">{at}</text>"#, tenth(x), tenth(below + ROW));
    }
    let _ = write!(
        svg,
        r#"<text x="{}" y="{}" text-anchor="end">{}</text>"#,
        tenth(scale.right()),
        tenth(below + 2.0 * ROW - 4.0),
        if long { "h:min:sec" } else { "min:sec" }
    );
}
