//! Colours and glyphs for the terminal at hand.

use ratatui::style::{Color, Modifier, Style};
use termprofile::{DetectorSettings, EnvVarSource, IsTerminal, TermProfile, TermVars, anstyle};

use crate::heart::Zone;

/// What a thing is coloured for. Colour only repeats what number, word and shape already say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The terminal's own text colour.
    Plain,
    /// The same, in bold.
    Strong,
    /// The same, held back.
    Quiet,
    /// A zone.
    Zone(Zone),
    /// A first, mild prompt.
    Mild,
    /// A prompt that has grown firm.
    Firm,
    /// All is well.
    Well,
    /// A word on the plan or the strap.
    Note,
}

/// A colour of the Okabe-Ito palette, which colour-blind eyes can tell apart, with its stand-in among sixteen.
#[derive(Debug, Clone, Copy)]
struct Tint {
    rgb: (u8, u8, u8),
    of_16: Color,
}

// Plain blue is all but black on many dark terminals of sixteen colours.
const BLUE: Tint = Tint { rgb: (0x00, 0x72, 0xB2), of_16: Color::LightBlue };
const GREEN: Tint = Tint { rgb: (0x00, 0x9E, 0x73), of_16: Color::Green };
const ORANGE: Tint = Tint { rgb: (0xE6, 0x9F, 0x00), of_16: Color::Yellow };
const VERMILLION: Tint = Tint { rgb: (0xD5, 0x5E, 0x00), of_16: Color::Red };
const PURPLE: Tint = Tint { rgb: (0xCC, 0x79, 0xA7), of_16: Color::Magenta };

/// The characters pictures are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyphs {
    /// Cells of the big digits: believed, and not.
    pub solid: char,
    /// See `solid`.
    pub hollow: char,
    /// Rounded corners of the digits, upper and lower; the same as `solid` where there are none.
    pub corners: (char, char),
    /// Patterns of zones 0 to 5, denser as it gets harder.
    pub zones: [char; 6],
    /// The ceiling in the bar and its foot.
    pub ceiling: char,
    /// See `ceiling`.
    pub ceiling_foot: char,
    /// The bar's pointer.
    pub pointer: char,
    /// The pointer when the rate is off the bar, left and right.
    pub beyond: (char, char),
    /// The silent hint.
    pub rising: char,
    /// The link: connected, connecting, searching, lost.
    pub link: [char; 4],
    /// A quarter of the battery, full and empty.
    pub battery: (char, char),
    /// Between words.
    pub dot: &'static str,
    /// Prompts from mild to last.
    pub ease_off: &'static str,
    /// See `ease_off`.
    pub slow_down: &'static str,
    /// See `ease_off`.
    pub walk: &'static str,
    /// See `ease_off`.
    pub stop: &'static str,
    /// Back under the ceiling.
    pub settled: &'static str,
    /// A word on the plan.
    pub plan: &'static str,
    /// A word on the strap or the recording.
    pub trouble: &'static str,
    /// The timer stands.
    pub paused: &'static str,
    /// A lap on the chart.
    pub lap: char,
    /// A pause on the chart.
    pub pause_mark: char,
    /// From one number to another.
    pub dash: char,
}

const UNICODE: Glyphs = Glyphs {
    solid: '█',
    hollow: '▒',
    corners: ('▄', '▀'),
    zones: [' ', '·', '░', '▒', '▓', '█'],
    ceiling: '┃',
    ceiling_foot: '▲',
    pointer: '█',
    beyond: ('◀', '▶'),
    rising: '↗',
    link: ['●', '◐', '○', '×'],
    battery: ('▮', '▯'),
    dot: "·",
    ease_off: "▾",
    slow_down: "▼▼",
    walk: "■",
    stop: "●",
    settled: "✓",
    plan: "◆",
    trouble: "!",
    paused: "▐▐",
    lap: '┆',
    pause_mark: '‖',
    dash: '–',
};

const ASCII: Glyphs = Glyphs {
    solid: '#',
    hollow: ':',
    corners: ('#', '#'),
    zones: [' ', '.', '-', '=', '%', '@'],
    ceiling: '|',
    ceiling_foot: '^',
    pointer: '#',
    beyond: ('<', '>'),
    rising: '^',
    link: ['*', '~', 'o', 'x'],
    battery: ('=', '.'),
    dot: "-",
    ease_off: "v",
    slow_down: "vv",
    walk: "#",
    stop: "()",
    settled: "ok",
    plan: "*",
    trouble: "!",
    paused: "||",
    lap: 'L',
    pause_mark: '"',
    dash: '-',
};

/// How to draw on this terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    depth: TermProfile,
    unicode: bool,
}

/// The environment as a function, so that nothing here reads the real one.
struct Vars<F>(F);

impl<F: Fn(&str) -> Option<String>> EnvVarSource for Vars<F> {
    fn var(&self, key: &str) -> Option<String> {
        (self.0)(key)
    }
}

struct Output(bool);

impl IsTerminal for Output {
    fn is_terminal(&self) -> bool {
        self.0
    }
}

impl Theme {
    /// A theme of a colour depth, with or without characters beyond ASCII.
    pub fn new(depth: TermProfile, unicode: bool) -> Self {
        Self { depth, unicode }
    }

    /// The theme for an environment: `TERM`, `COLORTERM` and the like for colour, `NO_COLOR` against it, and the first of
    /// `LC_ALL`, `LC_CTYPE` and `LANG` that is set for the character set. Where none is set, UTF-8 is assumed: containers
    /// leave them out and terminals without UTF-8 are rare.
    pub fn detect(var: impl Fn(&str) -> Option<String>, is_terminal: bool) -> Self {
        let set = |key: &str| var(key).filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set).map(|value| value.to_ascii_lowercase());
        let utf8 = locale.is_none_or(|locale| locale.contains("utf-8") || locale.contains("utf8"));
        let no_color = set("NO_COLOR").is_some();
        // Asking tmux would start a process before the first frame.
        let settings = DetectorSettings::new().enable_tmux_info(false);
        let detected = TermProfile::detect_with_vars(TermVars::from_source(&Vars(&var), &Output(is_terminal), settings));
        let depth = if no_color { detected.min(TermProfile::NoColor) } else { detected };
        Self { depth, unicode: utf8 && detected != TermProfile::NoTty }
    }

    /// How many colours there are.
    pub(super) fn depth(&self) -> TermProfile {
        self.depth
    }

    /// The characters to draw with.
    pub fn glyphs(&self) -> &'static Glyphs {
        if self.unicode { &UNICODE } else { &ASCII }
    }

    /// Whether characters beyond ASCII can be shown.
    pub fn unicode(&self) -> bool {
        self.unicode
    }

    /// The style of text or a picture in an ink.
    pub fn ink(&self, ink: Role) -> Style {
        match ink {
            Role::Plain => Style::new(),
            Role::Strong => Style::new().add_modifier(Modifier::BOLD),
            Role::Quiet => Style::new().add_modifier(Modifier::DIM),
            Role::Zone(_) | Role::Mild | Role::Firm | Role::Well | Role::Note => match self.color(ink) {
                Some(color) => Style::new().fg(color),
                None => Style::new(),
            },
        }
    }

    /// The style of a strip filled with an ink: its own text colour on it, so that it reads on dark and light alike.
    /// Without colour it is the terminal's own text turned around.
    pub fn fill(&self, ink: Role) -> Style {
        let bold = Style::new().add_modifier(Modifier::BOLD);
        match self.color(ink) {
            Some(color) => bold.bg(color).fg(Color::Black),
            None => bold.add_modifier(Modifier::REVERSED),
        }
    }

    fn color(&self, ink: Role) -> Option<Color> {
        let tint = match ink {
            Role::Plain | Role::Strong | Role::Quiet => return None,
            Role::Zone(zone) => match zone.number() {
                0 => return None,
                1 => BLUE,
                2 => GREEN,
                3 => ORANGE,
                4 => VERMILLION,
                _ => PURPLE,
            },
            Role::Mild => ORANGE,
            Role::Firm => VERMILLION,
            Role::Well => GREEN,
            Role::Note => BLUE,
        };
        let (r, g, b) = tint.rgb;
        match self.depth {
            TermProfile::NoTty | TermProfile::NoColor => None,
            TermProfile::Ansi16 => Some(tint.of_16),
            TermProfile::Ansi256 | TermProfile::TrueColor => {
                match self.depth.adapt_color(anstyle::Color::Rgb(anstyle::RgbColor(r, g, b)))? {
                    anstyle::Color::Rgb(anstyle::RgbColor(r, g, b)) => Some(Color::Rgb(r, g, b)),
                    anstyle::Color::Ansi256(index) => Some(Color::Indexed(index.0)),
                    anstyle::Color::Ansi(_) => Some(tint.of_16),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theme(vars: &[(&str, &str)]) -> Theme {
        Theme::detect(|key| vars.iter().find(|(name, _)| *name == key).map(|(_, value)| (*value).to_owned()), true)
    }

    fn colours(theme: Theme) -> Vec<Option<Color>> {
        Zone::ALL.iter().map(|zone| theme.color(Role::Zone(*zone))).collect()
    }

    #[test]
    fn every_zone_has_a_colour_of_its_own_at_every_depth() {
        for depth in [TermProfile::Ansi16, TermProfile::Ansi256, TermProfile::TrueColor] {
            let colours = colours(Theme::new(depth, true));
            for (i, colour) in colours.iter().enumerate() {
                assert!(!colours[..i].contains(colour), "{depth:?} {colours:?}");
            }
        }
        assert_eq!(Theme::new(TermProfile::TrueColor, true).ink(Role::Well).fg, Some(Color::Rgb(0x00, 0x9E, 0x73)));
    }

    #[test]
    fn no_color_leaves_none_and_whatever_value_it_has_counts() {
        for value in ["1", "0", "yes"] {
            let theme = theme(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor"), ("NO_COLOR", value)]);
            assert!(colours(theme).iter().all(Option::is_none), "{value}");
            assert!(theme.fill(Role::Firm).add_modifier.contains(Modifier::REVERSED));
        }
        let empty = theme(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor"), ("NO_COLOR", "")]);
        assert_eq!(empty.depth, TermProfile::TrueColor);
    }

    #[test]
    fn the_terminals_depth_is_used() {
        assert_eq!(theme(&[("TERM", "xterm-256color")]).depth, TermProfile::Ansi256);
        assert_eq!(theme(&[("TERM", "xterm"), ("COLORTERM", "truecolor")]).depth, TermProfile::TrueColor);
        let dumb = theme(&[("TERM", "dumb"), ("LANG", "en_US.UTF-8")]);
        assert!(!dumb.unicode && colours(dumb).iter().all(Option::is_none));
    }

    #[test]
    fn a_locale_without_utf_8_gets_plain_characters() {
        let unicode = |vars: &[(&str, &str)]| theme(&[&[("TERM", "xterm")], vars].concat()).unicode;
        assert!(unicode(&[("LANG", "de_DE.UTF-8")]));
        assert!(unicode(&[("LANG", "C.utf8")]));
        assert!(unicode(&[]));
        assert!(!unicode(&[("LANG", "C")]));
        assert!(!unicode(&[("LANG", "en_US.UTF-8"), ("LC_ALL", "POSIX")]));
        assert!(unicode(&[("LANG", "C"), ("LC_ALL", ""), ("LC_CTYPE", "en_US.UTF-8")]));
        assert!(!unicode(&[("LANG", "de_DE.ISO-8859-1")]));
    }
}
