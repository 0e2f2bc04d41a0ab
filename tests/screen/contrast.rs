//! The colours of the themes: what can be read, told apart and seen to rise, with normal sight and without one kind of cones; and that
//! each screen keeps to it in every state, size and theme.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use recovery_run::heart::Zone;
use recovery_run::screen::color_vision::{Sight, contrast, difference, lightness};
use recovery_run::screen::{Charset, Layout, Overlay, Palette, RecordingLine, Rgb, Theme, ThemeName, Ui};
use recovery_run::session::{Command, CueKind, Legs, Link, Session};
use termprofile::TermProfile;

use crate::picture::dashboard;
use crate::script::{Run, easy, easy_with_a_told_maximum};

pub(crate) const PAINTED: [ThemeName; 3] = [ThemeName::Dark, ThemeName::Light, ThemeName::HighContrast];
/// Letters and figures (WCAG 2.2, 1.4.3), and shapes that carry meaning (1.4.11).
const TEXT: f64 = 4.5;
const SHAPE: f64 = 3.0;
/// Zones are told apart without colour by steps of this lightness, and with it by this difference.
const STEP: f64 = 8.0;

fn theme(name: ThemeName) -> Theme {
    Theme::new(TermProfile::TrueColor, true).named(name)
}

fn palettes() -> impl Iterator<Item = (ThemeName, Palette)> {
    PAINTED.into_iter().map(|name| (name, theme(name).palette()))
}

#[test]
fn every_colour_of_a_palette_is_read_or_seen_on_its_paper() {
    for (name, palette) in palettes() {
        for (what, color, ground, least) in [
            ("ink", palette.ink, palette.paper, TEXT),
            ("quiet", palette.quiet, palette.paper, TEXT),
            ("settled", palette.settled, palette.paper, TEXT),
            ("note", palette.note, palette.paper, TEXT),
            ("ease off", palette.ease_off.text, palette.ease_off.fill, TEXT),
            ("slow down", palette.slow_down.text, palette.slow_down.fill, TEXT),
            ("walk", palette.walk.text, palette.walk.fill, TEXT),
            ("stop", palette.stop.text, palette.stop.fill, TEXT),
            ("ease off's mark", palette.ease_off.mark, palette.paper, SHAPE),
            ("slow down's mark", palette.slow_down.mark, palette.paper, SHAPE),
            ("walk's mark", palette.walk.mark, palette.paper, SHAPE),
            ("stop's mark", palette.stop.mark, palette.paper, SHAPE),
        ] {
            assert!(contrast(color, ground) >= least, "{name:?}: {what} has {:.2}", contrast(color, ground));
        }
        for zone in Zone::ALL {
            let (shape, text) = (palette.zone(zone), palette.zone_text[zone.index()]);
            assert!(contrast(shape, palette.paper) >= SHAPE, "{name:?}: zone {}", zone.number());
            assert!(contrast(text, palette.paper) >= TEXT, "{name:?}: words of zone {}", zone.number());
        }
    }
}

#[test]
fn zones_walk_away_from_the_ink_in_even_steps_and_no_two_neighbours_look_alike() {
    for (name, palette) in palettes() {
        let steps: Vec<f64> = palette.zones.windows(2).map(|pair| lightness(pair[1]) - lightness(pair[0])).collect();
        // High contrast has the same order in smaller steps: all of its colours are far from black.
        let least = if name == ThemeName::HighContrast { 7.0 } else { STEP };
        let falls = steps.iter().all(|step| *step <= -least);
        let rises = steps.iter().all(|step| *step >= least);
        assert!(falls || rises, "{name:?}: {steps:?}");
        for pair in palette.zones.windows(2) {
            for sight in [Sight::Normal, Sight::Deuteranope, Sight::Protanope] {
                let seen = difference(pair[0], pair[1], sight);
                assert!(seen >= 7.5, "{name:?}, {sight:?}: {pair:?} differ by {seen:.1}");
            }
        }
    }
}

/// Sessions in the states that change colours.
fn states() -> Vec<(&'static str, Session)> {
    let eased = easy().haste(0.1).until(130.0, CueKind::EaseOff);
    let slowed = easy().haste(0.1).until(130.0, CueKind::EaseOff).until(131.0, CueKind::SlowDown);
    let walked = easy().haste(0.1).until(130.0, CueKind::EaseOff).until(131.0, CueKind::SlowDown).until(148.0, CueKind::Walk);
    let settled = easy().haste(0.1).until(130.0, CueKind::EaseOff).haste(0.5).until(112.0, CueKind::Settled).towards(112.0, 2);
    let mut doubted = easy();
    doubted.beat(164);
    vec![
        ("beginning", Run::new(Legs::Heavy).silence(3).session),
        ("easy", easy().session),
        ("ease off", eased.session),
        ("slow down", slowed.session),
        ("walk", walked.session),
        ("settled", settled.session),
        ("stop", easy_with_a_told_maximum().until(176.0, CueKind::Stop).session),
        ("lost", easy().link(Link::Lost).silence(9).session),
        ("doubted", doubted.session),
        ("paused", easy().order(Command::Pause).silence(95).session),
        ("talk test", Run::by_the_method(Legs::Fresh).haste(1.0).until(116.0, CueKind::TalkTest).towards(116.0, 2).session),
        ("stopped", easy().order(Command::Stop).session),
    ]
}

fn rgb(color: Color, unset: Rgb) -> Rgb {
    match color {
        Color::Rgb(r, g, b) => Rgb(r, g, b),
        Color::Reset => unset,
        other => panic!("{other:?} is no colour of a palette"),
    }
}

/// What stands on a cell and the ground behind it.
fn colors(cell: &Cell, palette: &Palette) -> (Rgb, Rgb) {
    let (fg, bg) = (rgb(cell.fg, palette.ink), rgb(cell.bg, palette.paper));
    if cell.modifier.contains(Modifier::REVERSED) { (bg, fg) } else { (fg, bg) }
}

/// Letters and figures of a screen that are read with less than 4.5 to 1.
pub(crate) fn unreadable(buffer: &Buffer, palette: &Palette) -> Vec<String> {
    let width = usize::from(buffer.area.width);
    let cells = buffer.content.iter().enumerate().filter(|(_, cell)| cell.symbol().chars().all(char::is_alphanumeric));
    cells
        .filter_map(|(place, cell)| {
            let (fg, bg) = colors(cell, palette);
            let found = contrast(fg, bg);
            let faint = cell.modifier.contains(Modifier::DIM);
            (found < TEXT || faint)
                .then(|| format!("{:?} at {},{} has {found:.2}, faint {faint}", cell.symbol(), place % width, place / width))
        })
        .collect()
}

/// Shapes that are seen with less than 3 to 1, but for what is scenery by design: what lies ahead of the pointer, and rules.
fn unseen(buffer: &Buffer, palette: &Palette, name: ThemeName) -> Vec<String> {
    let mixed = |color: Rgb, share: f64| {
        let part = |one: u8, other: u8| (f64::from(one) * (1.0 - share) + f64::from(other) * share).round() as u8;
        Rgb(part(palette.paper.0, color.0), part(palette.paper.1, color.1), part(palette.paper.2, color.2))
    };
    let share = if name == ThemeName::Light { 0.22 } else { 0.30 };
    let ahead = palette.zones.map(|zone| mixed(zone, share));
    let faint = mixed(palette.ink, if name == ThemeName::Light { 0.22 } else { 0.20 });
    let shapes = buffer.content.iter().filter(|cell| "█▌▐▀▄▛▜▟▙▝▘▗▖▚▞".contains(cell.symbol()));
    shapes
        .map(|cell| colors(cell, palette))
        .filter(|(fg, _)| !ahead.contains(fg) && *fg != faint)
        .filter(|(fg, bg)| contrast(*fg, *bg) < SHAPE)
        .map(|(fg, bg)| format!("{fg:?} on {bg:?}"))
        .collect()
}

#[test]
fn the_bar_is_in_order_without_colour() {
    for name in PAINTED {
        let ui = Ui { recording: RecordingLine::On, ..Ui::new(theme(name)) };
        let palette = ui.theme.palette();
        // A rate at the foot of each zone, and how light its lit segment is.
        let lit = [89u16, 95, 112, 130, 148].map(|rate| {
            let mut run = Run::new(Legs::Fresh);
            run.beat(rate);
            let zone = run.session.view().rate.map(|rate| rate.zone).unwrap();
            let color = palette.zone(zone);
            let drawn = dashboard(&run.session, &ui, 120, 40);
            let row = (0..120).map(|x| &drawn[(x, 22)]).filter(|cell| cell.symbol() == "█");
            assert!(row.clone().any(|cell| colors(cell, &palette).0 == color), "{name:?}: zone {} is not lit", zone.number());
            lightness(color)
        });
        let falls = lit.windows(2).all(|pair| pair[0] > pair[1]);
        assert!(falls || lit.windows(2).all(|pair| pair[0] < pair[1]), "{name:?}: {lit:?}");
    }
}

#[test]
fn every_letter_of_every_state_size_and_theme_is_read() {
    let states = states();
    for name in PAINTED {
        for (state, session) in &states {
            for (width, height) in [(40, 10), (60, 18), (80, 24), (100, 32), (120, 40), (160, 50)] {
                let overlays = [Overlay::ConfirmStop, Overlay::Help].map(|overlay| (Layout::Balanced, overlay));
                let layouts = Layout::ALL.map(|layout| (layout, Overlay::None));
                for (layout, overlay) in layouts.into_iter().chain(overlays) {
                    let ui = Ui { recording: RecordingLine::On, layout, overlay, ..Ui::new(theme(name)) };
                    let drawn = dashboard(session, &ui, width, height);
                    let bad = unreadable(&drawn, &ui.theme.palette());
                    assert!(bad.is_empty(), "{name:?}, {state}, {layout:?}, {width}x{height}, {overlay:?}: {bad:?}");
                    let unseen = unseen(&drawn, &ui.theme.palette(), name);
                    assert!(unseen.is_empty(), "{name:?}, {state}, {layout:?}, {width}x{height}: {unseen:?}");
                }
            }
        }
    }
}

#[test]
fn the_terminals_own_background_is_the_paper_and_is_never_painted_over() {
    let backgrounds = [0x00_0000, 0x1E_1E2E, 0x28_2C34, 0xFF_FFFF, 0xFA_FAFA, 0xFD_F6E3].map(Rgb::hex);
    for background in backgrounds {
        let theme = theme(ThemeName::Auto).on(background);
        let ui = Ui { recording: RecordingLine::On, ..Ui::new(theme) };
        let calm = dashboard(&easy().session, &ui, 80, 24);
        // The chart's strata are mixed from the background; all else stands on it.
        let on_paper = calm.content.iter().take(80 * 17).all(|cell| cell.bg == Color::Reset);
        assert!(on_paper, "{background:?}");
        let bad = unreadable(&calm, &theme.palette());
        assert!(bad.is_empty(), "{background:?}: {bad:?}");
    }
}

/// Whether every font of the console has a character: computed from console-setup's Lat15-Terminus16, Lat15-Fixed16 and Uni2-VGA16 and the
/// kernel's own font.
pub(crate) fn is_safe_on_the_console(character: char) -> bool {
    const SAFE: &str = "─│┌┐└┘├┤┬┴┼═║╒╓╔╕╖╗╘╙╚╛╜╝╞╟╠╡╢╣╤╥╦╧╨╩╪╫╬█░▒■▲▼♦←↑→↓•·≤≥≈≡∞‼°±²µ¶§";
    character.is_ascii() || SAFE.contains(character)
}

#[test]
fn the_console_is_sent_only_what_its_fonts_have() {
    let vars =
        |key: &str| [("TERM", "linux"), ("LANG", "C.UTF-8")].iter().find(|(name, _)| *name == key).map(|(_, value)| (*value).to_owned());
    let theme = Theme::detect(vars, true);
    assert_eq!(theme.glyphs(), Charset::Console.glyphs());
    for (state, session) in states() {
        for (width, height) in [(40, 10), (80, 24), (120, 40)] {
            for cell in Layout::ALL.into_iter().flat_map(|layout| {
                let ui = Ui { recording: RecordingLine::On, layout, ..Ui::new(theme) };
                dashboard(&session, &ui, width, height).content
            }) {
                let known = cell.symbol().chars().all(is_safe_on_the_console);
                assert!(known, "{state}, {width}x{height}: {:?}", cell.symbol());
                for color in [cell.fg, cell.bg] {
                    assert!(!matches!(color, Color::Rgb(..) | Color::Indexed(_)), "{state}: {color:?}");
                }
            }
        }
    }
}
