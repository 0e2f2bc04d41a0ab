//! What is held back, lies in the distance or is chosen, as styles for this terminal.

use ratatui::style::{Color, Modifier, Style};

use super::scenery::mix;
use super::theme::{Role, Theme};
use crate::heart::Zone;

/// So much ink is in the ground of a chosen row, 0 to 1.
const GROUND: f64 = 0.1;

impl Theme {
    /// A zone held back: what is past, or lies below the ceiling. Its own colour where it cannot be mixed with the paper.
    pub(super) fn muted(&self, zone: Zone) -> Style {
        self.tints().map_or_else(|| self.ink(Role::Zone(zone)), |tints| Style::new().fg(tints[zone.index()].passed))
    }

    /// A zone in the distance: scenery that words or numbers name.
    pub(super) fn distant(&self, zone: Zone) -> Style {
        let ahead: Option<Color> = self.tints().and_then(|tints| tints[zone.index()].ahead);
        ahead.map_or_else(|| self.faint(), |color| Style::new().fg(color))
    }

    /// The ground of a row that is chosen; bold alone where the paper is not known or there are too few colours.
    pub(super) fn chosen_ground(&self) -> Style {
        let palette = self.palette();
        let ground = self.tints().and_then(|_| self.adapted(mix(palette.paper, palette.ink, GROUND)));
        ground.map_or_else(Style::new, |ground| Style::new().bg(ground)).add_modifier(Modifier::BOLD)
    }
}
