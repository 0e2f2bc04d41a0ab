//! Sixteen colours of our own for the kernel's console, which has only names for them: its palette can be loaded anew, and put back.

use std::fmt::Write as _;

use ratatui::style::{Color, Style};

use super::palette::Rgb;
use super::role::Role;

/// What puts the kernel's own colours back.
pub(super) const RESTORE: &str = "\x1b]R";

/// The colours by their numbers. The fills are 1 to 5, since only the first eight can stand behind text; text in bold gets a number 8 higher,
/// so bold is for 7 alone, which it turns into 15.
pub(super) const SIXTEEN: [Rgb; 16] = [
    Rgb::hex(0x0C_1014),
    Rgb::hex(0xE3_386D),
    Rgb::hex(0x34_DDB3),
    Rgb::hex(0xE6_A000),
    Rgb::hex(0x7A_0A2E),
    Rgb::hex(0xE5_702E),
    Rgb::hex(0xC6_DDFF),
    Rgb::hex(0xE3_E9EE),
    Rgb::hex(0x37_3B40),
    Rgb::hex(0x4C_1C2F),
    Rgb::hex(0x20_7664),
    Rgb::hex(0x4D_3B0E),
    Rgb::hex(0x69_768A),
    Rgb::hex(0x4D_2D1C),
    Rgb::hex(0x8F_9BA8),
    Rgb::hex(0xFF_FFFF),
];

/// What loads them: `ESC ] P`, the number as a hexadecimal digit, and red, green and blue (console_codes(4)).
pub(super) fn load() -> String {
    let mut load = String::new();
    for (number, Rgb(r, g, b)) in SIXTEEN.iter().enumerate() {
        let _ = write!(load, "\x1b]P{number:X}{r:02X}{g:02X}{b:02X}");
    }
    load
}

/// A colour among those that are loaded: white 15, light cyan 14, red 1 and so on.
pub(super) fn ink(ink: Role) -> Option<Color> {
    match ink {
        Role::Plain | Role::Strong | Role::Quiet => None,
        Role::Zone(zone) | Role::ZoneText(zone) => Some(match zone.number() {
            0 => Color::White,
            1 => Color::Cyan,
            2 => Color::Green,
            3 => Color::Yellow,
            4 => Color::Magenta,
            _ => Color::Red,
        }),
        Role::EaseOff => Some(Color::Yellow),
        Role::SlowDown => Some(Color::Magenta),
        Role::Walk | Role::Stop => Some(Color::Red),
        Role::Well => Some(Color::Green),
        Role::Note => Some(Color::Cyan),
    }
}

/// The style of a strip filled with an ink, likewise: the paper's colour on it, white on the dark red of "stop".
pub(super) fn fill(ink: Role) -> Style {
    match ink {
        Role::Stop => Style::new().bg(Color::Blue).fg(Color::White),
        _ => Style::new().bg(self::ink(ink).unwrap_or(Color::Gray)).fg(Color::Black),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::palette::DARK;

    #[test]
    fn each_colour_is_loaded_under_its_number() {
        let load = load();
        assert!(load.starts_with("\x1b]P00C1014\x1b]P1E3386D"), "{load:?}");
        assert!(load.ends_with("\x1b]PFFFFFFF"));
        assert_eq!(load.matches("\x1b]P").count(), 16);
    }

    #[test]
    fn the_colours_are_those_of_the_dark_theme() {
        let zones = [15, 6, 2, 3, 5, 1].map(|number: usize| SIXTEEN[number]);
        assert_eq!(zones[1..], DARK.zones[1..]);
        assert_eq!([SIXTEEN[0], SIXTEEN[7], SIXTEEN[14], SIXTEEN[4]], [DARK.paper, DARK.ink, DARK.quiet, DARK.stop.fill]);
    }
}
