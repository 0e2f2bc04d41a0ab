//! The colours of page and picture as CSS variables, for light and dark: those of the screen, so that all three look alike.

use std::fmt::Write as _;

use crate::screen::{DARK, Ground, LIGHT, Palette, Rgb, band, faint, passed};

/// The style sheet that defines the colours by name: `--paper`, `--ink`, `--quiet`, `--rule`; zones as bars `--z0` to `--z5`, muted
/// `--m0` to `--m5` and as bands behind the curve `--b0` to `--b5`; prompts `--ease`, `--slow`, `--walk`, `--stop`; `--settled`.
pub(in crate::report) fn colors() -> String {
    format!(
        ":root{{color-scheme:light dark;{}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{}}}}}\n",
        variables(&LIGHT, Ground::Light),
        variables(&DARK, Ground::Dark)
    )
}

/// The variables of a palette.
fn variables(palette: &Palette, ground: Ground) -> String {
    let Palette { paper, ink, quiet, zones, .. } = *palette;
    let mut css = String::new();
    let mut set = |name: &str, color: Rgb| {
        let Rgb(r, g, b) = color;
        // Writing to a String cannot fail.
        let _ = write!(css, "--{name}:#{r:02x}{g:02x}{b:02x};");
    };
    set("paper", paper);
    set("ink", ink);
    set("quiet", quiet);
    set("rule", faint(palette, ground));
    for (number, zone) in zones.into_iter().enumerate() {
        set(&format!("z{number}"), zone);
        set(&format!("m{number}"), passed(palette, zone, ground));
        set(&format!("b{number}"), band(palette, zone, ground).unwrap_or(paper));
    }
    set("ease", palette.ease_off.mark);
    set("slow", palette.slow_down.mark);
    set("walk", palette.walk.mark);
    set("stop", palette.stop.mark);
    set("settled", palette.settled);
    css
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::color_vision::contrast;

    /// The variables of light and of dark.
    fn themes() -> [Vec<(String, Rgb)>; 2] {
        [variables(&LIGHT, Ground::Light), variables(&DARK, Ground::Dark)].map(|css| {
            let variable = |text: &str| {
                let (name, value) = text.strip_prefix("--").unwrap().split_once(":#").unwrap();
                (name.to_owned(), Rgb::hex(u32::from_str_radix(value, 16).unwrap()))
            };
            css.split_terminator(';').map(variable).collect()
        })
    }

    #[test]
    fn words_are_read_and_shapes_are_seen_on_either_paper() {
        for theme in themes() {
            let color = |name: &str| theme.iter().find(|(own, _)| own == name).unwrap().1;
            let paper = color("paper");
            for words in ["ink", "quiet", "settled"] {
                assert!(contrast(color(words), paper) >= 4.5, "{words}");
            }
            for shape in ["ease", "slow", "walk", "stop", "z0", "z1", "z2", "z3", "z4", "z5", "m0", "m1", "m2", "m3", "m4"] {
                assert!(contrast(color(shape), paper) >= 3.0, "{shape}");
            }
            // The word of the ceiling stands on a band.
            for band in ["b0", "b1", "b2", "b3", "b4", "b5"] {
                assert!(contrast(color("ink"), color(band)) >= 4.5 && contrast(color(band), paper) < 1.3, "{band}");
            }
        }
    }

    #[test]
    fn what_lies_above_the_ceiling_stands_out_from_what_lies_below_it_without_colour() {
        for theme in themes() {
            let color = |name: &str| theme.iter().find(|(own, _)| own == name).unwrap().1;
            let paper = color("paper");
            for zone in 1..=3 {
                let (below, above) = (color(&format!("m{zone}")), color(&format!("z{}", zone + 1)));
                assert!(contrast(above, paper) > contrast(below, paper) * 1.1, "zone {zone}");
            }
        }
    }
}
