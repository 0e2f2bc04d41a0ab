//! Colours between a palette's own and its paper, for what stands behind or is held back.

use ratatui::style::{Modifier, Style};

use super::color_vision::contrast;
use super::palette::Rgb;
use super::theme::{Role, Theme};
use crate::heart::Zone;

/// What is held back is still seen as a shape (WCAG 2.2, 1.4.11, asks for 3).
const MUTED: f64 = 3.6;
/// So much ink is in the ground of a chosen row and in a rule, 0 to 1.
const GROUND: f64 = 0.1;
const RULE: f64 = 0.2;
/// So much of a zone is left in the distance.
const DISTANT: f64 = 0.35;

/// So much of a colour on the paper, 0 to 1.
pub fn mixed(color: Rgb, paper: Rgb, share: f64) -> Rgb {
    let mix = |color: u8, paper: u8| (f64::from(paper) + share * (f64::from(color) - f64::from(paper))).round() as u8;
    Rgb(mix(color.0, paper.0), mix(color.1, paper.1), mix(color.2, paper.2))
}

/// Half of a colour, or as much more of it as it takes to be seen.
pub fn muted(color: Rgb, paper: Rgb) -> Rgb {
    let shares = (50..100).map(|percent| f64::from(percent) / 100.0);
    shares.map(|share| mixed(color, paper, share)).find(|mixture| contrast(*mixture, paper) >= MUTED).unwrap_or(color)
}

impl Theme {
    /// A zone held back: what is past, or lies below the ceiling. Its own colour where there are too few for another.
    pub(super) fn muted(&self, zone: Zone) -> Style {
        let palette = self.palette();
        self.foreground(muted(palette.zone(zone), palette.paper)).unwrap_or_else(|| self.ink(Role::Zone(zone)))
    }

    /// A zone in the distance: scenery that words or numbers name. Held back where there are too few colours for more.
    pub(super) fn distant(&self, zone: Zone) -> Style {
        let palette = self.palette();
        self.foreground(mixed(palette.zone(zone), palette.paper, DISTANT)).unwrap_or_else(|| self.ink(Role::Quiet))
    }

    /// A thin line that parts things.
    pub(super) fn rule(&self) -> Style {
        let palette = self.palette();
        self.foreground(mixed(palette.ink, palette.paper, RULE)).unwrap_or_else(|| self.ink(Role::Quiet))
    }

    /// The ground of a row that is chosen; bold alone where the paper is not known or there are too few colours.
    pub(super) fn chosen(&self) -> Style {
        let palette = self.palette();
        let ground = self.foreground(mixed(palette.ink, palette.paper, GROUND)).and_then(|style| style.fg);
        match ground.filter(|_| self.knows_its_paper()) {
            Some(ground) => Style::new().bg(ground).add_modifier(Modifier::BOLD),
            None => Style::new().add_modifier(Modifier::BOLD),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::{DARK, LIGHT};

    #[test]
    fn what_is_held_back_is_still_seen_on_either_paper() {
        for palette in [DARK, LIGHT] {
            for zone in palette.zones {
                assert!(contrast(muted(zone, palette.paper), palette.paper) >= 3.0, "{zone:?}");
            }
            let ground = mixed(palette.ink, palette.paper, GROUND);
            assert!(contrast(palette.ink, ground) >= 4.5 && contrast(palette.quiet, ground) >= 4.0, "{ground:?}");
        }
    }

    #[test]
    fn a_mixture_lies_between_its_colours() {
        let (ink, paper) = (Rgb(200, 100, 0), Rgb(0, 100, 50));
        assert_eq!((mixed(ink, paper, 0.0), mixed(ink, paper, 1.0), mixed(ink, paper, 0.5)), (paper, ink, Rgb(100, 100, 25)));
    }
}
