//! The colours of a theme that are worked out when it changes.

use ratatui::style::{Color, Modifier, Style};
use termprofile::TermProfile;

use super::{Role, Theme, ThemeName};
use crate::screen::color_vision::lightness;
use crate::screen::console_palette;
use crate::screen::palette::{DARK, HIGH_CONTRAST, LIGHT, Palette};
use crate::screen::scenery::{self, Ground, Tints};

/// What follows from the rest. It is worked out when that changes and not for each cell of each frame, where it would be a quarter of the
/// instructions of a run in 256 colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mixed {
    pub(super) palette: Palette,
    pub(super) paper: Style,
    pub(super) ground: Option<Ground>,
    pub(super) tints: Option<[Tints; 6]>,
    pub(super) faint: Style,
    pub(super) inks: [Style; Role::ALL.len()],
}

impl Mixed {
    /// Before anything was worked out.
    pub(super) const NOTHING: Self =
        Self { palette: DARK, paper: Style::new(), ground: None, tints: None, faint: Style::new(), inks: [Style::new(); Role::ALL.len()] };
}

impl Theme {
    /// The same with what follows from a change: each from those before it.
    pub(super) fn mix_colors(mut self) -> Self {
        self.mixed.palette = self.find_palette();
        self.mixed.paper = self.find_paper();
        self.mixed.ground = self.find_ground();
        self.mixed.tints = self.find_tints();
        self.mixed.inks = Role::ALL.map(|role| self.find_ink(role));
        self.mixed.faint = self.find_faint();
        self
    }

    fn find_palette(&self) -> Palette {
        let is_light = self.background.is_some_and(|background| lightness(background) > 50.0);
        match self.name {
            ThemeName::Dark => DARK,
            ThemeName::Light => LIGHT,
            ThemeName::HighContrast => HIGH_CONTRAST,
            ThemeName::Auto | ThemeName::Plain | ThemeName::Own => {
                let usual = if is_light { LIGHT } else { DARK };
                let own = self.own.filter(|_| self.name == ThemeName::Own);
                own.unwrap_or(Palette { paper: self.background.unwrap_or(usual.paper), ..usual })
            }
        }
    }

    fn find_paper(&self) -> Style {
        let named = match self.name {
            ThemeName::Dark | ThemeName::Light | ThemeName::HighContrast => true,
            ThemeName::Own => self.own.is_some(),
            ThemeName::Auto | ThemeName::Plain => false,
        };
        let palette = self.palette();
        match (self.adapted(palette.paper), self.adapted(palette.ink)) {
            (Some(paper), Some(ink)) if named => Style::new().bg(paper).fg(ink),
            _ => Style::new(),
        }
    }

    fn find_ground(&self) -> Option<Ground> {
        let is_mixed = matches!(self.depth(), TermProfile::Ansi256 | TermProfile::TrueColor);
        let is_known = self.background.is_some() || self.paper() != Style::new();
        (is_mixed && is_known).then(|| match self.name {
            ThemeName::HighContrast => Ground::HighContrast,
            _ if lightness(self.palette().paper) > 50.0 => Ground::Light,
            _ => Ground::Dark,
        })
    }

    fn find_tints(&self) -> Option<[Tints; 6]> {
        let ground = self.ground()?;
        let palette = self.palette();
        // A band differs from the paper by less than a step of 256 colours.
        let has_bands = self.depth() == TermProfile::TrueColor;
        let tints = palette.zones.map(|zone| {
            Some(Tints {
                passed: self.adapted(scenery::passed(&palette, zone, ground))?,
                ahead: scenery::ahead(&palette, zone, ground).and_then(|color| self.adapted(color)),
                band: scenery::band(&palette, zone, ground).filter(|_| has_bands).and_then(|color| self.adapted(color)),
            })
        });
        let [Some(z0), Some(z1), Some(z2), Some(z3), Some(z4), Some(z5)] = tints else { return None };
        Some([z0, z1, z2, z3, z4, z5])
    }

    fn find_faint(&self) -> Style {
        match self.ground().and_then(|ground| self.adapted(scenery::faint(&self.palette(), ground))) {
            Some(color) => Style::new().fg(color),
            None => self.ink(Role::Quiet),
        }
    }

    fn find_ink(&self, ink: Role) -> Style {
        match ink {
            // The console's own grey is what is held back there; half of it would be too dark.
            Role::Plain if self.has_grey() => Style::new().fg(Color::White),
            Role::Strong if self.has_grey() => Style::new().fg(Color::White).add_modifier(Modifier::BOLD),
            Role::Quiet if self.has_grey() => Style::new(),
            Role::Plain => Style::new(),
            Role::Strong => Style::new().add_modifier(Modifier::BOLD),
            // Held back by a colour where it is known what it stands on; terminals disagree on how faint DIM is.
            Role::Quiet if self.console_palette && self.depth() == TermProfile::Ansi16 => Style::new().fg(Color::LightCyan),
            Role::Quiet => match self.adapted(self.palette().quiet) {
                Some(color) if self.background.is_some() || self.paper() != Style::new() => Style::new().fg(color),
                _ => Style::new().add_modifier(Modifier::DIM),
            },
            _ => match self.color(ink) {
                Some(color) => Style::new().fg(color),
                None => Style::new(),
            },
        }
    }

    pub(super) fn color(&self, ink: Role) -> Option<Color> {
        let palette = self.palette();
        if self.depth() == TermProfile::Ansi16 {
            return if self.console_palette { console_palette::ink(ink) } else { self.of_sixteen(ink) };
        }
        self.adapted(match ink {
            Role::Plain | Role::Strong | Role::Quiet => return None,
            Role::Zone(zone) => palette.zone(zone),
            Role::ZoneText(zone) => palette.zone_text[zone.index()],
            Role::EaseOff => palette.ease_off.mark,
            Role::SlowDown => palette.slow_down.mark,
            Role::Walk => palette.walk.mark,
            Role::Stop => palette.stop.mark,
            Role::Well => palette.settled,
            Role::Note => palette.note,
        })
    }

    /// The stand-in among the sixteen colours that a terminal names: bright ones on dark, plain ones on light.
    fn of_sixteen(&self, ink: Role) -> Option<Color> {
        let is_light = self.palette().ink == LIGHT.ink;
        let pick = |dark, light| Some(if is_light { light } else { dark });
        match ink {
            Role::Plain | Role::Strong | Role::Quiet => None,
            Role::Zone(zone) | Role::ZoneText(zone) => match zone.number() {
                0 => None,
                1 => pick(Color::LightCyan, Color::Blue),
                2 => pick(Color::LightGreen, Color::Green),
                3 => pick(Color::LightYellow, Color::Yellow),
                4 => pick(Color::LightRed, Color::Red),
                _ => pick(Color::LightMagenta, Color::Magenta),
            },
            Role::EaseOff => pick(Color::LightYellow, Color::Yellow),
            Role::SlowDown | Role::Stop => pick(Color::LightRed, Color::Red),
            Role::Walk => pick(Color::LightMagenta, Color::Magenta),
            Role::Well => pick(Color::LightGreen, Color::Green),
            Role::Note => pick(Color::LightCyan, Color::Blue),
        }
    }
}
