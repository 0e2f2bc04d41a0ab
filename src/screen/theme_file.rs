//! A theme of the runner's own: a file of colours in TOML, and the ones that come along.

use serde::Deserialize;

use super::color_vision::{contrast, lightness};
use super::palette::{DARK, LIGHT, Palette, PromptColors, Rgb};

/// Themes that come with the program: each is a file as a runner would write it.
pub const BUILT_IN_THEMES: [(&str, &str); 4] = [
    ("catppuccin-latte", include_str!("../../assets/themes/catppuccin-latte.toml")),
    ("catppuccin-frappe", include_str!("../../assets/themes/catppuccin-frappe.toml")),
    ("catppuccin-macchiato", include_str!("../../assets/themes/catppuccin-macchiato.toml")),
    ("catppuccin-mocha", include_str!("../../assets/themes/catppuccin-mocha.toml")),
];

/// What letters and figures need on what they stand on (WCAG 2.2, 1.4.3).
const TEXT: f64 = 4.5;
/// What bars and big digits need (1.4.11).
const SHAPE: f64 = 3.0;
/// A paper darker than this lightness is a dark theme's.
const MIDDLE: f64 = 50.0;

/// A theme as it is written. What is left out is the dark or the light theme's, as the paper is.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ThemeFile {
    paper: Option<Hex>,
    ink: Option<Hex>,
    quiet: Option<Hex>,
    zones: Option<[Hex; 6]>,
    zone_text: Option<[Hex; 6]>,
    settled: Option<Hex>,
    note: Option<Hex>,
    ease_off: Fill,
    slow_down: Fill,
    walk: Fill,
    stop: Fill,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Fill {
    fill: Option<Hex>,
    text: Option<Hex>,
    mark: Option<Hex>,
}

/// A colour as `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Hex(Rgb);

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let word = String::deserialize(from)?;
        let digits = word.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let value = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let why = || serde::de::Error::custom(format!("{word:?} is no colour: write it as \"#rrggbb\", for example \"#34ddb3\""));
        value.map(|value| Self(Rgb::hex(value))).ok_or_else(why)
    }
}

/// Why a theme is not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct ThemeError {
    line: usize,
    why: String,
}

/// Reads a theme.
///
/// # Errors
/// It is no TOML, has a key that there is not, or something that is no colour; the message names the line.
pub fn read_theme(text: &str) -> Result<Palette, ThemeError> {
    let file: ThemeFile = toml_edit::de::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start).min(text.len());
        let line = 1 + text.as_bytes()[..start].iter().filter(|byte| **byte == b'\n').count();
        ThemeError { line, why: error.message().replace('\n', " ") }
    })?;
    Ok(file.palette())
}

impl ThemeFile {
    fn palette(&self) -> Palette {
        let of = |hex: Option<Hex>, usual: Rgb| hex.map_or(usual, |Hex(color)| color);
        let base = if of(self.paper, DARK.paper).is_light() { LIGHT } else { DARK };
        let zones = self.zones.map_or(base.zones, |zones| zones.map(|Hex(color)| color));
        // Words in the colours of zones that are the runner's own are no other theme's.
        let usual_text = if self.zones.is_some() { zones } else { base.zone_text };
        let fill = |own: Fill, usual: PromptColors| {
            let fill = of(own.fill, usual.fill);
            // A mark of its own belongs to a fill of its own: where only that is given, the two agree.
            let mark = of(own.mark, own.fill.map_or(usual.mark, |Hex(color)| color));
            PromptColors { fill, text: of(own.text, usual.text), mark }
        };
        Palette {
            paper: of(self.paper, base.paper),
            ink: of(self.ink, base.ink),
            quiet: of(self.quiet, base.quiet),
            zones,
            zone_text: self.zone_text.map_or(usual_text, |words| words.map(|Hex(color)| color)),
            ease_off: fill(self.ease_off, base.ease_off),
            slow_down: fill(self.slow_down, base.slow_down),
            walk: fill(self.walk, base.walk),
            stop: fill(self.stop, base.stop),
            settled: of(self.settled, base.settled),
            note: of(self.note, base.note),
        }
    }
}

/// What of a theme is read or seen badly on its paper, a sentence each; nothing where all is well.
pub fn faint_colors(palette: &Palette) -> Vec<String> {
    let paper = palette.paper;
    let mut pairs = vec![
        ("ink".to_owned(), palette.ink, paper, TEXT),
        ("quiet".to_owned(), palette.quiet, paper, TEXT),
        ("settled".to_owned(), palette.settled, paper, TEXT),
        ("note".to_owned(), palette.note, paper, TEXT),
    ];
    for zone in 0..6 {
        pairs.push((format!("zone {zone}"), palette.zones[zone], paper, SHAPE));
        pairs.push((format!("the words of zone {zone}"), palette.zone_text[zone], paper, TEXT));
    }
    let prompts = [("ease_off", palette.ease_off), ("slow_down", palette.slow_down), ("walk", palette.walk), ("stop", palette.stop)];
    for (name, prompt) in prompts {
        pairs.push((format!("{name}.text on its fill"), prompt.text, prompt.fill, TEXT));
        pairs.push((format!("{name}.mark"), prompt.mark, paper, SHAPE));
    }
    let faint = |(what, one, other, least): (String, Rgb, Rgb, f64)| {
        let found = contrast(one, other);
        (found < least).then(|| format!("{what} has a contrast of {found:.1}, and {least} is needed to read it from the belt"))
    };
    pairs.into_iter().filter_map(faint).collect()
}

impl Rgb {
    /// Whether it is a light theme's paper.
    fn is_light(self) -> bool {
        lightness(self) > MIDDLE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_the_theme_for_such_a_paper() {
        assert_eq!(read_theme("").unwrap(), DARK);
        assert_eq!(read_theme("paper = \"#FBFAF6\"").unwrap(), LIGHT);
        let own = read_theme("paper = \"#ffffff\"\nink = \"#000000\"\n[walk]\nfill = \"#aa0000\"\n").unwrap();
        assert_eq!((own.ink, own.quiet), (Rgb(0, 0, 0), LIGHT.quiet));
        assert_eq!((own.walk.fill, own.walk.mark, own.walk.text), (Rgb(0xAA, 0, 0), Rgb(0xAA, 0, 0), LIGHT.walk.text));
    }

    #[test]
    fn a_mistake_in_a_theme_is_told_with_its_line() {
        for (text, line, why) in [
            ("\nink = \"white\"", 2, "#rrggbb"),
            ("ink = \"#12345\"", 1, "no colour"),
            ("ink = \"#12345g\"", 1, "no colour"),
            ("ink = 3", 1, "string"),
            ("# a\npapre = \"#000000\"", 2, "papre"),
            ("[walk]\nfil = \"#000000\"", 2, "fil"),
            ("zones = [\"#000000\"]", 1, "6"),
            ("ink", 1, ""),
        ] {
            let error = read_theme(text).unwrap_err();
            assert!(error.line == line && error.why.contains(why), "{text:?}: {error}");
        }
    }

    #[test]
    fn the_themes_that_come_along_are_read_and_seen_on_their_paper() {
        for (name, text) in BUILT_IN_THEMES {
            let palette = read_theme(text).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(faint_colors(&palette), Vec::<String>::new(), "{name}");
            let mut zones = palette.zones.to_vec();
            zones.dedup();
            assert_eq!(zones.len(), 6, "{name}");
        }
    }

    #[test]
    fn a_colour_that_cannot_be_read_is_named() {
        let faint = faint_colors(&read_theme("quiet = \"#202428\"").unwrap());
        assert!(matches!(&faint[..], [one] if one.starts_with("quiet has a contrast of 1.")), "{faint:?}");
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(?s).{0,80}", key in "paper|zones|walk|[a-z]{1,6}", value in "[-0-9#a-f\\[\\]\", \n]{0,30}") {
            let _ = read_theme(&text);
            let _ = read_theme(&format!("{key} = {value}\n{text}"));
        }
    }
}
