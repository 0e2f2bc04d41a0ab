//! Colours and glyphs for the terminal at hand.

use ratatui::style::{Color, Modifier, Style};
use termprofile::{DetectorSettings, EnvVarSource, IsTerminal, TermProfile, TermVars, anstyle};

use super::console_palette;
use super::glyphs::{Charset, Glyphs};
use super::palette::{Palette, Rgb};
pub use super::role::Role;
use super::scenery::{self, Ground, Tints, Wash};
pub use super::theme_choice::{ThemeChoice, ThemeName};
use mixed::Mixed;

mod mixed;

/// How to draw on this terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    depth: TermProfile,
    charset: Charset,
    name: ThemeName,
    /// The terminal's own background, once it is known.
    background: Option<Rgb>,
    /// The runner's own colours.
    own: Option<Palette>,
    /// Whether the console has our sixteen colours.
    console_palette: bool,
    mixed: Mixed,
}

/// The environment as a function, so that nothing here reads the real one.
struct Vars<F>(F);

impl<F: Fn(&str) -> Option<String>> EnvVarSource for Vars<F> {
    fn var(&self, key: &str) -> Option<String> {
        (self.0)(key)
    }
}

/// What a console of Windows would say of itself: it sets no variables, and since Windows 10 version 1703 it has all colours.
fn usual(key: &str, is_windows: bool) -> Option<String> {
    let word = match key {
        "TERM" => "xterm-256color",
        "COLORTERM" => "truecolor",
        _ => return None,
    };
    is_windows.then(|| word.to_owned())
}

struct Output(bool);

impl IsTerminal for Output {
    fn is_terminal(&self) -> bool {
        self.0
    }
}

impl Theme {
    /// A theme of a colour depth, with or without characters beyond ASCII, on a background that is not known.
    pub fn new(depth: TermProfile, unicode: bool) -> Self {
        Self::of_terminal(depth, if unicode { Charset::Unicode } else { Charset::Ascii })
    }

    fn of_terminal(depth: TermProfile, charset: Charset) -> Self {
        let theme =
            Self { depth, charset, name: ThemeName::Auto, background: None, own: None, console_palette: false, mixed: Mixed::NOTHING };
        theme.mix_colors()
    }

    /// The same in other colours.
    #[must_use]
    pub fn named(self, name: ThemeName) -> Self {
        Self { name, ..self }.mix_colors()
    }

    /// The same in the colours that the runner chose.
    #[must_use]
    pub fn of_choice(self, ThemeChoice { name, own, console_palette }: ThemeChoice) -> Self {
        let console_palette = console_palette && self.charset == Charset::Console && self.depth == TermProfile::Ansi16;
        Self { name, own, console_palette, ..self }.mix_colors()
    }

    /// The same in the colours that come next: the runner's own stand after those that come along.
    #[must_use]
    pub fn next(self) -> Self {
        let mut names = ThemeName::ALL.to_vec();
        names.extend(self.own.map(|_| ThemeName::Own));
        let place = names.iter().position(|name| *name == self.name).unwrap_or_default();
        self.named(names[(place + 1) % names.len()])
    }

    /// Whether the terminal is to take our sixteen colours.
    pub fn wants_palette(&self) -> bool {
        self.console_palette
    }

    /// The same on the terminal's background, now that it is known.
    #[must_use]
    pub fn on(self, background: Rgb) -> Self {
        Self { background: Some(background), ..self }.mix_colors()
    }

    /// Which colours are used.
    pub fn name(&self) -> ThemeName {
        self.name
    }

    /// Whether the terminal should be asked for its background: where there is colour, and the answer can be read.
    pub fn wants_background(&self) -> bool {
        self.depth > TermProfile::Ansi16 && self.charset != Charset::Console
    }

    /// The theme for an environment: `TERM`, `COLORTERM` and the like for colour, `NO_COLOR` against it, and the first of
    /// `LC_ALL`, `LC_CTYPE` and `LANG` that is set for the character set. Where none is set, UTF-8 is assumed: containers
    /// leave them out and terminals without UTF-8 are rare.
    pub fn detect(var: impl Fn(&str) -> Option<String>, is_terminal: bool) -> Self {
        let var = |key: &str| var(key).or_else(|| usual(key, cfg!(windows)).filter(|_| var("TERM").is_none()));
        let set = |key: &str| var(key).filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set).map(|value| value.to_ascii_lowercase());
        let utf8 = locale.is_none_or(|locale| locale.contains("utf-8") || locale.contains("utf8"));
        let no_color = set("NO_COLOR").is_some();
        // Asking tmux would start a process before the first frame.
        let settings = DetectorSettings::new().enable_tmux_info(false);
        let detected = TermProfile::detect_with_vars(TermVars::from_source(&Vars(&var), &Output(is_terminal), settings));
        let depth = if no_color { detected.min(TermProfile::NoColor) } else { detected };
        let charset = match set("TERM").as_deref() {
            Some("linux") => Charset::Console,
            _ if utf8 && detected != TermProfile::NoTty => Charset::Unicode,
            _ => Charset::Ascii,
        };
        // The kernel's console has the sixteen colours of old, whatever is said of it.
        let depth = if charset == Charset::Console { depth.min(TermProfile::Ansi16) } else { depth };
        Self::of_terminal(depth, charset)
    }

    /// How many colours there are.
    pub(super) fn depth(&self) -> TermProfile {
        if self.name == ThemeName::Plain { self.depth.min(TermProfile::NoColor) } else { self.depth }
    }

    /// The characters to draw with.
    pub fn glyphs(&self) -> &'static Glyphs {
        self.charset.glyphs()
    }

    /// Whether the text that is not styled is a grey below white.
    fn has_grey(&self) -> bool {
        self.charset == Charset::Console && self.depth() == TermProfile::Ansi16
    }

    /// Whether nothing is told by colour.
    pub(super) fn is_colorless(&self) -> bool {
        self.depth() <= TermProfile::NoColor
    }

    /// The characters that can be shown.
    pub(super) fn charset(&self) -> Charset {
        self.charset
    }

    /// Whether all characters can be shown: the console and ASCII terminals get other pictures.
    pub fn unicode(&self) -> bool {
        self.charset == Charset::Unicode
    }

    /// The palette: the one that was named, else that of the background. Most terminals are dark, so that is what is taken where the
    /// background is not known.
    pub fn palette(&self) -> Palette {
        self.mixed.palette
    }

    /// What everything is drawn on. A palette that was named brings its paper along; else the terminal's own stays.
    pub fn paper(&self) -> Style {
        self.mixed.paper
    }

    /// Whether the paper is light, as far as that is known.
    pub(super) fn is_light(&self) -> bool {
        self.ground() == Some(Ground::Light)
    }

    /// What colours are mixed for; none where the paper is not known or there are too few colours to mix.
    fn ground(&self) -> Option<Ground> {
        self.mixed.ground
    }

    /// The tints of the zones 0 to 5; none where patterns tell them.
    pub(super) fn tints(&self) -> Option<[Tints; 6]> {
        self.mixed.tints
    }

    /// Rules, and steps that are not lit.
    pub(super) fn faint(&self) -> Style {
        self.mixed.faint
    }

    /// The paper with a wash over it; none where the paper is not known.
    pub(super) fn washed(&self, wash: Wash) -> Option<Color> {
        let ground = self.ground().filter(|_| self.depth() == TermProfile::TrueColor)?;
        self.adapted(scenery::washed(&self.palette(), wash, ground))
    }

    /// The whole field of "stop": its ground, the text on it, and what is held back on it. None where the field is turned around instead.
    pub(super) fn field(&self) -> Option<(Color, Color, Color)> {
        let stop = self.palette().stop;
        match self.depth() {
            TermProfile::NoTty | TermProfile::NoColor => None,
            TermProfile::Ansi16 => Some((Color::Red, Color::White, Color::White)),
            TermProfile::Ansi256 | TermProfile::TrueColor => {
                let held_back = scenery::mix(stop.fill, stop.text, 0.78);
                Some((self.adapted(stop.fill)?, self.adapted(stop.text)?, self.adapted(held_back)?))
            }
        }
    }

    /// The style of text or a picture in an ink.
    pub fn ink(&self, ink: Role) -> Style {
        self.mixed.inks[ink.index()]
    }

    /// The same in bold: a terminal takes bold or faint, not both.
    pub(super) fn emphasis(&self, ink: Role) -> Style {
        let style = self.ink(ink);
        Style { add_modifier: style.add_modifier.difference(Modifier::DIM), ..style }.add_modifier(Modifier::BOLD)
    }

    /// The style of a strip filled with an ink: its own text colour on it, so that it reads on dark and light alike.
    /// Without colour it is the terminal's own text turned around.
    pub fn fill(&self, ink: Role) -> Style {
        let bold = Style::new().add_modifier(Modifier::BOLD);
        let palette = self.palette();
        let prompt = match ink {
            Role::EaseOff => palette.ease_off,
            Role::SlowDown => palette.slow_down,
            Role::Walk => palette.walk,
            Role::Stop => palette.stop,
            Role::Plain | Role::Strong | Role::Quiet | Role::Zone(_) | Role::ZoneText(_) | Role::Well | Role::Note => {
                return bold.add_modifier(Modifier::REVERSED);
            }
        };
        if self.console_palette && self.depth() == TermProfile::Ansi16 {
            return console_palette::fill(ink);
        }
        match (self.depth(), self.adapted(prompt.fill), self.adapted(prompt.text)) {
            (TermProfile::Ansi16, ..) => {
                // Only the eight plain colours are backgrounds everywhere, and white reads on each of these.
                let ground = match ink {
                    Role::EaseOff => return bold.bg(Color::Yellow).fg(Color::Black),
                    Role::Walk => Color::Magenta,
                    _ => Color::Red,
                };
                bold.bg(ground).fg(Color::White)
            }
            (_, Some(fill), Some(text)) => bold.bg(fill).fg(text),
            _ => bold.add_modifier(Modifier::REVERSED),
        }
    }

    /// A colour as this terminal has it; none where it has sixteen or none.
    pub(super) fn adapted(&self, Rgb(r, g, b): Rgb) -> Option<Color> {
        match self.depth() {
            TermProfile::NoTty | TermProfile::NoColor | TermProfile::Ansi16 => None,
            TermProfile::Ansi256 | TermProfile::TrueColor => {
                match self.depth.adapt_color(anstyle::Color::Rgb(anstyle::RgbColor(r, g, b)))? {
                    anstyle::Color::Rgb(anstyle::RgbColor(r, g, b)) => Some(Color::Rgb(r, g, b)),
                    anstyle::Color::Ansi256(index) => Some(Color::Indexed(index.0)),
                    anstyle::Color::Ansi(_) => None,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
