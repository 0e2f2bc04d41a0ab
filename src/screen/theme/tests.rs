use super::*;
use crate::heart::Zone;
use crate::screen::palette::LIGHT;

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
    assert_eq!(Theme::new(TermProfile::TrueColor, true).ink(Role::Well).fg, Some(Color::Rgb(0x34, 0xDD, 0xB3)));
}

#[test]
fn no_color_leaves_none_and_whatever_value_it_has_counts() {
    for value in ["1", "0", "yes"] {
        let theme = theme(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor"), ("NO_COLOR", value)]);
        assert!(colours(theme).iter().all(Option::is_none), "{value}");
        assert!(theme.fill(Role::SlowDown).add_modifier.contains(Modifier::REVERSED));
    }
    let empty = theme(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor"), ("NO_COLOR", "")]);
    assert_eq!(empty.depth, TermProfile::TrueColor);
}

#[test]
fn the_terminals_depth_is_used() {
    assert_eq!(theme(&[("TERM", "xterm-256color")]).depth, TermProfile::Ansi256);
    assert_eq!(theme(&[("TERM", "xterm"), ("COLORTERM", "truecolor")]).depth, TermProfile::TrueColor);
    let dumb = theme(&[("TERM", "dumb"), ("LANG", "en_US.UTF-8")]);
    assert!(!dumb.unicode() && colours(dumb).iter().all(Option::is_none));
}

#[test]
fn a_locale_without_utf_8_gets_plain_characters() {
    let unicode = |vars: &[(&str, &str)]| theme(&[&[("TERM", "xterm")], vars].concat()).unicode();
    assert!(unicode(&[("LANG", "de_DE.UTF-8")]));
    assert!(unicode(&[("LANG", "C.utf8")]));
    assert!(unicode(&[]));
    assert!(!unicode(&[("LANG", "C")]));
    assert!(!unicode(&[("LANG", "en_US.UTF-8"), ("LC_ALL", "POSIX")]));
    assert!(unicode(&[("LANG", "C"), ("LC_ALL", ""), ("LC_CTYPE", "en_US.UTF-8")]));
    assert!(!unicode(&[("LANG", "de_DE.ISO-8859-1")]));
}

#[test]
fn the_consoles_own_palette_has_a_colour_for_every_zone_and_prompt_and_no_bold_one() {
    let choice = ThemeChoice { console_palette: true, ..ThemeChoice::default() };
    let console = theme(&[("TERM", "linux")]).of_choice(choice);
    assert!(console.wants_palette());
    let zones = colours(console);
    for (i, colour) in zones.iter().enumerate() {
        assert!(colour.is_some() && !zones[..i].contains(colour), "{zones:?}");
    }
    for prompt in [Role::EaseOff, Role::SlowDown, Role::Walk, Role::Stop] {
        let style = console.fill(prompt);
        assert!(style.bg.is_some() && !style.add_modifier.contains(Modifier::BOLD), "{prompt:?}: {style:?}");
    }
    // Elsewhere the sequence would be text, and the colours are other ones.
    for vars in [&[("TERM", "xterm")][..], &[("TERM", "linux"), ("NO_COLOR", "1")]] {
        assert!(!theme(vars).of_choice(choice).wants_palette(), "{vars:?}");
    }
}

#[test]
fn the_key_goes_through_the_runners_own_colours_too_where_there_are_some() {
    let names = |own: Option<Palette>| {
        let mut theme = theme(&[("TERM", "xterm")]).of_choice(ThemeChoice { own, ..ThemeChoice::default() });
        let mut name = || {
            let next = theme.next();
            std::mem::replace(&mut theme, next).name()
        };
        (0..7).map(|_| name()).collect::<Vec<_>>()
    };
    assert_eq!(names(None)[..6], [&ThemeName::ALL[..], &[ThemeName::Auto]].concat());
    assert_eq!(names(Some(LIGHT)), [&ThemeName::ALL[..], &[ThemeName::Own, ThemeName::Auto]].concat());
}

#[test]
fn a_console_of_windows_that_says_nothing_of_itself_has_all_colours_and_what_is_said_counts() {
    let theme = Theme::detect(|key| usual(key, true), true);
    assert_eq!(theme.depth(), TermProfile::TrueColor);
    assert!(theme.unicode());
    assert_eq!(usual("NO_COLOR", true), None);
    assert_eq!(usual("TERM", false), None);
}
