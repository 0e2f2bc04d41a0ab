//! The colours between the paper and the zones: what was passed, what lies ahead, the bands behind the chart, and the wash of a prompt.
//! They are mixed from the palette where the paper is known; where it is not, patterns tell the same.

use ratatui::style::Color;

use super::color_vision::contrast;
use super::palette::{Palette, Rgb};

/// A mix of two colours, with so large a share of the second.
pub(super) fn mix(Rgb(r1, g1, b1): Rgb, Rgb(r2, g2, b2): Rgb, share: f64) -> Rgb {
    let part = |one: u8, other: u8| (f64::from(one) * (1.0 - share) + f64::from(other) * share).round() as u8;
    Rgb(part(r1, r2), part(g1, g2), part(b1, b2))
}

/// What kind of paper the mixing is for: shares differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// Dark paper.
    Dark,
    /// Light paper.
    Light,
    /// White and bright colours on black: few steps, all of them plain.
    HighContrast,
}

/// The least contrast of what was passed with the paper. A wash takes some of it away, and 3 have to be left.
const PASSED_CONTRAST: f64 = 3.6;

/// A zone's colour for what was passed.
pub fn passed(palette: &Palette, zone: Rgb, ground: Ground) -> Rgb {
    let from = match ground {
        Ground::Dark => 50,
        Ground::Light => 52,
        Ground::HighContrast => 62,
    };
    let shares = (from..=100).map(|share| mix(palette.paper, zone, f64::from(share) / 100.0));
    shares.into_iter().find(|color| contrast(*color, palette.paper) >= PASSED_CONTRAST).unwrap_or(zone)
}

/// A zone's colour for what lies ahead; none where it is told by a pattern.
pub(super) fn ahead(palette: &Palette, zone: Rgb, ground: Ground) -> Option<Rgb> {
    let share = match ground {
        Ground::Dark => 0.30,
        Ground::Light => 0.22,
        Ground::HighContrast => return None,
    };
    Some(mix(palette.paper, zone, share))
}

/// A zone's band behind the chart.
pub fn band(palette: &Palette, zone: Rgb, ground: Ground) -> Option<Rgb> {
    let share = match ground {
        Ground::Dark => 0.09,
        Ground::Light => 0.055,
        Ground::HighContrast => return None,
    };
    Some(mix(palette.paper, zone, share))
}

/// Rules and steps that are not lit.
pub fn faint(palette: &Palette, ground: Ground) -> Rgb {
    match ground {
        Ground::Dark => mix(palette.paper, palette.ink, 0.20),
        Ground::Light => mix(palette.paper, palette.ink, 0.22),
        Ground::HighContrast => Rgb(0x6A, 0x6A, 0x6A),
    }
}

/// What washes over the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wash {
    /// Slow down.
    SlowDown,
    /// Walk.
    Walk,
    /// What was asked for is done.
    Settled,
}

/// The paper with a wash.
pub(super) fn washed(palette: &Palette, wash: Wash, ground: Ground) -> Rgb {
    let (color, dark, light) = match wash {
        Wash::SlowDown => (palette.slow_down.mark, 0.07, 0.04),
        Wash::Walk => (palette.walk.mark, 0.12, 0.07),
        Wash::Settled => (palette.settled, 0.05, 0.05),
    };
    mix(palette.paper, color, if ground == Ground::Light { light } else { dark })
}

/// The colours of a zone as this terminal has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tints {
    /// What was passed.
    pub passed: Color,
    /// What lies ahead.
    pub ahead: Option<Color>,
    /// The band behind the chart.
    pub band: Option<Color>,
}
