//! The bands of the zones and the axes, which lie under the line.

use std::fmt::Write as _;

use super::scale::Scale;
use super::text_size::{ROW, TEXT};
use crate::heart::Zone;
use crate::report::coordinate::tenth;
use crate::session::{Elapsed, Session};

/// The zones as bands, with their names and bounds on the right where there is room.
pub(super) fn draw_bands(svg: &mut String, session: &Session, scale: &Scale) {
    let zones = &session.setup().zones;
    for zone in Zone::ALL {
        let (low, high) = scale.rates;
        let lower = zones.lower(zone).unwrap_or(low).max(low);
        let upper = zones.bounds().get(zone.index()).copied().unwrap_or(high).min(high);
        if upper <= lower {
            continue;
        }
        let (top, bottom) = (scale.y(upper), scale.y(lower));
        // Writing to a String cannot fail.
        let _ = write!(
            svg,
            r#"<rect class="band z{}" x="{}" y="{}" width="{}" height="{}"/>"#,
            zone.number(),
            tenth(scale.left),
            tenth(top),
            tenth(scale.width),
            tenth(bottom - top)
        );
        let range = zones.range(zone).replace('-', "–");
        if bottom - top >= TEXT {
            let (x, y) = (scale.right() + 8.0, f64::midpoint(top, bottom) + TEXT * 0.36);
            let _ = write!(svg, r#"<text x="{}" y="{}">Z{} {range}</text>"#, tenth(x), tenth(y), zone.number());
        }
    }
}

/// Rates on the left, times below.
pub(super) fn draw_axes(svg: &mut String, scale: &Scale) {
    let (left, bottom) = (tenth(scale.left), scale.bottom());
    for rate in scale.round_rates(2.2 * TEXT) {
        let y = scale.y(rate);
        let _ = write!(svg, r#"<path class="tick" d="M{left} {}h{}"/>"#, tenth(y), tenth(scale.width));
        let _ = write!(svg, r#"<text x="{}" y="{}" text-anchor="end">{rate}</text>"#, tenth(scale.left - 7.0), tenth(y + TEXT * 0.36));
    }
    let _ = write!(svg, r#"<text x="{}" y="{}" text-anchor="end">bpm</text>"#, tenth(scale.left - 7.0), tenth(scale.top - 12.0));
    let times = scale.round_times(68.0);
    let long = scale.end >= Elapsed::from_secs(3600);
    for at in &times {
        let x = scale.x(*at);
        let _ = write!(svg, r#"<path class="tick" d="M{} {}v6"/>"#, tenth(x), tenth(bottom));
        let _ = write!(svg, r#"<text x="{}" y="{}" text-anchor="middle">{at}</text>"#, tenth(x), tenth(bottom + ROW));
    }
    let _ = write!(
        svg,
        r#"<text x="{}" y="{}" text-anchor="end">{}</text>"#,
        tenth(scale.right()),
        tenth(bottom + 2.0 * ROW - 4.0),
        if long { "h:min:sec" } else { "min:sec" }
    );
}
